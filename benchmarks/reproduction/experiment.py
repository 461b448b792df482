"""What an experiment is, and the runner: every variant with every seed, kept as it comes, gone on with when asked.

An experiment is a table of variants, each a function of `Work` and a seed that trains something and measures it, and a
table of claims about them. What was measured lies in one JSON file per experiment; the page is made of these alone.
"""

import json
import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

from torch import nn

from benchmarks.reproduction.measuring import Measures
from benchmarks.reproduction.thumbnails import Photographs, photographs
from training.compute import Compute, computing
from training.course import Course
from training.data.items import Pair, Source
from training.loop import learn
from training.networks import GridPhotoNetwork, PhotoNetwork
from training.paired import PairedCourse
from training.plan import LAST, TrainingPlan
from training.progress import Report
from training.state import load_state
from training.terms import Terms

SECONDS = "seconds"
"""The measure that every run has: of processor time."""


@dataclass(frozen=True, slots=True)
class Claim:
    """That one variant is better than another.

    Attributes:
        better, worse: names of variants.
        measure: what is compared.
        source: where the paper says it.
        higher: whether more is better.
        control: whether no difference is expected: what makes the difference elsewhere is missing.
    """

    better: str
    worse: str
    measure: str
    source: str
    higher: bool = True
    control: bool = False


@dataclass(frozen=True)
class Work:
    """What variants work with.

    Attributes:
        photos: folder of photos.
        folder: for what is kept between runs and may be deleted at any time.
    """

    photos: Path
    folder: Path

    @cached_property
    def data(self) -> Photographs:
        """The photos with what the simulated retouchers make of them; read once."""
        return photographs(self.photos, self.folder)

    def plan(self, program: str, seed: int, **fields: Any) -> TrainingPlan:
        """A plan on one processor that tells nothing on its way and names no photos: these come from memory."""
        quiet = {"report_every": 10**6, "preview_every": 10**6, "save_every": 10**6, "device": "cpu"}
        return TrainingPlan(program, self.folder / "run", seed=seed, **{**quiet, **fields})


class Trial(PairedCourse):
    """Paired training with parts of an experiment's own; leaves no style behind."""

    def __init__(
        self,
        plan: TrainingPlan,
        compute: Compute,
        pairs: Source[Pair],
        *,
        network: Callable[[], PhotoNetwork] | None = None,
        terms: Terms | None = None,
    ) -> None:
        """A course.

        Args:
            plan: complete.
            compute: where.
            pairs: to learn from.
            network: makes what learns; the plan's network if None.
            terms: what goes down; the plan's losses if None.
        """
        self._own_network, self._own_terms = network, terms
        super().__init__(plan, compute, pairs, None)

    def make_network(self) -> PhotoNetwork | GridPhotoNetwork:
        """The experiment's network."""
        return self._own_network() if self._own_network else super().make_network()

    def make_terms(self) -> Terms:
        """The experiment's terms."""
        return self._own_terms or super().make_terms()

    def write(self, path: Path, result: nn.Module, card: Mapping[str, Any]) -> None:
        """Nothing: not every experiment's network is one that the editor knows."""


Variant = Callable[[Work, int], Measures]


@dataclass(frozen=True, slots=True)
class Experiment:
    """Variants that differ in one thing.

    Attributes:
        title: heading on the page.
        setting: what was done, how small, in sentences; results of another setting are thrown away.
        variants: by name, in the order of the page.
        claims: what ought to come out.
        columns: measures that the page shows, with their headings.
        remark: what is to be said about the outcome.
        first: seed to count from; those before it were looked at while settings were chosen.
    """

    title: str
    setting: str
    variants: Mapping[str, Variant]
    claims: tuple[Claim, ...]
    columns: Mapping[str, str]
    remark: str = ""
    first: int = 0


def learned(plan: TrainingPlan, course_of: Callable[[TrainingPlan, Compute], Course]) -> nn.Module:
    """What a course of ours has learned at its end, ready to be used.

    Args:
        plan: complete; its folder is emptied first. With the option "average" the running mean of the weights is given.
        course_of: makes the course on what it is given.
    """
    shutil.rmtree(plan.folder, ignore_errors=True)
    plan.folder.mkdir(parents=True)
    with computing(plan) as compute:
        course = course_of(plan, compute)
        learn(course, plan, compute, Report())
    if plan.option("average", 0.0) and (state := load_state(plan.folder / LAST)):
        course.result.load_state_dict(state["average"])
    return course.result.eval()


def run(name: str, experiment: Experiment, work: Work, results: Path, seeds: int) -> dict[str, Any]:
    """Do what is not done yet, variant by variant, and give what `results_of` gives."""
    file = results / f"{name}.json"
    found = results_of(file)
    if found.get("setting") != experiment.setting:
        found = {"setting": experiment.setting, "results": {}}
    # Seed by seed, so that what is broken off has as many seeds of every variant.
    for number, (title, variant) in product(range(seeds), experiment.variants.items()):
        rows = found["results"].setdefault(title, [])
        if number < len(rows):
            continue
        seed = experiment.first + number
        started = time.process_time()
        measures = dict(variant(work, seed))
        rows.append({SECONDS: time.process_time() - started} | measures)
        _keep(file, found)
        print(f"{name}: {title}, seed {seed}: {_short(rows[-1])}", flush=True)
    return found


def results_of(file: Path) -> dict[str, Any]:
    """What a file of results holds: the setting, and by variant the measures of each seed; empty if there is none."""
    return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else {}


def _keep(file: Path, found: Mapping[str, Any]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.part")
    temporary.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    temporary.replace(file)


def _short(row: Measures) -> str:
    return ", ".join(f"{name} {value:.4g}" for name, value in row.items())

"""A personal style: from photos that somebody likes to a style file, by the quick method unless another is asked for.

    python -m training PLAN.json          with the program "personal" in the plan

Sources of the plan: "likes"; "ordinary", unretouched photos to practise on (Penchant's own numbers serve where none are
given); "before" and "after", pairs found by name. Options: "balance", 0..100, faithful to striking, and the three
weights behind it, "quality" (0.05), "fidelity" (1) and "identity" (0.1).

A round of steps takes some seconds. With more minutes there are more rounds, each with other chance, and what they
teach is averaged; more than a few add nothing.
"""

import math
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from engine.errors import TrainingError
from engine.networks.adaptive import measure
from engine.networks.adaptive_numpy import SEEN, SIZE
from training.compute import choose_device
from training.even_steps import even_places
from training.falloff import NONE, fallen
from training.foresight import foresee, words_of
from training.liked import Material, gather
from training.personal_start import start_of
from training.personal_style import Taught, write_personal
from training.plan import LAST, STYLE, TrainingPlan
from training.previews import write_previews
from training.progress import Progress, Report
from training.quick_style import STEPS, Learner, Weights, blend_of, blended, falloff_of, prepare, self_recovery
from training.state import NoRoom, load_state, save_state
from training.taste_reader import load_readers

QUICK = "quick"
MOST_ROUNDS = 8
MATERIAL = "material.pt"
PARTS_KEPT = ("likes", "ordinary", "before", "after")
WEIGHT_NAMES = ("balance", "quality", "fidelity", "identity")
SHOWN_AFTER = (0.0, 15.0, 60.0, 120.0, 240.0, 480.0, 960.0, 1920.0, 3840.0)
"""Seconds of work after which the preview photos are shown as they have become."""
SAVED_EVERY = 8.0
"""Seconds between two saved states: what a power cut may cost, and a step."""
_TOLD_EVERY = 0.5
FALLS_OFF = "Light falls off toward the corners of the likes; the style does so too."
QUALITY, FIDELITY, IDENTITY = 0.05, 1.0, 0.1
"""UEGAN's weights, which are the middle of the slider."""
_FAITHFUL, _STRIKING = 4.0, 8.0
"""By how much quality is divided at the faithful end, and multiplied at the striking one."""


def run(plan: TrainingPlan, report: Report) -> None:
    """Run a plan of the program "personal"; goes on from the state in the plan's folder if there is one.

    Raises:
        PenchantError: nothing can be learned from these photos, or the folder cannot be written.
    """
    if plan.options.get("method", QUICK) != QUICK:
        from training import deep_style

        deep_style.run(plan, report)
        return
    choose_device(plan.device)  # a graphics card that is not here is said; so small a model is quicker without one
    torch.set_num_threads(1)
    going = _begin(plan, report)
    started = time.monotonic() - going.seconds
    while going.done(plan) < 1:
        going.step()
        going.seconds = time.monotonic() - started
        if report.stopping:
            break
        _tell_and_keep(going, plan, report)
    _finish(going, plan, report, "stopped" if report.stopping and going.done(plan) < 1 else "done")


def weights_of(plan: TrainingPlan) -> Weights:
    """The weights of a plan, relative to the middle of the slider."""
    balance = plan.option("balance", 50.0)
    quality = plan.option("quality", quality_at(balance))
    identity = plan.option("identity", IDENTITY)
    return Weights(
        quality=math.sqrt(max(quality, 0.0) / QUALITY),
        fidelity=max(plan.option("fidelity", FIDELITY), 0.0) / FIDELITY,
        identity=max(identity - IDENTITY, 0.0),
    )


def quality_at(balance: float) -> float:
    """UEGAN's quality weight at a place of the slider, 0..100: 0.0125, 0.05 in the middle, 0.4."""
    along = (min(max(balance, 0.0), 100.0) - 50.0) / 50.0
    return float(QUALITY * (_STRIKING if along > 0 else _FAITHFUL) ** along)


@dataclass(slots=True)
class _Going:
    """A run on its way."""

    learner: Learner
    notes: tuple[str, ...] = ()
    expected: float | None = None
    seconds: float = 0.0
    rounds: int = 0
    taught: Tensor = field(default_factory=lambda: torch.zeros(SIZE))
    losses: list[dict[str, float]] = field(default_factory=list)
    shown: int = 0
    told: float = -1.0
    saved: float = 0.0

    def step(self) -> None:
        """One step; after the last of a round its style is put to the others'."""
        self.losses.append(self.learner.learn())
        if self.learner.step >= self.learner.steps:
            self.taught = self.taught + self.learner.style
            self.rounds += 1
            before = self.learner
            self.learner = Learner(before.lessons, before.weights, before.steps, seed=before.seed + 1)

    def done(self, plan: TrainingPlan) -> float:
        """Share of the work that is done."""
        most = MOST_ROUNDS if plan.minutes and not plan.steps else 1
        by_steps = (self.rounds + self.learner.step / self.learner.steps) / most
        by_time = self.seconds / (60 * plan.minutes) if plan.minutes else 0.0
        return max(by_steps, by_time)

    def looks(self) -> tuple[Tensor, tuple[float, ...]]:
        """The looks so far, and their shares: the mean of all rounds and the guess."""
        style = self.taught / self.rounds if self.rounds else self.learner.style
        return blend_of(style, self.learner.lessons)

    def falloff(self) -> tuple[float, ...]:
        """How light falls off beside the looks so far."""
        return falloff_of(*self.looks(), self.learner.lessons)

    @property
    def steps_done(self) -> int:
        """Steps of all rounds."""
        return self.rounds * self.learner.steps + self.learner.step

    def state(self) -> dict[str, Any]:
        """Everything that the next step depends on."""
        own = {"seconds": self.seconds, "rounds": self.rounds, "taught": self.taught, "shown": self.shown}
        return own | {"seed": self.learner.seed, "learner": self.learner.state()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where a state was taken."""
        self.seconds, self.rounds = float(state["seconds"]), int(state["rounds"])
        self.taught, self.shown = state["taught"], int(state["shown"])
        self.learner.seed = int(state["seed"])
        self.learner.restore(state["learner"])
        self.saved = self.told = self.seconds


def _begin(plan: TrainingPlan, report: Report) -> _Going:
    """Photos, guess and the state of an earlier sitting."""
    state = load_state(plan.folder / LAST)
    # The small copies are kept with the run, so that it can be gone on with where a folder has disappeared since.
    kept = load_state(plan.folder / MATERIAL) if state else None
    if kept:
        material = Material(**{name: kept[name].float() / 255 for name in PARTS_KEPT})
    else:
        material = gather(plan)
        whole = {name: (getattr(material, name) * 255).round().to(torch.uint8) for name in PARTS_KEPT}
        _keep(plan, report, MATERIAL, whole)
    for sentence in material.notes:
        report(Progress(0, 0, 0.0, kind="note", message=sentence))
    parts = (material.likes, material.ordinary, material.before, material.after)
    start = start_of(plan, material) if plan.start else None
    reader = load_readers()
    going = _Going(Learner(prepare(*parts, reader, start), weights_of(plan), plan.steps or STEPS, plan.seed))
    going.notes = material.notes
    foresight = foresee(material.likes, material.ordinary, reader)
    if foresight is not None:
        going.expected = foresight.expected
        report(Progress(0, 0, 0.0, kind="note", message=words_of(foresight)))
    if state:
        going.restore(state)
    return going


def _tell_and_keep(going: _Going, plan: TrainingPlan, report: Report) -> None:
    """Figures twice a second, pictures when it is time, the state every few seconds."""
    if going.shown < len(SHOWN_AFTER) and going.seconds >= SHOWN_AFTER[going.shown]:
        while going.shown < len(SHOWN_AFTER) and going.seconds >= SHOWN_AFTER[going.shown]:
            going.shown += 1
        _show(going, plan, report)
    if going.seconds - going.told >= _TOLD_EVERY:
        going.told = going.seconds
        report(_progress(going, plan, "step"))
        going.losses.clear()
    if going.seconds - going.saved >= SAVED_EVERY:
        going.saved = going.seconds
        if not _keep(plan, report, LAST, going.state()):
            return
        try:
            _write(going, plan)
        except OSError:
            report(Progress(0, 0, 0.0, kind="note", message=_full(plan)))  # the style of before stays
            return
        report(_progress(going, plan, "saved", files=(STYLE,)))


def _finish(going: _Going, plan: TrainingPlan, report: Report, kind: str) -> None:
    """The last pictures, state and style."""
    if going.falloff():
        report(Progress(0, 0, 0.0, kind="note", message=FALLS_OFF))
    _show(going, plan, report)
    _keep(plan, report, LAST, going.state())
    try:
        score = _write(going, plan)
    except OSError as problem:
        sentence = f"{plan.style_file} could not be written. Make room and resume to get the style."
        raise TrainingError(sentence, subject=plan.style_file, details=str(problem)) from problem
    held_out = {} if score is None else {"self_recovery": score}
    report(_progress(going, plan, kind, held_out=held_out, files=(STYLE,)))


def _write(going: _Going, plan: TrainingPlan) -> float | None:
    """Write the style as it is now.

    Returns:
        how much of the likes it finds again; None without likes.
    """
    lessons = going.learner.lessons
    looks, shares = going.looks()
    score = self_recovery(looks, shares, lessons) if len(lessons.likes) else None
    counts = {"likes": len(lessons.likes) + len(lessons.held), "pairs": len(lessons.before)}
    measured = {"steps": going.steps_done, "seconds": round(going.seconds, 1), "self_recovery": score}
    measured |= {} if going.expected is None else {"expected": going.expected}
    weights = {name: plan.options[name] for name in WEIGHT_NAMES if name in plan.options}
    falloff = going.falloff()
    card = {"program": "personal", "method": "quick", "seed": plan.seed, **counts, "measured": measured, **weights}
    card |= {"falloff": list(falloff)} if falloff else {}
    along = even_places(looks, shares, lessons.ordinary, lessons.measured)
    taught = Taught(plan.name, looks, shares, plan.option("balance", 50.0), along, falloff)
    write_personal(plan.style_file, taught, card)
    return score


def _keep(plan: TrainingPlan, report: Report, name: str, state: Mapping[str, Any]) -> bool:
    """Save a state; a full disk is said, and what was saved before stays.

    Returns:
        whether it was saved.

    Raises:
        TrainingError: the folder cannot be written.
    """
    try:
        save_state(plan.folder / name, state)
    except NoRoom:
        report(Progress(0, 0, 0.0, kind="note", message=_full(plan)))
        return False
    except OSError as problem:
        sentence = f"Nothing can be written into {plan.folder} any more, so the teaching stopped."
        raise TrainingError(sentence, subject=plan.folder, details=str(problem)) from problem
    return True


def _full(plan: TrainingPlan) -> str:
    return f"The disk is full, so what was learned just now is not kept. Make room in {plan.folder}."


def _show(going: _Going, plan: TrainingPlan, report: Report) -> None:
    """The preview photos as they have become."""
    (looks, shares), falloff = going.looks(), torch.tensor(going.falloff() or NONE)

    def shown(photo: Tensor) -> Tensor:
        return fallen(_shown(looks, shares, photo), falloff).clamp(0, 1)

    files = write_previews(plan, going.steps_done, shown, torch.device("cpu"))
    if files:
        report(_progress(going, plan, "preview", files=files))


@torch.no_grad()
def _shown(looks: Tensor, shares: tuple[float, ...], photo: Tensor) -> Tensor:
    """A photo (1, 3, h, w) through looks."""
    small = functional.adaptive_avg_pool2d(photo, SEEN).flatten(2).transpose(1, 2)
    made = blended(looks, shares, photo.flatten(2).transpose(1, 2), measure(small))
    return made.clamp(0, 1).transpose(1, 2).reshape(photo.shape)


def _progress(going: _Going, plan: TrainingPlan, kind: str, **more: Any) -> Progress:
    """A line about where the run stands."""
    done = going.done(plan)
    steps = max(going.steps_done, round(going.steps_done / max(done, 1e-3)))
    left = going.seconds / max(done, 1e-3) - going.seconds if 0 < done < 1 else None
    names = going.losses[-1] if going.losses else {}
    terms = {name: round(sum(loss[name] for loss in going.losses) / len(going.losses), 4) for name in names}
    loss = round(sum(terms.values()), 4) if terms else None
    about = {"loss": loss, "terms": terms, "left": None if left is None else round(left, 1)}
    return Progress(going.steps_done, steps, round(going.seconds, 2), kind=kind, **(about | more))

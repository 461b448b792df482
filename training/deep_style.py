"""The deep way to a personal style: a network under UEGAN's losses, held to what the quick way found.

    python main.py learn --likes DIR [--ordinary DIR] --name NAME --method bilateral|uegan [--minutes M]

Three things happen, in one run of the common loop:

1. the quick style is made (seconds), written as the first usable version, and stays the measure;
2. the network takes its place: "bilateral" says what is to be changed of the quick style's result, at first nothing;
   "uegan" begins as the generator that comes with Penchant and is taught to do what the quick style does;
3. UEGAN's quality, fidelity and identity with the weights of the slider, anchored: un-styled likes have to be found
   again (`training.unstyling`), and ordinary photos stay near what the quick style makes of them.

Two kinds of evidence decide, and both have to speak for the network: held-out likes are found again from un-styled
copies better than by the quick style, and ordinary photos come nearer to the likes, as sets. (One alone does not tell:
docs/decisions/0008.) Of all states the one counts for which the weaker of the two is strongest; if that is not clearly
more than the quick style has, the quick style is what she gets, and it is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.checkpoints.added import identity_of
from engine.checkpoints.native import StyleEntry
from engine.errors import TrainingError
from engine.grade import apply
from engine.grade.fitting import fit
from engine.networks.bilateral import INPUT_SIZE
from training.adversaries import hinge_adversary
from training.compute import Compute, computing
from training.course import Phase, Seen
from training.data.items import SingleBatch
from training.deep_evidence import Answers, Evidence
from training.deep_lessons import DeepLessons, QuickStyle, gather_deep
from training.deep_losses import AnchoredLoss, DeepBatch, Imitation, Judge
from training.deep_networks import (
    VIEW,
    RefinedQuick,
    photos_of,
    quick_photos,
    seen,
    uegan,
    viewed,
    write_refined,
    write_uegan,
)
from training.deep_start import load_start
from training.falloff import NONE, fallen
from training.loop import learn
from training.networks import BILATERAL, Around, around
from training.personal import FALLS_OFF, IDENTITY, quality_at
from training.personal_style import KIND, Taught, write_personal
from training.plan import LAST, STYLE, TrainingPlan
from training.previews import write_previews
from training.progress import Progress, Report
from training.state import NoRoom, load_state, save_state
from training.terms import Terms, make_terms
from training.unpaired import REPLAY, ReplayPool, on_device

LESSONS = "lessons.pt"
_IMITATION = 5.0
"""Times the rate, while it imitates."""
MARGIN = 0.01
"""By how much each kind of evidence has to be better for the network to take the quick style's place: share of the way
back to held-out likes, and share of the distance of the sets."""
SHARES = (1.0, 0.75, 0.5, 0.25)
"""Of a network in its mean with the quick style; the best is taken."""
MINUTES = 10.0
_HALVED = 2.0
"""Our adversarial sums are halved, as in UEGAN's code; the weights of the slider are the paper's."""


@dataclass(frozen=True, slots=True)
class Method:
    """One way of going deep.

    Attributes:
        side: of the squares that the network decides by.
        rate: learning rate at its highest, after the imitation.
        imitated: steps in which it learns to do what the quick style does; option "imitated".
    """

    side: int
    rate: float
    imitated: int


METHODS: Mapping[str, Method] = {
    "bilateral": Method(INPUT_SIZE, 1e-4, 0),
    "uegan": Method(VIEW, 2e-4, 150),
}


def run(plan: TrainingPlan, report: Report) -> None:
    """Run a plan of the program "personal" whose option "method" is one of METHODS.

    Raises:
        PenchantError: nothing can be learned from these photos, or the folder cannot be written.
    """
    method = str(plan.options.get("method", ""))
    if method not in METHODS:
        raise TrainingError(f"A style is learned by quick, {' or '.join(METHODS)}, not by {method}.", subject=method)
    with computing(plan) as compute:
        lessons, quick = _lessons(plan, METHODS[method].side, report)
        plan = completed(plan, method)
        course = DeepCourse(plan, compute, lessons, quick, report)
        if not (plan.folder / LAST).exists():
            course.begin()
        learn(course, plan, compute, report)


def completed(plan: TrainingPlan, method: str) -> TrainingPlan:
    """The plan with what this way decides by itself: network, sizes, rates and when to look."""
    usual = {"keep": "best", "average": 0.98, "clip": 1.0, "constant_share": 0.5, "warm_up": 20, "adversary_rate": 2.0}
    return replace(
        plan,
        network=method,
        minutes=plan.minutes if plan.minutes or plan.steps else MINUTES,
        size=VIEW,
        rate=METHODS[method].rate,
        schedule="linear",
        report_every=5,
        preview_every=25,
        save_every=10,
        options=usual | dict(plan.options),
    )


class DeepCourse:
    """What the loop asks for."""

    def __init__(
        self, plan: TrainingPlan, compute: Compute, lessons: DeepLessons, quick: QuickStyle, report: Report
    ) -> None:
        """Networks as they come with Penchant.

        Args:
            plan: complete.
            compute: where.
            lessons: what is taught.
            quick: the style to be surpassed.
            report: told what came out in the end.
        """
        torch.manual_seed(plan.seed)
        is_refined = plan.network == BILATERAL
        if not is_refined:  # it slides over the photo and is shown squares: where it is, it does not know
            lessons = replace(lessons, falloff=torch.tensor(NONE))
        self.plan, self.compute, self.lessons, self.quick = plan, compute, lessons, quick
        self._report = report
        start = load_start()
        self._width = start.width
        self.result = RefinedQuick(lessons.looks, lessons.shares, lessons.falloff) if is_refined else uegan(start)
        adversary = hinge_adversary(
            replace(plan, options={**plan.options, "adversary_width": start.width}), "uegan_discriminator"
        )
        adversary.discriminator.load_state_dict(start.discriminator)
        self.networks: dict[str, nn.Module] = {"generator": self.result, "discriminator": adversary}
        for network in self.networks.values():
            network.to(compute.device)
        self._unstyling = lessons.unstyling(lessons.likes)
        self._evidence = Evidence(lessons, plan.network, compute)
        self._pool = ReplayPool(int(plan.option("replay", REPLAY)), plan.seed, compute.rank)
        self._generator = AnchoredLoss(self.result, _terms(plan), adversary.scores, compute, plan).to(compute.device)
        self.phases = self._phases(adversary)
        self._quick_answers = self._evidence.answers(self._quick_batch)
        self._quick_evidence = self._evidence.of(self._quick_answers)

    def begin(self) -> None:
        """Write the quick style as the first version, and show it."""
        if self.lessons.falloff.any():
            self._tell(FALLS_OFF)
        self._write_start(self.plan.style_file, {"program": "personal", "seed": self.plan.seed})
        files = write_previews(self.plan, 0, self._quick, torch.device("cpu"))
        if files:
            self._report(Progress(0, self.plan.steps, 0.0, kind="preview", files=files))
        self._report(Progress(0, self.plan.steps, 0.0, kind="saved", files=(STYLE,)))

    def batches(self, steps: range) -> Iterator[DeepBatch]:
        """Photos of some steps; by its number each step finds its chance."""
        for step in steps:
            yield self._batch(step)

    def seen(self) -> Seen | None:
        """The ordinary photos of the last step."""
        return self._generator.last

    def state(self) -> dict[str, Any]:
        """The replay pool."""
        return {"pool": self._pool.photos}

    def restore(self, state: Mapping[str, Any]) -> None:
        """The replay pool."""
        self._pool.photos = [photo.to(self.compute.device) for photo in state["pool"]]

    @torch.no_grad()
    def check(self, result: nn.Module) -> dict[str, float]:
        """By how much a network is better than the quick style: the weaker evidence first, then what it is made of.

        A refinement is given the share with which it is best: it has errors of its own, and what is between has less.
        """

        def made(batch: SingleBatch) -> Tensor:
            with self.compute.networks():
                photos: Tensor = result(batch.photos, around(batch))
            return photos

        shares: Sequence[float] = SHARES[:1]
        if isinstance(result, RefinedQuick):
            result.share.fill_(1)
            shares = SHARES
        answers = self._evidence.answers(made)
        best = max((self._gain(answers, share) for share in shares), key=lambda each: each["gain"])
        if isinstance(result, RefinedQuick):
            result.share.fill_(best["share"])
        quick = {"found_again_quick": self._quick_evidence[0], "distance_quick": self._quick_evidence[1]}
        return {**best, **quick}

    def _gain(self, answers: Answers, share: float) -> dict[str, float]:
        """What speaks for a style that lies between the quick one, 0, and a network's, 1."""
        copies, ordinary = (torch.lerp(*both, share) for both in zip(self._quick_answers, answers, strict=True))
        found, distance = self._evidence.of((copies, ordinary))
        gain = min(found - self._quick_evidence[0], 1 - distance / max(self._quick_evidence[1], 1e-6))
        return {"gain": round(gain, 4), "share": share, "found_again": found, "distance": distance}

    @torch.no_grad()
    def enhance(self, result: nn.Module, photo: Tensor) -> Tensor:
        """A photo as it becomes where the style is used: a network that has seen squares alone gives a grade."""
        with self.compute.networks():
            if self.plan.network == BILATERAL:
                small = functional.interpolate(photo, (INPUT_SIZE, INPUT_SIZE), mode="bilinear", antialias=True)
                made: Tensor = result(photo, Around(small))
                return made
            seen = functional.interpolate(photo, (VIEW, VIEW), mode="bilinear", antialias=True)
            answer = result(seen)
        before, after = (_picture(each) for each in (seen, answer))
        graded = torch.from_numpy(apply(fit(before, after), _picture(photo)))
        return graded.permute(2, 0, 1)[None].to(photo)

    def write(self, path: Path, result: nn.Module, card: Mapping[str, Any]) -> None:
        """Write the network as the style, or the quick style if held-out likes do not say that it is better."""
        tried = self.check(result)
        if tried["gain"] < MARGIN:
            self._tell(
                f"{_words(tried)} That does not say that the deep way did better, so the style is the quick one."
            )
            self._write_start(path, {**card, "tried": {"method": self.plan.network, **tried}})
            return
        self._tell(f"{_words(tried)} So it did better.")
        told = {**card, "method": self.plan.network, "likes": self.quick.likes, **tried}
        told["falloff"] = self.lessons.falloff.tolist()
        if isinstance(result, RefinedQuick):
            write_refined(path, result, self._taught(), told)
            return
        summary = f"Learned from {self.quick.likes} photos you like."
        entry = StyleEntry(identity_of(self.plan.name) or "my-style", self.plan.name, KIND, summary)
        write_uegan(path, result.get_submodule("module"), self._width, entry, told)

    def _phases(self, adversary: nn.Module) -> tuple[Phase, ...]:
        plan, compute = self.plan, self.compute
        imitated = _imitated(plan)
        betas = (plan.option("beta1", 0.5), 0.999)
        judge = Judge(adversary, self.result, self._pool, compute)
        imitation = Imitation(self.result, compute).to(compute.device)
        moved = self.result.learning if isinstance(self.result, RefinedQuick) else list(self.result.parameters())
        make = torch.optim.Adam
        judging = Phase(
            "discriminator",
            judge,
            make(adversary.parameters(), betas=betas),
            rate=plan.option("adversary_rate", 1.0),
            first=imitated // 2,
            judges=True,
        )
        return (
            *([judging] if "fake" in self._generator.needs else []),
            Phase("imitation", imitation, make(moved), rate=_IMITATION, end=imitated),
            Phase("generator", self._generator, make(moved), first=imitated),
        )

    def _batch(self, step: int) -> DeepBatch:
        lessons, count, network = self.lessons, self.plan.batch, self.plan.network
        chance = torch.Generator().manual_seed(self.plan.seed * 1_000_003 + step)
        chosen, good = (torch.randint(len(lessons.likes), (count,), generator=chance) for _ in range(2))
        copies = photos_of(self._unstyling.sample(chosen, chance), lessons.likes)
        if len(lessons.ordinary):
            ordinary = lessons.ordinary[torch.randint(len(lessons.ordinary), (count,), generator=chance)]
        else:
            others = torch.randint(len(lessons.likes), (count,), generator=chance)
            ordinary = photos_of(self._unstyling.sample(others, chance), lessons.likes)
        origins, goods = lessons.likes[chosen], lessons.likes[good]
        flips = torch.rand(count, generator=chance) < 0.5
        copies, origins, ordinary, goods = (_mirrored(each, flips) for each in (copies, origins, ordinary, goods))
        plain, worn = seen(ordinary, network), seen(copies, network)
        place = self.compute.device
        return DeepBatch(
            on_device(plain, self.compute),
            on_device(seen(goods, network), self.compute),
            near=self._quick(plain.photos).to(place),
            copies=on_device(worn, self.compute),
            origins=viewed(origins).to(place),
            copied=self._quick(worn.photos).to(place),
        )

    def _write_start(self, path: Path, card: Mapping[str, Any]) -> None:
        falloff = self._falloff()
        told = {**card, "method": "quick", "likes": self.quick.likes} | ({"falloff": list(falloff)} if falloff else {})
        write_personal(path, replace(self._taught(), falloff=falloff), told)

    def _falloff(self) -> tuple[float, ...]:
        """As a style file has it: nothing where light does not fall off."""
        return tuple(self.lessons.falloff.tolist()) if self.lessons.falloff.any() else ()

    def _taught(self) -> Taught:
        return Taught(self.plan.name, self.quick.looks, self.quick.shares, self.plan.option("balance", 50.0))

    def _quick(self, photos: Tensor) -> Tensor:
        """Whole photos (N, 3, h, w) through the quick style with its falloff."""
        return fallen(quick_photos(self.lessons.looks, self.lessons.shares, photos, photos), self.lessons.falloff)

    def _quick_batch(self, batch: SingleBatch) -> Tensor:
        """As `_quick`, with what is measured on the photos measured where the network measures it."""
        whole = batch.photos if batch.small is None else batch.small
        made = quick_photos(self.lessons.looks, self.lessons.shares, batch.photos.cpu(), whole.cpu())
        return fallen(made, self.lessons.falloff).to(self.compute.device)

    def _tell(self, sentence: str) -> None:
        if self.compute.is_writer:
            self._report(Progress(0, self.plan.steps, 0.0, kind="note", message=sentence))


def _lessons(plan: TrainingPlan, side: int, report: Report) -> tuple[DeepLessons, QuickStyle]:
    """Photos and quick style; those of an earlier sitting, since the photos may have gone."""
    kept = load_state(plan.folder / LESSONS) if (plan.folder / LAST).exists() else None
    if kept is not None:
        found = DeepLessons.from_state(kept)
        count = len(found.likes) + len(found.held)
        return found, QuickStyle(found.looks, tuple(found.shares.tolist()), count, ())
    found, quick = gather_deep(plan, side)
    try:
        save_state(plan.folder / LESSONS, found.state())
    except (NoRoom, OSError) as problem:
        sentence = f"Nothing can be written into {plan.folder}, so the teaching did not begin."
        raise TrainingError(sentence, subject=plan.folder, details=str(problem)) from problem
    for sentence in quick.notes:
        report(Progress(0, 0, 0.0, kind="note", message=sentence))
    # As a run that goes on will have them, so that both give the same style.
    return DeepLessons.from_state(found.state()), quick


def _terms(plan: TrainingPlan) -> Terms | None:
    """UEGAN's terms with the weights of the slider; None if all are 0."""
    quality = plan.option("quality", quality_at(plan.option("balance", 50.0)))
    weights = {
        "relativistic_hinge_generator": _HALVED * quality,
        "fidelity": plan.option("fidelity", 1.0),
        "identity": plan.option("identity", IDENTITY),
    }
    if not any(weights.values()):
        return None
    return make_terms(plan, weights, frozenset({"output", "source", "good", "kept", "real", "fake"}))


def _imitated(plan: TrainingPlan) -> int:
    """Steps of imitation; a third of a short run."""
    wanted = int(plan.option("imitated", METHODS[plan.network].imitated))
    return min(wanted, plan.steps // 3) if plan.steps else wanted


def _mirrored(photos: Tensor, flips: Tensor) -> Tensor:
    return torch.where(flips[:, None, None, None], photos.flip(3), photos)


def _picture(photo: Tensor) -> np.ndarray:
    """(1, 3, h, w) as h x w x 3, 0..1."""
    return np.ascontiguousarray(photo[0].permute(1, 2, 0).clamp(0, 1).cpu().numpy(), np.float32)


def _words(tried: Mapping[str, float]) -> str:
    found, found_quick = tried["found_again"], tried["found_again_quick"]
    distance, distance_quick = tried["distance"], tried["distance_quick"]
    return (
        f"The deep way goes {found:.0%} of the way back to likes kept aside, the quick way {found_quick:.0%}; "
        f"as a set, its photos are {distance:.3f} from the likes, the quick way's {distance_quick:.3f}."
    )

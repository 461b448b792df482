"""The deep way on simulated photographers: `python -m benchmarks style --method bilateral|uegan [--deep-steps N]`.

Each set of likes is learned from by the quick way, then by the deep way from there. Told are R of what a person would
be given (the network if the evidence speaks for it, else what it began with), of the network whatever the evidence
says, of the quick style, of that with the likes' falloff, which the network begins with, and of the mean of both.
"""

import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.grade import apply
from engine.grade.fitting import fit
from engine.networks.adaptive_numpy import SEEN
from training import deep_style
from training.compute import computing
from training.deep_lessons import QuickStyle, complete
from training.deep_networks import RefinedQuick
from training.loop import learn
from training.networks import BILATERAL, Around
from training.plan import TrainingPlan
from training.progress import Report
from training.quick_style import STEPS, Learner, Lessons
from training.standing import best_state

_HELD_OUT = 6
"""Every so manieth like is held out by the quick way, and so by this one."""
Floats = np.ndarray


@dataclass(frozen=True, slots=True)
class Deep:
    """What came out.

    Attributes:
        made: (n, h, w, 3), test photos by the network.
        begun: the same by what it began with: the quick style, with light falling off as in the likes.
        is_better: whether the evidence speaks for the network.
        seconds: of the processor, for the deep way alone.
        measures: the evidence.
    """

    made: Floats
    begun: Floats
    is_better: bool
    seconds: float
    measures: dict[str, float]


def go_deep(
    lessons: Lessons, likes: Floats, ordinary: Floats, tests: Floats, method: str, steps: int
) -> tuple[Deep, Tensor, tuple[float, ...]]:
    """Learn by the quick way and then by a deep one.

    Args:
        lessons: of the quick way, from these likes and ordinary photos.
        likes: (n, h, w, 3), 0..1, sides multiples of SEEN.
        ordinary: as likes.
        tests: as likes.
        method: a name of `deep_style.METHODS`.
        steps: of the deep way.

    Returns:
        what came out, and the quick style: its looks and their shares.
    """
    learner = Learner(lessons, steps=STEPS)
    for _ in range(STEPS):
        learner.learn()
    looks, shares = learner.looks()
    side = deep_style.METHODS[method].side
    assert lessons.unstyling is not None
    squares, held = _squares(likes, side), torch.arange(len(likes)) % _HELD_OUT == _HELD_OUT - 1
    traits, centre = lessons.unstyling.ordinary, lessons.unstyling.centre
    own = _squares(ordinary, side)
    deep = complete(squares[~held], squares[held], own, looks, torch.tensor(shares), traits, centre)
    begun = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        plan = TrainingPlan("personal", Path(folder), steps=steps, device="cpu", options={"method": method})
        plan = deep_style.completed(plan, method)
        with computing(plan) as compute:
            quick = QuickStyle(looks, shares, len(likes), ())
            course = deep_style.DeepCourse(plan, compute, deep, quick, Report())
            learn(course, plan, compute, Report())
        network, best = course.result, best_state(plan)
    if best is not None:
        network.load_state_dict(best["result"])
    measures = course.check(network.eval())
    seconds = time.process_time() - begun
    made = through(network, tests, method)
    begun_with = RefinedQuick(looks, torch.tensor(shares), course.lessons.falloff).eval()
    start = through(begun_with, tests, BILATERAL)
    return Deep(made, start, measures["gain"] >= deep_style.MARGIN, seconds, measures), looks, shares


@torch.no_grad()
def through(network: nn.Module, photos: Floats, method: str) -> Floats:
    """Photos (n, h, w, 3) as the style makes them where it is used."""
    found = []
    for photo in photos:
        view = torch.from_numpy(photo).permute(2, 0, 1)[None].float()
        square = _squares(photo[None], deep_style.METHODS[method].side)
        if method == BILATERAL:
            made = network(view, Around(square)).clamp(0, 1)[0].permute(1, 2, 0).numpy()
        else:
            before, after = (_picture(each) for each in (square, network(square)))
            made = np.clip(apply(fit(before, after), np.ascontiguousarray(photo, np.float32)), 0, 1)
        found.append(made)
    return np.stack(found)


def _squares(photos: Floats, side: int) -> Tensor:
    tensors = torch.from_numpy(photos).permute(0, 3, 1, 2).float()
    # The quick way has measured them at SEEN; a square has to tell it the same.
    assert photos.shape[1] % SEEN == 0
    return functional.interpolate(tensors, (side, side), mode="bilinear", antialias=True).clamp(0, 1)


def _picture(photo: Tensor) -> Floats:
    return np.ascontiguousarray(photo[0].permute(1, 2, 0).clamp(0, 1).numpy(), np.float32)

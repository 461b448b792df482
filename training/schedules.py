"""How the learning rate falls over a run: a function of how much is done, so a resumed run needs no memory of it."""

import math
from collections.abc import Callable

from training.plan import TrainingPlan

Schedule = Callable[[TrainingPlan, int, float], float]


def learning_rate(plan: TrainingPlan, step: int, done: float) -> float:
    """The rate of a step.

    Args:
        plan: its rate, schedule and options; option "warm_up" is the number of steps in which the rate rises.
        step: counted from 0.
        done: share of the run before this step, 0..1.
    """
    rise = min(1.0, (step + 1) / max(1.0, plan.option("warm_up", 0)))
    return plan.rate * rise * SHAPES[plan.schedule](plan, step, min(max(done, 0.0), 1.0))


def constant(_plan: TrainingPlan, _step: int, _done: float) -> float:
    """Always the same."""
    return 1.0


def linear(plan: TrainingPlan, _step: int, done: float) -> float:
    """Constant for the share "constant_share" of the run, then in a straight line to 0 (UEGAN: 0.5)."""
    flat = min(plan.option("constant_share", 0.5), 1 - 1e-9)
    return min(1.0, (1 - done) / (1 - flat))


def cosine(_plan: TrainingPlan, _step: int, done: float) -> float:
    """Half a cosine to a two-hundredth."""
    return 0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * done))


def halving(plan: TrainingPlan, step: int, _done: float) -> float:
    """Half as much every "halve_every" steps (DPED+: 10,000)."""
    return float(0.5 ** (step // max(1, int(plan.option("halve_every", 10_000)))))


def exponential(plan: TrainingPlan, _step: int, done: float) -> float:
    """Times "decay" after every of "stages" equal parts of the run (seed 4's decreasing rate: 0.7 in each of 10)."""
    stages = max(1, int(plan.option("stages", 10)))
    return float(plan.option("decay", 0.7) ** min(int(done * stages), stages - 1))


SHAPES: dict[str, Schedule] = {
    "constant": constant,
    "linear": linear,
    "cosine": cosine,
    "halving": halving,
    "exponential": exponential,
}

"""Rates fall as their names say."""

from pathlib import Path

import pytest

from training.plan import SCHEDULES, TrainingPlan
from training.schedules import SHAPES, learning_rate


def rates(schedule: str, **options: float) -> list[float]:
    plan = TrainingPlan("paired", Path(), steps=100, rate=2.0, schedule=schedule, options=options)
    return [learning_rate(plan, step, step / 100) for step in range(100)]


def test_every_schedule_of_a_plan_is_there() -> None:
    assert set(SHAPES) == set(SCHEDULES)


def test_constant_after_a_rise() -> None:
    assert rates("constant") == [2.0] * 100
    assert rates("constant", warm_up=4)[:5] == [0.5, 1.0, 1.5, 2.0, 2.0]


def test_linear_is_flat_for_its_share_and_ends_near_nothing() -> None:
    found = rates("linear", constant_share=0.5)
    assert found[:51] == [2.0] * 51
    assert found[75] == pytest.approx(1.0)
    assert 0 < found[-1] < 0.05
    assert rates("linear", constant_share=1.0) == pytest.approx([2.0] * 100)


def test_cosine_halving_and_exponential() -> None:
    assert rates("cosine")[50] == pytest.approx(1.005)
    assert rates("halving", halve_every=40)[39:41] == [2.0, 1.0]
    assert rates("halving", halve_every=40)[99] == 0.5
    staged = rates("exponential", decay=0.5, stages=4)
    assert [staged[step] for step in (0, 24, 25, 50, 99)] == [2.0, 2.0, 1.0, 0.5, 0.25]

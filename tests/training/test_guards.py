"""A training that goes wrong is noticed and answered; each kind of going wrong is provoked."""

import math

import pytest

from engine.errors import TrainingError
from training.guards import (
    CLIPPING,
    EXPLODED,
    MOST_LOWERINGS,
    PATIENCE,
    SATURATION_PATIENCE,
    SETTLING,
    WATCH_PATIENCE,
    Guard,
)


def skip(guard: Guard, times: int) -> None:
    for _ in range(times):
        guard.accepts("generator", math.nan, 1.0)


def saturate(guard: Guard, times: int) -> None:
    for _ in range(times):
        guard.judge("discriminator", 0.001)


def show(guard: Guard, contrast: float, clipped: float, times: int) -> None:
    for _ in range(times):
        guard.watch("generator", contrast, clipped)


def settled(loss: float = 1.0) -> Guard:
    guard = Guard()
    for _ in range(SETTLING):
        assert guard.accepts("generator", loss, 1.0)
    return guard


@pytest.mark.parametrize(("loss", "gradient"), [(math.nan, 1.0), (math.inf, 1.0), (1.0, math.nan), (1.0, math.inf)])
def test_a_step_that_is_no_number_is_skipped(loss: float, gradient: float) -> None:
    guard = Guard()
    assert not guard.accepts("generator", loss, gradient)
    assert guard.accepts("generator", 1.0, 1.0)
    assert guard.rate("generator") == 1
    assert guard.take_notes() == []


def test_many_in_a_row_lower_the_rate_and_then_stop_the_run() -> None:
    guard = Guard()
    for lowered in range(1, MOST_LOWERINGS + 1):
        skip(guard, PATIENCE)
        assert guard.rate("generator") == 0.5**lowered
        assert "no number" in guard.take_notes()[0]
    assert guard.rate("discriminator") == 1
    with pytest.raises(TrainingError, match="no number"):
        skip(guard, PATIENCE)


def test_a_step_far_beyond_the_usual_is_skipped() -> None:
    guard = settled()
    assert not guard.accepts("generator", 1.1 * EXPLODED, 1.0)
    assert guard.accepts("generator", 2.0, 1.0)


def test_slow_growth_is_noticed_too() -> None:
    guard, loss = settled(), 1.0
    for _ in range(1000):
        loss *= 1.02
        assert guard.accepts("generator", loss, 1.0)
        if notes := guard.take_notes():
            break
    assert "out of all bounds" in notes[0]
    assert guard.rate("generator") < 1


def test_a_loss_that_falls_is_left_alone() -> None:
    guard = settled()
    for step in range(2000):
        assert guard.accepts("generator", 1.0 * 0.995**step + 1e-4, 1.0)
    assert guard.take_notes() == []


def test_a_discriminator_that_wins_learns_more_slowly_and_then_stops_the_run() -> None:
    guard = Guard()
    for _ in range(SETTLING):
        guard.accepts("discriminator", 4.0, 1.0)
        guard.judge("discriminator", 4.0)
    saturate(guard, SATURATION_PATIENCE + 50)
    assert guard.rate("discriminator") == 0.5
    assert "everything apart" in guard.take_notes()[0]
    with pytest.raises(TrainingError, match="everything apart"):
        saturate(guard, (MOST_LOWERINGS + 1) * SATURATION_PATIENCE)


@pytest.mark.parametrize(
    ("contrast", "clipped", "words"), [(0.01, 0.0, "one even colour"), (1.0, 2 * CLIPPING, "black or white")]
)
def test_results_without_contrast_or_clipped_are_noticed(contrast: float, clipped: float, words: str) -> None:
    guard = Guard()
    show(guard, contrast, clipped, WATCH_PATIENCE - 1)
    guard.watch("generator", 1.0, 0.0)
    assert guard.take_notes() == []
    with pytest.raises(TrainingError, match=words):
        show(guard, contrast, clipped, (MOST_LOWERINGS + 1) * WATCH_PATIENCE)
    assert len(guard.take_notes()) == MOST_LOWERINGS


def test_a_guard_goes_on_where_it_was() -> None:
    first = settled()
    first.accepts("generator", math.nan, 1.0)
    second = Guard.from_state(first.state())
    for guard in (first, second):
        skip(guard, PATIENCE - 1)
    assert first == second
    assert second.rate("generator") == 0.5

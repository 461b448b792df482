"""The score of likes before learning: more and more varied likes promise more."""

from dataclasses import replace

import pytest

from engine.readiness import Readiness, readiness_of
from engine.readiness_score import readiness_score

GOOD = replace(
    readiness_of([]),
    count=40,
    distinct=40,
    light_spread=15.0,
    tint_spread=6.0,
    mean_light=50.0,
    looks=(tuple(range(40)),),
)


def few(count: int) -> Readiness:
    return replace(GOOD, count=count, distinct=count, looks=(tuple(range(count)),))


def test_no_likes_promise_nothing() -> None:
    assert readiness_score(readiness_of([])) == 0.0


def test_more_likes_promise_more() -> None:
    scores = [readiness_score(few(count)) for count in (1, 3, 6, 20, 40, 100)]
    assert scores == sorted(scores)
    assert scores[0] < 0.5 * scores[-1]
    assert 0.4 < scores[-1] < 1.0


@pytest.mark.parametrize(
    "worse",
    [
        {"dark": 1.0, "mean_light": 15.0, "light_spread": 5.0},
        {"bright": 1.0, "mean_light": 85.0, "light_spread": 5.0},
        {"distinct": 4},
        {"looks": (tuple(range(20)), tuple(range(20, 40)))},
    ],
)
def test_what_is_one_sided_or_mixed_promises_less(worse: dict[str, object]) -> None:
    assert readiness_score(replace(GOOD, **worse)) < readiness_score(GOOD)

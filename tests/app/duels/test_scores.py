"""The arithmetic of duels against tables worked by hand, against scipy, and against UEGAN's own table."""

import math

import numpy as np
import pytest
from scipy import optimize, stats

from app.duels.duel import EVEN, LEFT, RIGHT, Vote
from app.duels.scores import (
    Rate,
    Table,
    bradley_terry,
    more_pairs,
    rate,
    sign_test,
    supports_default,
    tally,
    wilson,
)

UEGAN = ("Input", "CycleGAN", "Exposure", "EnlightenGAN", "DPE", "UEGAN FiveK", "UEGAN Flickr")
"""Table II of Ni et al. (2020): 28 people, 40 photos, so 1120 answers for each pair; a row beats a column."""
TABLE_2 = np.array(
    [
        [0, 387, 157, 171, 78, 31, 16],
        [733, 0, 185, 263, 95, 74, 32],
        [963, 935, 0, 692, 328, 253, 141],
        [949, 857, 428, 0, 223, 153, 92],
        [1042, 1025, 792, 897, 0, 401, 214],
        [1089, 1046, 867, 967, 719, 0, 327],
        [1104, 1088, 979, 1028, 906, 793, 0],
    ]
)


def table(wins: list[list[int]] | np.ndarray, evens: list[list[int]] | None = None) -> Table:
    counts = np.array(wins, np.int64)
    names = tuple("abcdefgh"[: len(counts)]) if len(counts) != 7 else UEGAN
    return Table(names, counts, np.array(evens, np.int64) if evens else np.zeros_like(counts))


def test_votes_are_counted_on_either_side() -> None:
    votes = [
        Vote("1", "a", "b", LEFT),
        Vote("2", "b", "a", RIGHT),
        Vote("3", "a", "b", RIGHT),
        Vote("4", "b", "a", EVEN),
        Vote("5", "a", "c", LEFT),
    ]
    found = tally(votes)
    assert found.contenders == ("a", "b", "c")
    assert found.wins.tolist() == [[0, 2, 1], [1, 0, 0], [0, 0, 0]]
    assert found.evens.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert tally(votes, ("b", "a")).wins.tolist() == [[0, 1], [2, 0]]


@pytest.mark.parametrize(
    ("wins", "decided", "low", "high"),
    [(19, 26, 0.54, 0.86), (25, 30, 0.66, 0.93), (7, 12, 0.32, 0.81), (0, 10, 0.0, 0.28), (10, 10, 0.72, 1.0)],
)
def test_wilson_intervals(wins: int, decided: int, low: float, high: float) -> None:
    # The first three are the figures of the designed result page; all agree with scipy.
    found = wilson(wins, decided)
    assert found == pytest.approx((low, high), abs=0.005)
    reference = stats.binomtest(wins, decided).proportion_ci(method="wilson")
    assert found == pytest.approx((reference.low, reference.high), abs=1e-6)


def test_no_answers_tell_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    nothing = rate(tally([], ("a", "b")), "a", "b")
    assert (nothing.share, nothing.outcome, nothing.chance) == (0.5, "open", 1.0)
    assert more_pairs(nothing) is None


@pytest.mark.parametrize(("wins", "losses"), [(19, 7), (5, 5), (0, 6), (1, 0), (300, 250)])
def test_the_sign_test_is_scipys(wins: int, losses: int) -> None:
    assert sign_test(wins, losses) == pytest.approx(stats.binomtest(wins, wins + losses).pvalue, rel=1e-9)


def test_uegans_table() -> None:
    found = table(TABLE_2)
    shares = [rate(found, "UEGAN FiveK", rival).share for rival in ("CycleGAN", "Exposure", "EnlightenGAN", "DPE")]
    assert [round(100 * share, 2) for share in shares] == [93.39, 77.41, 86.34, 64.20]
    assert [score.contender for score in bradley_terry(found)] == [
        "UEGAN Flickr",
        "UEGAN FiveK",
        "DPE",
        "Exposure",
        "EnlightenGAN",
        "CycleGAN",
        "Input",
    ]


def test_scores_solve_the_equation_of_two() -> None:
    # a beat b in 3 of 4: 3.5 - 4 p(2s) - p(s) = 0 with the even meeting with an average rival.
    def slope(score: float) -> float:
        return 3.5 - 4 / (1 + math.exp(-2 * score)) - 1 / (1 + math.exp(-score))

    expected = optimize.brentq(slope, 0, 5)
    first, second = bradley_terry(table([[0, 3], [1, 0]]))
    assert (first.contender, second.contender) == ("a", "b")
    assert first.score == pytest.approx(expected, abs=1e-9)
    assert second.score == pytest.approx(-expected, abs=1e-9)


def test_many_answers_drown_the_average_rival() -> None:
    first, second = bradley_terry(table([[0, 3000], [1000, 0]]))
    assert first.score - second.score == pytest.approx(math.log(3), abs=2e-3)


def test_scores_and_intervals_are_those_of_a_general_optimiser() -> None:
    wins = np.array([[0, 12, 9, 15], [8, 0, 11, 14], [11, 9, 0, 12], [5, 6, 8, 0]])
    evens = np.array([[0, 2, 0, 1], [2, 0, 3, 0], [0, 3, 0, 2], [1, 0, 2, 0]])
    half = wins + evens / 2

    def unlikely(scores: np.ndarray) -> float:
        differences = scores[:, None] - scores[None, :]
        alone = np.logaddexp(0, -scores) + np.logaddexp(0, scores)
        return float((half * np.logaddexp(0, -differences)).sum() + alone.sum() / 2)

    best = optimize.minimize(unlikely, np.zeros(4), method="BFGS", options={"gtol": 1e-10}).x
    step, size = 1e-4, range(4)
    eye = np.eye(4) * step
    bent = [
        [
            (
                unlikely(best + eye[i] + eye[j])
                - unlikely(best + eye[i] - eye[j])
                - unlikely(best - eye[i] + eye[j])
                + unlikely(best - eye[i] - eye[j])
            )
            / (4 * step**2)
            for j in size
        ]
        for i in size
    ]
    centred = np.eye(4) - 0.25
    deviation = np.sqrt(np.diag(centred @ np.linalg.inv(np.array(bent)) @ centred))
    found = {score.contender: score for score in bradley_terry(table(wins, evens.tolist()))}
    for index, name in enumerate("abcd"):
        assert found[name].score == pytest.approx(best[index] - best.mean(), abs=1e-5)
        assert found[name].high - found[name].low == pytest.approx(2 * 1.959964 * deviation[index], rel=1e-3)


def test_who_never_lost_has_a_score_and_a_wide_interval() -> None:
    first, second, third = bradley_terry(table([[0, 6, 0], [0, 0, 0], [0, 0, 0]]))
    assert (first.contender, second.contender, third.contender) == ("a", "c", "b")
    assert math.isfinite(first.score)
    assert first.low < 0 < first.score < first.high
    assert second.score == pytest.approx(0, abs=1e-9)
    assert 0.5 < first.share < 1


def test_intervals_hold_what_they_promise() -> None:
    rng = np.random.default_rng(0)
    true = np.array([0.6, 0.0, -0.6])
    chance = 1 / (1 + np.exp(true[None, :] - true[:, None]))
    held = 0
    for _ in range(300):
        upper = np.triu(rng.binomial(30, chance), 1)
        wins = upper + np.tril((30 - upper).T, -1)
        found = {score.contender: score for score in bradley_terry(table(wins))}
        held += sum(found[name].low <= true[i] <= found[name].high for i, name in enumerate("abc"))
    assert 0.92 < held / 900 < 0.98


def found_rate(wins: int, losses: int, evens: int = 0) -> Rate:
    return rate(table([[0, wins], [losses, 0]], [[0, evens], [evens, 0]]), "a", "b")


def test_outcomes() -> None:
    assert found_rate(19, 7).outcome == "won"
    assert found_rate(7, 19).outcome == "lost"
    assert found_rate(15, 11).outcome == "open"


def test_how_many_more_pairs_would_tell() -> None:
    assert more_pairs(found_rate(19, 7)) == 0
    assert more_pairs(found_rate(5, 5)) is None
    needed = more_pairs(found_rate(7, 5))
    assert needed is not None
    assert needed % 5 == 0
    decided = 12 + needed
    assert wilson(decided * 7 / 12, decided)[0] > 0.5
    assert wilson((decided - 10) * 7 / 12, decided - 10)[0] < 0.5
    # Where half of the answers say "no difference", twice as many are needed; the loser needs as many as the winner.
    assert more_pairs(found_rate(7, 5, 12)) == pytest.approx(2 * needed, abs=5)
    assert more_pairs(found_rate(5, 7)) == needed
    assert more_pairs(found_rate(201, 199)) is None


def test_what_supports_a_default() -> None:
    clear = table([[0, 25, 8], [5, 0, 0], [22, 0, 0]])
    assert supports_default(clear, "a", ["b"])
    assert not supports_default(clear, "a", ["b", "c"])
    assert not supports_default(clear, "a", ["c", "b"])
    assert not supports_default(clear, "a", [])

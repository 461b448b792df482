"""What the answers of a blind duel say: who was preferred to whom, by how much, and how sure that is. No Qt."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.duels.duel import Vote

Z = 1.959964
"""Standard deviations on each side of a 95 % interval."""
CONFIDENCE = 0.95
_FARTHEST = 400
_ROUNDED = 5
_STEPS, _TINY, _LONGEST = 100, 1e-10, 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Who met whom, and what was answered.

    Attributes:
        contenders: names of rows and columns.
        wins: (n, n) counts; the row was preferred to the column.
        evens: (n, n) counts, symmetric; no difference.
    """

    contenders: tuple[str, ...]
    wins: NDArray[np.int64]
    evens: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Rate:
    """How one contender did against another.

    Attributes:
        wins, losses, evens: answers.
        low, high: Wilson's 95 % interval of the share of wins among decided pairs, 0..1.
        chance: how likely so uneven an answer is if both are equally good (exact two-sided sign test), 0..1.
    """

    wins: int
    losses: int
    evens: int
    low: float
    high: float
    chance: float

    @property
    def decided(self) -> int:
        """Pairs with a preference."""
        return self.wins + self.losses

    @property
    def share(self) -> float:
        """Wins among decided pairs; a half where none is decided."""
        return self.wins / self.decided if self.decided else 0.5

    @property
    def outcome(self) -> str:
        """ "won" or "lost" where the whole interval lies on one side of even, else "open"."""
        if self.low > 0.5:
            return "won"
        return "lost" if self.high < 0.5 else "open"


@dataclass(frozen=True, slots=True)
class Score:
    """One contender's strength.

    Attributes:
        contender: its name.
        score: natural log of the odds against an average rival; the scores of all sum to 0.
        low, high: 95 % interval of the score.
    """

    contender: str
    score: float
    low: float
    high: float

    @property
    def share(self) -> float:
        """The preference that is expected against an average rival, 0..1."""
        return 1 / (1 + math.exp(-self.score))


def tally(votes: Iterable[Vote], contenders: Sequence[str] = ()) -> Table:
    """Count answers.

    Args:
        votes: the answers.
        contenders: names in the order wanted; answers about others are left out. Empty for all, as they come up.
    """
    known = list(votes)
    names = tuple(contenders) or tuple(dict.fromkeys(name for vote in known for name in (vote.left, vote.right)))
    place = {name: index for index, name in enumerate(names)}
    wins = np.zeros((len(names), len(names)), np.int64)
    evens = np.zeros_like(wins)
    for vote in known:
        if vote.left not in place or vote.right not in place:
            continue
        left, right = place[vote.left], place[vote.right]
        if vote.winner is None or vote.loser is None:
            evens[left, right] += 1
            evens[right, left] += 1
        else:
            wins[place[vote.winner], place[vote.loser]] += 1
    return Table(names, wins, evens)


def rate(table: Table, contender: str, rival: str) -> Rate:
    """How a contender did against a rival.

    Raises:
        ValueError: one of them is not in the table.
    """
    row, column = table.contenders.index(contender), table.contenders.index(rival)
    wins, losses = int(table.wins[row, column]), int(table.wins[column, row])
    low, high = wilson(wins, wins + losses)
    return Rate(wins, losses, int(table.evens[row, column]), low, high, sign_test(wins, losses))


def wilson(wins: float, decided: float) -> tuple[float, float]:
    """Wilson's score interval (1927) of a share, 95 %; it stays inside 0..1 and holds for few answers too.

    Args:
        wins: 0..decided.
        decided: answers; 0 tells nothing.

    Returns:
        low and high, 0..1.
    """
    if decided <= 0:
        return 0.0, 1.0
    share, square = wins / decided, Z * Z / decided
    middle = (share + square / 2) / (1 + square)
    half = Z / (1 + square) * math.sqrt(share * (1 - share) / decided + square / (4 * decided))
    return max(0.0, middle - half), min(1.0, middle + half)


def sign_test(wins: int, losses: int) -> float:
    """Chance of a result at least this uneven if each answer were the toss of a coin; exact, two-sided."""
    decided = wins + losses
    rarer = sum(math.comb(decided, k) for k in range(min(wins, losses) + 1))
    return float(min(1.0, 2 * rarer / 2**decided))


def more_pairs(found: Rate) -> int | None:
    """About how many further pairs would settle an open result, if answers go on in the same proportion.

    Returns:
        pairs, no-difference answers included, in steps of five; 0 if it is settled; None if that cannot be foreseen.
    """
    if found.outcome != "open":
        return 0
    better = max(found.share, 1 - found.share)
    if not found.decided or better == 0.5:
        return None
    for decided in range(found.decided + 1, _FARTHEST + 1):
        if wilson(better * decided, decided)[0] > 0.5:
            share_decided = found.decided / (found.decided + found.evens)
            return math.ceil((decided - found.decided) / share_decided / _ROUNDED) * _ROUNDED
    return None


def bradley_terry(table: Table) -> tuple[Score, ...]:
    """Strengths of all contenders from all their meetings (Bradley and Terry, 1952), strongest first.

    P(i is preferred to j) = 1 / (1 + exp(s_j - s_i)); no difference counts as half a win each. Every contender is
    given one even meeting with an average rival besides, so that one who never lost, or met nobody, has a score and an
    honest, wide interval. Maximum of the likelihood by Newton's method; intervals from its curvature there.
    """
    count = len(table.contenders)
    bent = np.eye(count)
    wins = table.wins + table.evens / 2
    meetings = wins + wins.T
    scores = np.zeros(count)
    for _ in range(_STEPS):
        expected = 1 / (1 + np.exp(scores[None, :] - scores[:, None]))
        alone = 1 / (1 + np.exp(-scores))
        slope = (wins - meetings * expected).sum(1) + 0.5 - alone
        curvature = meetings * expected * (1 - expected)
        bent = np.diag(curvature.sum(1) + alone * (1 - alone)) - curvature
        step = np.linalg.solve(bent, slope)
        scores = scores + np.clip(step, -_LONGEST, _LONGEST)
        if np.abs(step).max(initial=0.0) < _TINY:
            break
    # Only differences are known: the interval is that of the distance to the mean of all.
    centred = np.eye(count) - 1 / max(count, 1)
    deviation = np.sqrt(np.diag(centred @ np.linalg.inv(bent) @ centred))
    scores = scores - scores.mean()
    found = [
        Score(name, float(score), float(score - Z * spread), float(score + Z * spread))
        for name, score, spread in zip(table.contenders, scores, deviation, strict=True)
    ]
    return tuple(sorted(found, key=lambda score: -score.score))


def supports_default(table: Table, contender: str, rivals: Sequence[str]) -> bool:
    """Whether the answers are a reason to make a style the default: it beats the first rival, and loses to none."""
    outcomes = [rate(table, contender, rival).outcome for rival in rivals]
    return bool(outcomes) and outcomes[0] == "won" and "lost" not in outcomes

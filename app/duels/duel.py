"""A blind duel: which styles meet on which photos, on which sides, and what was answered. No Qt, no pixels.

A duel is a frozen value; an answer makes a new one. The whole schedule follows from the seed, so that "more pairs"
lengthens the duel that is there, and any beginning of it is as balanced as the whole: every match comes up as often
as its weight says, and each side of a match stands left in one of two meetings.
"""

import csv
import io
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, islice
from pathlib import Path
from typing import Any

from engine.errors import PenchantError

VERSION = 1
ORIGINAL = ""
"""The contender that is no style: the photo as it was taken."""
LEFT, RIGHT, EVEN = "left", "right", "none"
ANSWERS = (LEFT, RIGHT, EVEN)
USUAL = 30
"""Pairs of a duel: enough to tell a clear preference (22 of 30), few enough for one sitting."""
COLUMNS = ("photo", "left", "right", "answer")
_WRITTEN_ORIGINAL = "original"
_MOST_PHOTOS = 500


class DuelError(PenchantError):
    """A duel that cannot be held, or answers that cannot be understood."""


@dataclass(frozen=True, slots=True)
class DuelWish:
    """A duel that somebody wants to hold.

    Attributes:
        contenders: ids of styles; with a focus, that style first and its main rival second.
        photos: what they meet on.
        focus: see `Duel`.
        unseen: whether no contender was taught with these photos, so that the page may say so.
        count: pairs.
        seed: of the shuffling; None for a new one every time.
    """

    contenders: tuple[str, ...]
    photos: tuple[Path, ...]
    focus: bool = True
    unseen: bool = False
    count: int = USUAL
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """One question: a photo, and the contenders at its left and right."""

    photo: Path
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Vote:
    """One answer: a pair, and "left", "right" or "none" (no difference); the photo is a name, no more."""

    photo: str
    left: str
    right: str
    answer: str

    @property
    def winner(self) -> str | None:
        """The contender that was preferred; None for no difference."""
        return {LEFT: self.left, RIGHT: self.right}.get(self.answer)

    @property
    def loser(self) -> str | None:
        """The contender that was not."""
        return {LEFT: self.right, RIGHT: self.left}.get(self.answer)


@dataclass(frozen=True, slots=True)
class Duel:
    """Pairs to be judged, and the answers so far.

    Attributes:
        contenders: ids of styles, `ORIGINAL` among them or not; with a focus, that one first and its main rival second.
        photos: what they meet on.
        focus: whether the first contender meets all others, and those do not meet each other.
        seed: of the shuffling.
        pairs: the questions in their order.
        answers: to the first pairs.
    """

    contenders: tuple[str, ...]
    photos: tuple[Path, ...]
    focus: bool = False
    seed: int = 0
    pairs: tuple[Pair, ...] = ()
    answers: tuple[str, ...] = field(default=())

    @property
    def current(self) -> Pair | None:
        """The pair that waits for an answer; None if all have one."""
        return self.pairs[len(self.answers)] if len(self.answers) < len(self.pairs) else None

    @property
    def votes(self) -> tuple[Vote, ...]:
        """What was answered so far."""
        asked = zip(self.pairs, self.answers, strict=False)
        return tuple(Vote(pair.photo.name, pair.left, pair.right, answer) for pair, answer in asked)

    @property
    def can_grow(self) -> bool:
        """Whether the photos allow pairs that are not in it yet."""
        return self.longer(1) != self

    def answered(self, answer: str) -> "Duel":
        """With an answer to the current pair.

        Raises:
            ValueError: no such answer, or no pair waits for one.
        """
        if answer not in ANSWERS or self.current is None:
            raise ValueError(f"{answer!r} answers nothing")
        return replace(self, answers=(*self.answers, answer))

    def undone(self) -> "Duel":
        """Without the last answer."""
        return replace(self, answers=self.answers[:-1])

    def without(self, photo: Path) -> "Duel":
        """Without a photo that cannot be shown: pairs of it that wait are replaced by others, answers stay."""
        asked, waiting = self.pairs[: len(self.answers)], self.pairs[len(self.answers) :]
        photos = tuple(known for known in self.photos if known != photo)
        left = replace(self, photos=photos, pairs=(*asked, *(pair for pair in waiting if pair.photo != photo)))
        return left.longer(len(self.pairs) - len(left.pairs))

    def longer(self, count: int = USUAL) -> "Duel":
        """With up to `count` more pairs; those that are there stay, with their answers."""
        met = {_key(pair) for pair in self.pairs}
        unmet = (pair for pair in _schedule(self) if _key(pair) not in met)
        return replace(self, pairs=(*self.pairs, *islice(unmet, count)))


def begin(
    contenders: Sequence[str], photos: Iterable[Path], *, focus: bool = False, count: int = USUAL, seed: int = 0
) -> Duel:
    """A duel that nobody has answered yet.

    Args:
        contenders: ids of styles; `ORIGINAL` for none.
        photos: what they meet on; of more than 500, that many are drawn.
        focus: see `Duel`; the main rival is met twice as often as each of the others.
        count: pairs at most.
        seed: the same seed shuffles alike.

    Raises:
        DuelError: fewer than two contenders, or no photos.
    """
    different = tuple(dict.fromkeys(contenders))
    if len(different) < 2:
        raise DuelError("A duel needs two styles at least.")
    known = tuple(dict.fromkeys(photos))
    if not known:
        raise DuelError("A duel needs photos that can be opened.")
    if len(known) > _MOST_PHOTOS:
        known = tuple(random.Random(seed).sample(known, _MOST_PHOTOS))
    return Duel(different, known, focus, seed).longer(count)


def to_json(duel: Duel) -> str:
    """A duel as text, to be taken up another day; plain ASCII, so that every file name survives."""
    values = {
        "version": VERSION,
        "contenders": duel.contenders,
        "photos": [str(photo) for photo in duel.photos],
        "focus": duel.focus,
        "seed": duel.seed,
        "pairs": [[str(pair.photo), pair.left, pair.right] for pair in duel.pairs],
        "answers": duel.answers,
    }
    return json.dumps(values)


def from_json(text: str) -> Duel:
    """Read what `to_json` wrote.

    Raises:
        DuelError: it is something else, damaged, or of a newer version.
    """
    try:
        values = json.loads(text)
        if values["version"] != VERSION:
            raise DuelError("This duel was begun by another version of Penchant, so it was left as it is.")
        return _checked(values)
    except (ValueError, TypeError, KeyError, IndexError) as problem:
        raise DuelError("The duel that was begun cannot be read, so a new one begins.", details=str(problem)) from None


def to_csv(votes: Iterable[Vote]) -> str:
    """Answers as a table: photo, left, right, answer (left, right or none)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for vote in votes:
        writer.writerow(_told((vote.photo, written_contender(vote.left), written_contender(vote.right), vote.answer)))
    return text.getvalue()


def from_csv(text: str, name: str) -> tuple[Vote, ...]:
    """Read answers; further columns are passed over.

    Args:
        text: the table.
        name: of its file, for sentences.

    Raises:
        DuelError: a column is missing, a line does not say what was preferred, or there is no line at all.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
        if missing:
            raise DuelError(f"{name} has no column {missing[0]}; there should be {', '.join(COLUMNS)}.", subject=name)
        votes = tuple(_vote(row, name, line) for line, row in enumerate(rows, 2))
    except csv.Error as problem:
        raise DuelError(f"{name} is no table of answers.", subject=name, details=str(problem)) from problem
    if not votes:
        raise DuelError(f"{name} holds no answers.", subject=name)
    return votes


def usual_wish(
    style_id: str, styles: Sequence[str], default: str, photos: Sequence[Path], *, unseen: bool = False
) -> DuelWish:
    """What a person expects of "Blind duel…" on a style: that style against the default one, and against the photo.

    Args:
        style_id: the style to be judged.
        styles: ids of all styles, the bundled ones first.
        default: id of the default style; where that is the one to be judged, it meets the first other one.
        photos: what they meet on.
        unseen: see `DuelWish`.
    """
    others = [known for known in styles if known != style_id]
    rival = [default] if default in others else others[:1]
    return DuelWish((style_id, *rival, ORIGINAL), tuple(photos), unseen=unseen)


# ── the schedule ────────────────────────────────────────────────────────────────────────────────────────────────


def _matches(duel: Duel) -> list[tuple[str, str]]:
    if duel.focus:
        return [(duel.contenders[0], rival) for rival in duel.contenders[1:]]
    return list(combinations(duel.contenders, 2))


def _schedule(duel: Duel) -> Iterator[Pair]:
    """Every match on every photo, each once, in an order that is fair from its beginning."""
    rng = random.Random(duel.seed)
    matches = _matches(duel)
    rng.shuffle(matches)
    rival = duel.contenders[1]
    weights = {match: 2 if duel.focus and match[1] == rival and len(matches) > 1 else 1 for match in matches}
    waiting = {match: rng.sample(duel.photos, len(duel.photos)) for match in matches}
    sides = {match: _sides(rng) for match in matches}
    met = dict.fromkeys(matches, 0)
    seen: dict[Path, int] = {}
    while any(waiting.values()):
        left_over = [match for match in matches if waiting[match]]
        match = min(left_over, key=lambda m: met[m] / weights[m])
        # The photo not seen for longest: one just seen would be compared with itself, not with its neighbour.
        photo = min(waiting[match], key=lambda p: seen.get(p, 0))
        waiting[match].remove(photo)
        met[match] += 1
        seen[photo] = sum(met.values())
        left, right = match if next(sides[match]) else match[::-1]
        yield Pair(photo, left, right)


def _sides(rng: random.Random) -> Iterator[bool]:
    """Whether the first of a match stands left: once in every two meetings, in an order nobody can guess."""
    while True:
        first = rng.random() < 0.5
        yield first
        yield not first


def _key(pair: Pair) -> tuple[Path, frozenset[str]]:
    return pair.photo, frozenset((pair.left, pair.right))


# ── reading and writing ─────────────────────────────────────────────────────────────────────────────────────────


def _checked(values: dict[str, Any]) -> Duel:
    photos = tuple(Path(photo) for photo in values["photos"])
    contenders = tuple(str(contender) for contender in values["contenders"])
    pairs = tuple(Pair(Path(photo), str(left), str(right)) for photo, left, right in values["pairs"])
    answers = tuple(values["answers"])
    known = all(pair.left in contenders and pair.right in contenders for pair in pairs)
    if not known or len(answers) > len(pairs) or not set(answers) <= set(ANSWERS) or len(contenders) < 2:
        raise ValueError("pairs and answers do not fit together")
    return Duel(contenders, photos, bool(values["focus"]), int(values["seed"]), pairs, answers)


def _vote(row: dict[str | Any, str | Any], name: str, line: int) -> Vote:
    values = [(row[column] or "").strip() for column in COLUMNS]
    photo, left, right, answer = values
    if answer.lower() not in ANSWERS:
        told = ", ".join(ANSWERS)
        raise DuelError(f"Line {line} of {name} says {answer or 'nothing'} instead of {told}.", subject=name)
    if not left or not right or left == right:
        raise DuelError(f"Line {line} of {name} does not name two styles.", subject=name)
    return Vote(photo, read_contender(left), read_contender(right), answer.lower())


def _told(words: Iterable[str]) -> list[str]:
    """Words that a table can hold: names that are no valid text are escaped."""
    return [word.encode("utf-8", "backslashreplace").decode("utf-8") for word in words]


def written_contender(contender: str) -> str:
    """A contender as a table names it."""
    return contender or _WRITTEN_ORIGINAL


def read_contender(contender: str) -> str:
    """A contender of a table."""
    return ORIGINAL if contender == _WRITTEN_ORIGINAL else contender

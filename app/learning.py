"""What the Teach room and its job tell each other: what is to be learned, and how far it is."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from engine.styles import Style

MIDDLE = 50.0
"""Of the slider Faithful <-> Striking, 0..100: UEGAN's own weights."""
_QUALITY, _FIDELITY, _IDENTITY = 0.05, 1.0, 0.1  # Ni et al. 2020, section IV
_MOST_QUALITY, _LEAST_QUALITY, _MOST_IDENTITY = 0.4, 0.0125, 0.4
METHODS: tuple[str, ...] = ("quick", "bilateral", "uegan")
"""Ways of learning that there are: names of the option "method" of a plan; the first is the usual one. The others begin
with the quick style and need more likes and minutes."""
MINUTES = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0)
PAIRS = 6
"""Photos that are shown before and now."""
FIRST_MOMENT = 15.0
"""Seconds after which the first moment is kept; the next ones come after 1, 2, 4, 8 ... minutes."""

LEARNING, PAUSING, PAUSED, DONE, KEPT, INTERRUPTED, REFUSED = (
    "learning",
    "pausing",
    "paused",
    "done",
    "kept",
    "interrupted",
    "refused",
)


@dataclass(frozen=True, slots=True)
class Weights:
    """UEGAN's weights: how far the style may go, how much of the photo stays, how little finished photos change."""

    quality: float = _QUALITY
    fidelity: float = _FIDELITY
    identity: float = _IDENTITY


@dataclass(frozen=True, slots=True)
class LearningWish:
    """A style to be learned.

    Attributes:
        name: what it will be called.
        likes: photos to learn from; none where pairs are enough.
        finished: photos that are liked with the edits that she made of them.
        pairs: folder of photos as they were, and folder of the same finished; None for none.
        corrected: photos whose edits in the library are hers, so that they are pairs too.
        practice: photos to practise on; without any, what is known of ordinary photos serves.
        previews: photos that are shown before and now, at most `PAIRS`.
        start: style file to begin with; "" begins anew.
        start_style: id of the style in that file.
        start_words: what it is called; "" begins anew.
        balance: where the slider Faithful <-> Striking stood, 0..100.
        weights: see `Weights`; those of the slider, unless the person set them.
        method: a name of `METHODS`.
        device: "auto", "cpu", "cuda" or "mps".
        minutes: to learn for.
        version: which of this name it is, from 1.
    """

    name: str
    likes: tuple[Path, ...]
    finished: tuple[Path, ...] = ()
    pairs: tuple[Path, Path] | None = None
    corrected: tuple[Path, ...] = ()
    practice: tuple[Path, ...] = ()
    previews: tuple[Path, ...] = ()
    start: str = ""
    start_style: str = ""
    start_words: str = ""
    balance: float = MIDDLE
    weights: Weights = Weights()
    method: str = "quick"
    device: str = "auto"
    minutes: float = 10.0
    version: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """How things stood at a time.

    Attributes:
        seconds: of learning.
        pictures: the photos of the wish as they became, in their order; null where one is missing.
        has_style: whether one can go back to it.
    """

    seconds: float
    pictures: tuple[QImage, ...]
    has_style: bool


@dataclass(frozen=True, slots=True, eq=False)
class Learning:
    """Where a learning stands.

    Attributes:
        wish: what is learned.
        status: LEARNING; PAUSING (asked to, still saving); PAUSED; DONE and KEPT (the style is with the others);
            INTERRUPTED (ended by itself, can go on); REFUSED (it could not begin, or nothing was learned).
        seconds: of learning so far, earlier sittings included.
        left: seconds until the end; None while nobody knows.
        usable_since: seconds of learning when the first usable style was kept; None before.
        kept: seconds of learning when it was kept last.
        before, now: the photos of the wish, in their order; null where there is none yet.
        moments: the strip over time.
        curves: points (seconds, value) by name.
        guards: pictures in which a guard bit, by the guard's name; None where nothing was measured.
        style: the newest usable style, not with the others yet; None before there is one.
        score: share of the look of held-out likes that it finds again, up to 1; None where that was not measured.
        note: a sentence of the learning itself; "" for none.
        problem: why it ended, where it ended badly.
    """

    wish: LearningWish
    status: str
    seconds: float = 0.0
    left: float | None = None
    usable_since: float | None = None
    kept: float | None = None
    before: tuple[QImage, ...] = ()
    now: tuple[QImage, ...] = ()
    moments: tuple[Moment, ...] = ()
    curves: tuple[tuple[str, tuple[tuple[float, float], ...]], ...] = ()
    guards: tuple[tuple[str, int], ...] | None = None
    style: Style | None = None
    score: float | None = None
    note: str = ""
    problem: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it runs, or can go on."""
        return self.status in (LEARNING, PAUSING, PAUSED, INTERRUPTED)

    @property
    def share(self) -> float:
        """How much of the time is over, 0..1."""
        whole = 60 * self.wish.minutes
        if self.left is not None and self.seconds > 0:
            whole = self.seconds + self.left
        return min(1.0, self.seconds / max(whole, 1e-6)) if self.status != DONE else 1.0


def weights_of(balance: float) -> Weights:
    """The weights of a place of the slider.

    Args:
        balance: 0 (faithful) to 100 (striking); 50 is the paper's. Even steps multiply, since weights are felt so.
    """
    away = (balance - MIDDLE) / MIDDLE
    if away >= 0:
        return Weights(_QUALITY * (_MOST_QUALITY / _QUALITY) ** away)
    quality = _QUALITY * (_LEAST_QUALITY / _QUALITY) ** -away
    return Weights(quality, _FIDELITY, _IDENTITY * (_MOST_IDENTITY / _IDENTITY) ** -away)


def next_moment(seconds: float) -> float:
    """The first time after `seconds` at which a moment is kept: 15 s, then 1, 2, 4, 8 ... minutes."""
    if seconds < FIRST_MOMENT:
        return FIRST_MOMENT
    moment = 60.0
    while moment <= seconds:
        moment *= 2
    return moment

"""Duels: the blind duel that is held now, and what its page and its job say to each other. On the GUI thread."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from app.duels.duel import Duel, DuelWish, Pair

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class DuelView:
    """What the page shows: to be brought by the job.

    Attributes:
        pair: the question.
        next: the one after it, made ready beforehand; None if there is none.
        room: width and height in device pixels that one picture may fill.
        part: pixels of the photo that are wanted sharply, while it is zoomed; None while it is fitted.
    """

    pair: "Pair"
    next: "Pair | None"
    room: Size
    part: QRect | None = None


@dataclass(frozen=True, slots=True, eq=False)
class DuelPictures:
    """Both sides of a pair.

    Attributes:
        pair: the question.
        left, right: pictures that can be painted, of one size.
        size: width and height of the photo at full size.
    """

    pair: "Pair"
    left: QImage
    right: QImage
    size: Size


@dataclass(frozen=True, slots=True, eq=False)
class DuelPart:
    """A part of both sides, one picture pixel for one photo pixel."""

    pair: "Pair"
    rect: QRect
    left: QImage
    right: QImage


class Duels(QObject):
    """At most one duel is held; panels give commands, a job keeps it on disk and brings pictures."""

    wanted = Signal(object)  # DuelWish: to be begun, or taken up where it was left
    changed = Signal()  # `duel` or `is_judged`
    keep_wanted = Signal(object)  # Duel: to be on disk, so that closing loses no answer
    drop_wanted = Signal(object)  # Duel: its result was seen
    view_wanted = Signal(object)  # DuelView
    pictures_changed = Signal(object)  # DuelPictures
    part_changed = Signal(object)  # DuelPart
    photo_refused = Signal(object, object)  # Path, PhotoError
    samples_wanted = Signal(object)  # tuple[(Path, style id), ...]: small pictures for the result
    sample_changed = Signal(object, str, object)  # Path, style id, QImage

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.duel: Duel | None = None
        self.wish: DuelWish | None = None
        self.is_judged = False
        self.came_from = "enhance"
        self.photo_refused.connect(self._leave_out)

    def want(self, wish: "DuelWish", came_from: str = "enhance") -> None:
        """Begin a duel; one between the same styles that was left unfinished goes on.

        Args:
            wish: who meets, and on what.
            came_from: room to go back to.
        """
        self.came_from = came_from
        self.wish, self.duel, self.is_judged = wish, None, False
        self.wanted.emit(wish)
        self.changed.emit()

    def take(self, duel: "Duel") -> None:
        """The duel that was wanted is here."""
        self._stand_at(duel)

    def answer(self, answer: str) -> None:
        """Answer the current pair: "left", "right" or "none"."""
        if self.duel is not None and self.duel.current is not None and not self.is_judged:
            self._stand_at(self.duel.answered(answer))

    def undo(self) -> None:
        """Take the last answer back."""
        if self.duel is not None and self.duel.answers:
            self.is_judged = False
            self._stand_at(self.duel.undone())

    def stop(self) -> None:
        """Judge by the answers there are."""
        if self.duel is not None and not self.is_judged:
            self.is_judged = True
            self.changed.emit()

    def lengthen(self) -> None:
        """Go on with more pairs."""
        if self.duel is not None:
            self.is_judged = False
            more = self.duel if self.duel.current is not None else self.duel.longer()
            self._stand_at(more)

    def end(self) -> None:
        """Hold no duel any more; one that has its result is not taken up again."""
        if self.duel is not None and self.is_judged:
            self.drop_wanted.emit(self.duel)
        self.duel, self.wish, self.is_judged = None, None, False
        self.changed.emit()

    def _stand_at(self, duel: "Duel") -> None:
        self.duel = duel
        self.is_judged = self.is_judged or duel.current is None
        self.keep_wanted.emit(duel)
        self.changed.emit()

    def _leave_out(self, photo: Path, _problem: object) -> None:
        """Go on without a photo that cannot be shown."""
        if self.duel is not None:
            self._stand_at(self.duel.without(photo))

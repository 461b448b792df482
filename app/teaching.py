"""Teaching: the learning that runs or waits, as the window sees it; what panels may ask of its job."""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from app.vocabulary import Vocabulary

if TYPE_CHECKING:
    from app.learning import Learning, LearningWish


class Teaching(Vocabulary):
    """At most one learning at a time. Every command returns at once; `learning_changed` tells what became of it."""

    def __init__(self) -> None:
        super().__init__()
        self.learning: Learning | None = None
        self.version = ""

    def teach(self, wish: "LearningWish") -> None:
        """Begin to learn a style, in place of one that is over."""
        self.learning_wanted.emit(wish)

    def pause_learning(self, paused: bool = True) -> None:
        """Free processor and memory, or go on where it stood."""
        self.learning_pause_wanted.emit(paused)

    def keep_learned(self, seconds: float | None = None) -> None:
        """End the learning and put the style to the others.

        Args:
            seconds: of the moment whose style is to be kept; None for the newest.
        """
        self.learning_keep_wanted.emit(seconds)

    def drop_learning(self) -> None:
        """Put away what is over, or was interrupted and is not to go on."""
        self.learning_drop_wanted.emit()

    def choose_version(self, style_id: str) -> None:
        """Go back to one of the person's own styles in the Teach room; "" is the newest of the name there.

        Another style is no version of hers: the next style is taught from it.
        """
        if style_id != self.version:
            self.version = style_id
            self.version_changed.emit(style_id)

    def show_small(self, photos: Iterable[Path]) -> None:
        """Ask for small pictures of photos that are not open; `small_changed` brings each."""
        self.small_wanted.emit(tuple(photos))

    def take_learning(self, learning: "Learning | None") -> None:
        """How far it is; None if there is none."""
        self.learning = learning
        self.learning_changed.emit(learning)

"""Pairs at the left of the Teach room: photos before and after, or those she corrected, with or without the likes."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QVBoxLayout, QWidget

from app.pairs import Folders, PairsFound
from app.panels.teach.value_row import Offer, ValueRow
from app.panels.teach.words import tr


@dataclass(frozen=True, slots=True)
class PairsChoice:
    """Which pairs.

    Attributes:
        folders: of photos as they were, and finished; None for none.
        corrected: photos whose own edits count.
        with_likes: whether the likes teach too.
        found: what the folders hold; None while that is being looked up.
    """

    folders: Folders | None = None
    corrected: tuple[Path, ...] = ()
    with_likes: bool = True
    found: PairsFound | None = None

    @property
    def count(self) -> int:
        """How many there are, as far as is known."""
        matched = self.found.matched if self.found is not None else None
        return len(self.corrected) + (len(matched.pairs) if matched is not None else 0)

    @property
    def is_set(self) -> bool:
        """Whether pairs were chosen."""
        return self.folders is not None or bool(self.corrected)


class PairsPart(QWidget):
    """One line for pairs; a second one and words about them once some are chosen.

    Signals:
        changed: `choice` is another one.
        wanted: (Path, Path): what do these folders hold?
    """

    changed = Signal()
    wanted = Signal(object)

    def __init__(self, edited: Callable[[], tuple[Path, ...]], parent: QWidget | None = None) -> None:
        """Make the part.

        Args:
            edited: photos that she corrected by hand, asked when the menu opens.
            parent: owner.
        """
        super().__init__(parent)
        self._edited = edited
        self.choice = PairsChoice()
        self.pairs = ValueRow(tr("Pairs"), self._offers)
        self.likes = ValueRow(tr("Learn from"), self._likes_offers)
        self.words = QLabel()
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.pairs, self.words, self.likes):
            column.addWidget(part)
        self._show()

    def choose(self, choice: PairsChoice) -> None:
        """Choose pairs, silently; what folders hold is asked for."""
        self.choice = choice
        if choice.folders is not None and choice.found is None:
            self.wanted.emit(choice.folders)
        self._show()

    def take_found(self, found: PairsFound) -> None:
        """What folders hold."""
        if found.folders == self.choice.folders:
            self._take(found=found)

    def set_locked(self, locked: bool) -> None:
        """Whether nothing can be changed."""
        for row in (self.pairs, self.likes):
            row.set_locked(locked)

    def ask_for_folders(self) -> None:
        """Let her name the folder of photos as they were, then that of the finished ones."""
        before = QFileDialog.getExistingDirectory(self, tr("First: the photos as they were (RAW or not)"))
        if not before:
            return
        words = tr("Second: the same photos, finished (may be the same folder)")
        after = QFileDialog.getExistingDirectory(self, words, before)
        if after:
            self._choose(PairsChoice((Path(before), Path(after)), with_likes=self.choice.with_likes))

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _take(self, **changes: object) -> None:
        self._choose(replace(self.choice, **changes))  # type: ignore[arg-type]

    def _choose(self, choice: PairsChoice) -> None:
        self.choose(choice)
        self.changed.emit()

    def _show(self) -> None:
        choice = self.choice
        self.pairs.show_value(self._named(choice))
        self.likes.show_value(tr("Likes and pairs") if choice.with_likes else tr("Pairs alone"))
        self.likes.setVisible(choice.is_set)
        self.words.setText(pairs_words(choice))
        self.words.setVisible(choice.folders is not None)

    def _named(self, choice: PairsChoice) -> str:
        if choice.corrected:
            return tr("%n photo(s) you edited", len(choice.corrected))
        return choice.folders[1].name if choice.folders is not None else tr("None")

    def _offers(self) -> list[Offer]:
        choice, edited = self.choice, self._edited()
        with_likes = choice.with_likes
        offers: list[Offer] = [(tr("None"), not choice.is_set, partial(self._choose, PairsChoice()))]
        if edited:
            act = partial(self._choose, PairsChoice(corrected=edited, with_likes=with_likes))
            offers.append((tr("%n photo(s) you edited", len(edited)), bool(choice.corrected), act))
        if choice.folders is not None:
            offers.append((self._named(choice), True, lambda: None))
        offers.append((tr("Folders before and after…"), False, self.ask_for_folders))
        return offers

    def _likes_offers(self) -> list[Offer]:
        both = self.choice.with_likes
        return [
            (tr("Likes and pairs"), both, partial(self._take, with_likes=True)),
            (tr("Pairs alone"), not both, partial(self._take, with_likes=False)),
        ]


def pairs_words(choice: PairsChoice) -> str:
    """How many pairs folders hold, and what stands alone."""
    if choice.folders is None:
        return ""
    if choice.found is None:
        return tr("Looking for pairs.")
    matched = choice.found.matched
    if matched is None:
        return choice.found.problem
    parts = [tr("%n pair(s) found by name.", len(matched.pairs))]
    for paths, words in (
        (matched.alone_before, tr("Without a finished picture: {names}.")),
        (matched.alone_after, tr("Without a photo before it: {names}.")),
    ):
        if paths:
            names = ", ".join(path.name for path in paths[:2])
            more = tr("{names} and %n more", len(paths) - 2).format(names=names) if len(paths) > 2 else names
            parts.append(words.format(names=more))
    return " ".join(parts)

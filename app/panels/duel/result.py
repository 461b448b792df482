"""The result of a blind duel: a sentence, win rates with intervals, photos won and lost, and what may follow."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app import theme
from app.duels.duel import Duel, Vote
from app.duels.scores import Rate, Table, bradley_terry, rate, supports_default, tally
from app.panels.duel import words
from app.widgets.buttons import Button
from app.widgets.cover_picture import CoverPicture
from app.widgets.divider import Divider
from app.widgets.elided_label import ElidedLabel
from app.widgets.fold import Fold
from app.widgets.share_line import KNOB, ShareLine
from app.words import number_format

WON, LOST = 3, 1
"""Photos shown of each."""
_WIDTH, _NAMES, _LINE, _SHARES = 1056, 200, 560, 160
_PICTURE = (168, 126)

Sample = tuple[Path, str]


class Result(QScrollArea):
    """One column in the middle of the canvas.

    Signals:
        default_wanted: id of the style that is to be the default.
        more_wanted: more pairs.
        save_wanted: the answers as a table.
        closed: enough.
    """

    default_wanted = Signal(str)
    more_wanted = Signal()
    save_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("canvas")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pictures: dict[Sample, CoverPicture] = {}

    def show_duel(self, duel: Duel, name_of: Callable[[str], str], note_of: Callable[[str], str]) -> None:
        """Show what the answers of a duel say.

        Args:
            duel: with its answers.
            name_of: names contenders.
            note_of: says what a contender is ("bundled look").
        """
        self._duel, self._name_of, self._note_of = duel, name_of, note_of
        self._table = tally(duel.votes, duel.contenders)
        self._first, self._rivals = standing(duel, self._table)
        self.pictures.clear()
        inside = QWidget()
        inside.setObjectName("canvas")
        row = QHBoxLayout(inside)
        row.setContentsMargins(theme.px(32), theme.px(72), theme.px(32), theme.px(48))
        column = QVBoxLayout()
        column.setSpacing(0)
        body = QWidget()
        body.setObjectName("canvas")
        body.setLayout(column)
        body.setMaximumWidth(theme.px(_WIDTH))
        row.addWidget(body, 1, Qt.AlignmentFlag.AlignTop)
        self._fill(column)
        self.setWidget(inside)

    def samples(self) -> tuple[Sample, ...]:
        """The small pictures that are wanted."""
        return tuple(self.pictures)

    def show_sample(self, photo: Path, style_id: str, picture: QImage) -> None:
        """Show a small picture."""
        if (photo, style_id) in self.pictures:
            self.pictures[photo, style_id].set_picture(picture)

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _fill(self, column: QVBoxLayout) -> None:
        main = rate(self._table, self._first, self._rivals[0])
        self.supports = bool(self._first) and supports_default(self._table, self._first, self._rivals)
        title = _label(words.headline(main, *(self._name_of(id_) for id_ in (self._first, self._rivals[0]))), "title")
        title.setWordWrap(True)
        column.addWidget(title)
        column.addSpacing(theme.px(8))
        column.addWidget(_label(words.evidence(main, self._name_of(self._first), supports=self.supports), "second"))
        column.addSpacing(theme.px(32))
        column.addLayout(self._rates())
        if len(self._duel.contenders) > 2:
            column.addSpacing(theme.px(24))
            column.addWidget(self._everybody())
        self._add_photos(column)
        column.addSpacing(theme.px(32))
        column.addLayout(self._buttons())

    def _rates(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(24))
        grid.setVerticalSpacing(theme.px(12))
        grid.setColumnMinimumWidth(0, theme.px(_NAMES))
        grid.setColumnMinimumWidth(2, theme.px(_SHARES))
        grid.setColumnStretch(1, 1)
        against = self.tr("{name} against").format(name=self._name_of(self._first))
        grid.addWidget(_label(against, "caption"), 0, 0)
        grid.addLayout(_scale(self.tr("Even")), 0, 1)
        for row, rival in enumerate(self._rivals, 1):
            found = rate(self._table, self._first, rival)
            share, likely = words.shares(found)
            grid.addLayout(self._rival(rival, found), row, 0)
            line = ShareLine(found.share, found.low, found.high)
            line.setMaximumWidth(theme.px(_LINE))
            line.setAccessibleName(f"{self._name_of(rival)}: {share}, {likely}")
            grid.addWidget(line, row, 1)
            grid.addWidget(_label(f"<b>{share}</b>, {likely}"), row, 2)
        return grid

    def _rival(self, rival: str, found: Rate) -> QVBoxLayout:
        both = QVBoxLayout()
        both.setSpacing(0)
        count = words.pairs(found.decided + found.evens)
        both.addWidget(_label(self._name_of(rival), "section"))
        both.addWidget(_label(", ".join(filter(None, (self._note_of(rival), count))), "caption"))
        return both

    def _everybody(self) -> Fold:
        """Who was preferred to whom, as a table, and the strengths that follow from all of it."""
        fold = Fold(self.tr("All answers"), is_open=False)
        note = self.tr("Rows were preferred to columns. Strength: expected preference against an average rival.")
        fold.add(_matrix(self._table, self._name_of, self.tr("Strength"), note))
        return fold

    def _add_photos(self, column: QVBoxLayout) -> None:
        """Up to three photos that were won, and one that was lost."""
        won, lost = won_and_lost(self._duel, self._first)
        chosen = [(self.tr("Won"), pair) for pair in won[:WON]], [(self.tr("Lost"), pair) for pair in lost[:LOST]]
        if not any(chosen):
            return
        title = {
            (True, True): self.tr("Photos it won, and one it lost"),
            (True, False): self.tr("Photos it won"),
            (False, True): self.tr("A photo it lost"),
        }[bool(chosen[0]), bool(chosen[1])]
        column.addSpacing(theme.px(24))
        column.addWidget(Divider(token="rule"))
        column.addSpacing(theme.px(24))
        column.addWidget(_label(title, "section"))
        column.addSpacing(theme.px(12))
        row = QHBoxLayout()
        row.setSpacing(theme.px(16))
        for some in chosen:
            if some is chosen[1] and chosen[0] and some:
                row.addSpacing(theme.px(8))
                row.addWidget(Divider(Qt.Orientation.Vertical, token="rule"))
                row.addSpacing(theme.px(8))
            for outcome, photo in some:
                row.addWidget(self._photo(outcome, photo))
        row.addStretch(1)
        column.addLayout(row)

    def _photo(self, outcome: str, photo: Path) -> QWidget:
        both = QWidget()
        both.setObjectName("canvas")
        both.setFixedWidth(theme.px(_PICTURE[0]))
        layout = QVBoxLayout(both)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(6))
        caption = self.tr("{outcome}, {photo}").format(outcome=outcome, photo=photo.stem)
        picture = CoverPicture(caption, _PICTURE[1])
        self.pictures[photo, self._first] = picture
        layout.addWidget(picture)
        label = ElidedLabel(caption, role="caption")
        layout.addWidget(label)
        return both

    def _buttons(self) -> QHBoxLayout:
        """What may follow; the main one is to make the style the default only where the answers are a reason to."""
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        self.default = Button(self.tr("Use as default style"), "primary" if self.supports else "normal")
        self.default.setVisible(bool(self._first))
        self.default.clicked.connect(lambda: self.default_wanted.emit(self._first))
        self.keep = Button(self.tr("Keep for now"), "normal" if self.supports else "primary")
        self.keep.clicked.connect(self.closed)
        self.more = Button(self.tr("More pairs"), "quiet")
        self.more.clicked.connect(self.more_wanted)
        self.more.setEnabled(self._duel.current is not None or self._duel.can_grow)
        self.save = Button(self.tr("Save answers…"), "quiet")
        self.save.clicked.connect(self.save_wanted)
        self.save.setEnabled(bool(self._duel.answers))
        order = (self.default, self.keep) if self.supports else (self.keep, self.default)
        for button in (*order, self.more, self.save):
            row.addWidget(button)
        row.addStretch(1)
        return row


def standing(duel: Duel, table: Table) -> tuple[str, tuple[str, ...]]:
    """Whom the result is about, and its rivals: the focus and those it met, else the strongest and all others."""
    if duel.focus:
        met = [r for r in duel.contenders[1:] if rate(table, duel.contenders[0], r).decided or _evens(table, r, duel)]
        return duel.contenders[0], tuple(met) or duel.contenders[1:2]
    names = [score.contender for score in bradley_terry(table)]
    return names[0], tuple(names[1:])


def won_and_lost(duel: Duel, contender: str) -> tuple[list[Path], list[Path]]:
    """Photos on which a contender was preferred, and on which its rival was; each once, the latest first."""
    won: dict[Path, None] = {}
    lost: dict[Path, None] = {}
    for pair, vote in reversed(list(zip(duel.pairs, duel.votes, strict=False))):
        if contender in (pair.left, pair.right) and vote.winner is not None:
            (won if vote.winner == contender else lost)[pair.photo] = None
    return [photo for photo in won if photo not in lost], list(lost)


def votes_of(duel: Duel, name_of: Callable[[str], str]) -> tuple[Vote, ...]:
    """The answers with names in place of ids, for a table that people read."""
    return tuple(Vote(v.photo, name_of(v.left), name_of(v.right), v.answer) for v in duel.votes)


def _evens(table: Table, rival: str, duel: Duel) -> int:
    return rate(table, duel.contenders[0], rival).evens


def _scale(even: str) -> QHBoxLayout:
    row = QHBoxLayout()
    ends = (number_format.percent(0), even, number_format.percent(1))
    holder = QWidget()
    holder.setObjectName("canvas")
    holder.setMaximumWidth(theme.px(_LINE))
    inside = QHBoxLayout(holder)
    inside.setContentsMargins(theme.px(KNOB) // 2, 0, theme.px(KNOB) // 2, 0)
    sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
    for words_, side in zip(ends, sides, strict=True):
        label = _label(words_, "caption")
        label.setAlignment(side)
        inside.addWidget(label, 1)
    row.addWidget(holder)
    return row


def _matrix(table: Table, name_of: Callable[[str], str], strength: str, note: str) -> QWidget:
    """Pairwise preferences, as in Table II of the UEGAN paper, and the strength of each with its interval."""
    scores = bradley_terry(table)
    names = [score.contender for score in scores]
    holder = QWidget()
    holder.setObjectName("canvas")
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, theme.px(8), 0, theme.px(8))
    grid.setHorizontalSpacing(theme.px(24))
    for column, name in enumerate(names, 1):
        grid.addWidget(_label(name_of(name), "caption"), 0, column, Qt.AlignmentFlag.AlignRight)
    grid.addWidget(_label(strength, "caption"), 0, len(names) + 1)
    for row, score in enumerate(scores, 1):
        place = table.contenders.index(score.contender)
        grid.addWidget(_label(name_of(score.contender), "section"), row, 0)
        for column, rival in enumerate(names, 1):
            wins = "–" if rival == score.contender else str(table.wins[place, table.contenders.index(rival)])
            grid.addWidget(_label(wins), row, column, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(_label(_strength(score.share, score.low, score.high)), row, len(names) + 1)
    grid.addWidget(_label(note, "caption"), len(names) + 1, 0, 1, len(names) + 3)
    grid.setColumnStretch(len(names) + 2, 1)
    return holder


def _strength(share: float, low: float, high: float) -> str:
    from math import exp

    ends: Sequence[float] = [1 / (1 + exp(-end)) for end in (low, high)]
    return f"{number_format.percent(share)} ({number_format.number(100 * ends[0])}–{number_format.percent(ends[1])})"


def _label(text: str, role: str = "") -> QLabel:
    label = QLabel(text)
    if role:
        label.setProperty("role", role)
    return label

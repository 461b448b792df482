"""The left panel of the Teach room: what is learned from, how, and how far it may go."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from app import theme
from app.learning import METHODS, MIDDLE, MINUTES, Weights, weights_of
from app.panels.teach import words
from app.panels.teach.expert import ExpertFields
from app.panels.teach.likes_card import LikesCard
from app.panels.teach.pairs_part import PairsChoice, PairsPart
from app.panels.teach.value_row import Offer, ValueRow
from app.panels.teach.version_list import VersionList
from app.panels.teach.words import tr
from app.widgets import tip
from app.widgets.balance_slider import BalanceSlider
from app.widgets.divider import Divider
from app.widgets.elided_label import ElidedLabel
from app.widgets.fold import Fold
from app.words import duration_words
from engine.styles import Style

DEEP_MINUTES = 10.0
"""What a deep way of learning is given at least, unless she says otherwise."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen at the left.

    Attributes:
        pairs: photos before and after, with or without the likes.
        practice: photos or folders to practise on; none for what is known of ordinary photos.
        practice_words: what that is called.
        start: style to begin with; None begins anew.
        minutes: to learn for.
        balance: 0 faithful .. 100 striking.
        weights: UEGAN's three numbers.
        method: a name of `app.learning.METHODS`.
    """

    pairs: PairsChoice = PairsChoice()  # noqa: RUF009 - frozen
    practice: tuple[Path, ...] = ()
    practice_words: str = ""
    start: Style | None = None
    minutes: float = 2.0
    balance: float = MIDDLE
    weights: Weights = Weights()  # noqa: RUF009 - frozen
    method: str = "quick"


class TeachChoices(QWidget):
    """Everything that can be chosen; locked while something is learned.

    Signals:
        changed: `choice` is another one.
        balance_wanted: the slider was moved where a taught style can follow it at once.
        folder_wanted: the person wants to name a folder of photos to practise on.
        pairs_wanted: (Path, Path): what do these folders hold?
        device_chosen, goes_on_chosen: a preference.
    """

    changed = Signal()
    balance_wanted = Signal(float)
    folder_wanted = Signal()
    pairs_wanted = Signal(object)
    device_chosen = Signal(str)
    goes_on_chosen = Signal(bool)

    def __init__(
        self,
        styles: Callable[[], tuple[Style, ...]],
        open_photos: Callable[[], tuple[Path, ...]],
        edited: Callable[[], tuple[Path, ...]] = tuple,
    ) -> None:
        """Make the panel.

        Args:
            styles: that a new one can begin with.
            open_photos: photos that are open and not liked.
            edited: photos that she corrected by hand.
        """
        super().__init__()
        self._styles, self._open = styles, open_photos
        self.choice = Choice()
        self.likes = LikesCard()
        self.pairs = PairsPart(edited)
        self.practice = ValueRow(tr("Practise on"), self._practices)
        tip.set_tip(
            self.practice,
            tr("Photos to practise on"),
            more=tr(
                "Without any, numbers of ordinary photos serve that come with Penchant. Measured on simulated "
                "photographers, a style from likes alone goes 5 % less of the way to their look."
            ),
        )
        self.start = ValueRow(tr("Start from"), self._starts)
        self.time = ValueRow(tr("Time"), self._times)
        self.balance = BalanceSlider()
        self.hint = QLabel()
        self.expert, self.fields = Fold(tr("Expert"), is_open=False), ExpertFields()
        self.numbers = ElidedLabel(role="second")
        self.versions, self.versions_head = VersionList(), QLabel(tr("Versions"))
        self.goes_on = QCheckBox(tr("Keep learning when the window closes"))
        self._build()
        self._connect()
        self.choose()

    def choose(self, **changes: object) -> None:
        """Choose something else, silently."""
        self.choice = replace(self.choice, **changes)  # type: ignore[arg-type]
        self._show()

    def show_styles(self, styles: tuple[Style, ...]) -> None:
        """Follow the styles: each of the person's own is a version to go back to."""
        self.versions.show_styles(styles)
        self.versions_head.setVisible(bool(self.versions.ids()))

    def set_locked(self, locked: bool) -> None:
        """Whether nothing can be changed, because it is being learned."""
        self.pairs.set_locked(locked)
        self.versions.setEnabled(not locked)
        for row in (self.practice, self.start, self.time):
            row.set_locked(locked)
        self.fields.setEnabled(not locked)
        self._show_hint()

    def set_live(self, live: tuple[float, float] | None) -> None:
        """Where the slider answers at once; None where nothing was taught yet."""
        self.balance.set_live(live)
        self._show_hint()

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        side = theme.px(12)
        column.setContentsMargins(side, theme.px(16), side, theme.px(12))
        column.setSpacing(0)
        column.addWidget(self.likes)
        self._divide(column)
        column.addWidget(self.pairs)
        for row in (self.practice, self.start, self.time):
            column.addWidget(row)
        self._divide(column)
        column.addWidget(self.balance)
        self.hint.setProperty("role", "caption")
        self.hint.setWordWrap(True)
        column.addWidget(self.hint)
        self._divide(column)
        self.numbers.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.numbers.setProperty("role", "caption")
        self.expert.set_trailing(self.numbers)
        self.expert.add(self.fields)
        column.addWidget(self.expert)
        self.versions_head.setProperty("role", "section")
        column.addSpacing(theme.px(16))
        column.addWidget(self.versions_head)
        column.addSpacing(theme.px(4))
        column.addWidget(self.versions)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(area, 1)
        whole.addWidget(Divider())
        self._foot = QWidget()
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(side, 0, side, 0)
        foot.addWidget(self.goes_on)
        self._foot.setFixedHeight(theme.px(theme.HEIGHTS.bar))
        whole.addWidget(self._foot)

    def _divide(self, column: QVBoxLayout) -> None:
        column.addSpacing(theme.px(12))
        column.addWidget(Divider())
        column.addSpacing(theme.px(12))

    def _connect(self) -> None:
        self.pairs.changed.connect(lambda: self._take(pairs=self.pairs.choice))
        self.pairs.wanted.connect(self.pairs_wanted)
        self.balance.changed.connect(self._move)
        self.balance.committed.connect(self.balance_wanted)
        self.fields.weights_changed.connect(lambda weights: self._take(weights=weights))
        self.fields.method.activated.connect(lambda _: self._choose_method(self.fields.method.currentData()))
        self.fields.device_chosen.connect(self.device_chosen)
        self.goes_on.clicked.connect(self.goes_on_chosen)

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _take(self, **changes: object) -> None:
        self.choose(**changes)
        self.changed.emit()

    def _move(self, balance: float) -> None:
        self._take(balance=balance, weights=weights_of(balance))
        self._show_hint()

    def _choose_method(self, method: str) -> None:
        """Another way of learning; the deep ones need their time."""
        minutes = self.choice.minutes
        self._take(method=method, minutes=minutes if method == METHODS[0] else max(minutes, DEEP_MINUTES))

    def _show(self) -> None:
        choice = self.choice
        if self.pairs.choice != choice.pairs:
            self.pairs.choose(choice.pairs)
        self.practice.show_value(choice.practice_words if choice.practice else tr("Ordinary photos"))
        self.start.show_value(choice.start.name if choice.start is not None else tr("Nothing"))
        self.time.show_value(duration_words.rounded(60 * choice.minutes))
        self.balance.set_value(choice.balance)
        self.fields.show_weights(choice.weights)
        self.fields.choose_method(choice.method)
        self.numbers.setText(words.weights_words(choice.weights))

    def _show_hint(self) -> None:
        self.hint.setText(words.balance_words(self.balance.live(), is_live=self.balance.is_live()))

    def _practices(self) -> list[Offer]:
        choice, photos = self.choice, self._open()
        offers: list[Offer] = [
            (tr("Ordinary photos"), not choice.practice, partial(self._take, practice=(), practice_words=""))
        ]
        if photos:
            open_words = tr("%n open photo(s)", len(photos))
            act = partial(self._take, practice=photos, practice_words=open_words)
            offers.append((open_words, choice.practice == photos, act))
        if choice.practice and choice.practice != photos:
            offers.append((choice.practice_words, True, lambda: None))
        offers.append((tr("Photos in a folder…"), False, self.folder_wanted.emit))
        return offers

    def _starts(self) -> list[Offer]:
        now = self.choice.start
        offers: list[Offer] = [(tr("Nothing"), now is None, partial(self._take, start=None))]
        return offers + [
            (style.name, now is not None and style.id == now.id, partial(self._take, start=style))
            for style in self._styles()
        ]

    def _times(self) -> list[Offer]:
        return [
            (duration_words.rounded(60 * m), m == self.choice.minutes, partial(self._take, minutes=m)) for m in MINUTES
        ]

"""The styles panel: one card for each style with a live picture of this photo, and the strength under them."""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app import style_menu, theme
from app.learning import LEARNING
from app.session import Session
from app.widgets.buttons import IconButton
from app.widgets.divider import Divider
from app.widgets.progress_line import Line
from app.widgets.strength_slider import StrengthSlider
from app.widgets.style_card import StyleCard
from app.words import number_format, style_words
from engine.edit import Edit
from engine.errors import PenchantError
from engine.styles import Style

ORIGINAL = ""
"""Key of the card that stands for no style."""
_THIRD_COLUMN_FROM = 380
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class StylesPanel(QWidget):
    """Cards in sections (looks, added), chosen by click or arrows, and the strength pinned below.

    Signals:
        wanted: the id of a command whose button was pressed (add_style).
    """

    wanted = Signal(str)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.cards: dict[str, StyleCard] = {}
        self._heads: list[QWidget] = []
        self._refused: dict[str, PenchantError] = {}
        self._pictures: dict[str, QImage] = {}  # a card that is made anew has them at once
        self._columns = 2
        self.strength = StrengthSlider(parent=self)
        self.strength.changed.connect(self._change_strength)
        self.strength.committed.connect(self._commit_strength)
        self._grid = QGridLayout()
        self._grid.setSpacing(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._scrolling(), 1)
        self.foot = self._pinned()
        layout.addWidget(self.foot)
        session.styles_changed.connect(self._fill)
        session.card_changed.connect(self._show_card)
        session.card_refused.connect(self._refuse_card)
        session.edit_changed.connect(self._show_edit)
        for signal in (session.photo_changed, session.image_changed, session.photo_refused, session.photo_overdue):
            signal.connect(self._refresh)
        session.photo_changed.connect(self._expect_pictures)
        session.photo_refused.connect(self._clear_pictures)
        session.photo_overdue.connect(self._clear_pictures)
        session.learning_changed.connect(self._show_learning)
        self._fill()

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _scrolling(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        # Cards keep 4 around themselves for plate and ring.
        column.setContentsMargins(8, 4, 8, 8)
        column.addLayout(self._grid)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area = area
        return area

    def _pinned(self) -> QWidget:
        """The strength; the window may put it under something else as well."""
        pinned = QWidget(self)
        layout = QVBoxLayout(pinned)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(Divider())
        room = QVBoxLayout()
        room.setContentsMargins(12, 12, 12, 12)
        room.addWidget(self.strength)
        layout.addLayout(room)
        return pinned

    def _fill(self) -> None:
        """Make the cards anew: the person's own, the original with the bundled looks and experts, what was added."""
        for card in self.cards.values():
            card.deleteLater()
        self.cards.clear()
        for head in self._heads:
            head.deleteLater()
        self._heads.clear()
        while self._grid.takeAt(0) is not None:
            pass
        looks = [s for s in self._session.styles if s.kind in ("look", "expert")]
        added = [s for s in self._session.styles if s.kind == "added"]
        own = [s for s in self._session.styles if s.kind == "yours"]
        self._sections = [
            (self._own_head(), [s.id for s in own]),
            (self._head(self.tr("Looks")), [ORIGINAL, *(s.id for s in looks)]),
            (self._added_head(), [s.id for s in added]),
        ]
        for style in own:
            self._make_card(style.id, style.name, style_words.tooltip(style))
        self._make_card(ORIGINAL, self.tr("Original"), self.tr("The photo as it was taken."))
        for style in (*looks, *added):
            self._make_card(style.id, style.name, style_words.tooltip(style))
        for style in (*own, *looks, *added):
            self._dress(style)
        self._arrange()
        self._show_edit(self._session.edit)
        self._refresh()

    def _make_card(self, style_id: str, name: str, tooltip: str) -> None:
        card = StyleCard(name, tooltip, parent=self)
        card.clicked.connect(partial(self._choose, style_id))
        card.hovered.connect(partial(self._point, style_id))
        card.installEventFilter(self)
        if style_id in self._pictures:
            card.set_picture(self._pictures[style_id])
        if style_id in self._refused:
            card.set_state("cannot")
        self.cards[style_id] = card

    def _head(self, words: str) -> QLabel:
        label = QLabel(words, self)
        label.setProperty("role", "second")
        label.setContentsMargins(4, 4, 0, 4)
        self._heads.append(label)
        return label

    def _own_head(self) -> QWidget:
        """The head of the person's own styles: the way to teach one, and the one that is being learned."""
        head = QWidget(self)
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        row = QHBoxLayout()
        row.addWidget(self._head(self.tr("Yours")), 1)
        self.teach = IconButton("graduation-cap", self.tr("Teach a style…"), parent=head)
        self.teach.clicked.connect(partial(self._session.enter_room, "teach"))
        row.addWidget(self.teach)
        column.addLayout(row)
        self.learning = ProgressLabel(head)
        self.none_yet = QLabel(self.tr("Your own style appears here once you teach one."), head)
        for label in (self.learning.words, self.none_yet):
            label.setProperty("role", "caption")
            label.setWordWrap(True)
            label.setContentsMargins(4, 0, 4, 4)
        column.addWidget(self.learning)
        column.addWidget(self.none_yet)
        self._heads.append(head)
        self._show_learning()
        return head

    def _show_learning(self, *_: object) -> None:
        """How far the style is that is being learned."""
        learning = self._session.learning
        is_open = learning is not None and learning.is_open
        has_own = any(style.kind == "yours" for style in self._session.styles)
        self.none_yet.setVisible(not is_open and not has_own)
        self.learning.setVisible(is_open)
        if learning is not None and is_open:
            running = learning.status == LEARNING
            words = self.tr("{name} is being learned.") if running else self.tr("{name} waits to go on.")
            self.learning.show_share(words.format(name=learning.wish.name), learning.share)

    def _added_head(self) -> QWidget:
        """The head of the last section, with the button that adds to it."""
        head = QWidget(self)
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._head(self.tr("Added")), 1)
        more = self.tr("Or drop its file anywhere on the window.")
        self.add = IconButton("file-plus", self.tr("Add a style from a file"), more=more, parent=head)
        self.add.clicked.connect(partial(self.wanted.emit, "add_style"))
        row.addWidget(self.add)
        self._heads.append(head)
        return head

    def _dress(self, style: Style) -> None:
        card = self.cards[style.id]
        card.set_texture(style.texture)
        card.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        card.customContextMenuRequested.connect(partial(self._offer, style))

    def _offer(self, style: Style, at: QPoint) -> None:
        """The menu of a card."""
        menu = style_menu.menu_for(self._session, style, self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.cards[style.id].mapToGlobal(at))

    def _arrange(self) -> None:
        row = 0
        for head, ids in self._sections:
            self._grid.addWidget(head, row, 0, 1, self._columns)
            for place, style_id in enumerate(ids):
                self._grid.addWidget(self.cards[style_id], row + 1 + place // self._columns, place % self._columns)
            row += 1 + -(-len(ids) // self._columns)

    # ── session ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _choose(self, style_id: str) -> None:
        """Choose a style, or say why it cannot run here."""
        problem = self._refused.get(style_id)
        if problem is not None:
            self._session.trouble.emit(problem)
        else:
            self._session.choose_style(style_id or None)

    def _point(self, style_id: str, inside: bool) -> None:
        """Show the style under the pointer on the photo; take it back on leaving."""
        if not inside:
            self._session.preview_style(None)
        elif self._session.settings.hover_preview and self._session.is_ready:
            self._session.preview_style(style_id)

    def _change_strength(self, strength: float) -> None:
        self._session.change(strength=strength)

    def _commit_strength(self, strength: float) -> None:
        self._session.set(self.tr("Strength"), number_format.percent(strength), strength=strength)

    def _show_card(self, style_id: str, picture: QImage) -> None:
        self._refused.pop(style_id, None)
        self._pictures[style_id] = picture
        if style_id in self.cards:
            self.cards[style_id].set_picture(picture)

    def _refuse_card(self, style_id: str, problem: PenchantError) -> None:
        self._refused[style_id] = problem
        if style_id in self.cards:
            self.cards[style_id].set_state("cannot")

    def _expect_pictures(self, *_: object) -> None:
        """Another photo: the pictures of the one before stay in sight for a moment."""
        self._refused.clear()
        self._pictures.clear()
        if not self._session.is_at_hand:
            self._clear_pictures()

    def _clear_pictures(self, *_: object) -> None:
        """Nothing of the photo before is left in sight."""
        for style_id, card in self.cards.items():
            if style_id not in self._pictures and style_id not in self._refused:
                card.set_state("waiting")

    def _show_edit(self, edit: Edit) -> None:
        chosen = edit.style or ORIGINAL
        for style_id, card in self.cards.items():
            card.set_chosen(style_id == chosen)
            # One tab stop for the whole list: the chosen card.
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if style_id == chosen else Qt.FocusPolicy.ClickFocus)
        style = self._session.style
        self.strength.set_default(style.default_strength if style else 1.0)
        self.strength.set_value(edit.strength)
        self._refresh()

    def _refresh(self, *_: object) -> None:
        ready = self._session.is_at_hand
        for card in self.cards.values():
            card.setEnabled(ready)
        self.strength.setEnabled(ready and self._session.edit.style is not None)

    # ── keys and size ───────────────────────────────────────────────────────────────────────────────────────────

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows go from card to card and choose at once, as in any list of one choice."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(watched, StyleCard):
            step = _ARROWS.get(Qt.Key(event.key()))
            if step is not None:
                self._step(step[0] + step[1] * self._columns)
                return True
        return super().eventFilter(watched, event)

    def _step(self, places: int) -> None:
        ids = list(self.cards)
        chosen = self._session.edit.style or ORIGINAL
        now = ids.index(chosen) if chosen in ids else 0
        target = ids[max(0, min(now + places, len(ids) - 1))]
        self._choose(target)
        self.cards[target].setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(self.cards[target])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A third column from 380 on."""
        super().resizeEvent(event)
        columns = 3 if self.width() >= theme.px(_THIRD_COLUMN_FROM) else 2
        if columns != self._columns:
            self._columns = columns
            self._fill()


class ProgressLabel(QWidget):
    """Words, and under them how far it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words, self.line = QLabel(), Line()
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 4, 4)
        column.setSpacing(0)
        column.addWidget(self.words)
        column.addWidget(self.line)

    def show_share(self, words: str, share: float) -> None:
        """Say what, and how far."""
        self.words.setText(words)
        self.line.set_share(share)

"""A choice among a few, side by side: view modes, rooms, tabs of a panel. One tab stop; arrows move, Space chooses."""

from collections.abc import Iterable
from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app import icons, theme
from app.widgets import crisp, tip
from app.widgets.direction import is_mirrored
from app.widgets.roving import Roving

_ICON, _EDGE = 16, 2
_PAD_AND_GAP = {False: (10, 6), True: (12, 8)}  # small, large


class Option(NamedTuple):
    """One choice: how code calls it, its words, its icon ("" for none), its key, and more words for the tooltip."""

    id: str
    text: str
    icon: str = ""
    key: str = ""
    more: str = ""


class Switch(QWidget):
    """Segments on a groove.

    Signals:
        chosen: id of the segment that the person chose; silent when code chooses.
    """

    chosen = Signal(str)

    def __init__(
        self,
        options: Iterable[Option | tuple[str, ...]],
        *,
        name: str = "",
        large: bool = False,
        keys: bool = False,
        spread: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Make a switch with its first option chosen.

        Args:
            options: the choices.
            name: what is being chosen, for a screen reader.
            large: 32 high with body type instead of 28 with caption type.
            keys: show each key beside its words.
            spread: share all the width equally.
            parent: owner.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.large, self.keys, self.compact = large, keys, False
        policy = QSizePolicy.Policy.Expanding if spread else QSizePolicy.Policy.Fixed
        self.setSizePolicy(policy, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setSpacing(0)
        self._segments: dict[str, _Segment] = {}
        for option in (Option(*entry) for entry in options):
            segment = _Segment(option, self)
            segment.clicked.connect(lambda _=False, which=option.id: self._choose_by_hand(which))
            row.addWidget(segment, 1 if spread else 0)
            self._segments[option.id] = segment
        self._roving = Roving(list(self._segments.values()), self)
        self.choose(next(iter(self._segments)))
        theme.watcher.changed.connect(self._dressed)
        self._dressed()

    def choose(self, which: str) -> None:
        """Show an option as chosen, silently.

        Raises:
            KeyError: there is no such option.
        """
        chosen = self._segments[which]
        for segment in self._segments.values():
            segment.setChecked(segment is chosen)
        self._roving.hold(chosen)

    def choice(self) -> str:
        """Id of the chosen option."""
        return next(which for which, segment in self._segments.items() if segment.isChecked())

    def set_compact(self, compact: bool) -> None:
        """Show icons only; the names are in the tooltips."""
        self.compact = compact
        self._dressed()

    def set_keys(self, keys: bool) -> None:
        """Show or hide the keys."""
        self.keys = keys
        self._dressed()

    def set_available(self, which: str, available: bool) -> None:
        """Grey an option out, or back in."""
        self._segments[which].setEnabled(available)

    def set_text(self, which: str, text: str) -> None:
        """Say something else on an option."""
        self._segments[which].set_text(text)

    def set_shown(self, which: str, shown: bool) -> None:
        """Leave an option out, or take it in."""
        self._segments[which].setVisible(shown)

    def segment(self, which: str) -> QAbstractButton:
        """The button of an option, for tests and for a menu beneath it."""
        return self._segments[which]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        crisp.fill(painter, self.rect().toRectF(), theme.current().groove, theme.px(theme.HEIGHTS.corner))
        painter.end()

    def _choose_by_hand(self, which: str) -> None:
        before = self.choice()
        self.choose(which)
        if which != before:
            self.chosen.emit(which)

    def _dressed(self) -> None:
        edge = _EDGE
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(edge, edge, edge, edge)
        for segment in self._segments.values():
            segment.updateGeometry()
            segment.update()
        self.updateGeometry()


class _Segment(QAbstractButton):
    def __init__(self, option: Option, switch: Switch) -> None:
        super().__init__(switch)
        self._option = option
        self._switch = switch
        self.setCheckable(True)
        self.setAutoExclusive(True)  # read aloud as one of a group
        self.setText(option.text)
        self.setAccessibleName(option.text)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        tip.set_tip(self, option.text, option.key, option.more)

    def set_text(self, text: str) -> None:
        """Change the words."""
        self._option = self._option._replace(text=text)
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def nextCheckState(self) -> None:
        """Leave the check mark to the switch."""

    def sizeHint(self) -> QSize:
        height = theme.HEIGHTS.button if self._switch.large else theme.HEIGHTS.small
        pad, gap = (theme.px(room) for room in _PAD_AND_GAP[self._switch.large])
        width = sum(self._parts().values()) + gap * (len(self._parts()) - 1) + 2 * pad
        return QSize(round(width), theme.px(height) - 2 * _EDGE)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        tokens = theme.current()
        painter = QPainter(self)
        box, corner = self.rect().toRectF(), theme.px(theme.HEIGHTS.corner) - 1
        hot = self.underMouse() and self.isEnabled()
        if self.isChecked():
            crisp.fill(painter, box, tokens.raised, corner)
        elif hot:
            crisp.fill(painter, box, tokens.hover_cell, corner)
        lit = self.isChecked() or hot
        self._paint_parts(painter, tokens.off if not self.isEnabled() else tokens.text if lit else tokens.text2)
        if self.hasFocus():
            crisp.frame(painter, box, tokens.accent, 2, corner)
        painter.end()

    def _paint_parts(self, painter: QPainter, colour: str) -> None:
        parts = self._parts()
        gap = theme.px(_PAD_AND_GAP[self._switch.large][1])
        x = (self.width() - sum(parts.values()) - gap * (len(parts) - 1)) / 2
        places = {}
        for part, width in parts.items():
            places[part] = QRectF(x, 0, width, self.height())
            x += width + gap
        if is_mirrored(self):
            for place in places.values():
                place.moveLeft(self.width() - place.right())
        if "icon" in places:
            place, side = places["icon"], theme.px(_ICON)
            icons.draw(painter, QRectF(place.x(), (self.height() - side) // 2, side, side), self._option.icon, colour)
        painter.setPen(colour)
        if "text" in places:
            painter.setFont(self._face(bold=self.isChecked()))
            painter.drawText(places["text"], Qt.AlignmentFlag.AlignCenter, self._option.text)
        if "key" in places:
            painter.setPen(theme.current().off)
            painter.setFont(self._face(bold=False))
            painter.drawText(places["key"], Qt.AlignmentFlag.AlignCenter, self._option.key)

    def _parts(self) -> dict[str, float]:
        """Widths of what is shown, measured in SemiBold, so that choosing shifts nothing."""
        parts: dict[str, float] = {}
        if self._option.icon:
            parts["icon"] = theme.px(_ICON)
        if not (self._switch.compact and self._option.icon):
            parts["text"] = QFontMetricsF(self._face(bold=True)).horizontalAdvance(self._option.text)
            if self._switch.keys and self._option.key:
                parts["key"] = QFontMetricsF(self._face(bold=False)).horizontalAdvance(self._option.key)
        return parts

    def _face(self, *, bold: bool) -> QFont:
        role = "body" if self._switch.large else "caption"
        face = theme.font(role)
        if bold:
            face.setWeight(QFont.Weight.DemiBold)
        return face

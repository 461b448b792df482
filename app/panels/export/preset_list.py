"""The list of presets: a name, and under it in quieter words what it stands for."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app import theme
from app.storage.presets import Preset
from app.words import number_format
from engine.export.options import ExportOptions

_SUMMARY = Qt.ItemDataRole.UserRole
_ROW = 48


class PresetList(QListWidget):
    """One row for each preset."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_TwoLines(self))
        self.setAccessibleName(self.tr("Presets"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet(f"QListWidget {{ background: {theme.current().panel}; }}")

    def show_presets(self, presets: Sequence[Preset]) -> None:
        """List these presets, silently; none is chosen."""
        self.blockSignals(True)
        self.clear()
        for preset in presets:
            name = preset.name if preset.own else QCoreApplication.translate("Export", preset.name)
            item = QListWidgetItem(name)
            item.setData(_SUMMARY, summary(preset.options))
            item.setToolTip(f"{name}: {summary(preset.options)}")
            self.addItem(item)
        self.setCurrentRow(-1)
        self.blockSignals(False)


def summary(options: ExportOptions) -> str:
    """What distinguishes a preset, in a few words: TIFF 16 bit, 2048 px, sRGB, quality 90."""
    words = [] if options.format == "jpeg" else [options.kind.label]
    words += [f"{options.depth} bit"] if options.depth == 16 else []
    words += [number_format.number(options.long_edge, unit="px")] if options.long_edge else []
    words.append(options.color_space.name)
    if options.kind.has_quality and options.format == "jpeg":
        words.append(QCoreApplication.translate("Export", "quality %1").replace("%1", str(options.quality)))
    return ", ".join(words)


class _TwoLines(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, theme.px(_ROW))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens, rect, chosen = theme.current(), option.rect, bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setBrush(QColor(tokens.selected))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect, theme.HEIGHTS.corner, theme.HEIGHTS.corner)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QColor(tokens.accent))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), theme.HEIGHTS.corner, theme.HEIGHTS.corner)
        self._line(painter, rect, 0, index.data(), "section" if chosen else "body", tokens.text)
        self._line(painter, rect, 1, index.data(_SUMMARY), "caption", tokens.text2)
        painter.restore()

    def _line(self, painter: QPainter, rect: QRect, row: int, words: str, role: str, colour: str) -> None:
        half = rect.height() // 2
        box = QRect(rect.x() + theme.px(10), rect.y() + 4 + row * (half - 4), rect.width() - theme.px(20), half - 4)
        painter.setFont(theme.font(role))
        painter.setPen(QColor(colour))
        elided = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)

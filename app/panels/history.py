"""The history panel: every step, newest on top; steps that were undone stand above in grey."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.session import Session

_DETAIL = Qt.ItemDataRole.UserRole
_UNDONE = Qt.ItemDataRole.UserRole + 1


class HistoryPanel(QWidget):
    """Steps of the shown photo; a click stands at that step."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.steps = QListWidget(self)
        self.steps.setItemDelegate(_StepDelegate(self.steps))
        self.steps.setAccessibleName(self.tr("History"))
        self.steps.setUniformItemSizes(True)
        self.steps.setProperty("role", "plain")
        self.steps.currentRowChanged.connect(self._jump)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 8, 4, 8)
        layout.addWidget(self.steps)
        session.history_changed.connect(self._fill)
        session.photo_refused.connect(self._fill)
        self._fill()

    def _fill(self, *_: object) -> None:
        steps, index = self._session.history.steps, self._session.history.index
        self.steps.blockSignals(True)
        self.steps.clear()
        if self._session.path is not None:
            for place in reversed(range(len(steps))):
                item = QListWidgetItem(steps[place].label)
                item.setData(_DETAIL, steps[place].detail)
                item.setData(_UNDONE, place > index)
                item.setToolTip(f"{steps[place].label} {steps[place].detail}".strip())
                self.steps.addItem(item)
            self.steps.setCurrentRow(len(steps) - 1 - index)
        self.steps.blockSignals(False)

    def _jump(self, row: int) -> None:
        if row >= 0:
            self._session.jump(len(self._session.history.steps) - 1 - row)


class _StepDelegate(QStyledItemDelegate):
    """One row: what was done at the left, how much at the right."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, theme.px(theme.HEIGHTS.row + 4))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens = theme.current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.setBrush(QColor(tokens.selected))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect, theme.HEIGHTS.corner, theme.HEIGHTS.corner)
        inner = rect.adjusted(theme.px(8), 0, -theme.px(8), 0)
        painter.setFont(theme.font("body"))
        painter.setPen(tokens.off if index.data(_UNDONE) else tokens.text)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, index.data())
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.off if index.data(_UNDONE) else tokens.text2)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, index.data(_DETAIL))
        painter.restore()

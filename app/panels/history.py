"""The history panel: every step, newest on top; steps that were undone stand above in grey; below them the versions."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QDateTime, QLocale, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QInputDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app import icons, theme
from app.history import Step
from app.session import Session
from app.storage.snapshots import Snapshot
from app.widgets.buttons import IconButton
from engine.edit import Edit

_DETAIL = Qt.ItemDataRole.UserRole
_UNDONE = Qt.ItemDataRole.UserRole + 1
_ICON = Qt.ItemDataRole.UserRole + 2
_KINDS = (("paint-brush", ("style", "strength")), ("crop", ("crop", "angle", "quarter_turns", "flip")))
_IN_SIGHT = 4
"""Versions that are seen without scrolling, however long the history is."""
_VERSION, _OPENED, _ADJUSTED = "bookmark-simple", "folder-open", "sliders-horizontal"


class HistoryPanel(QWidget):
    """Steps of the shown photo; a click stands at that step. Versions are steps with a name that stay."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.steps, self.versions = _list(self.tr("History"), self), _list(self.tr("Versions"), self)
        self.steps.currentRowChanged.connect(self._jump)
        self.versions.itemClicked.connect(lambda item: self._use(self.versions.row(item)))
        self.versions.itemActivated.connect(lambda item: self._use(self.versions.row(item)))
        self.steps.customContextMenuRequested.connect(self._offer_for_step)
        self.versions.customContextMenuRequested.connect(self._offer_for_version)
        self.head = self._head()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 8, 4, 8)
        layout.setSpacing(0)
        for part in (self.steps, self.head, self.versions):
            layout.addWidget(part)
        layout.addStretch(1)
        session.history_changed.connect(self._fill)
        session.photo_refused.connect(self._fill)
        session.image_changed.connect(self._fill_versions)
        session.snapshots.changed.connect(self._fill_versions)
        self._fill()

    def _head(self) -> QWidget:
        head = QWidget(self)
        words = QLabel(self.tr("Versions"), head)
        words.setProperty("role", "second")
        self.keep = IconButton("plus", self.tr("Keep this as a version…"), parent=head)
        self.keep.clicked.connect(lambda: self._keep(None))
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.px(8), theme.px(12), theme.px(4), 0)
        row.addWidget(words, 1)
        row.addWidget(self.keep)
        return head

    # ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────

    def _fill(self, *_: object) -> None:
        history = self._session.history
        rows = []
        for place in reversed(range(len(history.steps) if self._session.path is not None else 0)):
            step = history.steps[place]
            before = history.steps[place - 1].edit if place else None
            rows.append(_row(_icon(step, before), step.label, step.detail, undone=place > history.index))
        _show(self.steps, rows, len(history.steps) - 1 - history.index)
        self._fill_versions()

    def _fill_versions(self, *_: object) -> None:
        shown = self._session.snapshots.shown
        _show(self.versions, [_row(_VERSION, one.name, self._when(one.made)) for one in shown], -1)
        self.versions.setVisible(bool(shown))
        # A long history scrolls before the versions do.
        rows = min(len(shown), _IN_SIGHT) * self.versions.sizeHintForRow(0) if shown else 0
        self.versions.setMinimumHeight(rows + 2 * self.versions.frameWidth())
        self.head.setVisible(self._session.path is not None)
        self.keep.setEnabled(self._session.snapshots.is_ready)

    def _when(self, made: float) -> str:
        """When a version was made: the time today, "yesterday", or the day."""
        moment, locale = QDateTime.fromSecsSinceEpoch(round(made)), QLocale()
        days = moment.date().daysTo(QDateTime.currentDateTime().date())
        if days == 0:
            return locale.toString(moment.time(), QLocale.FormatType.ShortFormat)
        if days == 1:
            return self.tr("yesterday")
        return locale.toString(moment.date(), "d MMM" if days < 300 else "d MMM yyyy")

    # ── what the person does ────────────────────────────────────────────────────────────────────────────────────

    def _jump(self, row: int) -> None:
        if row >= 0:
            self._session.jump(len(self._session.history.steps) - 1 - row)

    def _use(self, row: int) -> None:
        if 0 <= row < len(self._session.snapshots.shown):
            self._session.snapshots.use(self._session.snapshots.shown[row])

    def _offer_for_step(self, at: QPoint) -> None:
        item = self.steps.itemAt(at)
        if item is not None and self._session.snapshots.is_ready:
            step = self._session.history.steps[len(self._session.history.steps) - 1 - self.steps.row(item)]
            self._offer(self.steps, at, ((self.tr("Keep as a version…"), partial(self._keep, step.edit)),))

    def _offer_for_version(self, at: QPoint) -> None:
        item, snapshots = self.versions.itemAt(at), self._session.snapshots
        if item is not None:
            one = snapshots.shown[self.versions.row(item)]
            choices = (
                (self.tr("Rename…"), partial(self._rename, one)),
                (self.tr("Delete"), partial(snapshots.remove, one)),
            )
            self._offer(self.versions, at, choices)

    def _offer(self, where: QListWidget, at: QPoint, choices: tuple[tuple[str, Callable[[], None]], ...]) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, act in choices:
            menu.addAction(words).triggered.connect(partial(_act, act))
        menu.popup(where.viewport().mapToGlobal(at))

    def _keep(self, edit: Edit | None) -> None:
        style = self._session.style_called((edit or self._session.edit).style)
        name = self._ask(self.tr("Keep as a version"), style.name if style else self.tr("Original"))
        self._session.snapshots.keep(name, edit)

    def _rename(self, snapshot: Snapshot) -> None:
        self._session.snapshots.rename(snapshot, self._ask(self.tr("Rename"), snapshot.name))

    def _ask(self, title: str, name: str) -> str:
        """A name, "" if the person thinks better of it."""
        words, accepted = QInputDialog.getText(self, title, self.tr("Name"), text=name)
        return words if accepted else ""


def _act(act: Callable[[], None], _checked: bool = False) -> None:
    act()


def _icon(step: Step, before: Edit | None) -> str:
    """What a step is about, as a picture."""
    if before is None:
        return _OPENED
    changed = (name for name, parts in _KINDS if any(getattr(step.edit, p) != getattr(before, p) for p in parts))
    return next(changed, _ADJUSTED)


def _row(icon: str, words: str, detail: str, *, undone: bool = False) -> QListWidgetItem:
    item = QListWidgetItem(words)
    item.setData(_DETAIL, detail)
    item.setData(_UNDONE, undone)
    item.setData(_ICON, icon)
    item.setToolTip(f"{words} {detail}".strip())
    return item


def _show(where: QListWidget, rows: list[QListWidgetItem], current: int) -> None:
    """Fill a list silently."""
    where.blockSignals(True)
    where.clear()
    for row in rows:
        where.addItem(row)
    where.setCurrentRow(current)
    where.blockSignals(False)
    where.updateGeometry()


def _list(name: str, parent: QWidget) -> QListWidget:
    """A list as high as its rows, which scrolls where the panel is lower."""
    made = QListWidget(parent)
    made.setItemDelegate(_StepDelegate(made))
    made.setAccessibleName(name)
    made.setUniformItemSizes(True)
    made.setProperty("role", "plain")
    made.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
    made.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustToContents)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
    made.setMinimumHeight(0)
    return made


class _StepDelegate(QStyledItemDelegate):
    """One row: its icon, what was done at the left, how much at the right."""

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
        side, undone = theme.px(16), index.data(_UNDONE)
        box = QRectF(inner.left(), inner.center().y() + 0.5 - side / 2, side, side)
        icons.draw(painter, box, index.data(_ICON), tokens.off if undone else tokens.text2)
        painter.setFont(theme.font("caption"))
        painter.setPen(tokens.off if undone else tokens.text2)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, index.data(_DETAIL))
        room = painter.fontMetrics().horizontalAdvance(index.data(_DETAIL)) + theme.px(8)
        words = inner.adjusted(theme.px(26), 0, -room, 0)
        painter.setFont(theme.font("body"))
        painter.setPen(tokens.off if undone else tokens.text)
        shown = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        painter.restore()

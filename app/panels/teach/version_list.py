"""The person's own styles as trees, each version under the one it came from: a look at it, when, and from what."""

from PySide6.QtCore import QDateTime, QLocale, QModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QFont, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from app import theme
from app.panels.teach.words import tr
from app.versions import Version, versions
from engine.styles import Style

_PICTURE = QSize(54, 36)
_ROW, _ID = 46, Qt.ItemDataRole.UserRole


class VersionList(QWidget):
    """One tab stop; arrows move and choose at once.

    Signals:
        chosen: id of the version to go back to.
        menu_wanted: its id, and where (global).
    """

    chosen = Signal(str)
    menu_wanted = Signal(str, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, QTreeWidgetItem] = {}
        self._shown: tuple[Version, ...] = ()
        self._pictures: dict[str, QImage] = {}
        self.tree = QTreeWidget()
        self._dress()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree)
        self.tree.currentItemChanged.connect(self._choose)
        self.tree.customContextMenuRequested.connect(self._offer)
        self.hide()  # until there is a version

    def show_styles(self, styles: tuple[Style, ...]) -> None:
        """Follow the styles."""
        shown = versions(styles)
        if shown == self._shown:
            return
        chosen = self.current()
        self._shown = shown
        self.tree.blockSignals(True)
        self.tree.clear()
        self._items.clear()
        path: list[QTreeWidgetItem] = []
        for version in shown:
            above = path[version.depth - 1] if version.depth and len(path) >= version.depth else None
            item = QTreeWidgetItem(self.tree if above is None else above, [words_of(version.style)])
            item.setData(0, _ID, version.style.id)
            item.setToolTip(0, version.style.summary)
            item.setSizeHint(0, QSize(0, theme.px(_ROW)))
            path[version.depth :] = [item]
            self._items[version.style.id] = item
            self._draw(version.style.id)
        self.tree.expandAll()
        self.tree.blockSignals(False)
        self.choose(chosen)
        self.tree.setFixedHeight(len(shown) * theme.px(_ROW) + theme.px(4))
        self.setVisible(bool(shown))

    def show_picture(self, style_id: str, picture: QImage) -> None:
        """A photo in one of the versions."""
        self._pictures[style_id] = picture
        self._draw(style_id)

    def choose(self, style_id: str) -> None:
        """Show a version as the one that is worked on, silently; "" for none."""
        self.tree.blockSignals(True)
        if style_id in self._items:
            self.tree.setCurrentItem(self._items[style_id])
        else:
            self.tree.setCurrentIndex(QModelIndex())
        for each, item in self._items.items():
            font = QFont(theme.font("body"))
            font.setWeight((theme.font("section") if each == style_id else theme.font("body")).weight())
            item.setFont(0, font)
        self.tree.blockSignals(False)

    def current(self) -> str:
        """The version that is worked on; "" for none."""
        item = self.tree.currentItem()
        return str(item.data(0, _ID)) if item is not None else ""

    def ids(self) -> list[str]:
        """All versions, from top to bottom."""
        return list(self._items)

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _dress(self) -> None:
        tree = self.tree
        tree.setProperty("role", "plain")
        tree.setHeaderHidden(True)
        tree.setIndentation(theme.px(16))
        tree.setRootIsDecorated(False)
        tree.setItemsExpandable(False)
        tree.setExpandsOnDoubleClick(False)
        tree.setIconSize(QSize(theme.px(_PICTURE.width()), theme.px(_PICTURE.height())))
        tree.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.setAccessibleName(tr("Versions"))

    def _choose(self, item: QTreeWidgetItem | None, _before: object = None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(0, _ID)))

    def _offer(self, at: QPoint) -> None:
        item = self.tree.itemAt(at)
        if item is not None:
            self.menu_wanted.emit(str(item.data(0, _ID)), self.tree.viewport().mapToGlobal(at))

    def _draw(self, style_id: str) -> None:
        item = self._items.get(style_id)
        if item is not None:
            picture = _cover(self._pictures.get(style_id, QImage()), self.devicePixelRatioF())
            icon = QIcon(picture)
            icon.addPixmap(picture, QIcon.Mode.Selected)  # a chosen photo keeps its colours
            item.setIcon(0, icon)


def words_of(style: Style) -> str:
    """Name, and under it when it was learned and from what."""
    learned, parts = style.learned, []
    if learned is not None and learned.made:
        day = QDateTime.fromSecsSinceEpoch(int(learned.made)).date()
        parts.append(QLocale().toString(day, tr("d MMM")))
    if learned is not None and learned.likes:
        parts.append(tr("%n like(s)", learned.likes))
    if learned is not None and learned.pairs:
        parts.append(tr("%n pair(s)", learned.pairs))
    return "\n".join(filter(None, (style.name, ", ".join(parts))))


def _cover(picture: QImage, ratio: float) -> QPixmap:
    """A picture that fills its place; the well where there is none yet."""
    size = QSize(theme.px(_PICTURE.width()), theme.px(_PICTURE.height())) * ratio
    made = QPixmap(size)
    made.fill(theme.current().well)
    if not picture.isNull():
        scaled = picture.scaled(
            size, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
        )
        painter = QPainter(made)
        painter.drawImage((size.width() - scaled.width()) // 2, (size.height() - scaled.height()) // 2, scaled)
        painter.end()
    made.setDevicePixelRatio(ratio)
    return made

"""The left panel: all, liked, rejected and last opened photos, folders and collections."""

from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QInputDialog,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.panels.library.choice import (
    ALL,
    COLLECTION,
    FOLDER,
    LIKED,
    OPENED,
    REJECTED,
    Source,
    counts,
    folder_tree,
)
from app.session import Session
from app.widgets.buttons import IconButton
from app.words import number_format

_HEAD = 40
_SOURCE = Qt.ItemDataRole.UserRole
_ICONS = {ALL: "squares-four", LIKED: "heart-fill", REJECTED: "prohibit", OPENED: "clock"}


class Sources(QWidget):
    """A tree with three sections.

    Signals:
        chosen: Source that the person chose.
    """

    chosen = Signal(object)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.source = Source()
        self._items: dict[Source, QTreeWidgetItem] = {}
        self._folded: set[Source] = set()
        self.tree = QTreeWidget()
        self._dress_tree()
        self._heads = [self._head(words) for words in (self.tr("Library"), self.tr("Folders"), self.tr("Collections"))]
        self._add("folder", self._heads[1], self.tr("Add folder"), self.ask_for_folder)
        self._add("collection", self._heads[2], self.tr("New collection"), self.ask_for_collection)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(4), theme.px(4), theme.px(4), 0)
        column.addWidget(self.tree)
        self.tree.currentItemChanged.connect(self._choose)
        self.tree.itemCollapsed.connect(lambda item: self._folded.add(item.data(0, _SOURCE)))
        self.tree.itemExpanded.connect(lambda item: self._folded.discard(item.data(0, _SOURCE)))
        self.tree.customContextMenuRequested.connect(self._offer)
        theme.watcher.changed.connect(self.show_shelf)
        self.show_shelf()

    # ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────

    def show_shelf(self) -> None:
        """Follow the library: counts, folders, collections."""
        session = self._session
        self.tree.blockSignals(True)
        for head in self._heads:
            head.takeChildren()
            head.setForeground(0, QColor(theme.current().text2))
        self._items.clear()
        self._add_library()
        self._add_folders()
        for name, members in session.shelf.collections.items():
            self._add_row(self._heads[2], Source(COLLECTION, name), name, "bookmark-simple", len(members))
        for head in self._heads:
            head.setExpanded(True)
        for source, item in self._items.items():
            item.setExpanded(source not in self._folded)
        if self.source not in self._items:
            self.source = Source()
        self.tree.setCurrentItem(self._items[self.source])
        self.tree.blockSignals(False)

    def show_counts(self) -> None:
        """Follow marks that are not on the shelf yet."""
        for kind, number in counts(self._session.shelf, self._session.marks_of).items():
            self._items[Source(kind)].setText(1, number_format.count(number))

    def choose(self, source: Source) -> None:
        """Turn to a source, as if the person had chosen it."""
        if source in self._items:
            self.tree.setCurrentItem(self._items[source])

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _add_library(self) -> None:
        numbers = counts(self._session.shelf, self._session.marks_of)
        names = {
            ALL: self.tr("All photos"),
            LIKED: self.tr("Liked"),
            REJECTED: self.tr("Rejected"),
            OPENED: self.tr("Last opened"),
        }
        for kind, words in names.items():
            item = self._add_row(self._heads[0], Source(kind), words, _ICONS[kind], numbers.get(kind, -1))
            if kind == LIKED:
                item.setIcon(0, theme.icon(_ICONS[kind], "like"))

    def _add_folders(self) -> None:
        tree = folder_tree(self._session.shelf)
        for folder, number in tree.items():
            above = next((self._items[Source(FOLDER, str(p))] for p in folder.parents if p in tree), self._heads[1])
            item = self._add_row(
                above, Source(FOLDER, str(folder)), folder.name or str(folder), "folder-simple", number
            )
            item.setToolTip(0, str(folder))

    def _add_row(self, above: QTreeWidgetItem, source: Source, words: str, icon: str, number: int) -> QTreeWidgetItem:
        item = QTreeWidgetItem(above, [words, number_format.count(number) if number >= 0 else ""])
        item.setIcon(0, theme.icon(icon, "rest"))
        item.setData(0, _SOURCE, source)
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setForeground(1, self.palette().placeholderText())
        item.setSizeHint(0, QSize(0, theme.px(theme.HEIGHTS.row)))
        self._items[source] = item
        return item

    def _head(self, words: str) -> QTreeWidgetItem:
        head = QTreeWidgetItem(self.tree, [words])
        head.setFlags(Qt.ItemFlag.ItemIsEnabled)
        head.setExpanded(True)
        for column in range(2):  # a row is no higher than its last column, where there is a button in it
            head.setSizeHint(column, QSize(0, theme.px(_HEAD)))
        return head

    def _add(self, name: str, head: QTreeWidgetItem, words: str, ask: object) -> None:
        button = IconButton("plus", words)
        button.setObjectName(f"add_{name}")
        button.clicked.connect(ask)
        room = QWidget()
        room.setStyleSheet("background: transparent")
        row = QHBoxLayout(room)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(button)
        room.setFixedHeight(theme.px(_HEAD))
        self.tree.setItemWidget(head, 1, room)

    def _dress_tree(self) -> None:
        tree = self.tree
        tree.setProperty("role", "plain")
        tree.setColumnCount(2)
        tree.setHeaderHidden(True)
        tree.header().setStretchLastSection(False)
        tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        tree.setIndentation(theme.px(20))
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(False)
        tree.setExpandsOnDoubleClick(False)
        tree.setAllColumnsShowFocus(True)
        tree.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        tree.setAccessibleName(self.tr("Photos of"))

    def _choose(self, item: QTreeWidgetItem | None, _before: object = None) -> None:
        source = item.data(0, _SOURCE) if item is not None else None
        if isinstance(source, Source) and source != self.source:
            self.source = source
            self.chosen.emit(source)

    # ── asking ──────────────────────────────────────────────────────────────────────────────────────────────────

    def ask_for_folder(self) -> None:
        """Let the person choose a folder to be shown here."""
        name = QFileDialog.getExistingDirectory(self, self.tr("Add folder"), str(Path.home()))
        if name:
            self._session.folder_wanted.emit(Path(name))

    def ask_for_collection(self) -> None:
        """Let the person name a new collection; what is selected goes into it."""
        name, is_given = QInputDialog.getText(self, self.tr("New collection"), self.tr("Name"))
        if is_given and name.strip():
            self._session.collection_wanted.emit(name.strip(), self._session.targets)

    def _offer(self, at: QPoint) -> None:
        """The menu of a folder or collection."""
        item = self.tree.itemAt(at)
        source = item.data(0, _SOURCE) if item is not None else None
        if not isinstance(source, Source) or source.kind not in (FOLDER, COLLECTION, OPENED, ALL):
            return
        menu = self.menu_for(source)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.tree.viewport().mapToGlobal(at))

    def menu_for(self, source: Source) -> QMenu:
        """What can be done with a source."""
        session, menu = self._session, QMenu(self)
        if source.kind == FOLDER:
            folder = Path(source.name)
            menu.addAction(self.tr("Use all as likes"), lambda: session.add_likes([folder]))
            starred = self.tr("Use 4 and 5 star photos as likes")
            menu.addAction(starred, lambda: session.add_likes([folder], only_starred=True))
            menu.addSeparator()
            if folder in session.shelf.folders:
                menu.addAction(self.tr("Take out of the library"), lambda: session.folder_drop_wanted.emit(folder))
        elif source.kind == COLLECTION:
            dissolve = self.tr("Dissolve this collection")
            menu.addAction(dissolve, lambda: session.collection_drop_wanted.emit(source.name))
        return menu

"""The menu of a style's card: what can be done with a style, whichever it is."""

from functools import partial

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu, QWidget

from app.duels import rivals
from app.session import Session
from app.storage import folders
from engine.styles import YOURS, Style, added

TEACH, TRASH = "teach", "trash"
_MOST_TRASH = 12


def menu_for(session: Session, style: Style, parent: QWidget) -> QMenu:
    """A menu that deletes itself when it closes.

    Args:
        session: carries out what is chosen.
        style: what it is about; names and trash are for the person's own and for added ones.
        parent: owner.
    """
    menu = QMenu(style.name, parent)
    menu.addAction(_tr("About this style…"), partial(session.about_style_wanted.emit, style))
    menu.addAction(_tr("Show in the grid"), partial(_show_in_grid, session, style)).setEnabled(session.is_ready)
    menu.addSeparator()
    is_hers = style.kind in (YOURS, "added")
    if is_hers:
        menu.addAction(_tr("Rename…"), partial(_rename, session, style, parent))
    menu.addAction(_tr("Duplicate"), partial(_duplicate, session, style))
    default = menu.addAction(_tr("Use as default style"), partial(session.change_settings, default_style=style.id))
    default.setCheckable(True)
    default.setChecked(session.settings.default_style == style.id)
    menu.addSeparator()
    if style.kind == YOURS:
        menu.addAction(_tr("Versions and refining…"), partial(_teach_from, session, style))
    elif not style.texture:
        menu.addAction(_tr("Teach a style from this one…"), partial(_teach_from, session, style))
    menu.addMenu(duel_menu(session, style, menu)).setEnabled(bool(rivals.photos_for(session, style)[0]))
    menu.addAction(_tr("Share…"), partial(session.share_sheet_wanted.emit, style))
    if is_hers:
        menu.addSeparator()
        menu.addAction(_tr("Delete to trash"), partial(session.style_trash_wanted.emit, style))
    if trashed := in_trash():
        restore = menu.addMenu(_tr("Restore from trash"))
        for gone in trashed:
            restore.addAction(gone.name.replace("&", "&&"), partial(session.style_restore_wanted.emit, gone))
    return menu


def in_trash() -> tuple[Style, ...]:
    """Styles that were deleted, the newest first; only the heads of their files are read."""
    folder = folders.data() / "styles" / TRASH
    return tuple(sorted(added(folder), key=lambda style: style.file.stat().st_ctime, reverse=True)[:_MOST_TRASH])


def duel_menu(session: Session, style: Style, parent: QWidget) -> QMenu:
    """Whom a style is to be judged against."""
    menu = QMenu(_tr("Blind duel against"), parent)
    looks = QMenu(_tr("A look"), menu)
    for rival in rivals.rivals(style, session.styles, session.settings.default_style):
        act = partial(rivals.hold, session, style, rival.contenders)
        (looks if rival.is_look else menu).addAction(rival.words.replace("&", "&&"), act)
    if looks.actions():
        menu.addMenu(looks)
    return menu


def _rename(session: Session, style: Style, parent: QWidget) -> None:
    name, sure = QInputDialog.getText(parent, _tr("Rename style"), _tr("Name"), QLineEdit.EchoMode.Normal, style.name)
    if sure and name.strip() and name.strip() != style.name:
        session.style_name_wanted.emit(style, name.strip())


def _duplicate(session: Session, style: Style) -> None:
    session.style_copy_wanted.emit(style, _tr("{name} copy").format(name=style.name))


def _show_in_grid(session: Session, style: Style) -> None:
    session.choose_style(style.id)
    session.set_view(mode="grid")


def _teach_from(session: Session, style: Style) -> None:
    session.choose_version(style.id)
    session.enter_room(TEACH)


def _tr(words: str) -> str:
    return QCoreApplication.translate("StyleMenu", words)

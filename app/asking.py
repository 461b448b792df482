"""Asks for files and folders with the desktop's own dialogs; loaded when somebody first asks."""

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app import style_files


def photos(window: QWidget, start: Path) -> list[Path]:
    """Photos to open; none if the person thinks better of it, here and below."""
    names, _ = QFileDialog.getOpenFileNames(window, _tr("Open photos"), str(start))
    return [Path(name) for name in names]


def folder(window: QWidget, start: Path) -> list[Path]:
    """A folder to open."""
    name = QFileDialog.getExistingDirectory(window, _tr("Open folder"), str(start))
    return [Path(name)] if name else []


def likes(window: QWidget, start: Path) -> list[Path]:
    """Finished pictures from anywhere."""
    from engine.decode.extensions import PHOTO_EXTENSIONS

    kinds = _kinds(_tr("Photos ({endings})"), sorted(PHOTO_EXTENSIONS))
    names, _ = QFileDialog.getOpenFileNames(window, _tr("Add likes"), str(start), kinds)
    return [Path(name) for name in names]


def style(window: QWidget) -> list[Path]:
    """A file that holds a style."""
    kinds = _kinds(_tr("Styles ({endings})"), style_files.ENDINGS)
    name, _ = QFileDialog.getOpenFileName(window, _tr("Add style"), str(Path.home()), kinds)
    return [Path(name)] if name else []


def _kinds(words: str, endings: Iterable[str]) -> str:
    """What the dialog offers to show: files with these endings, or all."""
    return ";;".join((words.format(endings=" ".join(f"*{ending}" for ending in endings)), _tr("All files (*)")))


def _tr(words: str) -> str:
    return QCoreApplication.translate("MainWindow", words)

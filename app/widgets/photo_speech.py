"""What a photo view says to a screen reader: photo, mode, side, style and strength, zoom."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

if TYPE_CHECKING:
    from app.widgets.photo_view import PhotoView


def words(view: "PhotoView") -> str:
    """Everything that is seen, in one line: "beach.jpg, Split, Before | Natural, 80 %, Zoom 100 %"."""
    if view.shown is None:
        return _tr("No photo")
    before, after = view.shown
    right = before if view.before else after
    single = view.mode == "single" or (view.mode == "split" and view.before)
    names = right.words if single else f"{before.words} | {right.words}"
    return ", ".join(part for part in (view.photo_name, mode_words(view.mode), names, zoom_words(view)) if part)


def mode_words(mode: str) -> str:
    """A mode in the person's language."""
    return {"single": _tr("Single"), "side": _tr("Side by side"), "split": _tr("Split")}[mode]


def zoom_words(view: "PhotoView") -> str:
    """Fit, or the zoom in percent."""
    if view.viewport.is_fitted:
        return _tr("Fit")
    percent = QLocale().toString(round(view.stage.scale * 100))
    return _tr("Zoom %1 %").replace("%1", percent)


def _tr(text: str) -> str:
    return QCoreApplication.translate("PhotoView", text)

"""Connects the photo view with the session: pictures, sharp parts, names, zoom."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QWidget

from app.panels.canvas.choice_menu import ChoiceMenu
from app.pictures import Preview, Region
from app.session import Session
from app.view import View
from app.widgets.canvas_bar import CanvasBar
from app.widgets.guard_tag import GuardTag
from app.widgets.photo_view import PhotoView
from app.widgets.shown import Marks, Sharp, Shown
from app.widgets.split_line import SplitLine
from app.words import guard_words, number_format
from engine.edit import Edit
from engine.styles import Style

if TYPE_CHECKING:
    from engine.guards import Guards


class PhotoPage(QObject):
    """The photo before and after, as the session has it."""

    def __init__(self, session: Session, bar: CanvasBar, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._bar, self._panel = session, bar, parent
        self.view = PhotoView()
        self.guard = GuardTag(self.view)
        self.view.viewport_changed.connect(self._show_zoom)
        self.view.region_wanted.connect(self._look_at)
        self.view.room_changed.connect(self._set_room)
        self.view.name_clicked.connect(self._offer_styles)
        session.photo_changed.connect(self._show_photo)
        session.photo_refused.connect(lambda _: self.view.clear())
        session.preview_changed.connect(self._show_preview)
        session.region_changed.connect(self._show_region)
        session.view_changed.connect(self._show_view)
        session.settings_changed.connect(self._show_settings)
        session.guards_changed.connect(self._show_guards)
        self._show_settings()
        self._show_view(session.view)

    def _show_photo(self, path: object) -> None:
        if path is None:
            self.view.clear()
        elif self._session.path is not None:
            self.view.expect_photo(self._session.path.name)

    def _show_preview(self, preview: Preview) -> None:
        masks = preview.masks if self._session.view.clipping else None
        marks = Marks(masks.high, masks.low, masks.newly) if masks else None
        style = preview.beside
        name = self._words(style, style.default_strength) if style else self.tr("Before")
        before = Shown(name, "", preview.before)
        after = Shown(self.tr("After"), self._note(preview.edit), preview.after, marks)
        self.view.set_pictures(before, after, preview.size)

    def _show_region(self, region: Region) -> None:
        x0, y0, x1, y1 = region.rect
        self.view.set_sharp(Sharp(QRect(x0, y0, x1 - x0, y1 - y0), (region.before, region.after)))

    def _look_at(self, part: QRect | None) -> None:
        rect = None if part is None else (part.x(), part.y(), part.x() + part.width(), part.y() + part.height())
        self._session.look_at(rect)

    def _note(self, edit: Edit) -> str:
        """What was done: "Natural, 80 %"."""
        style = self._session.style_called(edit.style)
        if style is None:
            return self.tr("Adjusted") if edit.adjustments else self.tr("Original")
        return self._words(style, edit.strength)

    def _words(self, style: Style, strength: float) -> str:
        return self.tr("%1, %2").replace("%1", style.name).replace("%2", number_format.percent(strength))

    def _show_view(self, view: View) -> None:
        if view.mode != "grid":
            self.view.set_mode("single" if self.view.tool is not None else view.mode)
            self.view.set_line(SplitLine(self.view.line.at, view.flat))
            self._set_room(self.view.room)
        self.view.set_before(view.before)
        self.guard.place()
        if (view.zoom == "fit") != self.view.viewport.is_fitted:
            self.view.zoom(view.zoom)
        preview = self._session.preview
        if preview is not None and preview.masks is not None and not view.clipping:
            self._show_preview(preview)  # marks go at once; they come with the next preview

    def _show_zoom(self, *_: object) -> None:
        fitted = self.view.viewport.is_fitted
        self._bar.show_zoom(None if fitted else self.view.stage.scale)
        self._session.set_view(zoom="fit" if fitted else "actual")

    def _set_room(self, room: QSize) -> None:
        """Previews are made for this view while it is seen; the grid sees to itself."""
        if not self.view.testAttribute(Qt.WidgetAttribute.WA_Resized):
            return  # before the first photo it lies behind the welcome, and nobody has told it how large it is
        if not room.isEmpty() and (self._session.view.mode != "grid" or self.view.tool is not None):
            self._session.set_view(picture_size=(room.width(), room.height()))

    def _show_guards(self, guards: "Guards | None") -> None:
        """Say on the picture what the edit did to it that goes too far."""
        self.guard.say(guard_words.short(guards) if guards is not None else "")

    def _show_settings(self, *_: object) -> None:
        self.view.set_shade(self._session.settings.canvas_shade)

    def _offer_styles(self, side: int, at: QPoint) -> None:
        """Let the person choose what stands under a name."""
        session = self._session
        menu = ChoiceMenu(self.tr("Style"), self._panel)
        if side == 0:
            now, act, first = session.view.beside, self._set_beside, self.tr("Before")
        else:
            now, act, first = session.edit.style or "", self._choose, self.tr("Original")
        for style_id, name in (("", first), *((style.id, style.name) for style in session.styles)):
            menu.offer(name, style_id == now, partial(act, style_id))
        menu.popup(at)

    def _choose(self, style_id: str) -> None:
        self._session.choose_style(style_id or None)

    def _set_beside(self, style_id: str) -> None:
        self._session.set_view(beside=style_id)

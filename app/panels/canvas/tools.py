"""Connects the tools that are used on the photo with the session: crop and straighten, and the white point."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.session import Session
from app.view import View
from app.widgets.crop_bar import SHAPES, CropBar
from app.widgets.crop_frame import CropFrame
from app.widgets.crop_tool import CropTool, whole
from app.widgets.photo_view import PhotoView
from app.widgets.white_picker import WhitePicker
from app.words import number_format
from engine.edit import Crop, Edit

_SNAP = 0.004  # an edge this near to the photo's own is meant to be there


class Tools(QObject):
    """At most one tool is in the hand.

    Signals:
        changed: "crop", "white" or "" when a tool was taken up or laid down.
    """

    changed = Signal(str)

    def __init__(self, session: Session, view: PhotoView, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._view = session, view
        self.bar = CropBar()
        self.tool = ""
        self._crop = CropTool(CropFrame(), self)
        self._picker = WhitePicker(self)
        self._picker.picked.connect(self._pick)
        self._before = Edit()
        self._mode = session.view.mode
        self._connect_bar()
        session.photo_changed.connect(lambda _: self._lay_down())
        session.photo_refused.connect(lambda _: self._lay_down())
        session.edit_changed.connect(self._edit_changed)
        session.view_changed.connect(self._view_changed)

    def use(self, tool: str) -> None:
        """Take up "crop" or "white"; the tool in the hand is laid down, and cropping keeps its frame."""
        now = self.tool
        self.finish()
        if tool == now or not self._session.is_ready:
            return
        self._session.set_view(before=False)
        self.tool = tool
        self._view.set_tool(self._crop if tool == "crop" else self._picker)
        if tool == "crop":
            self._begin_crop()
        self.changed.emit(tool)

    def finish(self) -> None:
        """Lay the tool down and keep what it did."""
        cropping = self.tool == "crop"
        self._lay_down()
        if cropping:
            self._keep(_crop_of(self._crop.frame))

    def cancel(self) -> None:
        """Lay the tool down as if it had never been taken up."""
        cropping = self.tool == "crop"
        self._lay_down()
        if cropping:
            self._session.change(crop=self._before.crop, angle=self._before.angle)

    def key(self, key: int) -> bool:
        """Whether a key was used: Enter keeps, Esc cancels."""
        if not self.tool or key not in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):
            return False
        if key == Qt.Key.Key_Escape:
            self.cancel()
        else:
            self.finish()
        return True

    # ── crop ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _connect_bar(self) -> None:
        self.bar.angle_changed.connect(lambda angle: self._session.change(angle=angle))
        self.bar.angle_committed.connect(lambda angle: self._session.change(angle=angle))
        self.bar.shape_chosen.connect(self._shape)
        self.bar.whole_wanted.connect(lambda: self._crop.set_frame(whole(self._crop.frame)))
        self.bar.cancelled.connect(self.cancel)
        self.bar.done.connect(self.finish)
        self._crop.changed.connect(self._view.update)

    def _begin_crop(self) -> None:
        """Show all of the photo with a frame around what stays now."""
        self._before = self._session.edit
        crop = self._before.crop
        self._crop.set_frame(CropFrame(crop.left, crop.top, crop.right, crop.bottom))
        self.bar.show_shape("free")
        self.bar.angle.set_value(self._before.angle)
        self._view.zoom("fit")
        self._session.change(crop=Crop())

    def _shape(self, which: str) -> None:
        frame, photo = self._crop.frame, self._view.stage.photo
        if which == "free" or photo is None:
            self._crop.set_frame(frame.shaped(None))
        elif which == "same":
            self._crop.set_frame(frame.shaped(1.0))
        else:
            width, height = (frame.right - frame.left) * photo[0], (frame.bottom - frame.top) * photo[1]
            shape = SHAPES[which] if width >= height else 1 / SHAPES[which]
            self._crop.set_frame(frame.shaped(shape * photo[1] / photo[0]))

    def _keep(self, crop: Crop) -> None:
        """Make one step of frame and angle, if there is anything new."""
        angle, before = self._session.edit.angle, self._before
        if (crop, angle) == (before.crop, before.angle):
            self._session.change(crop=crop)
        elif crop == before.crop:
            words = number_format.number(angle, 1, sign=True, unit="°")
            self._session.set(self.tr("Straighten"), words, crop=crop)
        else:
            self._session.set(self.tr("Crop"), crop=crop)

    def _edit_changed(self, edit: Edit) -> None:
        """Somebody else has cropped meanwhile, by undo or by pasting: that counts."""
        if self.tool == "crop" and not edit.crop.is_whole:
            self._lay_down()

    def _view_changed(self, view: View) -> None:
        """Whoever turns to another view has finished."""
        if view.mode != self._mode:
            self._mode = view.mode
            self.finish()

    # ── white point ─────────────────────────────────────────────────────────────────────────────────────────────

    def _pick(self, x: float, y: float) -> None:
        self._session.pick_white(x, y)
        self._lay_down()

    def _lay_down(self) -> None:
        if self.tool:
            self.tool = ""
            self._view.set_tool(None)
            self.changed.emit("")


def _crop_of(frame: CropFrame) -> Crop:
    """What the frame keeps; edges that nearly touch the photo's own do touch them."""
    low = [0.0 if edge < _SNAP else edge for edge in (frame.left, frame.top)]
    high = [1.0 if edge > 1 - _SNAP else edge for edge in (frame.right, frame.bottom)]
    return Crop(low[0], low[1], high[0], high[1])

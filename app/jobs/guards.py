"""Measures, once the picture is on the screen and nothing moves, whether the edit goes further than it should."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QImage

from app.jobs.desk import geometry_of
from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.pictures import Preview
from app.session import Session
from engine.edit import Edit
from engine.guards import Guards
from engine.image import Image, Pixels
from engine.styles import Style

REST = 500
"""Milliseconds without a new preview before anything is measured, so that a drag never waits for it."""
EDGE = 400
"""Long edge of the picture that is measured."""


class GuardsJob(QObject):
    """Tells `Session.guards_changed`; it is one small rendering on one thread, after the picture."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._worker = NewestOnly("guards", self)
        self._worker.came.connect(session.guards_changed)
        self._worker.failed.connect(partial(report, session))
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._ask)
        session.photo_changed.connect(self._forget)
        session.preview_changed.connect(self._rest.start)

    def close(self) -> None:
        """End the thread."""
        self._rest.stop()
        self._worker.close()

    def _forget(self, *_: object) -> None:
        self._rest.stop()
        self._worker.forget()
        self._session.guards_changed.emit(None)

    def _ask(self) -> None:
        session, preview = self._session, self._session.preview
        if preview is None or preview.copy is None:
            return
        if preview.edit == geometry_of(preview.edit):
            self._worker.forget()
            session.guards_changed.emit(None)
            return
        style = session.style_called(preview.edit.style)
        if style is not None and style.texture and preview.beside is not None:
            return  # what stands beside is not the photo, and a second run of such a style would take too long
        measure = partial(_of_pictures, preview) if style is not None and style.texture else None
        self._worker.submit(measure or partial(_of_edit, preview.copy, preview.edit, style))


def _of_edit(copy: Image, edit: Edit, style: Style | None) -> Iterator[Guards]:
    """The edit on a small copy, in colours that are not cut to the screen's."""
    import numpy as np

    from engine.guards import guards
    from engine.render import render

    def small(look: Edit, of: Style | None) -> Pixels:
        return render(copy, look, of, long_edge=EDGE, dtype=np.float32, threads=1).pixels

    yield guards(small(geometry_of(edit), None), small(edit, style))


def _of_pictures(preview: Preview) -> Iterator[Guards]:
    """What is on the screen, where making it again would take long; colours are cut already, so none leave."""
    from engine.guards import guards

    yield guards(_pixels(preview.before), _pixels(preview.after))


def _pixels(picture: QImage) -> Pixels:
    """A picture in small, h x w x 3 uint8."""
    import cv2
    import numpy as np

    rows = np.frombuffer(picture.constBits(), np.uint8).reshape(picture.height(), picture.bytesPerLine() // 4, 4)
    scale = min(1.0, EDGE / max(picture.width(), picture.height()))
    size = max(1, round(picture.width() * scale)), max(1, round(picture.height() * scale))
    small = cv2.resize(rows[:, : picture.width(), :3], size, interpolation=cv2.INTER_AREA)
    return np.ascontiguousarray(small[..., ::-1])

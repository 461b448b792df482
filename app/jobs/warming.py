"""Loads what is slow to load while the window is already on the screen: styles, decoders, compiled kernels."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from app.jobs.newest_only import NewestOnly
from app.jobs.report import report
from app.jobs.shelf import folder
from app.session import Session
from engine.edit import Edit
from engine.image import Image
from engine.styles import Style


class Warming(QObject):
    """Answers `Session.warm_up`; the styles come first, since a photo that is opened waits for them."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._worker = NewestOnly("warming", self)
        self._worker.came.connect(session.take_styles)
        self._worker.failed.connect(partial(report, session))
        session.warming.connect(self._begin)

    def close(self) -> None:
        """End the thread."""
        self._worker.close()

    def _begin(self) -> None:
        self._worker.submit(_warm)


def _warm() -> Iterator[tuple[Style, ...]]:
    from app.memory import keep_memory
    from engine import styles

    keep_memory()
    yield (*styles.bundled(), *styles.added(folder()))
    _render_once()


def _render_once() -> None:
    """One small picture goes the whole way, so that every module and compiled kernel on it is loaded.

    On the first start ever the kernels are made for this processor: those of a plain style first, since the first
    photo waits for them, then those of the adjustments and of wide-gamut photos. The picture is larger than what
    networks are shown, so that it is made smaller on its way, as photos are.
    """
    import cv2
    import numpy as np

    from app.jobs.desk import Desk, Wanted
    from engine import styles
    from engine.color import DISPLAY_P3
    from engine.decode import jpeg as _jpeg  # noqa: F401 - the decoder of most photos

    # While it waits for a thread of its own that finds no core free, OpenCV spins: a conversion of 1 ms takes 22.
    cv2.setNumThreads(1)
    style = next(iter(styles.bundled()), None)
    plain = Edit(style=style.id) if style else Edit()
    grey = np.full((320, 480, 3), 128, np.uint8)
    small, wide = Image(grey, full_size=(960, 640)), Image(grey, DISPLAY_P3, full_size=(960, 640))
    for image, look in ((small, plain), (small, plain.with_(exposure=0.1, highlights=-10, clarity=5)), (wide, plain)):
        Desk().preview(Wanted(Path("small"), image, look, style, (450, 300), True), 0)

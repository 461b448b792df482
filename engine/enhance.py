"""What a style makes of a photo: the photo is shown to its network once, small, and the answer is kept as a grade.

Networks, what they share between styles, and grades are remembered, so a style that was shown before costs nothing and
seven cards of one combined network cost little more than one. Any thread may ask.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.checkpoints.architectures import GridNetwork, is_grid_network, open_network
from engine.checkpoints.native import Description
from engine.color import SRGB, to_working
from engine.errors import StyleError
from engine.grade import Grade, fit
from engine.grade.carriers import upsample
from engine.image import Image
from engine.resize import smaller
from engine.styles import Style
from engine.tags import NOTHING_KNOWN, Tags

if TYPE_CHECKING:
    from engine.checkpoints.enhancer import Enhancer

Floats = NDArray[np.float32]

ANALYSIS_EDGE = 768
"""Long edge of the copy that networks and fits see."""
_ROWS_FOR_ONE = 3
"""Rows of a photo that are enough for the mean in one row of the small copy."""
_STRONGEST_COEFFICIENT = 8.0
"""A look needs a fraction of this; it keeps a network that went astray from answering with noise."""


class _Made:
    """One result, or the place where it will be."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.result: list[Any] = []


class Recent:
    """The last few results of slow work, by key; made once even where threads ask for one at the same time.

    Two that ask for different ones make them side by side.
    """

    def __init__(self, size: int) -> None:
        self._size, self._lock = size, threading.Lock()
        self._kept: OrderedDict[Any, _Made] = OrderedDict()

    def get(self, key: Any, make: Callable[[], Any]) -> Any:
        """The result for a key, made now if it is not kept."""
        with self._lock:
            made = self._kept.setdefault(key, _Made())
            self._kept.move_to_end(key)
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        with made.lock:
            if not made.result:
                made.result.append(make())
            return made.result[0]


_forms = Recent(64)
_networks = Recent(4)
_trunks = Recent(16)
_grades = Recent(64)
# Networks that give back photos take their time; nobody who wants a grid waits for them.
_enhancers = Recent(2)
_fits = Recent(16)


def analysis_copy(image: Image) -> Floats:
    """The small copy by which a photo is judged, the same for preview and export.

    Returns:
        h x w x 3 float32, long edge at most 768, sRGB-encoded, clipped to 0..1, read-only.
    """
    scale = min(1.0, ANALYSIS_EDGE / max(image.width, image.height))
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    # Of a large photo some rows tell as much as all of them, and only reading them takes time.
    rows = image.pixels[:: max(1, image.height // (_ROWS_FOR_ONE * size[1]))]
    copy = to_working(np.ascontiguousarray(smaller(rows, size, threads=1)), image.space)
    is_float = image.pixels.dtype == np.float32
    if is_float or image.space != SRGB:  # whole numbers in sRGB lie within 0..1
        copy = np.clip(copy, 0.0, 1.0)
    if is_float:
        copy = np.nan_to_num(copy, copy=False)
    copy.flags.writeable = False
    return copy


class Shown:
    """A photo as networks are shown it; what is made of it is kept, for those who show the photo again and again.

    Attributes:
        copy: its `analysis_copy`.
    """

    def __init__(self, copy: Floats) -> None:
        self.copy = copy
        self._squares: dict[int, tuple[Floats, bytes]] = {}
        self._content = b""

    @property
    def content(self) -> bytes:
        """A name for what the copy shows."""
        if not self._content:
            self._content = _digest(self.copy)
        return self._content

    def square(self, side: int) -> tuple[Floats, bytes]:
        """The copy squashed to side x side, and a name for its content."""
        if side not in self._squares:
            height, width, _ = self.copy.shape
            square = np.ascontiguousarray(smaller(self.copy, (min(side, width), min(side, height)), threads=1))
            if square.shape[:2] != (side, side):  # the photo is smaller than that
                square = upsample(square, (0, 0), (side, side), (side, side))
            self._squares[side] = square, _digest(square)
        return self._squares[side]


def grade_for(style: Style, photo: Image | Floats | Shown, tags: Tags = NOTHING_KNOWN) -> Grade:
    """What a style makes of a photo, at strength 1.

    A style whose file answers with a grid gives it; any other enhancer is run on the small copy, and a grade is fitted
    to what it made of that. For one that works on texture this is what is to be seen of it from afar.

    Args:
        style: the style.
        photo: the photo, its `analysis_copy`, or that as it is shown.
        tags: what is known of the scene, for networks that listen to it.

    Raises:
        StyleError: the style's file is missing, damaged or not known.
    """
    return grades_for([style], photo, tags)[0]


def grades_for(styles: Sequence[Style], photo: Image | Floats | Shown, tags: Tags = NOTHING_KNOWN) -> list[Grade]:
    """What several styles make of a photo, in their order; see `grade_for`."""
    copy = analysis_copy(photo) if isinstance(photo, Image) else photo
    shown = copy if isinstance(copy, Shown) else Shown(copy)
    return [_grade(style, shown, tags) for style in styles]


def enhancer_of(style: Style) -> "Enhancer | None":
    """The network of a style that gives back photos, opened once; None for a style whose network answers with a grid.

    Raises:
        StyleError: the style's file is missing, damaged or not known.
    """
    if answers_with_grid(style):
        return None

    def opened() -> "Enhancer":
        from engine.checkpoints.opening import open_enhancer

        return open_enhancer(style.file)

    enhancer: Enhancer = _enhancers.get(_stamp(style.file), opened)
    return enhancer


def answers_with_grid(style: Style) -> bool:
    """Whether a style's network gives its grade itself, within milliseconds.

    Raises:
        StyleError: the style's file is missing or damaged.
    """
    return bool(_forms.get(_stamp(style.file), lambda: is_grid_network(style.file)))


def forget() -> None:
    """Drop what is remembered; for tests and measurements."""
    global _forms, _networks, _enhancers
    _forms, _networks, _enhancers = Recent(64), Recent(4), Recent(2)
    forget_photos()


def forget_photos() -> None:
    """Drop what styles make of photos, so that each is new; for tests and measurements."""
    global _trunks, _grades, _fits
    _trunks, _grades, _fits = Recent(16), Recent(64), Recent(16)


def _digest(values: Floats) -> bytes:
    return hashlib.sha256(np.ascontiguousarray(values).data).digest()


def _grade(style: Style, shown: Shown, tags: Tags) -> Grade:
    enhancer = enhancer_of(style)
    if enhancer is not None:
        return _fitted(style, enhancer, shown, tags)
    stamp = _stamp(style.file)
    opened: tuple[Description, GridNetwork] = _networks.get(stamp, lambda: open_network(style.file))
    description, network = opened
    square, content = shown.square(description.input_size)
    key = (stamp, content)
    # A hostile file's huge weights may overflow; the result is checked instead.
    with np.errstate(over="ignore", invalid="ignore"):
        local, hidden = _trunks.get(key, lambda: network.trunk(square))
        grade: Grade = _grades.get((key, style.weights), lambda: _predict(style, network, local, hidden))
    return grade


def _fitted(style: Style, enhancer: "Enhancer", shown: Shown, tags: Tags) -> Grade:
    """The grade that repeats what an enhancer makes of the small copy."""
    heard = tags if enhancer.takes_tags else NOTHING_KNOWN

    def made() -> Grade:
        seen, answer = enhancer.pair(shown.copy, heard)
        return fit(seen, np.clip(answer, 0, 1))

    grade: Grade = _fits.get((_stamp(style.file), shown.content, shown.copy.shape, heard), made)
    return grade


def _stamp(path: Path) -> tuple[Path, int, int]:
    """Names a file's content: a style that was trained anew is read anew."""
    try:
        facts = path.stat()
    except OSError as problem:
        raise StyleError(f"{path.name} is no longer there.", subject=path, details=str(problem)) from problem
    return path, facts.st_mtime_ns, facts.st_size


def _predict(style: Style, network: GridNetwork, local: Floats, hidden: Floats) -> Grade:
    try:
        grid = network.head(local, hidden, style.weights)
    except ValueError as problem:
        sentence = f"{style.file.name} does not hold the style {style.name}."
        raise StyleError(sentence, subject=style.file, details=str(problem)) from problem
    if not np.isfinite(grid).all():
        raise StyleError(f"{style.file.name} is damaged, so it was not opened.", subject=style.file)
    return Grade(np.clip(grid, -_STRONGEST_COEFFICIENT, _STRONGEST_COEFFICIENT))

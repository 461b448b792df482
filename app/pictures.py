"""What the jobs bring home for the canvas: frozen values that hold pictures ready to be painted.

Every QImage here is Format_RGB32, tagged sRGB, and owns its memory; masks are Format_Alpha8.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QImage

from engine.edit import Edit
from engine.styles import Style

if TYPE_CHECKING:  # the window is painted before numpy is loaded
    import numpy as np
    from numpy.typing import NDArray

    from engine.image import Image

    Counts = NDArray[np.int64]
    """256 pixel counts, one for each 8-bit value."""


@dataclass(frozen=True, slots=True)
class Tones:
    """The spread of brightness and colour in the finished picture.

    Attributes:
        luma, red, green, blue: 256 counts each.
        low, high: share 0..1 of pixels where a channel lies at 0, or at 255.
        newly: share 0..1 of pixels that are clipped now and were not in the photo.
    """

    luma: "Counts"
    red: "Counts"
    green: "Counts"
    blue: "Counts"
    low: float
    high: float
    newly: float


@dataclass(frozen=True, slots=True)
class Masks:
    """Where the finished picture is clipped, 255 there and 0 elsewhere; the size of `Preview.after`."""

    high: QImage
    low: QImage
    newly: QImage


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """The fitted picture.

    Attributes:
        path: the photo it shows.
        edit: the edit it shows (with a hovered style, not the session's own).
        before: the original in the same crop and turn, or another style to compare with.
        after: the result.
        size: (width, height) of the result at full size.
        tones: histogram and clipped shares of the result.
        masks: the clipping overlay, None while it is off.
        generation: grows with every preview of a session; a smaller number is older.
        copy: the photo itself (`engine.image.Image`) in about the size of the screen, for further small pictures.
        beside: the style that `before` shows; None is the original.
    """

    path: Path
    edit: Edit
    before: QImage
    after: QImage
    size: tuple[int, int]
    tones: Tones
    masks: Masks | None = None
    generation: int = 0
    copy: "Image | None" = None
    beside: Style | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """A part of the result at full size, to be laid over the fitted picture.

    Attributes:
        path, edit: what it shows.
        rect: (x0, y0, x1, y1) in pixels of the result at full size.
        before, after: the original and the result there, one picture pixel for one photo pixel.
        done: share 0..1 of `after` that is sharp; more comes until it is 1.
        note: a sentence about where the style ran, if that is not as usual.
        device: where it ran: "cpu", "cuda" or "mps"; "" for a style that is light enough for anywhere.
    """

    path: Path
    edit: Edit
    rect: tuple[int, int, int, int]
    before: QImage
    after: QImage
    done: float = 1.0
    note: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Styled:
    """A photo in a style, small.

    Attributes:
        picture: null where it cannot be made.
        biting: names of the guards (`engine.guards`) that it goes beyond.
    """

    picture: QImage
    biting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """What reading a photo and its saved edits brought.

    Attributes:
        path: the photo.
        image: perhaps smaller than the file.
        saved: the edit kept with the photo, None if there is none.
        facts: what the camera noted (`engine.decode.Facts`), None if it is not known.
        provisional: the camera's own small picture inside a RAW file, or the draft of a JPEG; any reading of the
            photo replaces it.
    """

    path: Path
    image: "Image"
    saved: Edit | None = None
    facts: Any = None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class PhotoFacts:
    """What a photo's file tells, without showing it.

    Attributes:
        path: the photo.
        facts: what the camera noted (`engine.decode.Facts`).
        size: width and height in pixels.
        bytes: length of the file.
    """

    path: Path
    facts: Any
    size: tuple[int, int]
    bytes: int

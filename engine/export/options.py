"""ExportOptions: how a photo is written, decided once for a whole run."""

from dataclasses import dataclass
from typing import Any

from engine.color import SPACES, Space
from engine.errors import ExportError
from engine.export.formats import FORMATS, Format

METADATA = {
    "keep": "Keep everything",
    "no_location": "Keep, without location",
    "copyright": "Copyright only",
    "none": "None",
}
"""What leaves the computer, with the words of the window."""

CONFLICTS = {"unique": "Add a number", "overwrite": "Replace", "skip": "Leave it out"}
"""What happens if the name is taken, with the words of the window."""

SHARPEN = {"none": "None", "screen": "For screen", "print": "For print"}
"""Output sharpening, with the words of the window."""

CHROMA = {"auto": "By quality", "444": "Full", "422": "Half", "420": "Quarter"}
"""Colour resolution of JPEG, in everyday words."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Format, size, colour and what the file says.

    Attributes:
        format: key of `FORMATS`.
        quality: 1..100; formats without loss ignore it (JPEG XL is without loss at 100).
        bit_depth: 8 or 16; 0 is the format's usual one (TIFF 16, others 8).
        space: key of `SPACES`.
        long_edge: pixels of the longer side; 0 keeps the size; never enlarges.
        sharpen, metadata, on_conflict: keys of the tables above.
        chroma: JPEG's colour resolution, key of `CHROMA`; "auto" is full (4:4:4) from quality 90.
    """

    format: str = "jpeg"
    quality: int = 90
    bit_depth: int = 0
    space: str = "srgb"
    long_edge: int = 0
    sharpen: str = "none"
    metadata: str = "keep"
    on_conflict: str = "unique"
    chroma: str = "auto"

    def __post_init__(self) -> None:
        _known("format", self.format, FORMATS)
        _known("color space", self.space, SPACES)
        _known("sharpening", self.sharpen, SHARPEN)
        _known("choice of metadata", self.metadata, METADATA)
        _known("choice for taken names", self.on_conflict, CONFLICTS)
        _known("color resolution", self.chroma, CHROMA)
        if not 1 <= self.quality <= 100:
            raise ExportError(f"Quality goes from 1 to 100; {self.quality} is outside.", subject="quality")
        if self.long_edge < 0:
            raise ExportError("The long edge is a number of pixels, or 0 for full size.", subject="long_edge")
        if self.bit_depth and self.bit_depth not in self.kind.bit_depths:
            fitting = ", ".join(f.label for f in FORMATS.values() if self.bit_depth in f.bit_depths)
            hint = f"; {fitting} do" if fitting else ""
            raise ExportError(f"{self.kind.label} does not hold {self.bit_depth} bits{hint}.", subject="bit_depth")

    @property
    def kind(self) -> Format:
        """The format's description and writer."""
        return FORMATS[self.format]

    @property
    def depth(self) -> int:
        """Bits per channel that will be written."""
        return self.bit_depth or self.kind.usual_depth

    @property
    def sampling(self) -> str:
        """JPEG's chroma subsampling that will be written: "444", "422" or "420"."""
        if self.chroma != "auto":
            return self.chroma
        return "444" if self.quality >= 90 else "420"

    @property
    def color_space(self) -> Space:
        """Space of the written pixels."""
        return SPACES[self.space]


def _known(what: str, value: str, table: dict[str, Any]) -> None:
    if value not in table:
        raise ExportError(f"There is no {what} called {value}; there are {', '.join(table)}.", subject=value)

"""FORMATS: every kind of file that can be written. A new one is a module with `write` and one line here."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO

from engine.export import avif, jpeg, jxl, png, tiff, webp
from engine.export.metadata import Blocks
from engine.export.rows import Rows

if TYPE_CHECKING:
    from engine.export.options import ExportOptions

Writer = Callable[[BinaryIO, Rows, "ExportOptions", Blocks, int], None]
"""write(file, rows, options, blocks, threads)"""


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of file.

    Attributes:
        label: words in the window.
        extension: of new files, without the dot.
        write: its writer.
        bit_depths: what it holds; the first is the usual one.
        has_quality: whether `quality` means something.
        max_edge: longest side the container can state.
    """

    label: str
    extension: str
    write: Writer = field(repr=False)
    bit_depths: tuple[int, ...] = (8,)
    has_quality: bool = True
    max_edge: int = 65535

    @property
    def usual_depth(self) -> int:
        """Bits per channel when nobody says otherwise."""
        return self.bit_depths[0]


FORMATS: dict[str, Format] = {
    "jpeg": Format("JPEG", "jpg", jpeg.write, max_edge=65500),
    "png": Format("PNG", "png", png.write, (8, 16), has_quality=False, max_edge=2**31 - 1),
    "tiff": Format("TIFF", "tif", tiff.write, (16, 8), has_quality=False, max_edge=2**31 - 1),
    "webp": Format("WebP", "webp", webp.write, max_edge=16383),
    "avif": Format("AVIF", "avif", avif.write),
    "jxl": Format("JPEG XL", "jxl", jxl.write, (8, 16), max_edge=2**30),
}
"""Format by its command-line name."""

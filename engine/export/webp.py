"""WebP, 8 bit, lossy."""

from typing import TYPE_CHECKING, BinaryIO

from engine.export import pillow
from engine.export.metadata import Blocks
from engine.export.rows import Rows

if TYPE_CHECKING:
    from engine.export.options import ExportOptions


def write(file: BinaryIO, rows: Rows, options: "ExportOptions", blocks: Blocks, threads: int) -> None:
    """Write 8-bit rows as WebP."""
    pillow.save("WEBP", file, rows, options, blocks, threads, method=4)

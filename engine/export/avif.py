"""AVIF, 8 bit, lossy; full colour resolution from quality 90."""

from typing import TYPE_CHECKING, BinaryIO

from engine.export import pillow
from engine.export.metadata import Blocks
from engine.export.rows import Rows

if TYPE_CHECKING:
    from engine.export.options import ExportOptions


def write(file: BinaryIO, rows: Rows, options: "ExportOptions", blocks: Blocks, threads: int) -> None:
    """Write 8-bit rows as AVIF."""
    sampling = "4:4:4" if options.quality >= 90 else "4:2:0"
    pillow.save("AVIF", file, rows, options, blocks, threads, speed=8, subsampling=sampling, max_threads=threads)

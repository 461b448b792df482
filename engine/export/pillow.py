"""What the formats written through Pillow share."""

from typing import TYPE_CHECKING, Any, BinaryIO

from engine.export.metadata import Blocks
from engine.export.rows import Rows

if TYPE_CHECKING:
    from engine.export.options import ExportOptions


def save(
    kind: str, file: BinaryIO, rows: Rows, options: "ExportOptions", blocks: Blocks, threads: int, **more: Any
) -> None:
    """Write 8-bit rows with profile, Exif and XMP by Pillow's writer of a kind."""
    from PIL import Image

    metadata = {"icc_profile": blocks.icc, "exif": blocks.exif, "xmp": blocks.xmp}
    picture = Image.fromarray(rows.whole(threads))
    picture.save(file, kind, quality=options.quality, **{k: v for k, v in metadata.items() if v}, **more)

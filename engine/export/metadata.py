"""What an exported file says about the photo: Exif, XMP, IPTC and colour profile, by the person's choice."""

from collections.abc import Callable
from dataclasses import dataclass

from engine.color import SRGB, Space
from engine.export import exif, iptc, xmp
from engine.export.directory import BadStructure
from engine.export.recipe import Recipe
from engine.image import Metadata


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks to put into a file; empty ones are left out.

    Attributes:
        exif: TIFF structure without prefix.
        xmp: packet.
        iptc: records.
        icc: profile of the pixels.
        notes: what could not be kept, one sentence each.
    """

    exif: bytes = b""
    xmp: bytes = b""
    iptc: bytes = b""
    icc: bytes = b""
    notes: tuple[str, ...] = ()


def blocks_for(
    metadata: Metadata,
    size: tuple[int, int],
    *,
    choice: str = "keep",
    space: Space = SRGB,
    icc: bytes = b"",
    recipe: Recipe | None = None,
) -> Blocks:
    """The blocks of one exported file. Damaged ones are left out and noted; nothing in them raises.

    Args:
        metadata: of the photo.
        size: width and height of the exported picture.
        choice: "keep", "no_location", "copyright" or "none".
        space: colour space of the exported pixels.
        icc: its profile.
        recipe: what was done; noted unless the person wants no metadata.
    """
    if choice == "none":
        return Blocks(icc=icc)
    notes: list[str] = []
    if choice == "copyright":
        return Blocks(
            _tried(exif.copyright_only, metadata.exif, "The Exif data was damaged", notes),
            _tried(xmp.copyright_only, metadata.xmp, "The XMP data was damaged", notes),
            _tried(iptc.copyright_only, metadata.iptc, "The IPTC data was damaged", notes),
            icc,
            tuple(notes),
        )
    keep = choice == "keep"
    noted = recipe or Recipe()
    changes = exif.Changes(*size, space=space.name, keep_location=keep)

    def new_xmp(packet: bytes) -> bytes:
        return xmp.rewrite(packet, size, space.name, noted, keep_location=keep)

    return Blocks(
        _tried(lambda block: exif.rewrite(block, changes), metadata.exif, "The Exif data was damaged", notes),
        _tried(new_xmp, metadata.xmp, "The XMP data was damaged", notes) or xmp.new_packet(noted),
        _tried(iptc.checked if keep else iptc.without_location, metadata.iptc, "The IPTC data was damaged", notes),
        icc,
        tuple(notes),
    )


def _tried(work: Callable[[bytes], bytes], block: bytes, what: str, notes: list[str]) -> bytes:
    if not block:
        return b""
    try:
        return work(block)
    except (BadStructure, xmp.BadPacket, iptc.BadRecords, RecursionError):  # the last: XML nested without end
        notes.append(f"{what}, so it was left out.")
        return b""

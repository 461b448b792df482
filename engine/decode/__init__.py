"""Photos in: `open_photo(path)` recognises a file by its content and gives an upright Image, or a named error."""

from collections.abc import Callable
from pathlib import Path

from engine.decode.extensions import PHOTO_EXTENSIONS, RAW_EXTENSIONS, looks_like_photo
from engine.decode.facts import Facts, facts
from engine.decode.room import Room
from engine.decode.source import Source, look_at
from engine.errors import PhotoUnknown
from engine.image import Image

__all__ = [
    "PHOTO_EXTENSIONS",
    "RAW_EXTENSIONS",
    "Facts",
    "Room",
    "Source",
    "draft_of",
    "embedded_preview",
    "facts",
    "glance_of",
    "large_jpeg",
    "looks_like_photo",
    "open_photo",
]

Reader = Callable[[Source, int | None], Image]
Family = tuple[Callable[[Source], bool], Reader]


def open_photo(path: str | Path, *, at_least: int | None = None, room: Room | None = None) -> Image:
    """Open a photo.

    Args:
        path: a file of any kind in the table below.
        at_least: the long edge that suffices, for a preview: the result is at least that long (or whole, where the
            photo is smaller) and less than twice as long. None: every pixel.
        room: memory that decoders may use which can, for a caller who is done with one photo before the next.

    Returns:
        Upright RGB with its space and metadata; `full_size` tells the photo's true size.

    Raises:
        PhotoMissing, PhotoUnreadable, PhotoUnknown, PhotoTooLarge: with a sentence that names the file.
    """
    source = look_at(path, room)
    return _reader(source)(source, at_least)


def embedded_preview(path: str | Path) -> Image | None:
    """The small picture that a camera put into a RAW file or a JPEG's Exif, upright, to be shown first.

    Returns:
        It, with `full_size` of the photo itself; None where there is none.

    Raises:
        PhotoError: as `open_photo`, where the file cannot be read at all.
    """
    from engine.decode.embedded import preview_of

    return preview_of(look_at(path))


def large_jpeg(path: str | Path) -> Source | None:
    """A JPEG of which `draft_of` and `glance_of` may know a quicker reading, in memory; None for all other photos.

    Raises:
        PhotoError: as `open_photo`, where the file cannot be read at all.
    """
    from engine.decode import jpeg

    source = look_at(path)
    return source.whole() if jpeg.recognises(source) and source.size >= jpeg.SLOW else None


def draft_of(photo: Source, room: tuple[int, int], at_least: int) -> Image | None:
    """A rougher picture of a large JPEG that is to fill so much room, sooner; see `engine.decode.jpeg.draft`."""
    from engine.decode import jpeg

    return jpeg.draft(photo, room, at_least)


def glance_of(photo: Source, at_least: int) -> Image | None:
    """A small reading of a large JPEG that does not take long beside another; see `engine.decode.jpeg.glance`."""
    from engine.decode import jpeg

    return jpeg.glance(photo, at_least)


def _reader(source: Source) -> Reader:
    """The reader of the family that recognises the file.

    A family is loaded when its turn comes, so that a JPEG does not wait for the decoders of all others.
    """
    from engine.decode import jpeg

    if jpeg.recognises(source):
        return jpeg.read
    from engine.decode import png

    if png.recognises(source):
        return png.read
    from engine.decode import avif, common, heif, jxl, raw, tiff

    families: tuple[Family, ...] = (
        (raw.recognises, raw.read),
        (tiff.recognises, tiff.read),
        (avif.recognises, avif.read),
        (heif.recognises, heif.read),
        (jxl.recognises, jxl.read),
        (common.recognises, common.read),
        (raw.named_raw, raw.read),
    )
    found = next((read for recognises, read in families if recognises(source)), None)
    if found is None:
        raise PhotoUnknown(f"{source.name} is not a kind of photo Penchant knows.", subject=source.path)
    return found

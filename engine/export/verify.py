"""Reading a new file's head with another library before the file takes its place."""

from pathlib import Path

from engine.errors import ExportError

HEAD_BYTES = 1 << 18


def verify(path: Path, kind: str, size: tuple[int, int]) -> int:
    """Check that a new file names the right size and ends as it should; gives its length in bytes.

    Args:
        path: the file.
        kind: key of `FORMATS`.
        size: width and height that were to be written.

    Raises:
        ExportError: it does not.
    """
    readers = {"jpeg": _jpeg_size, "jxl": _jxl_size}
    found = readers.get(kind, _pillow_size)(path)
    length = path.stat().st_size
    if found != size:
        sentence = "The new file did not read back as it was written, so it was not kept."
        raise ExportError(sentence, subject=path, details=f"{found} instead of {size}, {length} bytes")
    return length


def _jpeg_size(path: Path) -> tuple[int, int]:
    import simplejpeg

    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
        file.seek(-2, 2)
        if file.read() != b"\xff\xd9":
            return (0, 0)
    height, width, _, _ = simplejpeg.decode_jpeg_header(head, strict=False)
    return int(width), int(height)


def _jxl_size(path: Path) -> tuple[int, int]:
    import imagecodecs

    height, width, _ = imagecodecs.jpegxl_decode(path.read_bytes()).shape
    return int(width), int(height)


def _pillow_size(path: Path) -> tuple[int, int]:
    from PIL import Image

    with Image.open(path) as picture:
        width, height = picture.size
    return width, height

"""Which dropped files are styles: by name, and by their first bytes where the name says nothing."""

from pathlib import Path

ENDINGS = (
    ".penchant",
    ".safetensors",
    ".pth",
    ".pt",
    ".ckpt",
    ".onnx",
    ".npz",
    ".index",
    ".torchscript",
    ".h5",
    ".keras",
)
_DATA = ".data-00000-of-00001"  # the larger half of a TensorFlow bundle
_HDF5, _PICKLE, _FIRST = b"\x89HDF\r\n\x1a\n", b"\x80", 9


def is_style_file(path: Path) -> bool:
    """Whether a file is to be opened as a style; whether it is one shows then. Reads at most a few bytes."""
    name = path.name.lower()
    if name.endswith(ENDINGS):
        return True
    from engine.decode.extensions import looks_like_photo  # loads the decoders, which a start does not wait for

    if looks_like_photo(path):
        return False
    return (name.endswith(_DATA) and index_of(path).is_file()) or _starts_like_one(path)


def index_of(path: Path) -> Path:
    """The file that stands for a style: of the two halves of a TensorFlow bundle, the index."""
    if path.name.lower().endswith(_DATA):
        return path.with_name(path.name[: -len(_DATA)] + ".index")
    return path


def _starts_like_one(path: Path) -> bool:
    try:
        if not path.is_file():
            return False
        with path.open("rb") as file:
            start = file.read(_FIRST)
    except OSError:
        return False
    head = int.from_bytes(start[:8], "little")
    safetensors = len(start) == _FIRST and start[8:] == b"{" and 2 <= head <= 100 << 20
    # Protocols 2 to 5 of pickle; a JPEG begins with 0xff.
    pickle = start[:1] == _PICKLE and len(start) > 1 and 2 <= start[1] <= 5
    return safetensors or pickle or start.startswith(_HDF5)

"""Names of photo files, for listing a folder quickly; opening goes by content."""

from pathlib import Path

_RAW = (
    "3fr ari arw bay cap cr2 cr3 crw dcr dcs dng erf fff gpr iiq k25 kdc mdc mef mos mrw nef nrw orf pef ptx pxn r3d "
    "raf raw rw2 rwl rwz sr2 srf srw sti x3f"
)
_OTHER = (
    "jpg jpeg jpe jfif mpo png apng tif tiff webp avif jxl heic heif hif bmp dib gif jp2 j2k jpx pbm pgm ppm pnm psd "
    "qoi"
)
RAW_EXTENSIONS = frozenset(f".{name}" for name in _RAW.split())
PHOTO_EXTENSIONS = RAW_EXTENSIONS | {f".{name}" for name in _OTHER.split()}


def looks_like_photo(path: str | Path) -> bool:
    """Whether a name is that of a photo; hidden files are not, whatever they are called."""
    path = Path(path)
    return path.suffix.lower() in PHOTO_EXTENSIONS and not path.name.startswith(".")

"""What a photo says about how it was taken, for the person to see."""

from dataclasses import dataclass
from datetime import datetime

from engine.decode.exif import Exif, read_exif
from engine.image import Image, Metadata

_MAKE, _MODEL, _DATE_TIME = 0x010F, 0x0110, 0x0132
_EXPOSURE_TIME, _F_NUMBER, _ISO, _TAKEN, _FOCAL_LENGTH, _LENS = 0x829A, 0x829D, 0x8827, 0x9003, 0x920A, 0xA434
_LATITUDE = 0x0002


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts from Exif; empty or 0 where the file does not tell.

    Attributes:
        camera: maker and model, without saying the maker twice.
        lens: lens model.
        iso: sensitivity.
        shutter: exposure time in seconds.
        aperture: f-number.
        focal_length: in millimetres.
        taken: local time of the camera; None if unknown.
        has_gps: whether the file says where it was taken.
    """

    camera: str = ""
    lens: str = ""
    iso: int = 0
    shutter: float = 0.0
    aperture: float = 0.0
    focal_length: float = 0.0
    taken: datetime | None = None
    has_gps: bool = False


def facts(photo: Image | Metadata) -> Facts:
    """The facts of a photo; never raises, whatever the Exif block holds."""
    exif = read_exif((photo.metadata if isinstance(photo, Image) else photo).exif)
    return Facts(
        camera=_camera(exif.text(exif.main, _MAKE), exif.text(exif.main, _MODEL)),
        lens=exif.text(exif.photo, _LENS),
        iso=int(_sane(exif, _ISO)),
        shutter=_sane(exif, _EXPOSURE_TIME),
        aperture=_sane(exif, _F_NUMBER),
        focal_length=_sane(exif, _FOCAL_LENGTH),
        taken=_time(exif.text(exif.photo, _TAKEN) or exif.text(exif.main, _DATE_TIME)),
        has_gps=_LATITUDE in exif.gps,
    )


def _sane(exif: Exif, tag: int) -> float:
    """A number of the photo directory, 0 where it is negative, infinite or not a number."""
    value = exif.number(exif.photo, tag)
    return value if 0 < value < 1e9 else 0.0


def _camera(make: str, model: str) -> str:
    first = make.split(" ")[0]
    return model if first and model.lower().startswith(first.lower()) else f"{make} {model}".strip()


def _time(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None

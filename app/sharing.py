"""What the sheet "Share" and its job tell each other: a style as a file for other people or other programs."""

from dataclasses import dataclass
from pathlib import Path

from engine.errors import PenchantError
from engine.styles import Style

PENCHANT, CUBE, HALD = "penchant", "cube", "hald"
ENDINGS = {PENCHANT: ".penchant", CUBE: ".cube", HALD: ".png"}


@dataclass(frozen=True, slots=True)
class ShareWish:
    """A style to be passed on.

    Attributes:
        style: which.
        kind: PENCHANT (the style itself), CUBE or HALD (a table of colours).
        photos: a table is sampled over them; the first is shown in a style file if she allows it.
        size: points of a .cube file along each axis.
        with_pictures: whether a photo before and after goes into the style file.
        target: the file; None only measures what a table carries.
    """

    style: Style
    kind: str = PENCHANT
    photos: tuple[Path, ...] = ()
    size: int = 33
    with_pictures: bool = False
    target: Path | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """What became of a wish.

    Attributes:
        wish: what was asked.
        photos: how many the table was sampled over.
        carried: share of the style that it carries, 0..1; None for a style file.
        delta_e: mean CIEDE2000 to the style itself.
        problem: why nothing was written, or cannot be.
    """

    wish: ShareWish
    photos: int = 0
    carried: float | None = None
    delta_e: float = 0.0
    problem: PenchantError | None = None

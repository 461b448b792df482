"""View: how the photo is looked at. Nothing here changes the photo."""

from dataclasses import dataclass

MODES = ("single", "side", "split", "grid")
GRID_COUNTS = (2, 3, 4, 6, 9)


@dataclass(frozen=True, slots=True)
class View:
    """How the canvas shows the photo. Frozen: a change is a new View.

    Attributes:
        mode: "single", "side" (before beside after), "split" (one picture, a line between) or "grid" (several styles).
        mode_before_grid: where Esc leads from the grid.
        grid_count: pictures in the grid, the original included.
        flat: whether the line of the split view runs from left to right.
        beside: id of the style that stands in the place of the original; "" is the original.
        clipping: whether lost highlights and shadows are marked.
        before: whether the original is shown in place of the result.
        zoom: "fit", or "actual" for one photo pixel on one device pixel.
        picture_size: width and height in device pixels that one fitted picture may fill; previews are made this large.
        card_size: long edge in device pixels of the pictures on style cards, or of the cells of the grid.
    """

    mode: str = "grid"
    mode_before_grid: str = "side"
    grid_count: int = 6
    flat: bool = False
    beside: str = ""
    clipping: bool = False
    before: bool = False
    zoom: str = "fit"
    picture_size: tuple[int, int] = (1600, 1200)
    card_size: int = 256

    def __post_init__(self) -> None:
        if self.mode not in MODES or self.mode_before_grid not in MODES[:3]:
            raise ValueError(f"a view is one of {MODES}, got {self.mode}")
        if self.zoom not in ("fit", "actual"):
            raise ValueError(f"zoom is fit or actual, got {self.zoom}")
        if min(self.picture_size) < 1 or self.card_size < 1:
            raise ValueError("sizes are at least one pixel")

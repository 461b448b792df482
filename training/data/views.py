"""Views of photos: which part, how large, mirrored or not; the same part of both photos of a pair."""

from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from training.data.items import Box

Bytes = NDArray[np.uint8]
"""(h, w, 3), sRGB-encoded, 0..255."""


@dataclass(frozen=True, slots=True)
class View:
    """What is taken of a photo.

    Attributes:
        height, width: of the view.
        smallest, largest: the part's sides as shares of the largest part of the view's shape that the photo holds,
            drawn evenly between the two; both 0: exactly height x width pixels, not resampled (the photo is enlarged
            first where it is smaller). Both 1: as much as possible.
        stretched: the whole photo, pressed into height x width whatever its shape; the two above do not matter.
        mirror: mirrored left to right, half of the time.
        upend: turned upside down, half of the time (UEGAN's published training).
        small: side of the square copy of the whole photo that is given along; 0 for none.
        turns: a photo taller than wide is seen in a view that is, too: width x height (D'Oro and Nasca).
    """

    height: int
    width: int
    smallest: float = 0.0
    largest: float = 0.0
    stretched: bool = False
    mirror: bool = True
    upend: bool = False
    small: int = 0
    turns: bool = False

    def __post_init__(self) -> None:
        if min(self.height, self.width) < 1 or not 0 <= self.smallest <= self.largest <= 1:
            raise ValueError(f"no such view: {self}")

    def of(self, height: int, width: int) -> "View":
        """The view of a photo of height x width pixels: this one, or this one on end."""
        on_end = self.turns and (height > width) != (self.height > self.width)
        return replace(self, height=self.width, width=self.height) if on_end else self


@dataclass(frozen=True, slots=True)
class Part:
    """A drawn part of photos: pixels of the photo as shares, whatever its resolution.

    Attributes:
        box: left < right, top < bottom.
        mirrored: left to right.
        upended: upside down.
    """

    box: Box
    mirrored: bool = False
    upended: bool = False

    def turned_box(self) -> Box:
        """The box in the order in which the view shows it; see `items.Box`."""
        left, top, right, bottom = self.box
        left, right = (right, left) if self.mirrored else (left, right)
        return (left, bottom, right, top) if self.upended else (left, top, right, bottom)


def draw_part(view: View, height: int, width: int, rng: np.random.Generator) -> Part:
    """Choose a part of a photo of height x width pixels.

    The same number of random values is taken whatever the view, so that plans that differ in size alone see the same
    photos mirrored.
    """
    share, x, y, mirrored, upended = rng.random(5)
    turn = (bool(view.mirror and mirrored < 0.5), bool(view.upend and upended < 0.5))
    if view.stretched:
        return Part((0.0, 0.0, 1.0, 1.0), *turn)
    fit = min(height / view.height, width / view.width)
    scale = min(1.0, fit) if view.largest == 0 else fit * (view.smallest + (view.largest - view.smallest) * share)
    rows = min(height, max(1, round(scale * view.height)))
    columns = min(width, max(1, round(scale * view.width)))
    top, left = int(y * (height - rows + 1)), int(x * (width - columns + 1))
    return Part((left / width, top / height, (left + columns) / width, (top + rows) / height), *turn)


def take(photo: Bytes, part: Part, view: View) -> Tensor:
    """The view of a photo.

    Args:
        photo: (H, W, 3).
        part: of it.
        view: its size.

    Returns:
        (3, height, width), float32, 0..1.
    """
    height, width = photo.shape[:2]
    left, top, right, bottom = part.box
    x0, x1, y0, y1 = round(left * width), round(right * width), round(top * height), round(bottom * height)
    x0, y0 = min(x0, width - 1), min(y0, height - 1)
    found = resized(photo[y0 : max(y1, y0 + 1), x0 : max(x1, x0 + 1)], view.height, view.width)
    if part.mirrored:
        found = found[:, ::-1]
    if part.upended:
        found = found[::-1]
    return as_tensor(found)


def whole_small(photo: Bytes, side: int) -> Tensor | None:
    """The whole photo as a square of `side`, float32 (3, side, side); None for 0."""
    return as_tensor(resized(photo, side, side)) if side else None


def as_tensor(photo: Bytes) -> Tensor:
    """(h, w, 3) bytes as (3, h, w) float32, 0..1."""
    return torch.from_numpy(np.array(photo, order="C")).permute(2, 0, 1).contiguous().float().div_(255)


def resized(photo: Bytes, height: int, width: int) -> Bytes:
    """A photo at a size: averaged over areas where it becomes smaller, interpolated where it becomes larger."""
    if photo.shape[:2] == (height, width):
        return photo
    smaller = height <= photo.shape[0] and width <= photo.shape[1]
    how = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    found = cv2.resize(np.ascontiguousarray(photo), (width, height), interpolation=how)
    return np.asarray(found, np.uint8)

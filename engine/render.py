"""render: a photo with an Edit and a Style becomes a picture; the one way for previews, views at 100 % and exports.

The order: smaller (if asked for), grade, finish, turn and straighten, output space and depth. Every part of a picture
is made by itself from the part of the photo under it, and comes out as in the whole; so strips run on several threads
and are encoded as they come, and a large photo never needs a second copy of itself. Integers are rounded, not
dithered: the same photo and edit give the same bytes everywhere.
"""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine import finish as finishing
from engine import grade as grading
from engine.analysis import analysis_of
from engine.color import SRGB, Space, from_working, to_working
from engine.edit import Edit
from engine.finish import Finish
from engine.geometry import Geometry, Rect, geometry, output_size, swapped
from engine.grade import Grade
from engine.image import Image, Pixels, as_float, as_integers
from engine.resize import smaller
from engine.strips import in_strips
from engine.styles import Style
from engine.texture import NOBODY, Textured, Watch, texture_of
from engine.warp import MARGIN, ONE, sample

_TILE = 256


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """Everything decided about one picture; `render_part` and `render_rows` make pixels of it, from any thread.

    Attributes:
        image: the photo.
        geometry: sizes, turns, crop.
        grade: what the style does, at its strength; None for nothing.
        texture: what a style does that makes every pixel anew, in place of a grade; made before anything is smaller.
        finish: the manual adjustments; None for none.
        space, dtype: of the picture.
    """

    image: Image
    geometry: Geometry
    grade: Grade | None
    finish: Finish | None
    space: Space
    dtype: np.dtype[Any]
    texture: Textured | None = None

    @property
    def width(self) -> int:
        """Columns of the picture."""
        return self.geometry.size[0]

    @property
    def height(self) -> int:
        """Rows of the picture."""
        return self.geometry.size[1]


def render(
    image: Image,
    edit: Edit,
    style: Style | None,
    *,
    long_edge: int | None = None,
    region: Rect | None = None,
    space: Space = SRGB,
    dtype: type[np.uint8] | type[np.uint16] | type[np.float32] = np.uint8,
    threads: int | None = None,
    watch: Watch = NOBODY,
) -> Image:
    """Make the picture, or a part of it.

    Args:
        image: the photo, or a smaller copy of it.
        edit: what is decided about it; its `strength` is used, its `style` is not.
        style: the style, or None.
        long_edge: longer side of the picture at most; None for as large as `image` gives.
        region: x0, y0, x1, y1 of the picture; only this part is made. None for all.
        space: colour space of the result; colours outside it are clipped.
        dtype: of the result; float32 is clipped to 0..1 unless the space is sRGB.
        threads: see `in_strips`.
        watch: who waits for a style that takes its time, and may stop it.

    Returns:
        The result with the photo's metadata; `full_size` is that of the whole picture at full size. Where nothing is to
        be done its pixels are the photo's own.

    Raises:
        StyleError: the style cannot be loaded, or does not run on this photo.
        ValueError: the region is empty or not inside the picture.
    """
    watch = replace(watch, wants_all=region is None)
    plan = prepare(image, edit, style, long_edge=long_edge, space=space, dtype=dtype, watch=watch)
    x0, y0, x1, y1 = region or (0, 0, plan.width, plan.height)
    if not (0 <= x0 < x1 <= plan.width and 0 <= y0 < y1 <= plan.height):
        raise ValueError(f"a region lies inside {plan.width} x {plan.height}, got {region}")
    full_size = output_size(image.full_size, edit)
    return replace(image, pixels=_whole(plan, (x0, y0, x1, y1), threads), space=space, full_size=full_size)


def prepare(
    image: Image,
    edit: Edit,
    style: Style | None,
    *,
    long_edge: int | None = None,
    space: Space = SRGB,
    dtype: type[np.uint8] | type[np.uint16] | type[np.float32] = np.uint8,
    watch: Watch = NOBODY,
) -> Plan:
    """Decide everything about a picture; see `render` for the arguments and what is raised."""
    grade, local = None, None
    texture = texture_of(image, style, edit.tags) if edit.strength else None
    if (style is not None and texture is None) or finishing.needs_local(edit):
        analysis = analysis_of(image)
        grade = analysis.grade(style, edit.strength, edit.tags)
        local = analysis.local_map(grade) if finishing.needs_local(edit) else None
    place = geometry((image.width, image.height), edit, long_edge)
    finish = finishing.prepare(edit, local)
    if texture is not None:
        return Plan(image, place, None, finish, space, np.dtype(dtype), Textured(texture, edit.strength, watch))
    return Plan(image, place, grade, finish, space, np.dtype(dtype))


def render_rows(plan: Plan, y0: int, y1: int) -> Pixels:
    """Rows y0 up to y1 of the picture, C-contiguous and perhaps read-only; one thread, any thread."""
    return render_part(plan, (0, y0, plan.width, y1))


def render_part(plan: Plan, part: Rect) -> Pixels:
    """A part of the picture, C-contiguous and perhaps read-only; one thread, any thread."""
    place = plan.geometry
    if place.angle:
        return _straightened(plan, part)
    size = swapped(place.size, place.quarter_turns)
    x0, y0, x1, y1 = place.unturned(part, place.size)
    pixels = _photo(plan, size, (x0, y0, x1, y1), place.area)
    corner = tuple(
        min(round(start * all_ / photo), all_ - shown)
        for start, all_, photo, shown in zip(place.area[:2], place.scaled, place.photo, size, strict=True)
    )
    return np.ascontiguousarray(place.turn(_developed(plan, pixels, (corner[0] + x0, corner[1] + y0))))


def _whole(plan: Plan, part: Rect, threads: int | None) -> Pixels:
    """A part as large as the picture itself, on several threads."""
    x0, y0, x1, y1 = part
    as_it_lies = plan.geometry.is_plain and plan.geometry.photo == (plan.image.width, plan.image.height)
    if _untouched(plan) and as_it_lies and plan.image.pixels.dtype == plan.dtype:
        return plan.image.pixels[y0:y1, x0:x1]
    out = np.empty((y1 - y0, x1 - x0, 3), plan.dtype)

    def strip(start: int, stop: int) -> None:
        out[start:stop] = render_part(plan, (x0, y0 + start, x1, y0 + stop))

    # Slanted or upright strips of the photo would be slow to grade: squarer parts are taken.
    slanted = plan.geometry.angle or plan.geometry.quarter_turns % 2
    in_strips(strip, *out.shape[:2], threads=threads, rows=_TILE if slanted else 64)
    return out


def _straightened(plan: Plan, part: Rect) -> Pixels:
    """A part in tiles, so that the part of the photo under each is little larger than the tile."""
    x0, y0, x1, y1 = part
    out = np.empty((y1 - y0, x1 - x0, 3), plan.dtype)
    for y in range(y0, y1, _TILE):
        for x in range(x0, x1, _TILE):
            tile = (x, y, min(x + _TILE, x1), min(y + _TILE, y1))
            out[y - y0 : tile[3] - y0, x - x0 : tile[2] - x0] = _straightened_tile(plan, tile)
    return out


def _straightened_tile(plan: Plan, tile: Rect) -> Pixels:
    place, (x0, y0, x1, y1) = plan.geometry, tile
    start, right, down = place.raster()
    corners = [
        (start[0] + x * right[0] + y * down[0], start[1] + x * right[1] + y * down[1])
        for x in (x0, x1 - 1)
        for y in (y0, y1 - 1)
    ]
    turned = swapped(place.scaled, place.quarter_turns)
    left, top = (max(0, min(c[i] for c in corners) // ONE - MARGIN) for i in (0, 1))
    most = (max(c[i] for c in corners) // ONE + MARGIN + 2 for i in (0, 1))
    end, bottom = (min(size, last) for size, last in zip(turned, most, strict=True))
    part = place.unturned((left, top, end, bottom), turned)
    pixels = _photo(plan, place.scaled, part)
    pixels = place.turn(_developed(plan, pixels, part[:2]))
    first = (corners[0][0] - left * ONE, corners[0][1] - top * ONE)
    return sample(pixels, (x1 - x0, y1 - y0), first, right, down)


def _photo(plan: Plan, size: tuple[int, int], part: Rect, area: Rect | None = None) -> Pixels:
    """A part of the photo in the picture's scale; sRGB where a texture was made of it."""
    if plan.texture is not None:
        return plan.texture.part(size, part, area)
    return smaller(plan.image.pixels, size, area=area, part=part, threads=1)


def _untouched(plan: Plan) -> bool:
    """Whether colours pass as they are."""
    return plan.grade is None and plan.texture is None and plan.finish is None and plan.image.space == plan.space


def _developed(plan: Plan, pixels: Pixels, corner: tuple[int, int]) -> Pixels:
    """A part of the photo in the picture's scale, graded, finished and converted; corner is its (x, y)."""
    if _untouched(plan):
        return _as_kind(pixels, plan.dtype)
    full, grade = plan.geometry.scaled, plan.grade
    space = plan.image.space if plan.texture is None else SRGB
    plain = space == SRGB and plan.space == SRGB
    if plain and plan.finish is None and grade is not None and pixels.dtype == plan.dtype:
        return grading.apply(grade, pixels, at=corner, full=full, threads=1)
    as_they_are = space == SRGB and (plan.finish is not None or grade is None)  # the finish reads every kind
    working = pixels if as_they_are else to_working(pixels, space)
    if grade is not None and (plan.finish is None or grade.carrier != "none"):
        working = grading.apply(grade, to_working(working, SRGB), at=corner, full=full, threads=1)
        grade = None
    if plan.finish is not None:
        target = np.empty(pixels.shape, plan.dtype if plan.space == SRGB else np.float32)
        working = plan.finish.apply(working, target, corner=corner, full=full, grade=grade)
    if plan.space != SRGB:
        working = from_working(as_float(working), plan.space)
    return _as_kind(working, plan.dtype)


def _as_kind(pixels: Pixels, dtype: np.dtype[Any]) -> Pixels:
    """Pixels as another kind; integers to integers exactly rounded."""
    if pixels.dtype == dtype:
        return pixels
    if dtype == np.float32:
        return as_float(pixels)
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint16) * np.uint16(257)
    return as_integers(as_float(pixels), np.uint8 if dtype == np.uint8 else np.uint16)

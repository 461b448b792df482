"""render: one way for preview, region and export, so that all show the same picture."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from engine import grade as grading
from engine.color import ADOBE_RGB, DISPLAY_P3, SRGB, from_working, to_working
from engine.edit import Crop, Edit
from engine.enhance import grade_for
from engine.geometry import output_size
from engine.image import Image, Metadata
from engine.render import prepare, render, render_part, render_rows
from engine.resize import resize_long_edge
from engine.styles import Style, bundled
from tests.conftest import make_photo

PHOTO = Image(make_photo(540, 800), metadata=Metadata(exif=b"kept", format="JPEG"))
ADJUSTED = Edit(
    temperature=15,
    exposure=0.4,
    contrast=25,
    highlights=-50,
    shadows=45,
    whites=10,
    blacks=-10,
    clarity=30,
    vibrance=30,
    saturation=-10,
)
GEOMETRY = Edit(quarter_turns=1, flip=True, angle=3.5, crop=Crop(0.1, 0.2, 0.85, 0.9))
EDITS = {
    "untouched": Edit(),
    "adjusted": ADJUSTED,
    "cropped": Edit(crop=Crop(0.12, 0.2, 0.8, 0.93)),
    "turned": Edit(quarter_turns=3, flip=True, exposure=0.5),
    "straightened": Edit(angle=-4.0),
    "everything": ADJUSTED.with_(**{n: getattr(GEOMETRY, n) for n in ("quarter_turns", "flip", "angle", "crop")}),
}


@pytest.fixture(scope="module")
def style() -> Style:
    return bundled()[0]


@pytest.fixture(params=[False, True], ids=["plain", "styled"])
def maybe_style(request: pytest.FixtureRequest, style: Style) -> Style | None:
    return style if request.param else None


def psnr(a: np.ndarray, b: np.ndarray) -> float:
    error = np.mean((a.astype(np.float64) - b.astype(np.float64)) ** 2)
    return float("inf") if error == 0 else 10 * np.log10(255**2 / error)


def agreement(photo: Image, edit: Edit, style: Style | None, long_edge: int) -> tuple[float, float]:
    """PSNR of a preview, and of one from a copy in the size of a screen, to the export made smaller by OpenCV."""
    export = render(photo, edit, style).pixels
    preview = render(photo, edit, style, long_edge=long_edge).pixels
    copy = resize_long_edge(photo, 2 * long_edge)
    other = render(copy, edit, style, long_edge=long_edge).pixels
    size = (preview.shape[1], preview.shape[0])
    expected = cv2.resize(export, size, interpolation=cv2.INTER_AREA)
    return psnr(preview, expected), psnr(cv2.resize(other, size, interpolation=cv2.INTER_AREA), expected)


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_the_preview_is_the_export_made_smaller(edit: Edit, maybe_style: Style | None) -> None:
    """The same to 42 dB; 40 with a style or slanted (resampled twice); without any change of colour to rounding."""
    exact, by_copy = agreement(PHOTO, edit, maybe_style, 320)
    assert exact > (40 if edit.angle or maybe_style else 42)
    assert by_copy > (32 if edit.angle else 36)
    if not (edit.angle or edit.adjustments or maybe_style):
        assert exact > 60


@pytest.mark.shared
def test_the_preview_of_real_photos_is_the_export_made_smaller(shared_data: Path, style: Style) -> None:
    """Fine texture is what differs most: what is nonlinear sees it in the export and its mean in the preview."""
    for path in sorted((shared_data / "photos" / "good").rglob("*.jpg"))[3:240:60]:
        photo = Image(np.ascontiguousarray(cv2.imread(str(path))[:, :, ::-1]))
        for edit in EDITS.values():
            exact, by_copy = agreement(photo, edit, style, 400)
            assert exact > (30 if edit.angle else 34)
            assert by_copy > 25  # a crop of a copy begins at its own pixels


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_regions_and_strips_equal_the_whole(edit: Edit, kind: type, maybe_style: Style | None) -> None:
    whole = render(PHOTO, edit, maybe_style, dtype=kind)
    width, height = whole.width, whole.height
    region = (width // 3, height // 4, width // 3 + 201, height // 4 + 133)
    part = render(PHOTO, edit, maybe_style, dtype=kind, region=region)
    assert np.array_equal(part.pixels, whole.pixels[region[1] : region[3], region[0] : region[2]])
    plan = prepare(PHOTO, edit, maybe_style, dtype=kind)
    strips = [render_rows(plan, y, min(y + 37, height)) for y in range(0, height, 37)]
    assert np.array_equal(np.concatenate(strips), whole.pixels)


def test_a_part_of_a_smaller_picture_equals_the_whole(style: Style) -> None:
    plan = prepare(PHOTO, EDITS["everything"], style, long_edge=301)
    whole = render(PHOTO, EDITS["everything"], style, long_edge=301).pixels
    assert max(whole.shape) == 301
    assert np.array_equal(render_part(plan, (50, 11, 120, 99)), whole[11:99, 50:120])


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_threads_do_not_matter(edit: Edit, style: Style) -> None:
    one = render(PHOTO, edit, style, threads=1).pixels
    assert np.array_equal(one, render(PHOTO, edit, style, threads=2).pixels)
    assert np.array_equal(one, render(PHOTO, edit, style, threads=5).pixels)


def test_nothing_decided_gives_the_pixels_themselves(style: Style) -> None:
    assert np.shares_memory(render(PHOTO, Edit(), None).pixels, PHOTO.pixels)
    assert np.shares_memory(render(PHOTO, Edit(strength=0.0), style).pixels, PHOTO.pixels)
    assert np.array_equal(render(PHOTO, Edit(style=style.id, strength=0.0), style).pixels, PHOTO.pixels)


def test_the_original_is_never_written_to(style: Style) -> None:
    before = PHOTO.pixels.copy()
    render(PHOTO, EDITS["everything"], style)
    render(PHOTO, ADJUSTED, style)
    assert np.array_equal(PHOTO.pixels, before)


def test_the_style_is_its_grade_and_strength_blends_it(style: Style) -> None:
    whole = grading.apply(grade_for(style, PHOTO), PHOTO.pixels)
    assert np.array_equal(render(PHOTO, Edit(strength=1.0), style).pixels, whole)
    half = render(PHOTO, Edit(strength=0.5), style, dtype=np.float32).pixels * 255
    floats = grading.apply(grade_for(style, PHOTO), PHOTO.pixels.astype(np.float32) / 255) * 255
    assert np.abs(half - (floats + PHOTO.pixels) / 2).max() < 0.01


@pytest.mark.parametrize("space", [ADOBE_RGB, DISPLAY_P3], ids=lambda s: s.name)
@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_wide_colours_survive_an_untouched_render(space: object, kind: type) -> None:
    rng = np.random.default_rng(1)
    pixels = rng.integers(0, np.iinfo(kind).max, (40, 50, 3), dtype=kind, endpoint=True)
    photo = Image(pixels, space)  # type: ignore[arg-type]
    assert np.array_equal(render(photo, Edit(), None, space=space, dtype=kind).pixels, pixels)  # type: ignore[arg-type]


def test_wide_colours_survive_a_change_of_light() -> None:
    """Saturated Adobe RGB green, a little brighter, is still outside sRGB and inside Adobe RGB."""
    photo = Image(np.full((20, 20, 3), (30, 200, 40), np.uint8), ADOBE_RGB)
    result = render(photo, Edit(exposure=0.1), None, space=ADOBE_RGB)
    assert result.space == ADOBE_RGB
    working = to_working(result.pixels, ADOBE_RGB)
    assert working[..., 0].max() < -0.05
    assert 200 < result.pixels[0, 0, 1] < 215


def test_spaces_are_converted_on_the_way_out() -> None:
    result = render(PHOTO, Edit(), None, space=DISPLAY_P3)
    expected = from_working(to_working(PHOTO.pixels, SRGB), DISPLAY_P3) * 255
    assert np.abs(result.pixels - expected).max() < 0.51
    wide = render(PHOTO, Edit(), None, space=DISPLAY_P3, dtype=np.uint16)
    assert np.abs(render(wide, Edit(), None).pixels.astype(int) - PHOTO.pixels).max() <= 1


def test_sixteen_bits_stay_sixteen_bits(style: Style) -> None:
    ramp = np.linspace(20000, 22000, 300 * 200).astype(np.uint16).reshape(200, 300)
    photo = Image(np.repeat(ramp[..., None], 3, axis=2))
    for edit in (Edit(), Edit(exposure=0.3), ADJUSTED):
        result = render(photo, edit, style, dtype=np.uint16).pixels
        assert result.dtype == np.uint16
        assert len(np.unique(result[..., 1])) > 500  # eight bits would leave about ten values
    assert np.array_equal(render(photo, Edit(), None, dtype=np.uint16).pixels, photo.pixels)


def test_depths_are_converted_exactly_where_nothing_is_decided() -> None:
    deep = render(PHOTO, Edit(), None, dtype=np.uint16)
    assert np.array_equal(deep.pixels, PHOTO.pixels.astype(np.uint16) * 257)
    assert np.array_equal(render(Image(deep.pixels), Edit(), None).pixels, PHOTO.pixels)
    floats = render(PHOTO, Edit(), None, dtype=np.float32)
    assert np.array_equal(render(floats, Edit(), None).pixels, PHOTO.pixels)


def test_the_result_knows_what_the_photo_knew() -> None:
    result = render(PHOTO, GEOMETRY, None, long_edge=200)
    assert result.metadata == PHOTO.metadata
    assert result.full_size == output_size((800, 540), GEOMETRY)
    assert (result.width, result.height) == output_size((800, 540), GEOMETRY, 200)
    preview = resize_long_edge(PHOTO, 400)
    assert render(preview, GEOMETRY, None).full_size == output_size((800, 540), GEOMETRY)


def test_turns_and_crops_are_exact() -> None:
    turned = np.rot90(PHOTO.pixels, -1)[:, ::-1]
    assert np.array_equal(render(PHOTO, Edit(quarter_turns=1, flip=True), None).pixels, turned)
    cropped = render(PHOTO, Edit(crop=Crop(0.25, 0.5, 0.75, 1.0)), None)
    assert np.array_equal(cropped.pixels, PHOTO.pixels[270:540, 200:600])


def test_straightening_levels_a_slanted_line() -> None:
    """A line that falls by 4 degrees to the left is level after turning by 4 degrees clockwise."""
    y, x = np.mgrid[0:400, 0:600]
    line = ((y - 200) + (x - 300) * np.tan(np.radians(4)) > 0).astype(np.uint8) * 200
    photo = Image(np.repeat(line[..., None], 3, axis=2))
    result = render(photo, Edit(angle=4.0), None).pixels[..., 0]
    edges = np.argmax(result > 100, axis=0)
    assert np.ptp(edges) <= 1


@pytest.mark.parametrize("region", [(0, 0, 801, 10), (5, 5, 5, 9), (-1, 0, 4, 4), (0, 500, 10, 541)])
def test_a_region_lies_inside(region: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="inside"):
        render(PHOTO, Edit(), None, region=region)


@pytest.mark.parametrize("size", [(1, 1), (1, 40), (40, 1), (3, 2)])
def test_tiny_photos_are_rendered_too(size: tuple[int, int], style: Style) -> None:
    photo = Image(make_photo(*size))
    for edit in (*EDITS.values(), Edit(angle=45.0)):
        result = render(photo, edit, style)
        assert (result.width, result.height) == output_size((size[1], size[0]), edit)

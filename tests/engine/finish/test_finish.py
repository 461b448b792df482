"""Finish: each slider does what its name says, monotonously, without moving hues; strips equal the whole."""

import colorsys
from itertools import pairwise

import numpy as np
import pytest

from engine.color import srgb_to_linear
from engine.edit import CONTROLS, Edit
from engine.finish import Finish, needs_local, prepare
from engine.finish.local import local_map
from engine.grade import Grade, apply, identity
from engine.image import as_float, as_integers
from tests.conftest import make_photo

PHOTO = make_photo(120, 180)
SMALL = PHOTO.astype(np.float32) / 255
ALL = Edit(
    temperature=20,
    tint=-10,
    exposure=0.4,
    contrast=30,
    highlights=-50,
    shadows=40,
    whites=10,
    blacks=-10,
    clarity=30,
    vibrance=30,
    saturation=10,
)


def finish(edit: Edit) -> Finish:
    made = prepare(edit, local_map(SMALL))
    assert made is not None
    return made


def finished(edit: Edit, pixels: np.ndarray = SMALL, kind: type = np.float32) -> np.ndarray:
    return finish(edit).apply(pixels, np.empty(pixels.shape, kind))


def lightness(pixels: np.ndarray) -> np.ndarray:
    return np.sqrt(np.maximum(pixels, 0) ** 2 @ np.array([0.2126, 0.7152, 0.0722]))


def chroma(pixels: np.ndarray) -> float:
    return float((pixels.max(axis=2) - pixels.min(axis=2)).mean())


def hues(pixels: np.ndarray) -> np.ndarray:
    return np.array([colorsys.rgb_to_hsv(*p)[0] for p in pixels.reshape(-1, 3).astype(float)])


def test_nothing_adjusted_is_no_finish_at_all() -> None:
    assert prepare(Edit(style="vivid", strength=0.5, angle=3.0, quarter_turns=1), None) is None


def test_only_the_local_sliders_need_the_map() -> None:
    named = {c.name for c in CONTROLS if needs_local(Edit().with_(**{c.name: c.high}))}
    assert named == {"highlights", "shadows", "clarity"}
    with pytest.raises(ValueError, match="local map"):
        prepare(Edit(shadows=10), None)


@pytest.mark.parametrize("name", ["exposure", "highlights", "shadows", "whites", "blacks"])
def test_light_sliders_brighten_every_pixel_the_further_the_brighter(name: str) -> None:
    low, high = (-5, 5) if name == "exposure" else (-100, 100)
    steps = [finished(Edit().with_(**{name: float(v)})) for v in np.linspace(low, high, 9) if v]
    for before, after in pairwise(steps):
        assert (after - before).min() > -1e-4
        assert after.mean() > before.mean() + 1e-3


@pytest.mark.parametrize("name", ["vibrance", "saturation"])
def test_colour_sliders_add_colour_the_further_the_more(name: str) -> None:
    amounts = [chroma(finished(Edit().with_(**{name: float(v)}))) for v in (-100, -60, -20, 20, 60, 100)]
    assert np.all(np.diff(amounts) > 1e-3)


def test_contrast_and_clarity_spread_values_the_further_the_more() -> None:
    for name in ("contrast", "clarity"):
        spread = [finished(Edit().with_(**{name: float(v)})).std() for v in (-100, -60, -20, 20, 60, 100)]
        assert np.all(np.diff(spread) > 1e-4), name


def test_temperature_and_tint_move_the_balance_the_further_the_more() -> None:
    warm = [finished(Edit(temperature=v)).mean(axis=(0, 1)) for v in (-100, -50, -10, 10, 50, 100)]
    assert np.all(np.diff([w[0] - w[2] for w in warm]) > 1e-3)
    magenta = [finished(Edit(tint=v)).mean(axis=(0, 1)) for v in (-100, -50, -10, 10, 50, 100)]
    assert np.all(np.diff([m[0] + m[2] - 2 * m[1] for m in magenta]) > 1e-3)


@pytest.mark.parametrize(
    "edit",
    [
        Edit(exposure=1.3),
        Edit(exposure=-2),
        Edit(contrast=100, whites=60, blacks=-60),
        Edit(highlights=-100, shadows=100, clarity=100),
        Edit(vibrance=100),
        Edit(saturation=100),
        Edit(saturation=-60),
    ],
)
def test_light_and_colour_sliders_move_no_hue(edit: Edit) -> None:
    rng = np.random.default_rng(5)
    colours = rng.uniform(0.05, 0.95, (40, 40, 3)).astype(np.float32)
    result = finish(edit).apply(colours, np.empty_like(colours))
    visible = np.ptp(result, axis=2).ravel() > 0.02
    turned = np.abs(hues(result) - hues(colours))
    assert visible.sum() > 1000
    assert np.minimum(turned, 1 - turned)[visible].max() < 0.005


def test_a_stop_is_a_stop_in_linear_light_below_the_roll_off() -> None:
    dark = np.full((4, 4, 3), 0.25, np.float32)
    for stops in (-2.0, -1.0, -0.5, 0.5, 1.0):
        result = finish(Edit(exposure=stops)).apply(dark, np.empty_like(dark))
        assert srgb_to_linear(result)[0, 0, 1] / srgb_to_linear(dark)[0, 0, 1] == pytest.approx(2**stops, rel=0.005)


def test_white_stays_white_and_unclipped_light_stays_unclipped_however_bright() -> None:
    ramp = np.repeat(np.linspace(0, 1, 256, dtype=np.float32)[None, :, None], 3, axis=2)
    for stops in (0.3, 1.0, 2.5, 5.0):
        result = finish(Edit(exposure=stops)).apply(ramp, np.empty_like(ramp))[0, :, 1]
        assert np.all(np.diff(result) > 0)
        assert result[-1] == pytest.approx(1.0, abs=1e-5)


def test_warm_white_is_not_clipped_to_another_hue() -> None:
    white = np.ones((2, 2, 3), np.float32)
    r, g, b = finish(Edit(temperature=60)).apply(white, np.empty_like(white))[0, 0]
    assert r == pytest.approx(1.0, abs=1e-4)
    assert r > g > b > 0.5


def test_full_desaturation_is_grey_of_the_same_lightness() -> None:
    grey = finished(Edit(saturation=-100))
    assert np.ptp(grey, axis=2).max() < 1e-4
    assert np.abs(lightness(grey) - lightness(SMALL)).max() < 1e-4


def test_more_saturation_keeps_lightness_and_clips_nothing_new() -> None:
    vivid = finished(Edit(saturation=100))
    inside = (SMALL.min(axis=2) > 0) & (SMALL.max(axis=2) < 1)
    assert np.abs(lightness(vivid) - lightness(SMALL))[inside].max() < 1e-3
    assert vivid[inside].min() > 0
    assert vivid[inside].max() < 1


def test_vibrance_spares_skin_and_saturated_colours() -> None:
    muted, skin, strong = (0.45, 0.5, 0.56), (0.80, 0.64, 0.53), (0.85, 0.15, 0.10)
    pixels = np.array([[muted, skin, strong]], np.float32)
    result = finish(Edit(vibrance=100)).apply(pixels, np.empty_like(pixels))
    gain = np.ptp(result[0], axis=1) / np.ptp(pixels[0], axis=1)
    assert gain[0] > 1.5
    assert gain[1] < 1 + 0.5 * (gain[0] - 1)
    assert gain[2] < 1.05


def test_shadows_lift_dark_ground_and_leave_bright_ground() -> None:
    dark = SMALL.max(axis=2) < 0.25
    bright = SMALL.min(axis=2) > 0.6
    change = finished(Edit(shadows=100)) - SMALL
    assert change[dark].mean() > 0.08
    assert np.abs(change[bright]).mean() < 0.01


def test_no_halo_at_a_strong_edge() -> None:
    """Beside an edge of 60 % of the range, even ground stays within 5 % at the ends of the sliders."""
    step = np.repeat(np.where(np.arange(384) < 192, 0.2, 0.8).astype(np.float32)[None, :, None], 3, axis=2)
    step = np.repeat(step, 256, axis=0)
    for edit in (Edit(shadows=100), Edit(highlights=-100), Edit(clarity=100), Edit(shadows=100, highlights=-100)):
        made = prepare(edit, local_map(step))
        assert made is not None
        row = made.apply(step, np.empty_like(step))[128, :, 1]
        assert np.ptp(row[20:192]) < 0.05, edit
        assert np.ptp(row[192:-20]) < 0.05, edit


@pytest.mark.parametrize("control", CONTROLS, ids=lambda c: c.name)
def test_extremes_stay_in_range_and_finite(control: object) -> None:
    for value in (control.low, control.high):  # type: ignore[attr-defined]
        result = finished(Edit().with_(**{control.name: value}))  # type: ignore[attr-defined]
        assert np.isfinite(result).all()
        assert result.min() >= -1e-5
        assert result.max() <= 1 + 1e-5


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32])
def test_strips_and_regions_equal_the_whole(kind: type) -> None:
    pixels = PHOTO if kind == np.uint8 else (SMALL * 65535).astype(np.uint16) if kind == np.uint16 else SMALL
    made = finish(ALL)
    whole = made.apply(pixels, np.empty_like(pixels))
    height, width = whole.shape[:2]
    for x0, y0, x1, y1 in ((0, 0, width, 17), (0, 17, width, height), (31, 5, 98, 77), (179, 119, 180, 120)):
        part = np.ascontiguousarray(pixels[y0:y1, x0:x1])
        result = made.apply(part, np.empty_like(part), corner=(x0, y0), full=(width, height))
        assert np.array_equal(result, whole[y0:y1, x0:x1])


def test_kinds_agree_within_their_rounding() -> None:
    exact = finished(ALL)
    assert np.abs(finished(ALL, PHOTO, np.uint8) / 255.0 - exact).max() <= 0.5 / 255 + 1e-5
    assert np.abs(finished(ALL, PHOTO, np.uint16) / 65535.0 - exact).max() <= 0.5 / 65535 + 1e-5
    assert np.abs(finished(ALL, SMALL, np.uint8) / 255.0 - exact).max() <= 0.5 / 255 + 1e-5


def test_in_place_equals_out_of_place() -> None:
    pixels = PHOTO.copy()
    finish(ALL).apply(pixels, pixels)
    assert np.array_equal(pixels, finished(ALL, PHOTO, np.uint8))


def test_colours_beyond_srgb_survive_a_tone_change() -> None:
    wide = np.array([[[-0.2, 0.9, 0.3], [0.2, 0.3, 1.15]]], np.float32)
    result = finish(Edit(contrast=20)).apply(wide, np.empty_like(wide))
    assert result[0, 0, 0] == pytest.approx(-0.2, abs=0.01)
    assert result[0, 1, 2] == pytest.approx(1.15, abs=0.01)


@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_values_that_are_no_numbers_do_no_harm(kind: type) -> None:
    broken = SMALL.copy()
    broken[3, 4] = (np.nan, 0.5, np.inf)
    broken[5, 6] = -np.inf
    result = finish(ALL).apply(broken, np.empty(broken.shape, kind))
    away = np.ones(result.shape[:2], bool)
    away[3, 4] = away[5, 6] = False
    assert np.array_equal(result[away], finished(ALL, SMALL, kind)[away])


def test_a_view_of_a_larger_array_is_finished_in_place() -> None:
    canvas = np.zeros((120, 200, 3), np.uint8)
    canvas[:, 10:190] = PHOTO
    finish(ALL).apply(canvas[:, 10:190], canvas[:, 10:190])
    assert np.array_equal(canvas[:, 10:190], finished(ALL, PHOTO, np.uint8))
    assert not canvas[:, :10].any()


@pytest.mark.parametrize("kind", [np.uint8, np.uint16, np.float32])
@pytest.mark.parametrize("cells", [(1, 1), (3, 2), (5, 40)])
def test_a_grade_on_the_way_equals_a_grade_before(kind: type, cells: tuple[int, int]) -> None:
    rng = np.random.default_rng(4)
    grade = Grade(identity(cells).grid + rng.normal(0, 0.05, (*cells, 8, 12)).astype(np.float32))
    pixels = SMALL if kind == np.float32 else as_integers(SMALL, kind)
    for corner, size in (((0, 0), (180, 120)), ((37, 11), (101, 60))):
        x, y = corner
        part = np.ascontiguousarray(pixels[y : y + size[1], x : x + size[0]])
        graded = apply(grade, as_float(part), at=corner, full=(180, 120))
        wanted = finish(ALL).apply(graded, np.empty_like(graded), corner=corner, full=(180, 120))
        made = finish(ALL).apply(part, np.empty_like(graded), corner=corner, full=(180, 120), grade=grade)
        assert made == pytest.approx(wanted, abs=2e-6)
        assert np.abs(made - part / np.float32(1 if kind == np.float32 else np.iinfo(kind).max)).max() > 0.05

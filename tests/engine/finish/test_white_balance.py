"""Temperature and tint as gains, and back."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.color import linear_to_srgb, srgb_to_linear
from engine.finish.white_balance import gains, white_balance_from

LUMINANCE = np.array([0.2126729, 0.7151522, 0.0721750])


def test_at_rest_nothing_is_gained() -> None:
    assert np.allclose(gains(0, 0), 1.0, atol=1e-12)


def test_warmer_means_more_red_and_less_blue_at_every_step() -> None:
    ratios = [gains(t, 0)[0] / gains(t, 0)[2] for t in range(-100, 101)]
    assert np.all(np.diff(ratios) > 0)


def test_tint_goes_from_green_to_magenta_at_every_step() -> None:
    ratios = [2 * gains(0, t)[1] / (gains(0, t)[0] + gains(0, t)[2]) for t in range(-100, 101)]
    assert np.all(np.diff(ratios) < 0)


@given(st.floats(-100, 100), st.floats(-100, 100))
def test_grey_keeps_its_luminance_and_no_gain_is_negative(temperature: float, tint: float) -> None:
    value = gains(temperature, tint)
    assert value.min() > 0
    assert value @ LUMINANCE == pytest.approx(1.0)


def test_a_shift_in_mired_is_the_colour_of_that_black_body() -> None:
    # 153.75 + 100 mired = 3941 K; Planck's law through the CIE 1931 observer gives linear sRGB R/B 4.5 to 4.9 there.
    warm = gains(100, 0)
    neutral_blue_share = warm[2] / warm[0]
    assert 0.33 < neutral_blue_share < 0.45  # relative to 6504 K, itself slightly bluish on the locus


@given(st.integers(-90, 90), st.integers(-90, 90), st.floats(0.15, 0.55))
@settings(max_examples=40)
def test_the_picker_finds_the_sliders_that_undo_a_cast(temperature: int, tint: int, grey: float) -> None:
    cast = srgb_to_linear(np.full(3, grey)) / gains(temperature, tint)
    encoded = np.clip(linear_to_srgb(cast), 0, 1)
    if encoded.max() > 0.99 or encoded.min() < 0.025:
        return
    found = white_balance_from(tuple(encoded))
    assert abs(found[0] - temperature) <= 1
    assert abs(found[1] - tint) <= 1


def test_the_picker_makes_a_colour_grey() -> None:
    rgb = np.array([0.55, 0.5, 0.46])
    balanced = srgb_to_linear(rgb) * gains(*white_balance_from(tuple(rgb)))
    assert balanced.max() / balanced.min() < 1.02


@pytest.mark.parametrize("rgb", [(0.0, 0.0, 0.0), (1.0, 1.0, 1.0), (0.5, 0.5, 0.001)])
def test_the_picker_stays_at_rest_where_nothing_can_be_told(rgb: tuple[float, float, float]) -> None:
    assert white_balance_from(rgb) == (0.0, 0.0)


def test_the_picker_stays_in_range_for_a_strong_colour() -> None:
    temperature, tint = white_balance_from((0.9, 0.3, 0.1))
    assert temperature == -100
    assert -100 <= tint <= 100

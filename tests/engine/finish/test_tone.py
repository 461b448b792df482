"""Tone curves: rising, in range, and monotone in their sliders."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.edit import Edit
from engine.finish import tone

X = np.linspace(0, 1, 257)
SLIDER = st.integers(-100, 100)


@given(SLIDER, SLIDER, SLIDER)
def test_any_combination_rises_and_stays_in_range(contrast: int, whites: int, blacks: int) -> None:
    y = tone.curve(Edit(contrast=contrast, whites=whites, blacks=blacks), X)
    assert np.all(np.diff(y) >= -1e-12)
    assert y.min() >= -1e-12
    assert y.max() <= 1 + 1e-12


@pytest.mark.parametrize("name", ["whites", "blacks"])
def test_more_is_brighter_everywhere(name: str) -> None:
    curves = np.array([tone.curve(Edit().with_(**{name: v}), X) for v in range(-100, 101, 5)])
    assert np.all(np.diff(curves, axis=0) >= -1e-12)
    assert np.all(np.diff(curves[:, 128]) >= 0)
    assert curves[-1].sum() > curves[0].sum() + 5


def test_more_contrast_parts_dark_and_bright_and_keeps_black_grey_and_white() -> None:
    curves = np.array([tone.curve(Edit(contrast=v), X) for v in range(-100, 101, 5)])
    dark, bright = X < 0.45, X > 0.47
    assert np.all(np.diff(curves[:, dark], axis=0) <= 1e-12)
    assert np.all(np.diff(curves[:, bright], axis=0) >= -1e-12)
    assert np.allclose(curves[:, [0, -1]], [0, 1])
    assert np.allclose([np.interp(0.46, X, y) for y in curves], 0.46, atol=0.003)


def test_whites_and_blacks_leave_the_other_end_alone() -> None:
    for value in (-100, 100):
        assert abs(tone.curve(Edit(whites=value), X) - X)[X < 0.2].max() < 0.01
        assert abs(tone.curve(Edit(blacks=value), X) - X)[X > 0.95].max() < 0.01


def test_opened_blacks_leave_black_black() -> None:
    assert tone.curve(Edit(blacks=100), X)[0] == 0


@given(SLIDER, SLIDER, st.floats(-5, 5))
@settings(max_examples=60)
def test_highlights_and_shadows_never_turn_light_and_dark_around(highlights: int, shadows: int, stops: float) -> None:
    base = np.linspace(0.002, 0.998, 500)
    exposed = tone.roll_off(base * 2 ** (stops / 2.4), max(1.0, 2 ** (stops / 2.4)))
    odds = base / (1 - base) * tone.odds(Edit(highlights=highlights, shadows=shadows), exposed)
    assert np.all(np.diff(odds / (1 + odds)) > -2e-3)


def test_highlights_and_shadows_move_their_own_end() -> None:
    lifted = tone.odds(Edit(shadows=100), X)
    pulled = tone.odds(Edit(highlights=-100), X)
    assert lifted[(X > 0.1) & (X < 0.3)].min() > 1.5
    assert np.allclose(lifted[X > 0.55], 1)
    assert pulled[X > 0.8].max() < 0.5
    assert np.allclose(pulled[X < 0.42], 1)


@given(st.floats(1.0, 40.0))
def test_rolled_off_light_rises_to_one_and_keeps_what_is_dark(most: float) -> None:
    x = np.linspace(0, most, 400)
    y = tone.roll_off(x, most)
    assert np.all(np.diff(y) > 0)
    assert y[-1] == pytest.approx(1.0)
    assert np.array_equal(y[x <= tone.KNEE], x[x <= tone.KNEE])

"""Counts and clipping."""

import numpy as np
import pytest

from engine.histogram import clipping, histogram
from tests.conftest import make_photo


def test_counts_are_those_of_the_channels() -> None:
    photo = make_photo(60, 90)
    counts = histogram(photo)
    for channel, values in enumerate((counts.red, counts.green, counts.blue)):
        assert np.array_equal(values, np.bincount(photo[..., channel].ravel(), minlength=256))
    luma = photo @ np.array([0.299, 0.587, 0.114])
    assert counts.luma.sum() == 60 * 90
    assert (counts.luma * np.arange(256)).sum() / 5400 == pytest.approx(luma.mean(), abs=0.1)


def _picture() -> np.ndarray:
    picture = np.full((4, 5, 3), 100, np.uint8)
    picture[0, 0] = (255, 80, 80)  # one channel at its top
    picture[0, 1] = 0
    picture[0, 2] = (90, 0, 0)  # saturated, not clipped
    picture[1, 0] = 255
    return picture


def test_shares_and_masks() -> None:
    counts, masks = histogram(_picture()), clipping(_picture())
    assert counts.low == pytest.approx(1 / 20)
    assert counts.high == pytest.approx(2 / 20)
    assert counts.newly == 0
    assert np.argwhere(masks.low).tolist() == [[0, 1]]
    assert np.argwhere(masks.high).tolist() == [[0, 0], [1, 0]]
    assert not masks.newly.any()


def test_newly_clipped_is_what_was_not_clipped_before() -> None:
    before = np.full((4, 5, 3), 100, np.uint8)
    before[1, 0] = 255
    assert histogram(_picture(), before).newly == pytest.approx(2 / 20)
    assert np.argwhere(clipping(_picture(), before).newly).tolist() == [[0, 0], [0, 1]]
    assert histogram(before, _picture()).newly == 0


@pytest.mark.parametrize("kind", [np.uint16, np.float32])
def test_other_kinds_are_counted_as_bytes(kind: type) -> None:
    picture = _picture()
    other = picture.astype(np.uint16) * 257 if kind == np.uint16 else picture.astype(np.float32) / 255
    assert np.array_equal(histogram(other).red, histogram(picture).red)
    assert histogram(other).high == histogram(picture).high

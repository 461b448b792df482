"""The histogram: one scale for all curves, words for what is clipped."""

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app import theme
from app.pictures import Tones
from app.widgets.histogram import Histogram
from tests.app.widgets.conftest import put


def tones(luma: np.ndarray, low: float = 0.0, high: float = 0.0, newly: float = 0.0) -> Tones:
    flat = np.full(256, 10, np.int64)
    return Tones(luma, flat, flat, flat, low, high, newly)


@pytest.fixture
def histogram(stage: QWidget) -> Histogram:
    widget = Histogram()
    put(widget, stage, 280)
    return widget


def height_at(histogram: Histogram, value: int) -> int:
    """Pixels from the bottom of the chart that are filled at a value."""
    picture = histogram.grab().toImage()
    chart = histogram.chart().toRect()
    x, colour = round(value / 255 * (chart.width() - 1)), QColor(theme.current().track)
    column = [picture.pixelColor(x, y) == colour for y in range(chart.height())]
    return sum(column)


def test_the_filled_shape_follows_the_counts(histogram: Histogram) -> None:
    luma = np.zeros(256, np.int64)
    luma[60:80], luma[160:180] = 1000, 500
    histogram.show_tones(tones(luma))
    assert height_at(histogram, 70) > height_at(histogram, 170) > 30
    assert height_at(histogram, 120) < 5


def test_what_piles_up_at_the_ends_does_not_flatten_the_rest(histogram: Histogram) -> None:
    luma = np.full(256, 100, np.int64)
    luma[255] = 1_000_000
    histogram.show_tones(tones(luma))
    assert height_at(histogram, 100) > 80


def test_it_says_what_is_clipped_and_what_of_it_is_new(histogram: Histogram) -> None:
    luma = np.ones(256, np.int64)
    histogram.show_tones(tones(luma, low=0.002, high=0.0043, newly=0.001))
    low, high, new = histogram.words()
    assert low.startswith("0.2")
    assert high.startswith("0.4")
    assert new.startswith("0.1")
    assert new.endswith("new")
    assert high in histogram.accessibleDescription()
    histogram.show_tones(tones(luma, newly=0.0001))
    assert histogram.words()[2] == ""


def test_it_is_an_empty_well_without_a_picture(histogram: Histogram) -> None:
    histogram.show_tones(tones(np.ones(256, np.int64)))
    histogram.show_tones(None)
    picture = histogram.grab().toImage()
    well = QColor(theme.current().well)
    chart = histogram.chart().toRect()
    assert {picture.pixelColor(x, 48).name() for x in range(chart.width())} == {well.name()}
    assert histogram.accessibleDescription() == ""


def test_one_even_picture_is_drawn_without_complaint(histogram: Histogram) -> None:
    black = np.zeros(256, np.int64)
    black[0] = 1000
    histogram.show_tones(Tones(black, black, black, black, 1.0, 0.0, 0.0))
    assert height_at(histogram, 128) < 5

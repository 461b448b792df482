"""The white point and what stands beside: asked for in the session, worked out off the GUI thread."""

from pathlib import Path

import numpy as np
from PySide6.QtGui import QImage

from tests.app.jobs.conftest import Desk


def mean(picture: QImage, x: float, y: float) -> np.ndarray:
    """Mean RGB around a place of a picture, in fractions."""
    at_x, at_y = round(x * picture.width()), round(y * picture.height())
    near = [picture.pixelColor(at_x + dx, at_y + dy).getRgb()[:3] for dx in range(-2, 3) for dy in range(-2, 3)]
    return np.mean(near, axis=0)


def test_a_picked_place_becomes_grey_in_one_step(desk: Desk, photos: list[Path]) -> None:
    desk.open(photos[0])
    session = desk.session
    session.choose_style(None)
    desk.until(lambda: session.preview is not None and session.preview.edit.style is None)
    assert session.preview is not None
    before, steps = mean(session.preview.after, 0.8, 0.7), len(session.history.steps)
    session.pick_white(0.8, 0.7)  # a patch of skin, which is warm
    desk.until(lambda: session.preview is not None and session.preview.edit.temperature != 0)
    after = mean(session.preview.after, 0.8, 0.7)
    assert session.edit.temperature < 0
    assert len(session.history.steps) == steps + 1
    assert np.ptp(after) < 0.15 * np.ptp(before)


def test_another_style_can_stand_in_the_place_of_the_original(desk: Desk, photos: list[Path]) -> None:
    desk.open(photos[0])
    session = desk.session
    assert session.preview is not None
    original = session.preview.before
    vivid = next(style for style in session.styles if style.id != session.edit.style)
    session.set_view(mode="split", beside=vivid.id)
    desk.until(lambda: session.preview is not None and session.preview.beside == vivid)
    beside = session.preview.before
    assert beside.size() == original.size()
    assert beside != original
    session.set_view(mode="single")  # alone, before is the photo as it was
    desk.until(lambda: session.preview is not None and session.preview.beside is None)
    assert session.preview.before == original

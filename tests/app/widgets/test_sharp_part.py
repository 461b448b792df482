"""SharpPart: asks for what is seen with a margin, rarely, and never for too much."""

from PySide6.QtCore import QRect

from app.widgets.sharp_part import SharpPart

PHOTO = (6000, 4000)


def test_it_asks_for_what_is_seen_and_a_margin_inside_the_photo() -> None:
    part = SharpPart()
    assert part.update(QRect(0, 1000, 1200, 800), PHOTO)
    assert part.rect is not None
    assert part.rect.contains(QRect(0, 1000, 1300, 900))
    assert QRect(0, 0, *PHOTO).contains(part.rect)


def test_a_small_pan_asks_for_nothing_new_and_a_large_one_does() -> None:
    part = SharpPart()
    part.update(QRect(2000, 1000, 1200, 800), PHOTO)
    assert not part.update(QRect(2050, 1020, 1200, 800), PHOTO)
    assert part.update(QRect(3000, 1020, 1200, 800), PHOTO)


def test_zooming_far_in_asks_for_less() -> None:
    part = SharpPart()
    part.update(QRect(2000, 1000, 1200, 800), PHOTO)
    assert part.update(QRect(2500, 1300, 150, 100), PHOTO)
    assert part.rect is not None
    assert part.rect.width() < 600


def test_it_asks_for_nothing_when_fitted_or_too_far_out() -> None:
    part = SharpPart()
    part.update(QRect(2000, 1000, 1200, 800), PHOTO)
    assert part.update(QRect(), PHOTO)
    assert part.rect is None
    assert not part.update(QRect(0, 0, 6000, 4000), PHOTO)
    assert part.rect is None

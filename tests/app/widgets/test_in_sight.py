"""What a view of thousands holds of its pictures: in sight first, a page around, nothing far away."""

from app.widgets.in_sight import forget_far, missing_around


def test_pictures_in_sight_come_first_then_ahead_then_behind() -> None:
    assert missing_around(range(5, 8), 10, {6: "held"}) == (5, 7, 8, 9, 4, 3, 2)
    assert missing_around(range(0, 3), 3, ()) == (0, 1, 2)
    assert missing_around(range(4, 4), 10, ()) == (4, 3)


def test_what_is_far_away_is_forgotten_everywhere() -> None:
    pictures, sizes = dict.fromkeys(range(40), "picture"), dict.fromkeys(range(0, 40, 2), "size")
    forget_far(range(20, 24), 3, pictures, sizes)
    assert list(pictures) == list(range(8, 36))
    assert list(sizes) == list(range(8, 36, 2))

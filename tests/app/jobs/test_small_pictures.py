"""Small pictures of photos that are not open: plain, in a style, at another place of its slider; bad files are null."""

from pathlib import Path
from typing import Any

from tests.app.jobs.conftest import Desk, pixels_of


def test_photos_come_one_by_one_and_a_damaged_one_is_null(desk: Desk, photos: list[Path]) -> None:
    seen: list[Any] = desk.record(desk.session.small_changed)
    desk.session.show_small(photos)
    desk.until(lambda: len(seen) == len(photos))
    found = dict(seen)
    assert found[photos[0]].width() == 360
    assert found[photos[1]].isNull()


def test_a_wish_in_between_takes_nothing_away(desk: Desk, photos: list[Path]) -> None:
    seen, styled = desk.record(desk.session.small_changed), desk.record(desk.session.styled_changed)
    desk.session.show_small(photos)
    desk.session.styled_wanted.emit(desk.session.styles[0], (photos[0],), "now", None)
    desk.session.show_small([photos[2]])
    desk.until(lambda: len({path for path, _ in seen}) == len(photos) and styled)


def test_the_newest_wish_of_a_name_is_answered(desk: Desk, photos: list[Path]) -> None:
    styled: list[Any] = desk.record(desk.session.styled_changed)
    plain: list[Any] = desk.record(desk.session.small_changed)
    grey = next(style for style in desk.session.styles if style.id == "black-and-white")
    desk.session.styled_wanted.emit(desk.session.styles[0], (photos[0],), "now", None)
    desk.session.styled_wanted.emit(grey, (photos[0], photos[1]), "now", 50.0)
    desk.session.show_small([photos[0]])
    desk.until(lambda: plain and styled and len(styled[-1][0]) == 2)
    (made, broken), name = styled[-1]
    assert name == "now"
    assert broken.picture.isNull()
    before, after = (pixels_of(picture).astype(int) for picture in (plain[0][1], made.picture))
    assert abs(after[..., 0] - after[..., 2]).mean() < abs(before[..., 0] - before[..., 2]).mean() / 4

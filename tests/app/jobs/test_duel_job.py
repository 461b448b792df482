"""The duel's job with real photos: both sides in the right place, the next pair beforehand, nothing lost."""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QRect

from app.duels import files as duel_files
from app.duels.duel import LEFT, ORIGINAL, DuelWish, Pair
from app.duels.held import DuelPart, DuelPictures, DuelView
from app.jobs import Jobs
from app.session import Session
from engine.decode import open_photo
from engine.edit import Edit
from engine.render import render
from engine.styles import bundled, find
from tests.app.jobs.conftest import PHOTO_SIZE, Desk, pixels_of

ROOM = (180, 120)


def begun(desk: Desk, *photos: Path, count: int = 4) -> None:
    desk.session.duels.want(DuelWish(("vivid", ORIGINAL), photos, count=count, seed=1))
    desk.until(lambda: desk.session.duels.duel)


def shown(desk: Desk, pair: Pair, following: Pair | None = None, part: QRect | None = None) -> DuelPictures:
    pictures = desk.record(desk.session.duels.pictures_changed)
    desk.session.duels.view_wanted.emit(DuelView(pair, following, ROOM, part))
    desk.until(lambda: pictures)
    return pictures[0][0]  # type: ignore[return-value]


def test_each_side_shows_its_style(desk: Desk, photos: list[Path]) -> None:
    vivid = find("vivid")
    for left, right in (("vivid", ORIGINAL), (ORIGINAL, "vivid")):
        found = shown(desk, Pair(photos[0], left, right))
        assert found.size == PHOTO_SIZE
        assert (found.left.width(), found.left.height()) == ROOM
        by_style = {left: pixels_of(found.left), right: pixels_of(found.right)}
        photo = open_photo(photos[0])
        plain = render(photo, Edit(), None, long_edge=180).pixels
        styled = render(photo, Edit(style="vivid", strength=vivid.default_strength), vivid, long_edge=180).pixels
        assert np.abs(by_style[ORIGINAL].astype(int) - plain).mean() < 1
        assert np.abs(by_style["vivid"].astype(int) - styled).mean() < 1
        assert np.abs(by_style["vivid"].astype(int) - plain).mean() > 2


def test_the_next_pair_is_made_beforehand(desk: Desk, photos: list[Path]) -> None:
    first, second = Pair(photos[0], "vivid", ORIGINAL), Pair(photos[2], ORIGINAL, "vivid")
    shown(desk, first, second)
    made = desk.jobs.duel._made
    desk.until(lambda: (second, ROOM) in made)
    beforehand = made[second, ROOM]
    assert shown(desk, second) is beforehand


def test_a_part_is_brought_at_full_size(desk: Desk, photos: list[Path]) -> None:
    parts = desk.record(desk.session.duels.part_changed)
    rect = QRect(40, 20, 64, 48)
    shown(desk, Pair(photos[0], ORIGINAL, "vivid"), part=rect)
    desk.until(lambda: parts)
    part = parts[0][0]
    assert isinstance(part, DuelPart)
    assert part.rect == rect
    assert np.array_equal(pixels_of(part.left), open_photo(photos[0]).pixels[20:68, 40:104])


def test_a_photo_that_cannot_be_opened_is_left_out(desk: Desk, photos: list[Path]) -> None:
    broken = photos[1].with_name("broken.jpg")
    broken.write_bytes(b"\xff\xd8\xff")
    begun(desk, photos[0], broken)
    duels = desk.session.duels
    desk.session.duels.view_wanted.emit(DuelView(Pair(broken, "vivid", ORIGINAL), None, ROOM))
    desk.until(lambda: duels.duel and broken not in duels.duel.photos)
    assert duels.duel is not None
    assert all(pair.photo != broken for pair in duels.duel.pairs)


def test_answers_are_on_disk_when_everything_is_closed(desk: Desk, photos: list[Path]) -> None:
    begun(desk, photos[0], photos[2])
    said = desk.record(desk.session.said)
    desk.session.duels.answer(LEFT)
    duel = desk.session.duels.duel
    desk.session.close()
    other = Session()
    jobs = Jobs(other)
    other.take_styles(bundled())
    other.said.connect(lambda words: said.append((words,)))
    other.duels.want(DuelWish(("vivid", ORIGINAL), (photos[0], photos[2])))
    desk.until(lambda: other.duels.duel)
    assert other.duels.duel == duel
    assert "goes on where you left it" in str(said[-1][0])
    other.close()
    jobs.close()


def test_a_judged_duel_leaves_nothing_behind(desk: Desk, photos: list[Path]) -> None:
    begun(desk, photos[0], photos[2])
    duel = desk.session.duels.duel
    assert duel is not None
    file = duel_files.file_of(duel.contenders, focus=True)
    desk.until(file.exists)
    desk.session.duels.answer(LEFT)
    desk.session.duels.stop()
    desk.session.duels.end()
    desk.until(lambda: not file.exists())


def test_without_photos_it_is_said(desk: Desk) -> None:
    desk.session.duels.want(DuelWish(("vivid", ORIGINAL), ()))
    desk.until(lambda: desk.troubles)
    assert "needs photos" in str(desk.troubles[0][0])
    desk.troubles.clear()


def test_small_pictures_for_the_result(desk: Desk, photos: list[Path]) -> None:
    samples = desk.record(desk.session.duels.sample_changed)
    broken = photos[1].with_name("broken.jpg")
    broken.write_bytes(b"\xff\xd8\xff")
    desk.session.duels.samples_wanted.emit(((photos[0], "vivid"), (broken, "vivid"), (photos[2], ORIGINAL)))
    desk.until(lambda: len(samples) == 2)
    assert [(path, style) for path, style, _ in samples] == [(photos[0], "vivid"), (photos[2], ORIGINAL)]

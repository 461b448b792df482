"""The sharp part: the same pixels as the whole picture at full size, every pixel read first."""

import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from app.jobs import opening, region
from engine.render import render
from tests.app.jobs.conftest import Desk, pixels_of

RECT = (100, 50, 220, 130)


def test_the_part_in_sight_is_sharp(desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "FIRST_EDGE", 40)
    desk.session.set_view(picture_size=(40, 40))
    desk.open(photos[0])
    assert not desk.session.image.is_full_size
    regions = desk.record(desk.session.region_changed)
    desk.session.look_at(RECT)
    desk.until(lambda: regions)
    found = regions[-1][0]
    assert (found.path, found.edit, found.rect) == (photos[0], desk.session.edit, RECT)
    image, style = desk.session.image, desk.session.style
    assert image.is_full_size
    whole = render(image, desk.session.edit, style).pixels
    assert np.array_equal(pixels_of(found.after), whole[50:130, 100:220])
    assert np.array_equal(pixels_of(found.before), image.pixels[50:130, 100:220])


def test_the_part_follows_the_edit_and_ends_with_the_zoom(desk: Desk, photos: list[Path]) -> None:
    desk.open(photos[0])
    regions = desk.record(desk.session.region_changed)
    desk.session.look_at(RECT)
    desk.until(lambda: regions)
    desk.session.set("Exposure", exposure=1.0)
    desk.until(lambda: regions[-1][0].edit == desk.session.edit)
    desk.session.look_at(None)
    count = len(regions)
    desk.show(lambda: desk.session.set("Exposure", exposure=2.0))
    desk.qtbot.wait(30)
    assert len(regions) == count


def test_a_part_of_the_photo_before_does_not_arrive(desk: Desk, photos: list[Path]) -> None:
    desk.open(photos[0], photos[2])
    regions = desk.record(desk.session.region_changed)
    desk.session.look_at(RECT)
    desk.show(lambda: desk.session.go(1))
    desk.qtbot.wait(30)
    assert regions == []


def test_a_part_that_lies_outside_after_a_crop_waits_for_the_canvas(desk: Desk, photos: list[Path]) -> None:
    desk.open(photos[0])
    regions = desk.record(desk.session.region_changed)
    desk.session.look_at((300, 200, 360, 240))
    desk.until(lambda: regions)
    desk.show(lambda: desk.session.set("Turn", quarter_turns=1))
    desk.session.look_at((100, 100, 160, 160))
    desk.until(lambda: regions[-1][0].edit.quarter_turns == 1)


def test_the_window_says_that_it_refines_only_after_a_while(
    desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(photos[0])
    busy, regions = desk.record(desk.session.busy_changed), desk.record(desk.session.region_changed)
    assert region.SLOW == 1000
    desk.jobs.region._slow.setInterval(60_000)  # a loaded machine may well need a second
    desk.session.look_at(RECT)
    desk.until(lambda: regions)
    assert (True,) not in busy
    desk.jobs.region._slow.setInterval(0)
    real, go_on = region._render, threading.Event()

    def slow(*arguments: object) -> Iterator[object]:
        assert go_on.wait(60)
        yield from real(*arguments)

    monkeypatch.setattr(region, "_render", slow)
    desk.session.set("Exposure", exposure=1.0)
    desk.until(lambda: (True,) in busy)
    go_on.set()
    desk.until(lambda: busy[-1] == (False,))
    assert regions[-1][0].edit == desk.session.edit

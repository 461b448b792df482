"""Guards are measured after the picture is shown, and say nothing where nothing was done."""

from pathlib import Path

import numpy as np

from engine.decode import open_photo
from engine.edit import Edit
from engine.guards import Guards, guards
from engine.render import render
from engine.styles import find
from tests.app.jobs.conftest import Desk


def test_the_shown_edit_is_measured(desk: Desk, photos: list[Path]) -> None:
    told = desk.record(desk.session.guards_changed)
    desk.session.change_settings(default_style="vivid")
    desk.open(photos[0])
    desk.until(lambda: told and isinstance(told[-1][0], Guards))
    copy = desk.session.preview.copy if desk.session.preview else None
    assert copy is not None
    before = render(copy, Edit(), None, dtype=np.float32).pixels
    look = desk.session.look
    expected = guards(before, render(copy, look, find(look.style or ""), dtype=np.float32).pixels)
    found = told[-1][0]
    assert isinstance(found, Guards)
    assert abs(found.structure - expected.structure) < 0.01
    assert abs(found.clipped - expected.clipped) < 0.01


def test_an_edit_that_goes_too_far_bites_and_reset_ends_it(desk: Desk, photos: list[Path]) -> None:
    told = desk.record(desk.session.guards_changed)
    desk.open(photos[0])
    desk.show(lambda: desk.session.set("Exposure", exposure=3.0))
    desk.until(lambda: told and isinstance(told[-1][0], Guards) and "structure" in told[-1][0].biting)
    desk.show(desk.session.reset)
    desk.until(lambda: told[-1][0] is None)


def test_another_photo_begins_without_a_word(desk: Desk, photos: list[Path]) -> None:
    desk.open(photos[0], photos[2])
    told = desk.record(desk.session.guards_changed)
    desk.session.go(1)
    assert told[0][0] is None


def test_pictures_on_the_screen_serve_for_styles_of_texture(desk: Desk, photos: list[Path]) -> None:
    from app.jobs.guards import _of_pictures

    desk.open(photos[0])
    desk.show(lambda: desk.session.set("Exposure", exposure=2.0))
    preview = desk.session.preview
    assert preview is not None
    found = next(_of_pictures(preview))
    plain = open_photo(photos[0])
    small = [render(plain, edit, find("natural"), long_edge=120).pixels for edit in (Edit(strength=0), preview.edit)]
    assert abs(found.clipped - guards(*small).clipped) < 0.02

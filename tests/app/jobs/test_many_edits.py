"""Styles and edits for many photos at once: what is each photo's own stays, and undo goes photo by photo."""

from pathlib import Path

from app.storage import sidecar
from app.storage.sidecar import Kept
from engine.edit import Edit
from tests.app.jobs.conftest import Desk


def test_photos_that_were_not_opened_get_the_style_and_keep_the_rest(desk: Desk, photos: list[Path]) -> None:
    sidecar.write(photos[2], Edit(exposure=0.5, quarter_turns=1), Kept())
    desk.open(*photos)
    desk.session.style_on([photos[0], photos[2], photos[3]], "vivid")
    assert desk.session.edit.style == "vivid"
    desk.until(lambda: all((kept := desk.session.edit_of(path)) and kept.style == "vivid" for path in photos[2:]))
    changed = desk.session.edit_of(photos[2])
    assert changed is not None
    assert (changed.exposure, changed.quarter_turns) == (0.5, 1)
    desk.session.choose(2)
    desk.until(lambda: desk.session.is_ready)
    assert desk.session.history.steps[-1].label == "Vivid"
    desk.session.close()
    assert sidecar.read(photos[2]).edit == changed
    kept = sidecar.read(photos[3]).edit
    assert kept is not None
    assert kept.style == "vivid"


def test_pasting_on_many_leaves_each_its_own_turn(desk: Desk, photos: list[Path]) -> None:
    sidecar.write(photos[2], Edit(quarter_turns=3), Kept())
    desk.open(*photos)
    desk.session.set("Light", exposure=1.0, quarter_turns=2)
    desk.session.copy_edit()
    desk.session.paste_on([photos[2]])
    desk.until(lambda: desk.session.edit_of(photos[2]))
    pasted = desk.session.edit_of(photos[2])
    assert pasted is not None
    assert (pasted.exposure, pasted.quarter_turns) == (1.0, 3)
    desk.session.choose(2)
    desk.until(lambda: desk.session.is_ready)
    desk.session.undo()
    assert desk.session.edit.exposure == 0.0

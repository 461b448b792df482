"""The session: commands in, values and signals out, with no jobs and no window."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import SignalInstance
from PySide6.QtGui import QImage

from app.library import Entry, Marks, Shelf
from app.pictures import Opened, Preview, Tones
from app.session import Session
from app.storage.settings import Settings
from engine.edit import Crop, Edit
from engine.errors import EditError, PhotoUnreadable
from engine.image import Image
from engine.styles import Style

NATURAL = Style("natural", "Natural", "look", Path("looks.safetensors"), default_strength=0.8)
VIVID = Style("vivid", "Vivid", "look", Path("looks.safetensors"))
A, B, C = Path("/photos/a.jpg"), Path("/photos/b.jpg"), Path("/photos/c.jpg")


def opened(path: Path, saved: Edit | None = None) -> Opened:
    return Opened(path, Image(np.zeros((4, 6, 3), np.uint8)), saved)


def record(signal: SignalInstance) -> list[tuple[object, ...]]:
    """What a signal carries, each time."""
    seen: list[tuple[object, ...]] = []
    signal.connect(lambda *values: seen.append(values))
    return seen


@pytest.fixture
def session(qapp: object) -> Session:
    """Three photos open, the first one read."""
    session = Session()
    session.take_styles((NATURAL, VIVID))
    session.open_paths([A, B, C])
    session.take_opened(opened(A))
    return session


def labels(session: Session) -> list[str]:
    return [step.label for step in session.history.steps]


def test_a_new_photo_starts_with_the_default_style_at_its_own_strength(session: Session) -> None:
    assert session.edit == Edit(style="natural", strength=0.8)
    assert session.style is NATURAL
    assert labels(session) == ["Opened"]


def test_a_default_style_that_is_not_here_means_the_original(qapp: object) -> None:
    session = Session(Settings(default_style="gone"))
    session.take_styles((NATURAL,))
    session.open_paths([A])
    assert session.edit == Edit()


def test_styles_that_come_late_reach_a_photo_on_which_nothing_was_done(qapp: object) -> None:
    session = Session()
    session.open_paths([A])
    session.take_opened(opened(A))
    session.take_styles((NATURAL,))
    assert session.edit.style == "natural"


def test_styles_that_come_late_leave_work_and_saved_edits_alone(qapp: object) -> None:
    session = Session()
    session.open_paths([A, B])
    session.take_opened(opened(A))
    session.set("Exposure", exposure=0.5)
    session.take_styles((NATURAL,))
    assert session.edit == Edit(exposure=0.5)
    session.go(1)
    session.take_opened(opened(B, saved=Edit(contrast=9)))
    session.take_styles((NATURAL, VIVID))
    assert session.edit == Edit(contrast=9)


def test_a_saved_edit_comes_with_the_photo(session: Session) -> None:
    session.go(1)
    session.take_opened(opened(B, saved=Edit(shadows=20)))
    assert session.edit == session.history.edit == Edit(shadows=20)
    assert not session.history.can_undo


def test_dragging_is_one_step(session: Session) -> None:
    spy = record(session.edit_changed)
    for value in (0.1, 0.2, 0.3):
        session.change(exposure=value)
    assert (labels(session), len(spy)) == (["Opened"], 3)
    session.commit("Exposure", "+0.30")
    assert (labels(session), session.history.steps[-1].detail) == (["Opened", "Exposure"], "+0.30")


def test_a_drag_that_returns_to_where_it_began_is_no_step(session: Session) -> None:
    session.change(exposure=1.0)
    session.change(exposure=0.0)
    session.commit("Exposure")
    assert labels(session) == ["Opened"]


def test_undo_redo_jump_and_a_new_branch(session: Session) -> None:
    session.set("Exposure", exposure=0.5)
    session.choose_style("vivid")
    assert session.edit == Edit(style="vivid", strength=1.0, exposure=0.5)
    session.undo()
    assert session.edit == Edit(style="natural", strength=0.8, exposure=0.5)
    session.redo()
    assert session.edit.style == "vivid"
    session.jump(0)
    assert session.edit == Edit(style="natural", strength=0.8)
    session.undo()
    assert session.history.index == 0
    session.set("Contrast", contrast=10)
    assert labels(session) == ["Opened", "Contrast"]
    assert not session.history.can_redo


def test_undo_drops_what_is_being_dragged(session: Session) -> None:
    session.set("Exposure", exposure=0.5)
    session.change(exposure=0.9)
    session.undo()
    assert session.edit.exposure == 0
    session.redo()
    assert session.edit.exposure == 0.5


def test_values_outside_their_range_change_nothing(session: Session) -> None:
    before = session.edit
    with pytest.raises(EditError):
        session.change(exposure=50)
    with pytest.raises(EditError):
        session.set("Sharpness", sharpness=1)
    assert session.edit is before


def test_every_photo_keeps_its_own_history(session: Session) -> None:
    session.set("Exposure", exposure=0.5)
    session.go(1)
    session.take_opened(opened(B))
    assert labels(session) == ["Opened"]
    session.go(-1)
    session.take_opened(opened(A, saved=Edit(contrast=1)))
    assert session.edit.exposure == 0.5
    session.undo()
    assert session.edit.exposure == 0


def test_a_style_under_the_pointer_is_shown_and_not_chosen(session: Session) -> None:
    looks = record(session.look_changed)
    session.preview_style("vivid")
    assert (session.look.style, session.edit.style) == ("vivid", "natural")
    session.preview_style("")
    assert session.look.style is None
    session.preview_style(None)
    assert session.look is session.edit
    assert len(looks) == 3
    assert labels(session) == ["Opened"]


def test_the_chosen_style_under_the_pointer_keeps_its_strength(session: Session) -> None:
    session.set("Strength", strength=0.4)
    session.preview_style("natural")
    assert session.look.strength == 0.4


def test_pasting_takes_everything_but_crop_and_turn(session: Session) -> None:
    session.paste_edit()
    assert labels(session) == ["Opened"]
    session.set("Crop", crop=Crop(0.1, 0.1, 0.9, 0.9))
    session.set("Exposure", exposure=0.5)
    session.copy_edit()
    session.go(1)
    session.take_opened(opened(B))
    session.set("Turn", quarter_turns=1)
    session.paste_edit()
    assert session.edit == Edit(style="natural", strength=0.8, exposure=0.5, quarter_turns=1)
    session.undo()
    assert session.edit.exposure == 0


def test_a_command_given_while_the_photo_is_read_waits_for_it(session: Session) -> None:
    session.copy_edit()
    session.go(1)
    session.set("Exposure", exposure=0.5)
    session.change(contrast=10)
    assert session.edit.exposure == 0
    session.take_opened(opened(B, saved=Edit(shadows=5)))
    assert session.edit == Edit(shadows=5, exposure=0.5)


def test_a_waiting_command_does_not_reach_another_photo(session: Session) -> None:
    session.go(1)
    session.set("Exposure", exposure=0.5)
    session.go(1)
    session.take_opened(opened(C))
    assert session.edit.exposure == 0


def test_reset_is_the_photo_as_it_was_taken(session: Session) -> None:
    session.set("Exposure", exposure=0.5)
    session.reset()
    assert session.edit == Edit()
    session.undo()
    assert session.edit.exposure == 0.5


def test_answers_about_another_photo_are_dropped(session: Session) -> None:
    images, refusals, previews = (
        record(s) for s in (session.image_changed, session.photo_refused, session.preview_changed)
    )
    session.take_opened(opened(B))
    session.take_refusal(B, PhotoUnreadable("b.jpg ends too early.", subject=B))
    counts = np.zeros(256, np.int64)
    tones = Tones(counts, counts, counts, counts, 0, 0, 0)
    session.take_preview(Preview(B, Edit(), QImage(), QImage(), (6, 4), tones))
    assert (len(images), len(refusals), len(previews)) == (0, 0, 0)
    session.take_preview(Preview(A, Edit(), QImage(), QImage(), (6, 4), tones))
    assert len(previews) == 1


def test_a_photo_that_cannot_be_shown_takes_no_edits(session: Session) -> None:
    session.go(1)
    problem = PhotoUnreadable("b.jpg ends too early, so it cannot be shown.", subject=B)
    session.take_refusal(B, problem)
    session.set("Exposure", exposure=0.5)
    session.undo()
    assert (session.refusal, session.edit.exposure) == (problem, 0)
    session.go(1)
    assert session.refusal is None


def test_reading_begins_before_all_else_is_told(session: Session) -> None:
    told: list[str] = []
    for name in ("reading_wanted", "photos_changed", "photo_changed", "history_changed", "edit_changed"):
        signal = getattr(session, name)
        signal.connect(lambda *_, name=name: told.append(f"{name} {session.path.stem if session.path else None}"))
    session.go(1)
    assert told[0] == "reading_wanted b"
    assert "photos_changed b" not in told
    told.clear()
    session.open_paths([C])
    assert told[:3] == ["reading_wanted c", "photos_changed c", "photo_changed c"]
    told.clear()
    session.close_photos()
    assert told[:2] == ["reading_wanted None", "photos_changed None"]


def test_the_next_photo_is_expected_soon_only_after_one_that_was_there(session: Session) -> None:
    session.go(1)
    assert (session.is_ready, session.is_at_hand) == (False, True)
    session.go(1)
    assert session.is_at_hand, "a key that is held goes on"
    session.take_refusal(C, PhotoUnreadable("c.jpg is damaged.", subject=C))
    assert not session.is_at_hand
    session.go(-1)
    assert not session.is_at_hand, "controls do not come alive for one that may take long"
    session.take_opened(opened(B))
    session.close_photos()
    assert not session.is_at_hand


def test_going_stops_at_the_ends(session: Session) -> None:
    session.go(-1)
    assert session.path == A
    session.go(99)
    assert session.path == C
    session.choose(7)
    assert session.path == C


def test_the_view_remembers_the_mode_and_the_way_back_from_the_grid(session: Session) -> None:
    assert session.view.mode == "grid", "the first photo ever is shown in several styles"
    session.set_view(mode="split")
    session.set_view(mode="grid", grid_count=4)
    assert session.view.mode_before_grid == "split"
    assert (session.settings.mode, session.settings.grid_count) == ("grid", 4)
    with pytest.raises(ValueError, match="single"):
        session.set_view(mode="wipe")


def test_steps_are_to_be_kept_and_mere_looks_are_not(session: Session) -> None:
    spy = record(session.keep_wanted)
    session.preview_style("vivid")
    session.go(1)
    session.take_opened(opened(B, saved=Edit(shadows=5)))
    session.change(contrast=5)
    assert len(spy) == 0
    session.commit("Contrast")
    assert spy[0] == (B, Edit(shadows=5, contrast=5), True)
    session.go(-1)
    session.take_opened(opened(A))
    session.set("Exposure", exposure=0.5)
    session.undo()
    assert spy[2] == (A, Edit(style="natural", strength=0.8), False)


def test_a_folder_is_listed_by_a_job_and_an_empty_one_is_said(session: Session, tmp_path: Path) -> None:
    wanted, said = record(session.listing_wanted), record(session.said)
    session.open_paths([tmp_path])
    assert wanted[0] == ((tmp_path,),)
    assert session.path == A
    session.take_photos(())
    assert len(said) == 1
    assert session.path == A


def test_recent_paths_and_the_switch_that_turns_them_off(session: Session) -> None:
    assert session.recent.paths == (A, B, C)
    session.change_settings(keep_recent=False)
    session.open_paths([A])
    assert session.recent.paths == ()


def test_closing_photos_leaves_nothing_open(session: Session) -> None:
    session.close_photos()
    assert (session.path, session.image, session.is_ready) == (None, None, False)


def test_a_smaller_reading_does_not_replace_a_larger_one_but_any_replaces_a_provisional_one(session: Session) -> None:
    def read(width: int, provisional: bool = False) -> bool:
        image = Image(np.zeros((4, width, 3), np.uint8), full_size=(600, 400))
        session.take_opened(Opened(B, image, provisional=provisional))
        return session.image is image

    session.go(1)
    assert [read(60, provisional=True), read(30), read(20), read(90)] == [True, True, False, True]


def test_likes_are_listed_as_they_stand(session: Session) -> None:
    assert session.liked_paths() == ()
    session.mark([B, A], liked=True)
    assert session.liked_paths() == (B, A)
    shelf = Shelf({path: Entry(path, number, Marks(liked=True), liked_at=number) for number, path in enumerate((A, C))})
    session.take_shelf(shelf, 0)
    assert session.liked_paths() == (A, C, B), "B is liked, and not on the shelf yet"
    session.mark([A], liked=False)
    assert session.liked_paths() == (C, B)
    session.undo_marks()
    assert session.liked_paths() == (A, C, B)

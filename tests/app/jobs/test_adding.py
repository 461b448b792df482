"""Styles from files: what is found out on the person's photo, kept, renamed, put in the trash and brought back."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.adding import Finding, Order, Question
from app.jobs.shelf import folder, publish
from app.jobs.trying import Trial, licence_of, title_and_source
from app.style_files import is_style_file
from app.style_menu import in_trash
from engine.checkpoints import native
from engine.enhance import forget, grade_for
from engine.grade import apply
from engine.image import Image
from engine.sharing import export_style
from engine.styles import BUNDLED_FILE, Style, added
from tests.app.jobs.conftest import Desk, pixels_of


def write_enhancer(path: Path, *, licence: str = "", name: str = "Harbour") -> Path:
    """A small enhancer with random weights, as one of our own style files."""
    import torch

    from engine.networks.csrnet import CsrNet

    torch.manual_seed(1)
    weights = {key: value.numpy() for key, value in CsrNet().state_dict().items()}
    card = {"licence": licence} if licence else {}
    entry = native.StyleEntry("harbour", name)
    native.write(path, weights, native.Description("csrnet", {"width": 64, "condition": 32}, (entry,), card=card))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_enhancer(tmp_path / "harbour.safetensors", licence="CC BY 4.0")


def ask(desk: Desk, question: Question) -> Finding:
    found = desk.record(desk.session.style_found)
    desk.session.style_file_wanted.emit(question)
    desk.until(lambda: found)
    finding = found[-1][0]
    assert isinstance(finding, Finding)
    return finding


def add(desk: Desk, file: Path, name: str) -> str:
    """Add a style and wait for it; its id."""
    before = {style.id for style in desk.session.styles}
    desk.session.style_wanted.emit(Order(file, name, "grade"))
    desk.until(lambda: len(desk.session.styles) > len(before))
    (style,) = (style for style in desk.session.styles if style.id not in before)
    return style.id


def test_a_file_is_tried_on_the_open_photo(desk: Desk, photos: list[Path], file: Path) -> None:
    desk.open(photos[0])
    found = ask(desk, Question(file))
    assert found.problem is None
    assert (found.title, found.name, found.how, found.licence) == ("CSRNet", "Harbour", "own", "CC BY 4.0")
    assert 30_000 < found.parameters < 40_000
    assert found.correctable == ("input_range", "output_range")
    before, carried, whole = (pixels_of(p).astype(int) for p in (found.before, found.as_grade, found.as_texture))
    assert before.shape == carried.shape == whole.shape == (240, 360, 3)
    assert np.abs(whole - before).mean() > 3, "random weights do something"
    assert np.abs(whole - carried).mean() < np.abs(whole - before).mean() / 3, "and a grade carries most of it"


def test_without_a_photo_a_made_picture_stands_in(desk: Desk, file: Path) -> None:
    assert not ask(desk, Question(file)).before.isNull()


def test_a_correction_changes_the_answer(file: Path) -> None:
    trial = Trial()
    plain = trial.find(Question(file), None)
    other = trial.find(Question(file, (("output_range", "-1..1"),)), None)
    assert other.reading["output_range"] == "-1..1"
    assert pixels_of(other.as_texture).mean() > pixels_of(plain.as_texture).mean()


def test_a_style_file_of_ours_is_known_and_changes_tone_alone() -> None:
    found = Trial().find(Question(BUNDLED_FILE), None)
    assert found.problem is None
    assert (found.how, found.kind, found.correctable) == ("own", "grade", ())
    assert found.as_texture.isNull()
    assert not found.as_grade.isNull()


def test_what_is_no_style_says_so_in_a_sentence(desk: Desk, tmp_path: Path) -> None:
    strange = tmp_path / "notes.pth"
    strange.write_bytes(b"no network in here")
    for file in (strange, tmp_path / "gone.onnx"):
        found = ask(desk, Question(file))
        assert found.problem is not None
        assert file.name in found.problem.sentence


def test_a_question_nobody_asks_any_more_is_not_answered(desk: Desk, file: Path) -> None:
    found = desk.record(desk.session.style_found)
    desk.session.style_file_wanted.emit(Question(file))
    desk.session.style_file_wanted.emit(None)
    desk.qtbot.wait(200)
    assert found == []


def test_an_added_style_is_kept_chosen_and_shown(desk: Desk, photos: list[Path], file: Path) -> None:
    desk.open(photos[0])
    style_id = add(desk, file, "Evening")
    assert desk.session.edit.style == style_id
    assert [style.name for style in added(folder())] == ["Evening"]
    desk.until(lambda: desk.session.preview and desk.session.preview.edit.style == style_id)
    assert desk.session.preview is not None
    before, after = (pixels_of(p).astype(int) for p in (desk.session.preview.before, desk.session.preview.after))
    assert np.abs(after - before).mean() > 3


def test_a_name_that_is_taken_is_refused_and_nothing_is_lost(desk: Desk, file: Path) -> None:
    add(desk, file, "Evening")
    desk.session.style_wanted.emit(Order(file, "Evening", "grade"))
    desk.until(lambda: desk.troubles)
    assert len(added(folder())) == 1
    desk.troubles.clear()


def test_renamed_removed_and_brought_back(desk: Desk, file: Path) -> None:
    style_id = add(desk, file, "Evening")
    style = desk.session.style_called(style_id)
    removed = desk.record(desk.session.style_removed)
    desk.session.style_name_wanted.emit(style, "Dusk")
    desk.until(lambda: desk.session.styles[-1].name == "Dusk")
    assert desk.session.styles[-1].id == style_id
    desk.session.style_trash_wanted.emit(style)
    desk.until(lambda: removed)
    assert desk.session.style_called(style_id) is None
    assert added(folder()) == ()
    desk.session.style_restore_wanted.emit(removed[0][0])
    desk.until(lambda: desk.session.style_called(style_id) is not None)
    assert [known.name for known in added(folder())] == ["Dusk"]


def test_orders_given_before_the_end_are_carried_out(desk: Desk, file: Path) -> None:
    for name in ("One", "Two", "Three"):
        desk.session.style_wanted.emit(Order(file, name, "grade"))
    desk.session.close()
    assert {style.name for style in added(folder())} == {"One", "Two", "Three"}


def test_a_licence_in_the_head_of_any_safetensors_file_is_read(tmp_path: Path) -> None:
    header = json.dumps({"__metadata__": {"license": "MIT"}}).encode()
    file = tmp_path / "other.safetensors"
    file.write_bytes(len(header).to_bytes(8, "little") + header)
    assert licence_of(file) == "MIT"
    assert licence_of(tmp_path / "other.pth") == ""


def test_titles_come_apart_from_their_source() -> None:
    assert title_and_source("DPED (Ignatov et al., ICCV 2017)") == ("DPED", "Ignatov et al., ICCV 2017")
    assert title_and_source("ONNX model") == ("ONNX model", "")


def test_devices_are_told_once_somebody_wants_to_know(desk: Desk) -> None:
    told = desk.record(desk.session.devices_changed)
    desk.session.devices = ()
    desk.session.devices_wanted.emit()
    desk.until(lambda: told)
    assert desk.session.devices[0] == "cpu"


def test_the_cards_of_other_styles_stay_when_one_cannot_run(desk: Desk, photos: list[Path], file: Path) -> None:
    desk.open(photos[0])
    add(desk, file, "Evening")
    refused = desk.record(desk.session.card_refused)
    (style,) = added(folder())
    desk.session.choose_style(None)
    style.file.unlink()
    forget()
    desk.until(lambda: refused)
    cards = desk.record(desk.session.card_changed)
    desk.session.set("Exposure", exposure=1.0)
    looks = {known.id for known in desk.session.styles} - {style.id}
    desk.until(lambda: {style_id for style_id, _ in cards} >= looks)
    assert {style_id for style_id, _ in refused} == {style.id}
    desk.troubles.clear()  # a preview of it may have been on its way


def test_both_files_of_a_bundle_count(shared_data: Path) -> None:
    index = shared_data / "checkpoints" / "dped" / "iphone_orig.index"
    assert Trial().find(Question(index), None).file_bytes > 1_000_000


def test_what_is_known_of_a_published_network_is_not_measured_again(shared_data: Path) -> None:
    """DPED works on texture, whatever a grade makes of it on the photo it happens to be tried on."""
    flat = Image(np.full((48, 64, 3), 120, np.uint8))
    found = Trial().find(Question(shared_data / "checkpoints" / "dped" / "sony_orig.index"), flat)
    assert found.problem is None
    assert (found.kind, found.measured) == ("texture", False)


def write_own(name: str = "Harbour light") -> Style:
    """A style of the person's own, learned at some time."""
    source = folder().parent / "learned.safetensors"
    description, weights = native.read(BUNDLED_FILE)
    source.parent.mkdir(parents=True, exist_ok=True)
    native.write(source, weights, replace(description, styles=description.styles[:1], card={"likes": 26}))
    return publish(source, name)[0]


def test_a_copy_of_ones_own_style_is_a_branch_of_it(desk: Desk) -> None:
    own = write_own()
    desk.session.take_styles((own, *desk.session.styles))
    desk.session.style_copy_wanted.emit(own, "Harbour dusk")
    desk.until(lambda: any(style.name == "Harbour dusk" for style in desk.session.styles))
    copy = next(style for style in desk.session.styles if style.name == "Harbour dusk")
    assert (copy.kind, copy.weights) == ("yours", own.weights)
    assert copy.file != own.file
    assert copy.learned is not None
    assert (copy.learned.parent, copy.learned.likes) == (own.id, 26)


def test_a_copy_of_a_bundled_look_is_an_added_style_that_does_the_same(desk: Desk) -> None:
    look = next(style for style in desk.session.styles if style.id == "vivid")
    for number in ("", " 2"):
        desk.session.style_copy_wanted.emit(look, "Vivid copy")
        desk.until(lambda n=number: any(style.name == f"Vivid copy{n}" for style in desk.session.styles))
    copy = next(style for style in desk.session.styles if style.name == "Vivid copy")
    assert (copy.kind, copy.learned) == ("added", None)
    picture = np.random.default_rng(1).random((32, 48, 3), np.float32)
    made = [apply(grade_for(style, picture), picture) for style in (look, copy)]
    np.testing.assert_allclose(made[0], made[1], atol=1e-5)


def test_a_shared_style_comes_in_under_the_name_she_gives_it(desk: Desk, tmp_path: Path) -> None:
    shared = tmp_path / "from-a-friend.penchant"
    export_style(write_own(), shared)
    found = ask(desk, Question(shared))
    assert (found.problem, found.name) == (None, "Harbour light")
    identity = add(desk, shared, "Harbour of Ada")
    style = next(style for style in desk.session.styles if style.id == identity)
    assert (style.name, style.kind) == ("Harbour of Ada", "added")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "was not recognised"),
        (b"GIF89a hello", "was not recognised"),
        (b"\x80\x04\x95" + b"x" * 400, "contains program code|was not recognised"),
        ((1 << 40).to_bytes(8, "little") + b"{}", "was not recognised"),
        ((20).to_bytes(8, "little") + b'{"a": [[[[[[[[[[[[[[', "was not recognised|damaged"),
    ],
)
def test_a_hostile_file_that_is_dropped_as_a_style_gets_a_sentence(
    desk: Desk, tmp_path: Path, content: bytes, why: str
) -> None:
    file = tmp_path / "gift.penchant"
    file.write_bytes(content)
    assert is_style_file(file)
    found = ask(desk, Question(file))
    assert found.problem is not None
    assert re.search(why, found.problem.sentence)
    assert "gift.penchant" in found.problem.sentence
    assert not added(folder())


def test_what_was_deleted_another_day_comes_back_from_the_menu(desk: Desk) -> None:
    own = write_own()
    desk.session.take_styles((own, *desk.session.styles))
    desk.session.style_trash_wanted.emit(own)
    desk.until(lambda: desk.session.style_called(own.id) is None)
    desk.jobs.adding._shelf._trash.clear()  # as after a restart
    (gone,) = in_trash()
    assert gone.name == own.name
    desk.session.style_restore_wanted.emit(gone)
    desk.until(lambda: desk.session.style_called(own.id) is not None)
    assert own.file.exists()
    assert in_trash() == ()

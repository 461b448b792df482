"""Runs of the program "personal", from folders to a style file; what goes wrong is said, and nothing is lost."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from engine.checkpoints import native
from engine.edit import Crop, Edit
from engine.enhance import grade_for
from engine.errors import TrainingError
from engine.grade import apply
from engine.styles import BUNDLED_FILE, styles_of
from tests.training.made_likes import finished, flat_photos, write_photos
from training import personal, personal_start
from training.corrected import write_corrected
from training.falloff import fallen
from training.liked import gather
from training.plan import LAST, TrainingPlan
from training.progress import Progress, Report
from training.state import NoRoom

STEPS = 3


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Likes, ordinary photos, and pairs."""
    root = tmp_path_factory.mktemp("photos")
    before = flat_photos(30)
    return {
        "likes": write_photos(root / "likes", finished(before[:12])),
        "ordinary": write_photos(root / "ordinary", before[12:26]),
        "before": write_photos(root / "before", before[26:]),
        "after": write_photos(root / "after", finished(before[26:])),
    }


def plan_for(tmp_path: Path, sources: dict[str, Path], **more: object) -> TrainingPlan:
    data = {name: (str(path),) for name, path in sources.items()}
    return TrainingPlan("personal", tmp_path / "run", name="Warm", data=data, steps=STEPS, **more)  # type: ignore[arg-type]


def run(plan: TrainingPlan, *, stop_at: int = 0) -> list[Progress]:
    """Run a plan here; stopped after so many steps."""
    told: list[Progress] = []
    plan.folder.mkdir(parents=True, exist_ok=True)

    def listen(progress: Progress) -> None:
        told.append(progress)
        report.stopping = bool(stop_at) and progress.step >= stop_at

    report = Report(listen)
    personal.run(plan, report)
    return told


def notes(told: list[Progress]) -> str:
    return " ".join(progress.message for progress in told if progress.kind == "note")


def test_likes_become_a_style_that_opens_at_once(tmp_path: Path, folders: dict[str, Path]) -> None:
    photos = tuple(str(path) for path in sorted(folders["before"].iterdir())[:2])
    sources = {name: folders[name] for name in ("likes", "ordinary")}
    plan = plan_for(tmp_path, sources, previews=photos, options={"balance": 80})
    told = run(plan)
    assert told[-1].kind == "done"
    (style,) = styles_of(plan.style_file)
    assert (style.name, style.kind) == ("Warm", "yours")
    assert style.summary == "Learned from 12 photos you like."
    picture = np.ascontiguousarray(flat_photos(1, seed=9)[0])
    assert np.abs(apply(grade_for(style, picture), picture) - picture).mean() > 0.01
    previews = [progress for progress in told if progress.kind == "preview"]
    assert len(previews[-1].files) == 2
    assert all((plan.folder / file).exists() for file in previews[-1].files)
    content = plan.style_file.read_bytes()
    assert str(folders["likes"]).encode() not in content
    assert b"000.png" not in content


def test_likes_alone_are_enough(tmp_path: Path, folders: dict[str, Path]) -> None:
    assert run(plan_for(tmp_path, {"likes": folders["likes"]}))[-1].kind == "done"


def test_pairs_alone_and_with_likes(tmp_path: Path, folders: dict[str, Path]) -> None:
    pairs = {"before": folders["before"], "after": folders["after"]}
    alone = plan_for(tmp_path / "a", pairs)
    both = plan_for(tmp_path / "b", {"likes": folders["likes"], **pairs})
    assert run(alone)[-1].kind == run(both)[-1].kind == "done"
    assert styles_of(alone.style_file)[0].summary == "Learned from 4 pairs."
    assert styles_of(both.style_file)[0].summary == "Learned from 12 photos you like and 4 pairs."


def test_photos_that_were_corrected_by_hand_are_pairs(tmp_path: Path, folders: dict[str, Path]) -> None:
    photos = sorted(folders["ordinary"].iterdir())[:4]
    edit = Edit(exposure=0.8, saturation=40, crop=Crop(0.1, 0.1, 0.9, 0.9))
    edits = dict.fromkeys(photos, edit) | {tmp_path / "gone.jpg": edit, folders["before"] / "000.png": Edit("no-such")}
    write_corrected(tmp_path / "corrected.json", edits, tmp_path / "styles")
    plan = plan_for(tmp_path, {"corrected": tmp_path / "corrected.json"})
    material = gather(plan)
    assert len(material.before) == len(photos)
    assert (material.after.mean() - material.before.mean()).item() > 0.05
    assert "gone.jpg is no longer there" in material.notes[0]
    assert "no-such is no longer among the styles" in material.notes[1]
    told = run(plan)
    assert told[-1].kind == "done"
    assert styles_of(plan.style_file)[0].summary == "Learned from 4 pairs."
    (tmp_path / "corrected.json").write_text("{}")
    with pytest.raises(TrainingError, match="corrected by hand cannot be read"):
        gather(plan)


def test_likes_that_were_edited_teach_what_she_made_of_them(tmp_path: Path, folders: dict[str, Path]) -> None:
    photos = sorted(folders["ordinary"].iterdir())[:6]
    write_corrected(tmp_path / "finished.json", dict.fromkeys(photos, Edit(exposure=1.0)), tmp_path / "styles")
    made = gather(plan_for(tmp_path, {"finished": tmp_path / "finished.json"}))
    plain = gather(plan_for(tmp_path, {"likes": folders["ordinary"]}))
    assert len(made.likes) == len(photos)
    assert (made.likes.mean() - plain.likes[: len(photos)].mean()).item() > 0.05


def test_a_pair_of_which_one_is_cropped_is_left_out(tmp_path: Path) -> None:
    pictures = flat_photos(4)
    before, after = write_photos(tmp_path / "raw", pictures), write_photos(tmp_path / "done", finished(pictures))
    first = sorted(after.iterdir())[0]
    whole = cv2.imread(str(first))
    assert whole is not None
    cv2.imwrite(str(first), whole[:, :-12])
    material = gather(plan_for(tmp_path, {"before": before, "after": after}))
    assert len(material.before) == 3
    assert material.notes == ("A pair was left out, since one of its pictures is cropped or turned.",)


def test_stopped_and_gone_on_with_it_is_the_same_style(tmp_path: Path, folders: dict[str, Path]) -> None:
    whole, parts = (plan_for(tmp_path / name, {"likes": folders["likes"]}) for name in "ab")
    run(whole)
    assert run(parts, stop_at=1)[-1].kind == "stopped"
    assert (parts.folder / LAST).exists()
    assert run(parts)[-1].kind == "done"
    looks = [native.read(plan.style_file)[1]["looks"] for plan in (whole, parts)]
    # The copies of photos are kept in 8 bits, so that numbers differ by what that rounds.
    np.testing.assert_allclose(looks[0], looks[1], atol=5e-3)


def test_it_goes_on_where_the_photos_have_disappeared(tmp_path: Path) -> None:
    likes = write_photos(tmp_path / "likes", finished(flat_photos(6)))
    plan = plan_for(tmp_path, {"likes": likes})
    run(plan, stop_at=1)
    for path in likes.iterdir():
        path.unlink()
    likes.rmdir()
    assert run(plan)[-1].kind == "done"


@pytest.mark.parametrize("style", ["vivid", "black-and-white"])
def test_another_style_can_be_started_from(
    tmp_path: Path, folders: dict[str, Path], style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(personal_start, "STEPS", 4)
    options = {"start_style": style}
    plan = plan_for(tmp_path, {"likes": folders["likes"]}, start=str(BUNDLED_FILE), options=options)
    assert run(plan)[-1].kind == "done"
    again = plan_for(tmp_path / "again", {"likes": folders["likes"]}, start=str(plan.style_file))
    assert run(again)[-1].kind == "done"


def test_a_full_disk_is_said_and_the_style_before_stays(
    tmp_path: Path, folders: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = plan_for(tmp_path, {"likes": folders["likes"]})
    run(plan)
    before = plan.style_file.read_bytes()
    (plan.folder / LAST).unlink()

    def full(*_: object) -> None:
        raise NoRoom("no space left on device")

    def no_room(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(personal, "save_state", full)
    monkeypatch.setattr(personal, "write_personal", no_room)
    told: list[Progress] = []
    with pytest.raises(TrainingError, match="Make room"):
        personal.run(plan, Report(told.append))
    assert "The disk is full" in notes(told)
    assert plan.style_file.read_bytes() == before


def test_no_likes_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrainingError, match=r"no photos in empty"):
        gather(plan_for(tmp_path, {"likes": tmp_path / "empty"}))
    with pytest.raises(TrainingError, match="no liked photos"):
        gather(plan_for(tmp_path, {}))


def test_a_folder_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match="gone is no longer there"):
        gather(plan_for(tmp_path, {"likes": tmp_path / "gone"}))


def test_one_like_is_refused(tmp_path: Path) -> None:
    likes = write_photos(tmp_path / "likes", finished(flat_photos(1)))
    with pytest.raises(TrainingError, match="One liked photo"):
        gather(plan_for(tmp_path, {"likes": likes}))


def test_the_same_photo_again_and_again_is_refused(tmp_path: Path) -> None:
    likes = write_photos(tmp_path / "likes", finished(flat_photos(1)) * 6)
    with pytest.raises(TrainingError, match="same thing again and again"):
        gather(plan_for(tmp_path, {"likes": likes}))


def test_screenshots_are_left_out(tmp_path: Path, folders: dict[str, Path]) -> None:
    screen = np.full((200, 300, 3), 255, np.uint8)
    for row in range(20, 190, 24):
        screen[row : row + 10, 20 : 60 + row] = (40, 40, 40)
    screens = tmp_path / "screens"
    screens.mkdir()
    for number in range(3):
        screen[:30, :, 0] = 40 * number
        cv2.imwrite(str(screens / f"{number}.png"), screen)
    with pytest.raises(TrainingError, match="screenshots or drawings"):
        gather(plan_for(tmp_path, {"likes": screens}))
    plan = TrainingPlan(
        "personal", tmp_path / "run", data={"likes": (str(screens), str(folders["likes"]))}, steps=STEPS
    )
    material = gather(plan)
    assert len(material.likes) == 12
    assert any("screenshots" in note for note in material.notes)


def test_black_and_white_among_colour_is_left_out(tmp_path: Path) -> None:
    photos = finished(flat_photos(8))
    grey = [np.repeat(photo.mean(2, keepdims=True), 3, 2) for photo in photos[:2]]
    likes = write_photos(tmp_path / "likes", photos[2:] + grey)
    material = gather(plan_for(tmp_path, {"likes": likes}))
    assert len(material.likes) == 6
    assert any("black-and-white among colour: 2 of the likes" in note for note in material.notes)


def test_files_that_cannot_be_opened_are_named(tmp_path: Path) -> None:
    likes = write_photos(tmp_path / "likes", finished(flat_photos(5)))
    (likes / "torn.png").write_bytes((likes / "000.png").read_bytes()[:200])
    material = gather(plan_for(tmp_path, {"likes": likes}))
    assert len(material.likes) == 5
    assert any("torn.png could not be opened" in note for note in material.notes)


def test_a_like_that_is_gone_is_named_and_the_others_teach(tmp_path: Path, folders: dict[str, Path]) -> None:
    likes = (*map(str, sorted(folders["likes"].iterdir())), str(tmp_path / "gone.jpg"))
    material = gather(TrainingPlan("personal", tmp_path / "run", data={"likes": likes}))
    assert len(material.likes) == 12
    assert any("gone.jpg could not be opened" in note for note in material.notes)


def test_ordinary_photos_that_are_the_likes_do_not_count(tmp_path: Path, folders: dict[str, Path]) -> None:
    material = gather(plan_for(tmp_path, {"likes": folders["likes"], "ordinary": folders["likes"]}))
    assert any("since they are likes: 12 of the ordinary photos" in note for note in material.notes)
    assert any("Penchant's own numbers" in note for note in material.notes)
    assert len(material.ordinary) > 20


def test_the_slider_stands_for_the_weights() -> None:
    assert personal.quality_at(50) == pytest.approx(0.05)
    assert personal.quality_at(100) == pytest.approx(0.4)
    assert personal.quality_at(0) == pytest.approx(0.0125)


# ── light that falls off ────────────────────────────────────────────────────────────────────────────────────────────


def test_light_that_falls_off_in_the_likes_does_so_in_the_style(tmp_path: Path) -> None:
    photos = flat_photos(48, seed=5)
    dark = fallen(torch.from_numpy(np.stack(photos[:24])).permute(0, 3, 1, 2), torch.tensor([-0.15, -0.3, -0.4]))
    likes = [np.ascontiguousarray(photo) for photo in dark.clamp(0, 1).permute(0, 2, 3, 1).numpy()]
    sources = {"likes": write_photos(tmp_path / "likes", likes), "ordinary": write_photos(tmp_path / "o", photos[24:])}
    plan = plan_for(tmp_path, sources)
    assert personal.FALLS_OFF in notes(run(plan))
    (style,) = styles_of(plan.style_file)
    grey = np.full((128, 128, 3), 0.5, np.float32)
    made = apply(grade_for(style, grey), grey).mean(2)
    assert made[:8, :8].mean() < 0.9 * made[56:72, 56:72].mean()
    # What begins with it begins with its looks; how light falls off is measured again.
    looks = native.read(plan.style_file)[1]["looks"]
    begun = personal_start.start_of(replace(plan, start=str(plan.style_file)), gather(plan))
    assert begun.numpy() == pytest.approx(
        np.tensordot(style.weights[:-1], looks[: len(style.weights) - 1], 1), abs=1e-5
    )


def test_numbers_without_places_tell_of_no_falloff(tmp_path: Path, folders: dict[str, Path]) -> None:
    plan = plan_for(tmp_path, {"likes": folders["likes"]})
    assert personal.FALLS_OFF not in notes(run(plan))
    assert native.read_description(plan.style_file).architecture == "adaptive"

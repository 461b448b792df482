"""The fitted picture: the engine's pixels, the newest request, and no more work than a change needs."""

import threading
from pathlib import Path

import numpy as np
import pytest

from app.jobs import preview, sizes
from app.jobs.desk import Desk as Bench
from app.jobs.desk import Wanted
from app.pictures import Preview
from app.storage import sidecar
from engine.analysis import judge_alike
from engine.edit import Crop, Edit
from engine.geometry import output_size
from engine.image import Image
from engine.render import render
from engine.resize import resize_long_edge
from tests.app.jobs.conftest import PHOTO_SIZE, Desk, pixels_of


def rendered(desk: Desk, edit: Edit, edge: int) -> np.ndarray:
    """What the engine makes of the session's photo."""
    assert desk.session.image is not None
    copy = resize_long_edge(desk.session.image, edge)
    judge_alike(copy, desk.session.image)
    return render(copy, edit, desk.session.style_called(edit.style), long_edge=edge).pixels


def test_the_preview_is_what_the_engine_renders(desk: Desk, photos: list[Path]) -> None:
    desk.open(photos[0])
    preview = desk.session.preview
    assert preview.edit.style == "natural", "a new photo is shown in the default look"
    assert np.array_equal(pixels_of(preview.after), rendered(desk, preview.edit, 120))
    assert np.array_equal(pixels_of(preview.before), rendered(desk, Edit(), 120))
    assert not np.array_equal(pixels_of(preview.before), pixels_of(preview.after))
    desk.show(lambda: desk.session.set("Exposure", exposure=0.7))
    assert np.array_equal(pixels_of(desk.session.preview.after), rendered(desk, desk.session.edit, 120))
    assert desk.session.preview.before is preview.before, "before comes from memory"


def test_the_picture_fills_the_room_and_is_never_enlarged(desk: Desk, photos: list[Path]) -> None:
    desk.open(photos[0])
    for room, size in (((90, 300), (90, 60)), ((300, 40), (60, 40)), ((3000, 3000), PHOTO_SIZE)):
        desk.show(lambda room=room: desk.session.set_view(picture_size=room))
        desk.until(lambda size=size: desk.session.preview.after.width() == size[0])
        assert desk.session.preview.after.height() == size[1]
        assert desk.session.preview.size == PHOTO_SIZE


@pytest.mark.parametrize("room", [(1491, 994), (1493, 995), (333, 777), (801, 801)])
@pytest.mark.parametrize("edit", [Edit(), Edit(quarter_turns=1, flip=True)])
def test_the_copy_is_shown_pixel_for_pixel(room: tuple[int, int], edit: Edit) -> None:
    full = (6000, 4000)
    copied = sizes.source_edge(full, edit, room)
    copy = (copied, round(copied * full[1] / full[0]))
    shown = output_size(copy, edit, sizes.fitted_edge(output_size(full, edit), room))
    assert shown == output_size(copy, edit), "not resampled by one pixel"
    assert shown[0] == room[0] or shown[1] == room[1]


def test_before_and_after_share_crop_and_turn(desk: Desk, photos: list[Path]) -> None:
    desk.open(photos[0])
    desk.show(lambda: desk.session.set("Crop", crop=Crop(0.0, 0.0, 0.5, 0.5), quarter_turns=1))
    preview = desk.session.preview
    assert preview.size == (PHOTO_SIZE[1] // 2, PHOTO_SIZE[0] // 2)
    assert preview.before.size() == preview.after.size()
    assert (preview.after.width(), preview.after.height()) == (80, 120)


def test_a_hovered_style_is_shown_and_leaves_with_the_pointer(desk: Desk, photos: list[Path]) -> None:
    desk.open(photos[0])
    own = pixels_of(desk.session.preview.after)
    desk.show(lambda: desk.session.preview_style("black-and-white"))
    shown = pixels_of(desk.session.preview.after).astype(int)
    assert np.abs(shown[..., 0] - shown[..., 2]).max() < np.abs(own[..., 0].astype(int) - own[..., 2]).max()
    assert desk.session.edit.style == "natural"
    desk.show(lambda: desk.session.preview_style(None))
    assert np.array_equal(pixels_of(desk.session.preview.after), own)


def test_a_drag_shows_its_last_position_and_drops_what_it_overtook(
    desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(photos[0])
    made, go_on = [], threading.Event()
    real = Bench.preview

    def slow(self: Bench, wanted: Wanted, generation: int) -> Preview:
        assert go_on.wait(60)
        made.append(wanted.look.exposure)
        return real(self, wanted, generation)

    monkeypatch.setattr(Bench, "preview", slow)
    shown = desk.record(desk.session.preview_changed)
    for step in range(1, 30):
        desk.session.change(exposure=step / 10)
    go_on.set()
    desk.until(lambda: desk.session.preview.edit.exposure == 2.9)
    assert len(made) <= 2
    assert [p.generation for (p,) in shown] == sorted(p.generation for (p,) in shown)


def test_what_looks_the_same_is_not_made_again(desk: Desk, photos: list[Path]) -> None:
    desk.open(photos[0])
    shown = desk.record(desk.session.preview_changed)
    desk.session.set_view(mode="split")
    desk.session.set_view(before=True)
    desk.session.change(exposure=0.0)
    desk.session.styles_changed.emit()
    desk.qtbot.wait(60)
    assert shown == []


def test_clipping_is_marked_only_when_it_is_wanted(desk: Desk, photos: list[Path]) -> None:
    desk.open(photos[0])
    assert desk.session.preview.masks is None
    desk.session.choose_style(None)
    desk.show(lambda: desk.session.set("Exposure", exposure=4.0))
    desk.show(lambda: desk.session.set_view(clipping=True))
    masks = desk.session.preview.masks
    after = pixels_of(desk.session.preview.after)
    high = np.array([[masks.high.pixelColor(x, y).alpha() > 0 for x in range(120)] for y in range(80)])
    assert np.array_equal(high, (after == 255).any(axis=-1))
    tones = desk.session.preview.tones
    assert tones.high == pytest.approx(high.mean())
    assert tones.newly == pytest.approx(tones.high, abs=0.05)
    assert tones.luma.sum() == 120 * 80


def test_the_histogram_of_a_large_preview_counts_some_of_its_pixels() -> None:
    pixels = np.zeros((1200, 1600, 3), np.uint8)
    pixels[:, 800:] = 255
    wanted = Wanted(Path("a"), Image(pixels), Edit(), None, (1600, 1200), False)
    preview = Bench().preview(wanted, 1)
    counted = preview.tones.luma.sum()
    assert 80_000 < counted < 300_000
    assert preview.tones.luma[255] == preview.tones.red[0] == counted // 2
    assert (preview.tones.low, preview.tones.high, preview.tones.newly) == (0.5, 0.5, 0.0)


def test_where_rendering_is_slow_a_drag_is_followed_at_half_the_size_until_it_rests(
    desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(photos[0])
    first = desk.session.preview
    monkeypatch.setattr(preview, "WORTH", 100)
    monkeypatch.setattr(preview, "PATIENCE", 0.0)
    monkeypatch.setattr(preview, "REST", 3600.0)
    shown = desk.record(desk.session.preview_changed)
    for step in range(1, 3):
        desk.session.change(exposure=step / 10)
        desk.until(lambda step=step: len(shown) == step)
    monkeypatch.setattr(preview, "REST", 0.0)
    desk.session.change(exposure=0.5)
    desk.until(lambda: len(shown) == 4)
    desk.session.commit("Exposure")
    desk.session.set("Contrast", contrast=5)
    desk.until(lambda: len(shown) == 5)
    assert [p.after.width() for (p,) in shown] == [60, 60, 60, 120, 120]
    assert {p.before.width() for (p,) in shown} == {120}
    assert all(p.copy is first.copy and p.size == PHOTO_SIZE for (p,) in shown)


def test_one_slow_picture_does_not_make_the_next_ones_small_and_quick_small_ones_end_it(
    desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(photos[0])
    monkeypatch.setattr(preview, "WORTH", 100)
    monkeypatch.setattr(preview, "REST", 3600.0)
    monkeypatch.setattr(preview, "PATIENCE", 60.0)
    took = desk.jobs.preview._took
    shown = desk.record(desk.session.preview_changed)

    def width_after(*slow: float) -> int:
        took.extend(slow)
        count = len(shown)
        desk.session.change(exposure=(count + 1) / 10)
        desk.until(lambda: len(shown) > count)
        return shown[-1][0].after.width()

    assert width_after(0.0, 0.0, 99.0) == 120
    assert width_after(0.0, 99.0, 99.0) == 60
    assert [width_after(), width_after()] == [60, 120], "of the last three two were quick"


def test_a_style_that_is_not_here_is_kept_and_said_once(desk: Desk, photos: list[Path]) -> None:
    said = desk.record(desk.session.said)
    for photo in (photos[0], photos[2]):
        sidecar.write(photo, Edit(style="harbour-light", exposure=0.5), sidecar.read(photo))
    desk.open(photos[0], photos[2])
    desk.show(lambda: desk.session.go(1))
    assert [words for (words,) in said] == ["The style harbour-light is not here, so photos are shown without it."]
    assert desk.session.edit.style == "harbour-light"
    assert np.array_equal(pixels_of(desk.session.preview.after), rendered(desk, Edit(exposure=0.5), 120))


def test_the_very_first_photo_is_there_before_its_style(desk: Desk, photos: list[Path]) -> None:
    previews = desk.record(desk.session.preview_changed)
    desk.open(photos[0], photos[2])
    desk.session.go(1)
    desk.until(lambda: desk.session.preview and desk.session.preview.path == photos[2])
    edits = [preview.edit for (preview,) in previews if isinstance(preview, Preview)]
    assert edits[0] == Edit()
    assert all(edit.style for edit in edits[1:])
    assert [preview.copy is None for (preview,) in previews] == [True] + [False] * (len(previews) - 1)

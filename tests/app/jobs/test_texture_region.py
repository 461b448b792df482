"""Styles that make every pixel anew, in the window: square by square, then the rest, stopped at once, and told."""

import threading
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from app.exports import ExportWish
from app.jobs import region
from app.pictures import Region
from engine import device, enhance, texture, tiled
from engine.checkpoints.added import add
from engine.export.options import ExportOptions
from engine.render import render
from engine.styles import Style, bundled, styles_of
from tests.app.jobs.conftest import PHOTO_SIZE, Desk, pixels_of

pytestmark = pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")
RECT = (0, 0, 300, 220)


class _Sharpened(nn.Module):
    """Makes edges stronger, as no grade can."""

    kernel: torch.Tensor

    def __init__(self) -> None:
        super().__init__()
        kernel = torch.tensor([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]])
        self.register_buffer("kernel", kernel.expand(3, 1, 3, 3).contiguous())

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        edges = nn.functional.pad(image, (1, 1, 1, 1), "replicate")
        return nn.functional.conv2d(edges, self.kernel, groups=3)


@pytest.fixture
def sharp(tmp_path: Path) -> Style:
    """A small network of the kind that makes every pixel anew, added as a style."""
    made = tmp_path / "sharp.pt"
    with torch.inference_mode():
        torch.jit.save(torch.jit.script(_Sharpened()), str(made))
    return styles_of(add(tmp_path / "styles", made, "Sharp", kind="texture"))[0]


@pytest.fixture
def dped(shared_data: Path, tmp_path: Path) -> Style:
    """DPED's published network for the iPhone, added as a style; what it is is known and not measured."""
    file = add(tmp_path / "styles", shared_data / "checkpoints" / "dped" / "iphone_orig.index", "DPED")
    return styles_of(file)[0]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small squares, no rest before the others, nothing measured, nothing kept from another test."""
    monkeypatch.setattr(region, "SQUARE", 128)
    monkeypatch.setattr(region, "REST", 0.0)
    monkeypatch.setattr(device, "ways", lambda _wanted: (device.Way(),))
    monkeypatch.setattr(texture, "_networks", enhance.Recent(2))
    monkeypatch.setattr(tiled, "LARGEST", 256)
    texture._known.clear()


def open_in(desk: Desk, photo: Path, style: Style) -> list[tuple[Region]]:
    """Open a photo in a style at 100 %, and note what comes."""
    assert style.texture
    desk.session.take_styles((*bundled(), style))
    desk.open(photo)
    desk.show(lambda: desk.session.choose_style(style.id))
    return desk.record(desk.session.region_changed)  # type: ignore[return-value]


def test_what_is_in_sight_sharpens_square_by_square_and_ends_as_the_whole(
    desk: Desk, photos: list[Path], sharp: Style
) -> None:
    seen = open_in(desk, photos[0], sharp)
    desk.session.look_at(RECT)
    desk.until(lambda: seen and seen[-1][0].done == 1)
    shares = [found.done for (found,) in seen]
    assert shares == sorted(shares)
    assert len(shares) == len(region.from_the_middle(RECT, RECT)) > 1
    image, session = desk.session.image, desk.session
    assert image is not None
    whole = pixels_of(seen[-1][0].after)
    wanted = render(image, session.edit, sharp, region=RECT).pixels
    assert np.abs(whole.astype(int) - wanted).max() <= 1
    first = pixels_of(seen[0][0].after).astype(int)
    assert np.abs(first - wanted).mean() < 30, "what is not made yet is the picture of the whole"
    assert not np.array_equal(first, wanted)
    assert seen[-1][0].device == "cpu"


@pytest.mark.slow
def test_a_published_network_runs_in_the_window(desk: Desk, photos: list[Path], dped: Style) -> None:
    """DPED for the iPhone, whose layers need to know the whole photo first."""
    seen = open_in(desk, photos[0], dped)
    desk.session.look_at((0, 0, 200, 120))
    desk.until(lambda: seen and seen[-1][0].done == 1)
    made = pixels_of(seen[-1][0].after)
    wanted = render(desk.session.image, desk.session.edit, dped).pixels[:120, :200]  # type: ignore[arg-type]
    assert np.abs(made.astype(int) - wanted).max() <= 1


def test_the_rest_of_the_photo_follows(desk: Desk, photos: list[Path], sharp: Style) -> None:
    seen = open_in(desk, photos[0], sharp)
    desk.session.look_at((0, 0, 64, 64))
    desk.until(lambda: seen and seen[-1][0].done == 1)
    made = texture.texture_of(desk.session.image, sharp)  # type: ignore[arg-type]
    assert made is not None
    desk.until(lambda: made.share == 1)
    assert made.full == PHOTO_SIZE


def test_squares_begin_in_the_middle_and_miss_nothing() -> None:
    squares = region.from_the_middle((300, 300, 400, 400), (0, 0, 700, 500))
    x0, y0, x1, y1 = squares[0]
    assert x0 <= 350 <= x1
    assert y0 <= 350 <= y1
    assert sum((c - a) * (d - b) for a, b, c, d in squares) == 700 * 500


def test_leaving_the_zoom_stops_the_work(
    desk: Desk, photos: list[Path], sharp: Style, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    real = tiled.TiledNetwork.run

    def slow(*arguments: object, **named: object) -> object:
        begun.set()
        assert go_on.wait(60)
        return real(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(tiled.TiledNetwork, "run", slow)
    seen = open_in(desk, photos[0], sharp)
    desk.session.look_at(RECT)
    desk.until(begun.is_set)
    desk.session.look_at(None)
    go_on.set()
    desk.session.look_at((0, 0, 64, 64))
    desk.until(lambda: seen and seen[-1][0].done == 1)
    assert {found.rect for (found,) in seen} == {(0, 0, 64, 64)}


def test_a_note_about_where_it_ran_is_said_once(
    desk: Desk, photos: list[Path], sharp: Style, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = "The graphics card has too little memory for Sharp, so the processor does it."
    monkeypatch.setattr(texture.Texture, "note", property(lambda _self: sentence))
    said = desk.record(desk.session.said)
    seen = open_in(desk, photos[0], sharp)
    desk.session.look_at(RECT)
    desk.until(lambda: seen and seen[-1][0].done == 1)
    desk.session.set("Exposure", exposure=0.5)
    desk.until(lambda: seen[-1][0].edit == desk.session.edit and seen[-1][0].done == 1)
    assert [words for (words,) in said].count(sentence) == 1


def test_an_export_tells_how_far_one_photo_is_and_can_be_stopped_in_it(
    desk: Desk, photos: list[Path], sharp: Style, tmp_path: Path
) -> None:
    open_in(desk, photos[0], sharp)
    seen = desk.record(desk.session.export_changed)
    out = tmp_path / "out"
    desk.session.export_wanted.emit(ExportWish((photos[0],), out, options=ExportOptions(format="png")))
    desk.until(lambda: seen and 0 < seen[-1][0].share < 1)  # type: ignore[attr-defined]
    desk.session.export_stop_wanted.emit()
    desk.until(lambda: seen[-1][0].is_finished)  # type: ignore[attr-defined]
    assert seen[-1][0].is_stopped  # type: ignore[attr-defined]
    assert list(out.iterdir()) == []

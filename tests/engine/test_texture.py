"""Styles that make every pixel anew: the same in parts as in the whole, stopped when asked, and never black."""

import threading
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine import device, texture, tiled
from engine.checkpoints.enhancer import Enhancer, of_module
from engine.checkpoints.reading import Reading
from engine.color import DISPLAY_P3
from engine.edit import Edit
from engine.errors import StyleError
from engine.image import Image, as_float
from engine.networks.can import OriginalCan
from engine.render import render
from engine.styles import Style
from engine.texture import Watch
from engine.tiled import TiledNetwork
from engine.tiles import Cancelled
from tests.conftest import make_photo

PHOTO = Image(make_photo(300, 380))
STYLE = Style("fine", "Fine", "added", Path("fine.pth"), texture=True)


class _Sharp(nn.Module):
    """Sharpens, and takes the light from the whole photo."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1, groups=3, bias=False)
        self.norm = nn.InstanceNorm2d(3)
        kernel = torch.tensor([[0.0, -1, 0], [-1, 5, -1], [0, -1, 0]])
        self.conv.weight.data = kernel.expand(3, 1, 3, 3).clone()

    def forward(self, image: Tensor) -> Tensor:
        made: Tensor = 0.5 + 0.15 * self.norm(self.conv(image))
        return made


def enhancer(module: nn.Module, *, open_inside: bool = True, **reading: object) -> Enhancer:
    module = module.eval()
    return Enhancer(
        path=STYLE.file,
        form="torch",
        name="sharp",
        title="Sharp",
        call=of_module(module),
        reading=Reading.from_values(reading),
        kind="texture",
        parameters=27,
        module=module if open_inside else None,
    )


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is kept between tests, the network is ours, and it runs in single precision."""
    monkeypatch.setattr(texture, "_networks", texture.Recent(2))
    monkeypatch.setattr(texture, "enhancer_of", lambda style: opened)
    monkeypatch.setattr(device, "ways", lambda wanted: (device.Way(),))
    monkeypatch.setattr(tiled, "LARGEST", 128)
    texture._known.clear()


opened = enhancer(_Sharp())


def wanted(photo: Image, module: nn.Module) -> np.ndarray:
    with torch.inference_mode():
        x = torch.from_numpy(as_float(photo.pixels).transpose(2, 0, 1)[None].copy())
        return module(x)[0].numpy().transpose(1, 2, 0).clip(0, 1)


def test_a_picture_made_of_tiles_is_that_of_the_whole_photo() -> None:
    made = render(PHOTO, Edit(), STYLE, dtype=np.float32)
    assert np.abs(made.pixels - wanted(PHOTO, _Sharp())).max() < 1e-3


def test_a_part_is_the_part_of_the_whole_and_alone_is_made() -> None:
    part = render(PHOTO, Edit(), STYLE, region=(10, 20, 90, 60))
    assert 0 < next(iter(texture._known.values()))._canvas.share < 1
    whole = render(PHOTO, Edit(), STYLE)
    np.testing.assert_array_equal(part.pixels, whole.pixels[20:60, 10:90])


def test_strength_goes_from_the_photo_beyond_the_style() -> None:
    at = {s: render(PHOTO, Edit(strength=s), STYLE, dtype=np.float32).pixels for s in (0.0, 0.5, 1.0)}
    np.testing.assert_allclose(at[0.5], (at[0.0] + at[1.0]) / 2, atol=1e-4)
    np.testing.assert_array_equal(at[0.0], as_float(PHOTO.pixels))


def test_adjustments_turns_and_smaller_pictures_come_after_it() -> None:
    edit = Edit(exposure=0.5, quarter_turns=1, angle=2.0)
    plain = Image((render(PHOTO, Edit(), STYLE, dtype=np.float32).pixels * 65535 + 0.5).astype(np.uint16))
    for long_edge in (None, 150):
        made = render(PHOTO, edit, STYLE, long_edge=long_edge, dtype=np.float32).pixels
        other = render(plain, edit, None, long_edge=long_edge, dtype=np.float32).pixels
        assert np.abs(made - other).max() < 0.01


def test_colours_outside_srgb_stay_outside() -> None:
    vivid = Image(np.tile(np.array([[[0, 255, 0], [90, 100, 110]]], np.uint8), (32, 16, 1)), DISPLAY_P3)
    made = render(vivid, Edit(), STYLE, dtype=np.float32).pixels
    assert made.min() < -0.05


def test_a_smaller_copy_is_carried_by_a_grade() -> None:
    copy = Image(PHOTO.pixels, full_size=(760, 600))
    assert texture.texture_of(copy, STYLE) is None
    assert texture.texture_of(PHOTO, STYLE) is not None
    assert texture.texture_of(PHOTO, None) is None


def test_progress_grows_to_the_end_and_a_stop_is_heard() -> None:
    shares: list[float] = []
    render(PHOTO, Edit(), STYLE, watch=Watch(progress=shares.append))
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)
    texture._known.clear()
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        render(PHOTO, Edit(), STYLE, watch=Watch(cancelled=stop))


def test_results_go_with_the_photo() -> None:
    photo = Image(PHOTO.pixels.copy())
    render(photo, Edit(), STYLE, region=(0, 0, 9, 9))
    assert len(texture._known) == 1
    del photo
    assert not texture._known


def read(rect: tuple[int, int, int, int]) -> np.ndarray:
    x0, y0, x1, y1 = rect
    return as_float(np.ascontiguousarray(PHOTO.pixels[y0:y1, x0:x1]))


def test_too_little_memory_makes_tiles_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []

    class Small(device.Way):
        def tensor(self, values: np.ndarray) -> Tensor:
            sizes.append(max(values.shape))
            if sizes[-1] > 120:
                raise torch.OutOfMemoryError("out of memory")
            return super().tensor(values)

    monkeypatch.setattr(tiled, "LARGEST", 256)
    network = TiledNetwork(enhancer(_Sharp()), name="Fine")
    network._way = Small()
    made = network.run(read, (380, 300), {}, (0, 0, 256, 256))
    assert made.shape == (256, 256, 3)
    assert np.isfinite(made).all()
    assert sum(size > 120 for size in sizes) == 1, "what did not fit once is not tried again"


def test_a_full_graphics_card_leaves_it_to_the_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(device.Way):
        def tensor(self, values: np.ndarray) -> Tensor:
            if self.device == "cuda":
                raise torch.OutOfMemoryError("CUDA out of memory")
            return super().tensor(values)

    network = TiledNetwork(enhancer(_Sharp()), name="Fine")
    network._way = Full("cuda")
    made = network.run(read, (380, 300), {}, (0, 0, 128, 128))
    assert np.isfinite(made).all()
    assert network.way == device.Way()
    assert network.note == "The graphics card has too little memory for Fine, so the processor does it."


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0.0], ids=str)
def test_what_is_no_picture_is_said(value: float) -> None:
    class Broken(nn.Module):
        def forward(self, image: Tensor) -> Tensor:
            return image * 0 + value

    with pytest.raises(StyleError, match=r"Fine gave no picture back, so it was not used\."):
        TiledNetwork(enhancer(Broken()), name="Fine").run(read, (380, 300), {}, (0, 0, 128, 128))


def test_a_closed_network_is_felt_for_its_reach() -> None:
    module = OriginalCan(4, (1, 2, 1))
    with torch.no_grad():
        for norm in module.norms:
            norm.normal.zero_()
        for conv in module.convs:
            conv.weight.add_(0.05)
    network = TiledNetwork(enhancer(module, open_inside=False), name="Fine")
    assert 0 < network.reach <= 4
    made = network.run(read, (380, 300), {}, (0, 0, 256, 256))
    assert np.abs(made - enhancer(module).run(as_float(PHOTO.pixels))[:256, :256]).max() < 2e-3


def test_a_closed_network_that_sees_everything_takes_small_photos_only() -> None:
    network = TiledNetwork(enhancer(_Sharp(), open_inside=False))
    assert network.reach is None
    assert network.takes((2000, 1500))
    assert not network.takes((4000, 3000))

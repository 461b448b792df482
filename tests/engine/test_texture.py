"""Styles that make every pixel anew: the same in parts as in the whole, stopped when asked, and never black."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image as Pillow
from torch import Tensor, nn

from engine import batch, device, texture, tiled
from engine.checkpoints.enhancer import Enhancer, of_module
from engine.checkpoints.reading import Reading
from engine.color import DISPLAY_P3
from engine.edit import Edit
from engine.errors import StyleError
from engine.export.options import ExportOptions
from engine.exporting import Job
from engine.image import Image, as_float
from engine.networks.can import OriginalCan
from engine.networks.segments import Segment
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
    assert 0 < next(iter(texture._known.values())).share < 1
    whole = render(PHOTO, Edit(), STYLE)
    np.testing.assert_array_equal(part.pixels, whole.pixels[20:60, 10:90])


def test_a_part_of_a_large_photo_is_sampled_and_the_whole_is_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiled, "COUNTED", 2 * 128 * 128)
    exact = wanted(PHOTO, _Sharp())
    part = render(PHOTO, Edit(), STYLE, region=(10, 20, 90, 60), dtype=np.float32).pixels
    assert 1e-3 < np.abs(part - exact[20:60, 10:90]).max() < 0.2
    for _ in range(2):
        assert np.abs(render(PHOTO, Edit(), STYLE, dtype=np.float32).pixels - exact).max() < 1e-3
    part = render(PHOTO, Edit(), STYLE, region=(10, 20, 90, 60), dtype=np.float32).pixels
    assert np.abs(part - exact[20:60, 10:90]).max() < 1e-3, "what is exact already is shown"


def test_means_are_the_same_if_memory_ends_between_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was kept of a square is given up, and the square begun anew, in this stage and those after."""
    torch.manual_seed(0)
    module = OriginalCan(4, (1, 2, 1))
    with torch.no_grad():
        for norm in module.norms:
            norm.normal.fill_(0.5)
    wanted = TiledNetwork(enhancer(module))
    monkeypatch.setattr(wanted, "_keepable", lambda full, squares: 0)
    found = TiledNetwork(enhancer(module))
    carry, calls = Segment.carry, list[int]()

    def ending(segment: Segment, *arguments: Any) -> Any:
        made = carry(segment, *arguments)
        if arguments[-1].full == (380, 300):
            calls.append(segment.first_call)
            if len(calls) in (2, 6):  # of four squares one in the first stage and one in the second
                raise torch.OutOfMemoryError("out of memory")
        return made

    monkeypatch.setattr(Segment, "carry", ending)
    first, second = (n.look(read, n.plan((380, 300)), lambda share: None) for n in (wanted, found))
    assert len(calls) == 4 + 3 + 2
    for call in range(3):
        assert first[call].count == second[call].count == 380 * 300
        np.testing.assert_allclose(first[call].mean, second[call].mean, atol=1e-6)


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


def exported(tmp_path: Path, stop: threading.Event, on_event: Callable[[batch.Event], None]) -> Path:
    """Where a photo of tiles in the style is or would be, after a run that tells its events."""
    Pillow.fromarray(PHOTO.pixels).save(tmp_path / "photo.png")
    job = Job(tmp_path / "photo.png", tmp_path / "out.png", Edit(style=STYLE.id), STYLE)
    batch.run([job], ExportOptions(format="png"), workers=1, on_event=on_event, cancelled=stop)
    return job.target


def test_a_run_tells_how_far_a_photo_is(tmp_path: Path) -> None:
    events: list[batch.Event] = []
    assert exported(tmp_path, threading.Event(), events.append).is_file()
    kinds = [type(event) for event in events]
    shares = [event.share for event in events if isinstance(event, batch.Working)]
    assert kinds == [batch.Started, *[batch.Working] * len(shares), batch.Done, batch.Finished]
    assert len(shares) > 3
    assert shares == sorted(set(shares))
    assert shares[-1] == pytest.approx(1.0)


def test_a_stop_in_the_middle_of_a_photo_leaves_nothing(tmp_path: Path) -> None:
    stop = threading.Event()
    events: list[batch.Event] = []

    def listen(event: batch.Event) -> None:
        events.append(event)
        if isinstance(event, batch.Working):
            stop.set()

    assert not exported(tmp_path, stop, listen).exists()
    assert sum(isinstance(event, batch.Working) for event in events) == 1
    assert events[-1].is_cancelled
    assert [path.name for path in tmp_path.iterdir()] == ["photo.png"]


def test_an_export_says_where_the_style_ran_instead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texture.Texture, "note", "The processor does it.")
    events: list[batch.Event] = []
    exported(tmp_path, threading.Event(), events.append)
    done = next(event for event in events if isinstance(event, batch.Done))
    assert done.written.notes == ("The processor does it.",)


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


def test_means_are_the_same_if_memory_ends_while_they_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ending(device.Way):
        def tensor(self, values: np.ndarray) -> Tensor:
            if max(values.shape) > 130:
                raise torch.OutOfMemoryError("out of memory")
            return super().tensor(values)

    network = TiledNetwork(enhancer(_Sharp()), name="Fine")
    wanted = network.look(read, network.plan((380, 300)), lambda share: None)
    monkeypatch.setattr(tiled, "LARGEST", 512)
    network = TiledNetwork(enhancer(_Sharp()), name="Fine")
    network._way = Ending()
    found = network.look(read, network.plan((380, 300)), lambda share: None)
    assert found[0].count == wanted[0].count == 380 * 300
    np.testing.assert_allclose(found[0].mean, wanted[0].mean, atol=1e-6)
    np.testing.assert_allclose(found[0].spread, wanted[0].spread, rtol=1e-5)


def test_means_are_not_counted_twice_if_memory_ends_after_some_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    class Two(nn.Module):
        """Two layers that are told in one stage, side by side; memory ends at the second, once."""

        def __init__(self) -> None:
            super().__init__()
            self.first, self.second = nn.InstanceNorm2d(3), nn.InstanceNorm2d(3)

        def forward(self, image: Tensor) -> Tensor:
            made = self.first(image)
            if len(failures) == 1 and not image.is_meta and image.shape[2] > 100:
                failures.pop()
                raise torch.OutOfMemoryError("out of memory")
            other: Tensor = self.second(1 - image)
            return 0.5 + 0.1 * made - 0.1 * other

    failures: list[int] = []
    monkeypatch.setattr(tiled, "LARGEST", 512)
    network = TiledNetwork(enhancer(Two()), name="Fine")
    failures.append(1)
    found = network.look(read, network.plan((380, 300)), lambda share: None)
    assert not failures
    assert [moments.count for moments in found.values()] == [380 * 300] * 2


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 0.0], ids=str)
def test_what_is_no_picture_is_said(value: float) -> None:
    class Broken(nn.Module):
        def forward(self, image: Tensor) -> Tensor:
            return image * 0 + value

    with pytest.raises(StyleError, match=r"Fine gave no picture back, so it was not used\."):
        TiledNetwork(enhancer(Broken()), name="Fine").run(read, (380, 300), {}, (0, 0, 128, 128))


def test_a_closed_network_is_felt_for_its_reach() -> None:
    torch.manual_seed(0)
    module = OriginalCan(4, (1, 2, 1))
    with torch.no_grad():
        module.last.weight.abs_()  # no light makes it black
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

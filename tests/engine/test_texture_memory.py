"""A hundred megapixels in a style of texture: memory does not grow with the photo."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine import device, texture
from engine.checkpoints.enhancer import Enhancer, of_module
from engine.checkpoints.opening import open_enhancer
from engine.checkpoints.reading import Reading
from engine.edit import Edit
from engine.image import Image
from engine.render import prepare, render_rows
from engine.styles import Style
from engine.texture import NOBODY, Watch

SIZE = (12288, 8192)
STYLE = Style("fine", "Fine", "added", Path("fine.pth"), texture=True)
STRIP = 256


class _Cheap(nn.Module):
    """As little work as a network can do that sees the whole photo and the neighbours of a pixel."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 3, padding=1, groups=3)
        self.norm = nn.InstanceNorm2d(3)

    def forward(self, image: Tensor) -> Tensor:
        made: Tensor = 0.5 + 0.1 * self.norm(self.conv(image))
        return made


@pytest.fixture
def photo(monkeypatch: pytest.MonkeyPatch) -> Image:
    monkeypatch.setattr(texture, "_networks", texture.Recent(2))
    monkeypatch.setattr(device, "ways", lambda wanted: (device.Way(),))
    texture._known.clear()
    rows = np.random.default_rng(0).integers(0, 256, (64, SIZE[0], 3), np.uint8)
    return Image(np.tile(rows, (SIZE[1] // 64, 1, 1)))


def megabytes() -> float:
    """Memory that cannot be had back from a file: what a result on disk takes is not in it."""
    found = re.search(r"RssAnon:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


@contextmanager
def most_used() -> Iterator[list[float]]:
    """The most memory beyond what was used at first, in MB, looked at all the while; known at the end."""
    before, over, found = megabytes(), threading.Event(), [0.0]

    def look() -> None:
        while not over.wait(0.01):
            found[0] = max(found[0], megabytes() - before)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield found
    finally:
        over.set()
        watcher.join()


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_hundred_megapixels_take_bounded_memory(
    monkeypatch: pytest.MonkeyPatch, photo: Image, record_property: Callable[[str, object], None]
) -> None:
    torch.manual_seed(0)
    module = _Cheap().eval()
    cheap = Enhancer(STYLE.file, "torch", "cheap", "Cheap", of_module(module), Reading(), "texture", 30, module=module)
    monkeypatch.setattr(texture, "enhancer_of", lambda style: cheap)
    with most_used() as used:
        plan = prepare(photo, Edit(style=STYLE.id), STYLE, watch=Watch(wants_all=True))
        for top in range(0, SIZE[1], STRIP):
            assert render_rows(plan, top, top + STRIP).any()
    record_property("megabytes", round(used[0]))
    assert used[0] < 500


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_a_real_network_takes_as_much_as_its_tile(
    monkeypatch: pytest.MonkeyPatch,
    photo: Image,
    shared_data: Path,
    record_property: Callable[[str, object], None],
) -> None:
    """One tile of DPED in the middle; moments are counted on few squares here, which takes as much as on many."""
    dped = open_enhancer(shared_data / "checkpoints" / "dped" / "iphone_orig.index")
    monkeypatch.setattr(texture, "enhancer_of", lambda style: dped)
    monkeypatch.setattr("engine.tiled.COUNTED", 2 * 256 * 256)
    plan = prepare(photo, Edit(style=STYLE.id), STYLE)
    assert plan.texture is not None
    with most_used() as used:
        made = plan.texture.texture.part(SIZE, (0, 0, *SIZE), (4096, 4096, 4608, 4608), 1.0, NOBODY)
    assert made.any()
    record_property("megabytes", round(used[0]))
    assert 50 < used[0] < 1200

"""Where networks run: the fastest way that is good enough, measured once."""

import json

import numpy as np
import pytest
import torch
from torch import nn

from engine import device
from engine.device import CPU, CUDA, MPS, Way

SINGLE, HALF = Way(CPU), Way(CPU, "bfloat16")


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path):
    monkeypatch.setenv("PENCHANT_CACHE", str(tmp_path))
    yield tmp_path
    device.prefer("auto")


@pytest.fixture
def two_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "ways", lambda wanted: (SINGLE, HALF))


def timed(monkeypatch: pytest.MonkeyPatch, seconds: dict[Way, float], answers: dict[Way, float], asked: list[Way]):
    """Ways take so long and answer this much more than the photo."""
    clock = [0.0]
    monkeypatch.setattr(device.time, "perf_counter", lambda: clock[0])

    def run(module: nn.Module, way: Way, photo: np.ndarray) -> np.ndarray:
        asked.append(way)
        clock[0] += seconds[way]
        return photo * np.float32(0.5) + np.float32(answers[way])

    return run


@pytest.mark.parametrize(
    ("seconds", "error", "wanted"),
    [(0.5, 0.001, HALF), (2.0, 0.001, SINGLE), (0.5, 0.05, SINGLE), (0.5, float("nan"), SINGLE)],
    ids=["faster", "slower", "too far off", "no numbers"],
)
def test_the_fastest_way_that_is_near_enough(two_ways, monkeypatch, seconds, error, wanted) -> None:
    run = timed(monkeypatch, {SINGLE: 1.0, HALF: seconds}, {SINGLE: 0.0, HALF: error}, [])
    assert device.choose(nn.Conv2d(3, 3, 3), run) == wanted


def test_what_was_measured_is_remembered_for_networks_of_that_kind(two_ways, monkeypatch, own_cache) -> None:
    asked: list[Way] = []
    run = timed(monkeypatch, {SINGLE: 1.0, HALF: 0.5}, {SINGLE: 0.0, HALF: 0.0}, asked)
    device.choose(nn.Conv2d(3, 3, 3), run)
    assert {HALF, SINGLE} == set(asked)
    asked.clear()
    assert device.choose(nn.Conv2d(3, 3, 3), run) == HALF
    assert not asked
    device.choose(nn.Conv2d(3, 3, 5), run)
    assert asked
    assert len(json.loads((own_cache / "devices.json").read_text())) == 2


@pytest.mark.parametrize("content", ["no json", "[]", '{"x": 3}'])
def test_a_damaged_memory_is_measured_anew(two_ways, monkeypatch, own_cache, content) -> None:
    (own_cache / "devices.json").write_text(content)
    run = timed(monkeypatch, {SINGLE: 1.0, HALF: 0.5}, {SINGLE: 0.0, HALF: 0.0}, [])
    assert device.choose(nn.Conv2d(3, 3, 3), run) == HALF


def test_a_way_that_does_not_run_is_left_out(two_ways) -> None:
    def run(module: nn.Module, way: Way, photo: np.ndarray) -> np.ndarray:
        if way == HALF:
            raise RuntimeError("not implemented for 'BFloat16'")
        return photo

    assert device.choose(nn.Conv2d(3, 3, 3), run) == SINGLE


def test_a_device_that_is_not_here_is_said_once(monkeypatch) -> None:
    monkeypatch.setattr(device, "available", lambda: (CPU,))
    assert device.prefer("cuda") == "There is no CUDA graphics card here, so the processor does it."
    assert device.preferred() == "cuda"
    assert all(way.device == CPU for way in device.ways("cuda"))
    assert device.prefer("cpu") == device.prefer("auto") == ""
    with pytest.raises(ValueError, match="gpu"):
        device.prefer("gpu")


def test_auto_looks_at_every_device_and_a_wish_at_one(monkeypatch) -> None:
    monkeypatch.setattr(device, "available", lambda: (CPU, MPS))
    monkeypatch.setattr(device, "has_bfloat16", lambda: True)
    assert device.ways() == (SINGLE, HALF, Way(MPS))
    assert device.ways(MPS) == (Way(MPS),)
    assert device.ways(CUDA) == (SINGLE, HALF)


@pytest.mark.parametrize(
    ("problem", "is_memory"),
    [
        (torch.OutOfMemoryError("CUDA out of memory"), True),
        (MemoryError(), True),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried 8 bytes"), True),
        (RuntimeError("MPS backend out of memory"), True),
        (RuntimeError("expected 3 channels"), False),
        (ValueError("out of memory"), False),
    ],
)
def test_too_little_memory_is_recognised(problem: Exception, is_memory: bool) -> None:
    assert device.is_out_of_memory(problem) is is_memory


@pytest.mark.parametrize("way", [SINGLE, HALF], ids=["single", "half"])
def test_any_network_can_be_placed(way: Way) -> None:
    """A table of colours has five axes, a norm's count none; neither has channels that could be put last."""
    module = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
    module.register_parameter("table", nn.Parameter(torch.rand(2, 3, 5, 5, 5)))
    placed = way.place(module)
    assert placed.table.dtype == placed[0].weight.dtype == way.dtype
    assert placed[0].weight.is_contiguous(memory_format=torch.channels_last)
    assert placed[1].num_batches_tracked.dtype == torch.int64


def test_a_real_network_in_bfloat16_stays_near() -> None:
    module, photo = nn.Conv2d(3, 3, 3, padding=1), device.trial_photo(64)

    def run(way: Way) -> np.ndarray:
        placed = way.place(nn.Sequential(nn.Conv2d(3, 3, 3, padding=1)))
        placed.load_state_dict({f"0.{name}": value for name, value in module.state_dict().items()})
        with torch.inference_mode():
            made = placed(way.tensor(photo.transpose(2, 0, 1)[None].copy()))
        return made.float().numpy()[0].transpose(1, 2, 0)

    assert 40 < device.decibels(run(HALF), run(SINGLE)) < 100

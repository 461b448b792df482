"""ONNX, TorchScript and spandrel: read as a photo shows that they have to be, or refused in a sentence."""

import resource
import sys
import types
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from engine.checkpoints import foreign, onnx_session
from engine.checkpoints.opening import open_enhancer
from engine.checkpoints.probe import measure, probe_photo
from engine.checkpoints.reading import Reading
from engine.errors import StyleError
from tests.engine.checkpoints.made import constant, darkened, darkening, described, doubling, field, node, onnx

pytestmark = pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning")


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("layout", ["NCHW", "NHWC"])
@pytest.mark.parametrize(("low", "high", "name"), [(0, 1, "0..1"), (-1, 1, "-1..1"), (0, 255, "0..255")])
def test_layout_and_range_are_found_out(tmp_path: Path, low: float, high: float, name: str, layout: str) -> None:
    enhancer = open_enhancer(written(tmp_path / "dusk.onnx", darkening(low, high, layout)))
    assert (enhancer.name, enhancer.parameters) == ("onnx", 6)
    assert enhancer.reading == Reading(input_range=name, output_range=name, layout=layout)
    photo = probe_photo()[:50, :70]
    assert enhancer.run(photo) == pytest.approx(darkened(photo), abs=1e-5)
    assert measure(enhancer).kind == "grade"


def test_a_fixed_size_is_kept(tmp_path: Path) -> None:
    enhancer = open_enhancer(written(tmp_path / "dusk.onnx", darkening(0, 1, sides=(64, 48))))
    assert enhancer.reading.size == (64, 48)
    seen, made = enhancer.pair(probe_photo())
    assert seen.shape == made.shape == (64, 48, 3)
    assert made == pytest.approx(darkened(seen), abs=1e-5)


def test_models_that_enlarge_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StyleError) as caught:
        open_enhancer(written(tmp_path / "big.onnx", doubling()))
    assert caught.value.sentence == "big.onnx enlarges photos 2 times, so it was not opened; a style keeps their size."


def test_models_that_do_not_take_photos_are_refused(tmp_path: Path) -> None:
    scores = onnx([node("Identity", ["photo"], ["answer"])], [], (1, 10), (1, 10))
    with pytest.raises(StyleError, match="does not turn a photo into a photo"):
        open_enhancer(written(tmp_path / "scores.onnx", scores))
    mean = onnx([node("GlobalAveragePool", ["photo"], ["answer"])], [], (1, 3, "h", "w"), (1, 3, 1, 1))
    with pytest.raises(StyleError, match=r"mean\.onnx"):
        open_enhancer(written(tmp_path / "mean.onnx", mean))


def test_a_model_of_nonsense_is_refused(tmp_path: Path) -> None:
    values = constant("w", np.ones(3, np.float32))
    broken = onnx([node("NoSuchOperator", ["photo", "w"], ["answer"])], [values], (1, 3, "h", "w"), (1, 3, "h", "w"))
    with pytest.raises(StyleError, match="was not recognised as an enhancer"):
        open_enhancer(written(tmp_path / "odd.onnx", broken))
    for share in (0.2, 0.6, 0.95):
        content = darkening(0, 1)
        with pytest.raises(StyleError):
            open_enhancer(written(tmp_path / "cut.onnx", content[: int(share * len(content))]))


def greedy(values: int) -> bytes:
    """A model that adds up so many ones on its way."""
    nodes = [
        node("ConstantOfShape", ["count"], ["many"]),
        node("ReduceSum", ["many", "axes"], ["sum"], keepdims=0),
        node("Add", ["photo", "sum"], ["answer"]),
    ]
    numbers = [constant("count", np.array([values], np.int64)), constant("axes", np.array([0], np.int64))]
    return onnx(nodes, numbers, (1, 3, "h", "w"), (1, 3, "h", "w"))


def endless() -> bytes:
    """A model with a loop whose condition stays true."""
    body = (
        field(1, node("Identity", ["go"], ["go_on"])) + field(1, node("Identity", ["x"], ["same"])) + field(2, "body")
    )
    body += field(11, described("turn", (), 7)) + field(11, described("go", (), 9))
    body += field(11, described("x", (1, 3, "h", "w")))
    body += field(12, described("go_on", (), 9)) + field(12, described("same", (1, 3, "h", "w")))
    loop = node("Loop", ["", "true", "photo"], ["answer"]) + field(5, field(1, "body") + field(6, body) + field(20, 5))
    true = field(2, 9) + field(8, "true") + field(9, b"\x01")
    return onnx([loop], [true], (1, 3, "h", "w"), (1, 3, "h", "w"))


def test_a_model_that_wants_all_memory_is_refused_by_the_runtime(tmp_path: Path) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(StyleError) as caught:
        open_enhancer(written(tmp_path / "greedy.onnx", greedy(1 << 34)))
    assert caught.value.sentence == "greedy.onnx needs more memory than there is, so it was not used."
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 500_000, "kilobytes"


def test_a_model_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(onnx_session, "LEAST_PATIENCE", 0.3)
    monkeypatch.setattr(onnx_session, "PATIENCE", 0.0)
    with pytest.raises(StyleError, match=r"endless\.onnx does not give back a photo, so it was not opened\."):
        open_enhancer(written(tmp_path / "endless.onnx", endless()))


class Warmer(nn.Module):
    """Between -1 and 1."""

    def __init__(self) -> None:
        super().__init__()
        self.gains = nn.Parameter(torch.tensor([0.95, 0.9, 0.8]).view(1, 3, 1, 1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return ((x + 1) * self.gains - 0.92).clamp(-1, 1)


class Reaching(nn.Module):
    """Would map a file of the person's into memory."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x + torch.from_file("secret", False, 1)


def scripted(path: Path, module: nn.Module) -> Path:
    torch.jit.save(torch.jit.script(module), path)  # type: ignore[no-untyped-call]
    return path


def test_torchscript_runs_in_its_range(tmp_path: Path) -> None:
    enhancer = open_enhancer(scripted(tmp_path / "warm.pt", Warmer()))
    assert (enhancer.name, enhancer.parameters, enhancer.reading.input_range) == ("torchscript", 3, "-1..1")
    photo = probe_photo()[:40, :40]
    assert enhancer.run(photo) == pytest.approx(darkened(photo), abs=1e-5)


def test_torchscript_that_reads_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StyleError, match="contains program code"):
        open_enhancer(scripted(tmp_path / "reach.pt", Reaching()))


def test_a_truncated_torchscript_file_is_refused(tmp_path: Path) -> None:
    whole = scripted(tmp_path / "warm.pt", Warmer()).read_bytes()
    with pytest.raises(StyleError):
        open_enhancer(written(tmp_path / "cut.pt", whole[: len(whole) // 2]))


class Descriptor:
    """What spandrel gives, as far as we use it."""

    architecture = types.SimpleNamespace(name="Restorer")
    input_channels, output_channels, purpose, tags = 3, 3, "Restoration", ["large"]
    size_requirements = types.SimpleNamespace(multiple_of=8, minimum=16)
    tiling = "supported"

    def __init__(self, scale: int) -> None:
        self.scale, self.model = scale, nn.Conv2d(3, 3, 1)

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        assert (x.shape[2] % 8, x.shape[3] % 8) == (0, 0)
        return 1 - x


def with_spandrel(monkeypatch: pytest.MonkeyPatch, scale: int) -> None:
    class Loader:
        def __init__(self, device: str) -> None:
            assert device == "cpu"

        def load_from_state_dict(self, state: dict[str, Any]) -> Descriptor:
            if "restore.weight" not in state:
                raise ValueError("unsupported")
            return Descriptor(scale)

    module = types.ModuleType("spandrel")
    module.ModelLoader, module.ImageModelDescriptor = Loader, Descriptor  # type: ignore[attr-defined]
    module.ModelTiling = types.SimpleNamespace(SUPPORTED="supported")  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "spandrel", module)


def saved(path: Path, **state: torch.Tensor) -> Path:
    torch.save({name.replace("__", "."): value for name, value in state.items()}, path)
    return path


def test_spandrel_is_asked_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = saved(tmp_path / "restore.pth", restore__weight=torch.ones(3))
    with_spandrel(monkeypatch, scale=1)
    enhancer = open_enhancer(file)
    assert (enhancer.name, enhancer.title) == ("spandrel", "Restorer (by spandrel)")
    photo = probe_photo()[:21, :35]
    assert enhancer.run(photo) == pytest.approx(1 - photo, abs=1e-6)
    with_spandrel(monkeypatch, scale=4)
    with pytest.raises(StyleError, match=r"restore\.pth enlarges photos 4 times"):
        open_enhancer(file)


def test_a_torchvision_of_another_torch_does_not_keep_spandrel_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is where torch came without CUDA and torchvision with it: an operator is missing at import."""
    (tmp_path / "spandrel.py").write_text(
        "import torch\n"
        "if not hasattr(torch.ops.torchvision, 'nms'):\n"
        "    raise RuntimeError('operator torchvision::nms does not exist')\n"
        "def hello(): return 'here'\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.delitem(sys.modules, "spandrel", raising=False)
    assert foreign._spandrel().hello() == "here"
    monkeypatch.delitem(sys.modules, "spandrel")
    (tmp_path / "spandrel.py").write_text("raise RuntimeError('something else')  # longer than before\n")
    assert foreign._spandrel() is None


def test_without_spandrel_the_report_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "spandrel", None)
    monkeypatch.setattr("engine.checkpoints.opening.has_spandrel", lambda: False)
    with pytest.raises(StyleError) as caught:
        open_enhancer(saved(tmp_path / "restore.pth", restore__weight=torch.ones(3)))
    assert caught.value.sentence == "restore.pth was not recognised as an enhancer."
    assert "penchant[spandrel]" in caught.value.details

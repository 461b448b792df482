"""Published files: wrapped, prefixed, halved, saved elsewhere, in other layouts."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine.checkpoints.architectures import TABLE
from engine.checkpoints.layouts.architecture import ENHANCERS, Architecture
from engine.checkpoints.layouts.hdrnet import CREOTIV, GEJINCHEN, TENSORFLOW
from engine.checkpoints.opening import open_enhancer
from engine.checkpoints.probe import probe_photo
from engine.errors import StyleError
from engine.networks.bilateral import BilateralNetwork
from engine.networks.csrnet import CsrNet
from engine.networks.lut3d import AdaptiveLut
from engine.networks.stargan import StarGanGenerator
from engine.networks.uegan import UeganGenerator
from engine.networks.zero_dce import ZeroDce
from tests.engine.checkpoints.made import hdf5
from tests.engine.checkpoints.test_tensorflow import Bundle

PHOTO = np.ascontiguousarray(probe_photo()[::4, ::4])


def saved(path: Path, content: Any) -> Path:
    torch.save(content, path)
    return path


@pytest.fixture
def network() -> CsrNet:
    torch.manual_seed(0)
    return CsrNet().eval()


def expected(module: nn.Module, photo: np.ndarray = PHOTO) -> np.ndarray:
    with torch.inference_mode():
        return module(torch.from_numpy(photo.copy()).movedim(-1, 0)[None])[0].movedim(0, -1).numpy()


@pytest.mark.parametrize(
    "wrap",
    [
        lambda state: state,
        lambda state: {"state_dict": state, "epoch": 3},
        lambda state: {"params": {k: v * 0 for k, v in state.items()}, "params_ema": state},
        lambda state: {f"module.{name}": value for name, value in state.items()},
        lambda state: {"model": {f"module._orig_mod.{name}": value for name, value in state.items()}},
        lambda state: {"state_dict": {f"net_g.{n}": v for n, v in state.items()} | {"vgg.w": torch.ones(2)}},
        lambda state: {"D_net": {"w": torch.ones(2)}, "G_net": state, "g_optimizer": {"state": {}}},
    ],
    ids=["bare", "state_dict", "params_ema", "DataParallel", "compiled", "Lightning", "G_net"],
)
def test_wrappings_are_taken_off(tmp_path: Path, network: CsrNet, wrap: Callable[[Any], Any]) -> None:
    enhancer = open_enhancer(saved(tmp_path / "net.pth", wrap(network.state_dict())))
    assert (enhancer.name, enhancer.parameters) == ("csrnet", 36_489)
    assert enhancer.run(PHOTO) == pytest.approx(expected(network), abs=1e-5)


def test_half_precision_is_read(tmp_path: Path, network: CsrNet) -> None:
    halves = {name: value.half() for name, value in network.state_dict().items()}
    made = open_enhancer(saved(tmp_path / "net.pth", halves)).run(PHOTO)
    assert made == pytest.approx(expected(network), abs=2e-2)


@pytest.mark.parametrize("place", ["cuda:0", "mps", "xpu:3"])
def test_files_saved_on_another_device_are_read(tmp_path: Path, network: CsrNet, place: str) -> None:
    """A file as a graphics card leaves it: the same, but for the place that each weight says it was at."""
    here = saved(tmp_path / "here.pth", network.state_dict())
    there = tmp_path / "there.pth"

    def words(text: str) -> bytes:
        return b"X" + len(text).to_bytes(4, "little") + text.encode()

    with zipfile.ZipFile(here) as old, zipfile.ZipFile(there, "w") as new:
        for entry in old.namelist():
            content = old.read(entry)
            if entry.endswith("data.pkl"):
                assert words("cpu") in content
                content = content.replace(words("cpu"), words(place))
            new.writestr(entry, content)
    assert open_enhancer(there).run(PHOTO) == pytest.approx(expected(network), abs=1e-5)


def test_weights_of_other_shapes_are_refused(tmp_path: Path, network: CsrNet) -> None:
    state = network.state_dict() | {"conv2.weight": torch.zeros(64, 32, 1, 1)}
    with pytest.raises(StyleError, match="was not recognised as an enhancer"):
        open_enhancer(saved(tmp_path / "net.pth", state))
    del state["conv2.weight"]
    with pytest.raises(StyleError, match="was not recognised as an enhancer"):
        open_enhancer(saved(tmp_path / "net.pth", state))


def test_uegan_is_found_beside_its_discriminator(tmp_path: Path) -> None:
    torch.manual_seed(1)
    generator = UeganGenerator(8).eval()
    for parameter in generator.parameters():  # the authors' start does next to nothing
        parameter.data.mul_(60)
    file = saved(tmp_path / "UEGAN-FiveK_rahinge_92.0.pth", {"G_net": generator.state_dict(), "epoch": 92})
    enhancer = open_enhancer(file)
    assert (enhancer.name, enhancer.kind, enhancer.reading.input_range) == ("uegan", "texture", "-1..1")
    wanted = expected(generator, 2 * PHOTO - 1) / 2 + 0.5
    assert np.abs(wanted - PHOTO).max() > 0.01
    assert enhancer.run(PHOTO) == pytest.approx(wanted, abs=1e-4)


def test_stargan_is_asked_for_everything(tmp_path: Path) -> None:
    torch.manual_seed(2)
    generator = StarGanGenerator(3, 8, 2).eval()
    enhancer = open_enhancer(saved(tmp_path / "20-G.ckpt", generator.state_dict()))
    shown = torch.from_numpy(2 * PHOTO - 1).movedim(-1, 0)[None]
    with torch.inference_mode():
        wanted = generator(shown, torch.ones(1, 3))[0].movedim(0, -1).numpy() / 2 + 0.5
    assert enhancer.run(PHOTO) == pytest.approx(wanted, abs=1e-4)


def test_the_two_files_of_a_look_up_table_find_each_other(tmp_path: Path) -> None:
    torch.manual_seed(3)
    network = AdaptiveLut(2, 9).eval()
    state = {n.replace("classifier.", "model."): v for n, v in network.state_dict().items() if n != "tables"}
    classifier = saved(tmp_path / "classifier.pth", state)
    with pytest.raises(StyleError) as caught:
        open_enhancer(classifier)
    assert caught.value.sentence == "classifier.pth needs LUTs.pth beside it, which is not there."
    tables = saved(tmp_path / "LUTs.pth", {str(i): {"LUT": table.clone()} for i, table in enumerate(network.tables)})
    for file in (classifier, tables):
        assert open_enhancer(file).run(PHOTO) == pytest.approx(expected(network), abs=1e-5)


def test_networks_that_enhance_nothing_say_what_they_are(tmp_path: Path) -> None:
    state = {"base_model.0.0.0.weight": torch.ones(32, 3, 3, 3), "head.2.weight": torch.ones(10, 1280)}
    with pytest.raises(StyleError, match=r"nima\.pth holds NIMA, which scores photos .* so it is no style"):
        open_enhancer(saved(tmp_path / "nima.pth", state))
    shapes = {"conv_pw_13/conv_pw_13/kernel:0": (1, 1, 1024, 1024), "dense_1/dense_1/kernel:0": (1024, 10)}
    (tmp_path / "nima.h5").write_bytes(hdf5({name: np.zeros(shape, np.float32) for name, shape in shapes.items()}))
    with pytest.raises(StyleError, match=r"nima\.h5 holds NIMA, which scores photos .* so it is no style"):
        open_enhancer(tmp_path / "nima.h5")


def test_no_two_rows_of_the_table_recognise_the_same_file() -> None:
    states = [CsrNet().state_dict(), ZeroDce().state_dict(), ZeroDce(separable=True).state_dict()]
    for state in states:
        shapes = {name: tuple(value.shape) for name, value in state.items()}
        assert sum(row.recognise(shapes) is not None for row in TABLE) == 1
    assert sum(row.kind in ENHANCERS for row in TABLE) >= 14


def hdrnet(guide: str, padding: str = "symmetric") -> BilateralNetwork:
    torch.manual_seed(4)
    network = BilateralNetwork(1, guide=guide, padding=padding).eval()
    if guide == "pointwise":  # so that guides differ from pixel to pixel
        network.guide.norm.running_var.fill_(0.02)  # type: ignore[attr-defined]
    return network


def order(places: Callable[[int, int, int], int], rows: Tensor) -> Tensor:
    """Our rows (output, input, depth) put into another order."""
    moved = torch.zeros_like(rows)
    for o in range(3):
        for i in range(4):
            for z in range(8):
                moved[places(o, i, z)] = rows[(o * 4 + i) * 8 + z]
    return moved


LAYERS = (
    [f"splat.{i}" for i in range(4)]
    + [f"global_conv.{i}" for i in range(2)]
    + [f"fc.{i}" for i in range(3)]
    + ["local.0", "local.1", "prediction"]
)


def renamed(network: BilateralNetwork, names: list[str], end: str) -> dict[str, Tensor]:
    ours = {k: v for k, v in network.state_dict().items() if not k.startswith("guide.")}
    pairs = dict(zip(LAYERS, names, strict=True))
    return {f"{pairs[k.rpartition('.')[0]]}{end}.{k.rpartition('.')[2]}": v for k, v in ours.items()}


def through(file: Path, row: Architecture) -> np.ndarray:
    """What a published file makes of the photo."""
    enhancer = open_enhancer(file)
    assert enhancer.title == row.title
    return enhancer.run(PHOTO)


def whole(network: BilateralNetwork) -> np.ndarray:
    with torch.inference_mode():
        photo = torch.from_numpy(PHOTO.copy()).movedim(-1, 0)[None]
        small = torch.nn.functional.interpolate(photo, (256, 256), mode="area")
        return network.enhance(photo, small)[0].movedim(0, -1).numpy()


def test_hdrnet_of_gejinchen(tmp_path: Path) -> None:
    network = hdrnet("curves")
    names = [f"coefficients.splat{i}" for i in range(1, 5)] + [f"coefficients.global{i}" for i in range(1, 6)]
    state = renamed(network, [*names, "coefficients.local1", "coefficients.local2", "coefficients.pred"], ".0")
    guide = network.guide.state_dict()  # type: ignore[attr-defined]
    state |= {"guide.M": guide["matrix"], "guide.M_bias": guide["matrix_bias"], "guide.bias": torch.zeros(())}
    state |= {"guide.thresholds": guide["shifts"][None, None], "guide.slopes": guide["slopes"][None, None, None]}
    assert through(saved(tmp_path / "hdrnet.pth", state), GEJINCHEN) == pytest.approx(whole(network), abs=1e-4)


def test_hdrnet_of_creotiv_with_its_norm_folded(tmp_path: Path) -> None:
    network = hdrnet("pointwise")
    names = [f"coeffs.splat_features.{i}" for i in range(4)] + [f"coeffs.global_features_conv.{i}" for i in range(2)]
    names = [f"{name}.conv" for name in names] + [f"coeffs.global_features_fc.{i}.fc" for i in range(3)]
    names += [f"coeffs.local_features.{i}.conv" for i in range(2)] + ["coeffs.conv_out.conv"]
    state = renamed(network, names, "")
    for part in ("weight", "bias"):
        rows = state[f"coeffs.conv_out.conv.{part}"]
        state[f"coeffs.conv_out.conv.{part}"] = order(lambda o, i, z: z * 12 + (3 * o + i if i < 3 else 9 + o), rows)
    # A norm after the second layer: twice the scale undoes half the weights.
    inner = "coeffs.splat_features.1"
    state[f"{inner}.conv.weight"] = state[f"{inner}.conv.weight"] / 2
    state[f"{inner}.bn.weight"] = torch.full((16,), 2.0)
    state |= {f"{inner}.bn.bias": torch.zeros(16), f"{inner}.bn.running_mean": torch.zeros(16)}
    state[f"{inner}.bn.running_var"] = torch.full((16,), 1 - 1e-5)
    guide = network.guide.state_dict()  # type: ignore[attr-defined]
    state |= {f"guide.conv1.bn.{k}": guide[f"norm.{k}"] for k in ("weight", "bias", "running_mean")}
    state["guide.conv1.bn.running_var"] = guide["norm.running_var"] + 1e-3 - 1e-5
    state |= {"guide.conv1.conv.weight": guide["conv1.weight"], "guide.conv1.conv.bias": torch.zeros(16)}
    state |= {f"guide.conv2.conv.{k}": guide[f"conv2.{k}"] for k in ("weight", "bias")}
    assert through(saved(tmp_path / "hdrnet.pth", {"state_dict": state}), CREOTIV) == pytest.approx(
        whole(network), abs=1e-4
    )


def test_hdrnet_of_tensorflow(tmp_path: Path) -> None:
    network = hdrnet("curves", "same")
    scope = "inference/coefficients/"
    names = [f"{scope}splat/conv{i}" for i in range(1, 5)] + [f"{scope}global/conv{i}" for i in range(1, 3)]
    names += [f"{scope}global/fc{i}" for i in range(1, 4)] + [f"{scope}local/conv{i}" for i in range(1, 3)]
    torch_state = renamed(network, [*names, f"{scope}prediction/conv1"], "")
    state = {}
    for name, value in torch_state.items():
        layer, part = name.rsplit(".", 1)
        moved = order(lambda o, i, z: (i * 3 + o) * 8 + z, value) if "prediction" in name else value
        if "fc1" in name and part == "weight":  # (c, y, x) to (y, x, c)
            moved = moved.view(-1, 64, 4, 4).permute(0, 2, 3, 1).reshape(moved.shape)
        if part == "weight":
            moved = moved.permute(2, 3, 1, 0) if moved.ndim == 4 else moved.T
        state[f"{layer}/{'weights' if part == 'weight' else 'biases'}"] = moved.contiguous()
    guide, scope = network.guide.state_dict(), "inference/guide/"  # type: ignore[attr-defined]
    state |= {f"{scope}ccm": guide["matrix"], f"{scope}ccm_bias": guide["matrix_bias"]}
    state |= {f"{scope}shifts": guide["shifts"][None, None], f"{scope}slopes": guide["slopes"][None, None, None]}
    state[f"{scope}channel_mixing/weights"] = guide["mix"].view(1, 1, 3, 1)
    state[f"{scope}channel_mixing/biases"] = guide["mix_bias"]
    bundle = Bundle()
    for variable, values in sorted(state.items()):
        bundle.add(variable, values.numpy())
    assert through(bundle.write(tmp_path / "on_test.ckpt-10"), TENSORFLOW) == pytest.approx(whole(network), abs=1e-4)

"""Context aggregation networks: sizes, what they see, and the published files."""

from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.networks.can import CAN24_DILATIONS, Can32, OriginalCan, from_tensorflow, receptive_fields
from tests.conftest import make_photo

PLAIN = ("color_ssim", "l1_ssim", "mae", "mae_nima", "mse", "mse_nima")
OPERATORS = ("L0_smoothing", "Multiscale_tone_manipulation", "Nonlocal_dehazing", "Photographic_style")


def count(network: nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())


def photo(height: int = 96, width: int = 144) -> Tensor:
    return torch.from_numpy(make_photo(height, width)).permute(2, 0, 1)[None].float() / 255


def made_up_variables(inputs: int, width: int, layers: tuple[int, ...]) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(3)
    variables = {}
    for index, layer in enumerate(layers):
        scope = f"g_conv{layer}"
        variables[f"{scope}/weights"] = rng.normal(0, 0.2, (3, 3, width if index else inputs, width))
        variables[f"{scope}/w0"], variables[f"{scope}/w1"] = rng.normal(0.5, 0.1, 2)
        variables[f"{scope}/BatchNorm/beta"] = rng.normal(0, 0.3, width)
        variables[f"{scope}/BatchNorm/moving_mean"] = rng.normal(0, 1, width)
    variables["g_conv_last/weights"] = rng.normal(0, 0.2, (1, 1, width, 3))
    variables["g_conv_last/biases"] = rng.normal(0, 0.2, 3)
    return {name: np.asarray(value, np.float32) for name, value in variables.items()}


def test_parameters() -> None:
    assert count(Can32()) == 56_931
    assert count(OriginalCan()) == 648 + 7 * 24 * 24 * 9 + 8 * (24 + 2) + 75


def test_table_2_receptive_fields() -> None:
    layers = [*((3, dilation) for dilation in Can32().dilations), (1, 1)]
    assert receptive_fields(layers) == [3, 7, 15, 31, 63, 127, 129, 129]


@pytest.mark.parametrize(("network", "field"), [(Can32(width=3), 129), (OriginalCan(width=3), 257)])
def test_the_network_really_sees_that_far(network: Can32 | OriginalCan, field: int) -> None:
    assert 2 * network.reach + 1 == field
    side = field + 8
    for conv in (m for m in network.modules() if isinstance(m, nn.Conv2d)):
        nn.init.constant_(conv.weight, 0.1)
    image = torch.zeros(1, 3, side, side, requires_grad=True)
    network.eval()(image)[0, 0, side // 2, side // 2].backward()
    assert image.grad is not None
    seen = image.grad[0, 0].nonzero()
    assert (seen.amax(0) - seen.amin(0) + 1).tolist() == [field, field]


def test_the_original_begins_as_the_identity_up_to_its_last_layer() -> None:
    network = OriginalCan()
    nn.init.dirac_(network.last.weight)
    image = torch.rand(1, 3, 9, 11)
    assert torch.allclose(network(image), image, atol=1e-6)


def test_the_original_needs_no_company() -> None:
    """Its norm looks at one photo, so a photo's neighbours in a batch do not matter."""
    torch.manual_seed(4)
    network = OriginalCan(width=6)
    for norm in network.norms:
        nn.init.ones_(norm.normal)
    batch = torch.rand(3, 3, 12, 10)
    assert torch.allclose(network(batch)[1:2], network(batch[1:2]), atol=1e-5)


def test_tensorflow_variables_give_what_tensorflow_would_compute() -> None:
    """Against the graph of the authors' code written out: blue first, batch statistics of one photo."""
    layers = (1, 2, 3, 9)
    variables = made_up_variables(5, 6, layers)
    arguments, state = from_tensorflow(variables)
    assert arguments == {"width": 6, "dilations": [1, 2, 4, 1], "inputs": 5}
    network = OriginalCan(width=6, dilations=(1, 2, 4, 1), inputs=5)
    network.load_state_dict(state)

    rgb, maps = torch.rand(1, 3, 14, 17), torch.rand(1, 2, 14, 17)
    x = torch.cat([rgb.flip(1), maps], 1)
    for layer, rate in zip(layers, (1, 2, 4, 1), strict=True):
        value = {key: torch.from_numpy(variables[f"g_conv{layer}/{key}"]) for key in ("weights", "BatchNorm/beta")}
        x = functional.conv2d(x, value["weights"].permute(3, 2, 0, 1), padding=rate, dilation=rate)
        normed = functional.batch_norm(x, None, None, None, value["BatchNorm/beta"], training=True, eps=1e-3)
        x = float(variables[f"g_conv{layer}/w0"]) * x + float(variables[f"g_conv{layer}/w1"]) * normed
        x = torch.maximum(x, 0.2 * x)
    kernel = torch.from_numpy(variables["g_conv_last/weights"]).permute(3, 2, 0, 1)
    expected = functional.conv2d(x, kernel, torch.from_numpy(variables["g_conv_last/biases"])).flip(1)

    assert torch.allclose(network(torch.cat([rgb, maps], 1)), expected, atol=1e-4)


def test_the_network_of_ten_operators_has_dilation_128_and_13_inputs() -> None:
    arguments, state = from_tensorflow(made_up_variables(13, 4, tuple(range(1, 10))))
    assert arguments == {"width": 4, "dilations": [1, 2, 4, 8, 16, 32, 64, 128, 1], "inputs": 13}
    assert state["convs.0.weight"].shape == (4, 13, 3, 3)


def test_variables_that_are_missing_are_named() -> None:
    variables = made_up_variables(3, 4, (1, 2))
    del variables["g_conv2/w1"]
    with pytest.raises(KeyError, match="g_conv2/w1"):
        from_tensorflow(variables)
    with pytest.raises(KeyError, match="g_conv1/weights"):
        from_tensorflow({})


@pytest.mark.parametrize("loss", PLAIN)
def test_published_can32_loads_and_enhances(shared_data: Path, loss: str) -> None:
    file = shared_data / "checkpoints" / "seedpaper_can32" / f"can32_{loss}_final.pt"
    network = Can32().eval()
    network.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
    image = photo()
    with torch.no_grad():
        result = network(image * 2 - 1) / 2 + 0.5
    assert -0.5 < result.min() < result.max() < 1.5
    assert torch.corrcoef(torch.stack([image.flatten(), result.flatten()]))[0, 1] > 0.8
    assert (result - image).abs().mean() > 0.01


def test_the_older_published_can32_has_the_adaptive_norm(shared_data: Path) -> None:
    file = shared_data / "checkpoints" / "seedpaper_can32" / "dcbabf_can32_mse_final.pt"
    network = Can32(norm="adaptive").eval()
    network.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
    with torch.no_grad():
        result = network(photo() * 2 - 1)
    assert result.isfinite().all()
    assert result.std() > 0.05


@pytest.mark.parametrize("operator", OPERATORS)
def test_published_can24_loads_and_enhances(shared_data: Path, operator: str) -> None:
    with np.load(shared_data / "checkpoints" / "can24_cqfio" / operator / "weights.npz") as file:
        variables = {name.replace(".", "/"): file[name] for name in file}
    arguments, state = from_tensorflow(variables)
    assert arguments["dilations"] == list(CAN24_DILATIONS)
    network = OriginalCan()
    network.load_state_dict(state)
    image = photo(120, 160)
    with torch.no_grad():
        result = network(image)
    assert torch.corrcoef(torch.stack([image.flatten(), result.flatten()]))[0, 1] > 0.6
    if operator == "Photographic_style":
        assert (result.amax(1) - result.amin(1)).mean() < 0.03, "its model photo is black and white"
        return
    # Had red and blue been exchanged on the way in and out, the operators would still work, but not on these colours.
    sky, red_patch = result[0, :, :40].mean((1, 2)), result[0, :, 88:92, 30:34].mean((1, 2))
    assert sky[2] > sky[0]
    assert red_patch[0] > red_patch[2] + 0.3
    if operator == "L0_smoothing":
        assert result.diff(dim=3).abs().mean() < 0.9 * image.diff(dim=3).abs().mean()


def test_a_norm_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="batch or adaptive"):
        Can32(norm="group")

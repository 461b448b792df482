"""VGG-19 and its distilled form: names, shapes, and whose files are taken."""

import hashlib
from pathlib import Path

import pytest
import torch
from torch.nn import functional

from engine.errors import StyleError
from engine.networks import vgg
from engine.networks.nima import imagenet_normalised
from engine.networks.vgg import FIRST_OF_STAGES, Vgg19, load_vgg19
from engine.networks.vgg_distilled import DistilledVgg

CONVS = (0, 2, 5, 7, 10, 12, 14, 16, 19, 21, 23, 25, 28, 30, 32, 34)
LAYERS = [f"relu{stage}_{n}" for stage, depth in enumerate((2, 2, 4, 4, 4), 1) for n in range(1, depth + 1)]


@pytest.fixture(scope="module")
def network() -> Vgg19:
    torch.manual_seed(0)
    return Vgg19(LAYERS).eval()


def test_keys_and_parameters_are_torchvisions(network: Vgg19) -> None:
    assert set(network.state_dict()) == {f"features.{n}.{kind}" for n in CONVS for kind in ("weight", "bias")}
    assert sum(p.numel() for p in network.parameters()) == 20_024_384
    assert not any(p.requires_grad for p in network.parameters())


def test_each_name_is_the_feature_after_its_convolution(network: Vgg19) -> None:
    """The sixteen convolutions done one by one, pooling where torchvision's numbers leave a gap of three."""
    image = torch.rand(1, 3, 36, 33)
    x = imagenet_normalised(image)
    state = network.state_dict()
    for position, (conv, feature) in enumerate(zip(CONVS, network(image), strict=True)):
        if position and conv - CONVS[position - 1] == 3:
            x = functional.max_pool2d(x, 2)
        x = functional.conv2d(x, state[f"features.{conv}.weight"], state[f"features.{conv}.bias"], padding=1).relu()
        assert torch.allclose(feature, x, atol=1e-5)


def test_features_come_in_the_order_asked_and_no_further_than_needed() -> None:
    shapes = [tuple(f.shape) for f in Vgg19(["relu2_2", "relu1_1"])(torch.rand(1, 3, 4, 5))]
    assert shapes == [(1, 128, 2, 2), (1, 64, 4, 5)], "a later stage would find nothing left of so small a photo"


def test_gradients_reach_the_photo_and_not_the_weights(network: Vgg19) -> None:
    image = torch.rand(1, 3, 16, 16, requires_grad=True)
    network(image)[0].sum().backward()
    assert image.grad is not None


def test_a_layer_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="relu6_1"):
        Vgg19(["relu1_1", "relu6_1"])


def test_a_file_with_the_right_checksum_is_loaded(
    network: Vgg19, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "vgg19.pth"
    torch.save({**network.state_dict(), "classifier.6.bias": torch.zeros(1000)}, file)
    monkeypatch.setattr(vgg, "CHECKSUM", hashlib.sha256(file.read_bytes()).hexdigest()[:8])
    loaded = load_vgg19(file)
    assert loaded.layers == FIRST_OF_STAGES
    assert all(torch.equal(value, network.state_dict()[name]) for name, value in loaded.state_dict().items())


def test_another_file_is_not_even_unpickled(tmp_path: Path) -> None:
    file = tmp_path / "vgg19-dcbb9e9d.pth"
    file.write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    with pytest.raises(StyleError, match=r"vgg19-dcbb9e9d\.pth is not torchvision's VGG-19, so it was not used\."):
        load_vgg19(file)


def test_the_right_checksum_alone_does_not_run_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "vgg19.pth"
    file.write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    monkeypatch.setattr(vgg, "CHECKSUM", "")
    with pytest.raises(StyleError, match="not torchvision's"):
        load_vgg19(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StyleError, match=r"none\.pth may not be read"):
        load_vgg19(tmp_path / "none.pth")


def test_the_distilled_form_has_vggs_channels_and_sizes() -> None:
    network = DistilledVgg()
    assert sum(p.numel() for p in network.parameters()) == 964_188
    shapes = [tuple(f.shape) for f in network(torch.rand(1, 3, 48, 35))]
    assert shapes == [(1, 64, 48, 35), (1, 128, 24, 17), (1, 256, 12, 8), (1, 512, 6, 4), (1, 512, 3, 2)]


def test_the_published_distilled_form_sees_edges(shared_data: Path) -> None:
    network = DistilledVgg().eval()
    file = torch.load(shared_data / "checkpoints/vgg19_distilled_16x/5SE.pth", map_location="cpu", weights_only=True)
    network.load_state_dict(file["model"])
    flat, edge = torch.full((2, 3, 64, 64), 0.3)
    edge[..., 32:] = 0.8
    for stage, feature in enumerate(network(torch.stack([flat, edge]))):
        assert feature.min() >= 0
        width = feature.shape[3]
        # A flat picture looks alike everywhere; one with an edge does not, in the middle.
        assert feature[0].std((1, 2)).max() < 0.02 * feature[0].max(), stage
        assert feature[1, :, :, width // 2 - 1 : width // 2 + 1].std(0).mean() > 0, stage
        assert (feature[1] - feature[0])[..., : width // 4].abs().mean() < (feature[1] - feature[0]).abs().mean()

"""The U-Net of seed 0: its size, its keys, and that any photo fits."""

import pytest
import torch

from engine.networks.unet import UNet, double_and_join


@pytest.fixture(scope="module")
def network() -> UNet:
    torch.manual_seed(0)
    return UNet().eval()


def test_it_has_the_papers_number_of_parameters(network: UNet) -> None:
    assert sum(p.numel() for p in network.parameters()) == 13_395_459


def test_keys_and_shapes_are_those_of_the_authors_files(network: UNet) -> None:
    state = network.state_dict()
    assert state["inc.block.0.weight"].shape == (64, 3, 3, 3)
    assert state["up1.conv.block.0.weight"].shape == (256, 1024, 3, 3)
    assert state["outc.weight"].shape == (3, 64, 1, 1)
    blocks = ["inc", *(f"down{n}" for n in range(1, 5)), *(f"up{n}.conv" for n in range(1, 5))]
    norm = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"]
    expected = {f"{b}.block.{conv}.{kind}" for b in blocks for conv in (0, 3) for kind in ("weight", "bias")}
    expected |= {f"{b}.block.{place}.{kind}" for b in blocks for place in (1, 4) for kind in norm}
    assert set(state) == expected | {"outc.weight", "outc.bias"}


@pytest.mark.parametrize(("height", "width"), [(16, 16), (33, 47), (50, 31)])
def test_photos_of_any_size_keep_it(network: UNet, height: int, width: int) -> None:
    with torch.no_grad():
        assert network(torch.rand(1, 3, height, width)).shape == (1, 3, height, width)


def test_an_odd_row_and_column_are_zeros_at_the_end_behind_the_skip() -> None:
    joined = double_and_join(torch.ones(1, 2, 2, 3), torch.full((1, 1, 5, 7), 9.0))
    assert joined.shape == (1, 3, 5, 7)
    assert (joined[:, 0] == 9).all()
    assert torch.allclose(joined[:, 1:, :4, :6], torch.ones(()))
    assert not joined[:, 1:, 4].any()
    assert not joined[:, 1:, :, 6].any()


def test_doubling_keeps_corners_in_place() -> None:
    doubled = double_and_join(torch.tensor([[[[0.0, 3.0]]]]), torch.zeros(1, 1, 2, 4))[0, 1, 0]
    assert torch.allclose(doubled, torch.tensor([0.0, 1.0, 2.0, 3.0]))


def test_a_narrower_network_has_all_levels_in_proportion() -> None:
    narrow, published = (net.state_dict() for net in (UNet(width=8), UNet()))
    assert set(narrow) == set(published)
    assert narrow["up1.conv.block.0.weight"].shape[:2] == (32, 128)
    assert UNet(8)(torch.rand(1, 3, 17, 33)).shape == (1, 3, 17, 33)

"""The bilateral network: the published sizes, conditioning, and that its start leaves a photo as it is."""

import pytest
import torch

from engine.networks.bilateral import BilateralNetwork, image_statistics


def count(network: BilateralNetwork) -> int:
    return sum(p.numel() for p in network.parameters())


@pytest.fixture(scope="module")
def photos() -> torch.Tensor:
    return torch.rand(2, 3, 256, 256, generator=torch.Generator().manual_seed(0))


@pytest.fixture(scope="module")
def combined() -> BilateralNetwork:
    torch.manual_seed(0)
    return BilateralNetwork(1, experts=3, statistics=True, guide="luma").eval()


@pytest.mark.parametrize(("multiplier", "expected"), [(1, 482_080), (2, 1_913_456)])
def test_the_papers_form_has_the_papers_number_of_parameters(multiplier: int, expected: int) -> None:
    assert count(BilateralNetwork(multiplier)) == expected


def test_a_grid_has_one_map_per_cell_and_depth(photos: torch.Tensor) -> None:
    assert BilateralNetwork()(photos).shape == (2, 12, 8, 16, 16)


def test_a_fresh_network_of_ours_leaves_the_photo_nearly_as_it_is(photos: torch.Tensor) -> None:
    torch.manual_seed(1)
    network = BilateralNetwork(guide="luma", start_at_identity=True)
    network.prediction.weight.data.zero_()
    large = torch.rand(2, 3, 40, 60)
    assert torch.allclose(network.enhance(large, photos), large, atol=1e-5)


def test_each_expert_gets_its_own_grid(combined: BilateralNetwork, photos: torch.Tensor) -> None:
    first = combined(photos, torch.tensor([[1.0, 0, 0]]).expand(2, 3))
    second = combined(photos, torch.tensor([[0, 1.0, 0]]).expand(2, 3))
    assert (first - second).abs().max() > 1e-3


def test_trunk_and_head_together_are_the_network(combined: BilateralNetwork, photos: torch.Tensor) -> None:
    shares = torch.tensor([[0.2, 0.5, 0.3], [0, 0, 1.0]])
    assert torch.equal(combined.head(*combined.trunk(photos), shares), combined(photos, shares))


def test_a_combined_network_insists_on_an_expert(combined: BilateralNetwork, photos: torch.Tensor) -> None:
    with pytest.raises(ValueError, match="3 experts"):
        combined(photos)


@pytest.mark.parametrize(("guide", "padding"), [("luma", "symmetric"), ("curves", "same"), ("pointwise", "same")])
def test_every_form_learns(guide: str, padding: str, photos: torch.Tensor) -> None:
    network = BilateralNetwork(guide=guide, padding=padding, batch_norm=True)
    image = torch.rand(2, 3, 16, 24, generator=torch.Generator().manual_seed(2))
    network.enhance(image, photos).square().mean().backward()
    silent = [name for name, p in network.named_parameters() if p.requires_grad and p.grad is None]
    assert not silent


def test_tensorflow_padding_moves_the_view_by_half_a_pixel(photos: torch.Tensor) -> None:
    torch.manual_seed(3)
    same = BilateralNetwork(padding="same")
    symmetric = BilateralNetwork(padding="symmetric")
    symmetric.load_state_dict(same.state_dict())
    first = same.splat[0]
    # Right-and-bottom padding sees pixel 0 at the kernel's first tap; symmetric padding sees it at the second.
    corner = (first.weight * photos[0, :, :3, :3]).sum((1, 2, 3)) + first.bias
    assert torch.allclose(same._pad(first, photos)[0, :, 0, 0], corner, atol=1e-5)
    assert not torch.allclose(symmetric._pad(first, photos)[0, :, 0, 0], corner, atol=1e-3)


def test_batch_norm_has_an_offset_and_no_scale() -> None:
    names = dict(BilateralNetwork(batch_norm=True).named_parameters())
    assert "splat.1.1.offset" in names
    assert "splat.0.bias" in names, "the first convolution is not normalised and keeps its bias"
    assert not [name for name in names if "scale" in name]


def test_statistics_of_a_grey_photo_say_its_level_and_no_colour() -> None:
    numbers = image_statistics(torch.full((1, 3, 64, 64), 0.43))[0]
    # The median is centred at 0.43; colour means and cast of grey are zero before centring.
    assert numbers[4].item() == pytest.approx(0.0, abs=1e-5)
    assert torch.allclose(numbers[11:13], torch.zeros(2), atol=1e-5)


def test_statistics_do_not_care_where_things_are(photos: torch.Tensor) -> None:
    assert torch.allclose(image_statistics(photos), image_statistics(photos.flip(-1)), atol=1e-4)


def test_a_black_and_white_expert_gives_greys_and_shares_tint_with_nobody(photos: torch.Tensor) -> None:
    torch.manual_seed(5)
    network = BilateralNetwork(
        1, experts=2, guide="luma", grid_per_expert=True, normalise=True, grey_experts=[1]
    ).eval()
    image = torch.rand(2, 3, 16, 16)
    grey = network.enhance(image, photos, torch.tensor([[0, 1.0]]).expand(2, 2))
    assert (grey.amax(1) - grey.amin(1)).max() < 1e-4
    colourful = network.enhance(image, photos, torch.tensor([[1.0, 0]]).expand(2, 2))
    assert (colourful.amax(1) - colourful.amin(1)).max() > 0.01


def test_a_sparing_expert_leaves_a_photo_as_far_as_it_is_found_good(photos: torch.Tensor) -> None:
    torch.manual_seed(6)
    network = BilateralNetwork(1, experts=2, guide="luma", grid_per_expert=True, sparing_experts=[1]).eval()
    assert network.spare is not None
    image, moved = torch.rand(2, 3, 16, 16), []
    for shares, found in (([0, 1.0], -20.0), ([0, 1.0], 0.0), ([0, 1.0], 20.0), ([1.0, 0], 20.0)):
        with torch.no_grad():
            network.spare.weight.zero_()
            network.spare.bias.fill_(found)
            result = network.enhance(image, photos, torch.tensor([shares]).expand(2, 2))
        moved.append(float((result - image).abs().mean()))
    assert moved[1] == pytest.approx(moved[0] / 2, rel=1e-3)
    assert moved[2] < 1e-4
    assert moved[3] > 0.01


def test_a_normalised_network_sees_the_same_in_a_flat_copy(photos: torch.Tensor) -> None:
    network = BilateralNetwork(normalise=True).eval()
    local, _ = network.trunk(photos)
    flat, _ = network.trunk(0.4 * photos + 0.2)
    assert (local - flat).abs().max() < 0.2 * local.abs().max()

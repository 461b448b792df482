"""Zero-DCE and Zero-DCE++: the published sizes, and curves that keep 0..1."""

from pathlib import Path

import pytest
import torch

from engine.networks.zero_dce import ZeroDce, apply_curves
from tests.conftest import make_photo
from tests.engine.networks.published import count, tensor, weights


@pytest.mark.parametrize(("separable", "expected"), [(False, 79_416), (True, 10_561)])
def test_both_have_the_published_number_of_parameters(separable: bool, expected: int) -> None:
    assert count(ZeroDce(separable)) == expected


def test_eight_rounds_of_full_curves_are_known_by_hand() -> None:
    x = torch.tensor([0.0, 0.1, 0.5, 1.0])[None, None, None].expand(1, 3, 1, 4)
    # r = -1 turns each round into 1 - (1 - x)^2, so eight rounds leave 1 - (1 - x)^256.
    result = apply_curves(x, -torch.ones(1, 24, 1, 4))
    assert result[0, 0, 0].tolist() == pytest.approx([0, 1 - 0.9**256, 1, 1], abs=1e-5)
    # r = 1 squares.
    assert apply_curves(x, torch.ones(1, 3, 1, 4))[0, 0, 0].tolist() == pytest.approx([0, 0, 0.5**256, 1], abs=1e-5)


def test_rounds_take_their_maps_in_order() -> None:
    x = torch.full((1, 3, 1, 1), 0.5)
    maps = torch.zeros(1, 24, 1, 1)
    maps[:, 3:6] = torch.tensor([-1.0, 0.5, 1.0])[None, :, None, None]
    assert apply_curves(x, maps).flatten().tolist() == pytest.approx([0.75, 0.375, 0.25])


@pytest.mark.parametrize("network", [ZeroDce(), ZeroDce(True), ZeroDce(True, 12)])
@pytest.mark.parametrize("size", [(24, 36), (5, 13), (31, 50)])
def test_any_size_stays_within_range(network: ZeroDce, size: tuple[int, int]) -> None:
    photo = torch.rand(2, 3, *size, generator=torch.Generator().manual_seed(4))
    result = network(photo)
    assert result.shape == photo.shape
    assert 0 <= result.min() <= result.max() <= 1


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "network"),
    [("zero_dce_Epoch99.pth", ZeroDce()), ("zero_dcepp_Epoch99.pth", ZeroDce(True, 12))],
)
def test_the_published_files_lift_the_shadows(shared_data: Path, name: str, network: ZeroDce) -> None:
    network.load_state_dict(weights(shared_data / "checkpoints" / "zero_dce" / name))
    photo = tensor(make_photo(96, 144)) * 0.3
    with torch.inference_mode():
        result = network(photo)
    assert result.mean() > 1.8 * photo.mean()
    assert (result > photo - 0.02).all()

"""DPED's networks: the published sizes, and the published models to the digit."""

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.checkpoints.tensorflow import read_bundle
from engine.networks.dped import DpedGenerator, from_tensorflow
from engine.networks.dped_discriminator import DpedDiscriminator, grey
from engine.networks.dped_plus import DpedPlusGenerator
from tests.engine.networks.published import count

# Mean and the pixels (0, 0), (12, 16) and (23, 31), from an implementation in float64 that shares no code with ours.
GOLDEN = {
    "iphone": (
        (0.50148, 0.50850, 0.48824),
        (0.88791, 0.76994, 0.66243),
        (0.78626, 0.84382, 0.70052),
        (0.57167, 0.70795, 0.76436),
    ),
    "blackberry": (
        (0.49701, 0.44370, 0.43933),
        (0.71950, 0.68642, 0.53476),
        (0.75058, 0.69967, 0.66938),
        (0.61955, 0.64928, 0.74478),
    ),
    "sony": (
        (0.47942, 0.47264, 0.44722),
        (0.81956, 0.74932, 0.56459),
        (0.74410, 0.83361, 0.58034),
        (0.67435, 0.81211, 0.88486),
    ),
}


def load(shared: Path, phone: str) -> DpedGenerator:
    network = DpedGenerator()
    network.load_state_dict(
        from_tensorflow(read_bundle(shared / "checkpoints" / "dped" / f"{phone}_orig.index")), strict=True
    )
    return network.eval()


def test_the_generator_has_the_published_number_of_parameters() -> None:
    assert count(DpedGenerator()) == 401_475


def test_the_discriminator_has_the_published_number_of_parameters() -> None:
    assert count(DpedDiscriminator()) == 7_361_122


@pytest.mark.parametrize(("separate_ends", "expected"), [(False, 80_195), (True, 54_969)])
@pytest.mark.parametrize("norm", ["instance", "batch"])
def test_the_separable_generator_is_a_fifth_of_it(norm: str, separate_ends: bool, expected: int) -> None:
    assert count(DpedPlusGenerator(norm, separate_ends)) == expected


@pytest.mark.shared
@pytest.mark.parametrize("phone", GOLDEN)
def test_published_models_give_the_golden_pixels(shared_data: Path, phone: str) -> None:
    y, x, channel = np.mgrid[0:24, 0:32, 0:3]
    picture = 0.5 + 0.4 * np.sin(0.31 * x + 0.17 * y + 1.1 * channel)
    with torch.inference_mode():
        result = load(shared_data, phone)(torch.from_numpy(picture.transpose(2, 0, 1)[None]).float())[0]
    found = (result.mean((1, 2)), result[:, 0, 0], result[:, 12, 16], result[:, 23, 31])
    for values, expected in zip(found, GOLDEN[phone], strict=True):
        assert values.tolist() == pytest.approx(expected, abs=1e-4)


def test_a_variable_that_is_missing_is_named() -> None:
    with pytest.raises(KeyError, match="generator/W1"):
        from_tensorflow({})


@pytest.mark.parametrize("network", [DpedGenerator(), DpedPlusGenerator(), DpedPlusGenerator("batch", True)])
@pytest.mark.parametrize("size", [(5, 7), (33, 64)])
def test_every_size_keeps_its_size_and_range(network: torch.nn.Module, size: tuple[int, int]) -> None:
    photo = torch.rand(2, 3, *size, generator=torch.Generator().manual_seed(1))
    result = network(photo)
    assert result.shape == photo.shape
    assert -0.08 <= result.min() <= result.max() <= 1.08


def test_a_far_corner_is_felt_through_the_norm() -> None:
    torch.manual_seed(0)
    network = DpedGenerator().eval()
    photo = torch.rand(1, 3, 64, 96)
    changed = photo.clone()
    changed[:, :, :8, :8] = 1 - changed[:, :, :8, :8]
    with torch.inference_mode():
        difference = (network(photo) - network(changed))[:, :, 40:, 60:].abs().max()
    assert difference > 0


def test_in_eval_mode_the_batch_norm_form_is_local() -> None:
    torch.manual_seed(0)
    network = DpedPlusGenerator("batch").eval()
    photo = torch.rand(1, 3, 64, 96)
    changed = photo.clone()
    changed[:, :, :8, :8] = 1 - changed[:, :, :8, :8]
    with torch.inference_mode():
        difference = (network(photo) - network(changed))[:, :, 40:, 60:]
    assert not difference.any()


def test_one_pixel_sees_37_by_37() -> None:
    torch.manual_seed(0)
    network = DpedPlusGenerator("batch").eval()
    photo = torch.rand(1, 3, 49, 49, requires_grad=True)
    network(photo)[0, :, 24, 24].sum().backward()
    assert photo.grad is not None
    seen = photo.grad.abs().sum((0, 1)).nonzero()
    assert (seen.amin(0).tolist(), seen.amax(0).tolist()) == ([6, 6], [42, 42])


def test_an_unknown_norm_is_refused() -> None:
    with pytest.raises(ValueError, match="instance or batch"):
        DpedPlusGenerator("layer")


def test_the_discriminator_sees_patches_of_one_size() -> None:
    network = DpedDiscriminator()
    assert network(grey(torch.rand(3, 3, 100, 100))).shape == (3, 2)
    with pytest.raises(ValueError, match="100 x 100"):
        network(torch.rand(1, 1, 96, 100))


def test_grey_is_tensorflows() -> None:
    primaries = torch.eye(3)[:, :, None, None]
    assert grey(primaries).flatten().tolist() == pytest.approx([0.2989, 0.5870, 0.1140])


@pytest.mark.parametrize("network", [DpedGenerator(), DpedPlusGenerator(), DpedPlusGenerator("batch", True)])
def test_the_generators_learn_to_the_first_layer(network: torch.nn.Module) -> None:
    network(torch.rand(1, 3, 16, 16)).square().mean().backward()
    assert all(p.grad is not None and bool(p.grad.isfinite().all()) for p in network.parameters())
    assert next(network.parameters()).grad.abs().max() > 0


def test_the_discriminator_tells_each_pixel_what_would_look_real() -> None:
    torch.manual_seed(0)
    patch = torch.rand(1, 3, 100, 100, requires_grad=True)
    torch.nn.functional.cross_entropy(DpedDiscriminator()(grey(patch)), torch.tensor([1])).backward()
    assert patch.grad is not None
    assert bool((patch.grad != 0).float().mean() > 0.9)

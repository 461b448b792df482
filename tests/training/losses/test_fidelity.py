"""UEGAN's fidelity and identity against numpy and scikit-image, and DPED's content."""

import numpy as np
import pytest
import torch
from skimage.transform import downscale_local_mean
from torch import Tensor
from torch.nn import functional

from training.losses.dped import content_loss
from training.losses.fidelity import WEIGHTS, fidelity_loss
from training.losses.identity import identity_loss

RANDOM = torch.Generator().manual_seed(8)
KERNELS = [torch.randn(4 + i, 3, 3, 3, generator=RANDOM, dtype=torch.float64) for i in range(5)]


def maps(image: Tensor) -> list[Tensor]:
    """Five maps of decreasing size."""
    return [functional.relu(functional.conv2d(functional.avg_pool2d(image, i + 1), k)) for i, k in enumerate(KERNELS)]


def plain(image: Tensor) -> list[Tensor]:
    """The picture is its own feature."""
    return [image]


@pytest.fixture
def pair() -> tuple[Tensor, Tensor]:
    first = torch.rand(2, 3, 40, 36, generator=RANDOM, dtype=torch.float64)
    return first, torch.rand(2, 3, 40, 36, generator=RANDOM, dtype=torch.float64)


def test_five_layers_with_the_code_s_weights(pair: tuple[Tensor, Tensor]) -> None:
    expected = 0.0
    for weight, a, b in zip((1 / 64, 1 / 64, 1 / 32, 1 / 32, 1), *(maps(x) for x in pair), strict=True):
        normal = []
        for x in (a.numpy(), b.numpy()):
            mean, deviation = x.mean((2, 3), keepdims=True), np.sqrt(x.var((2, 3), keepdims=True) + 1e-5)
            normal.append((x - mean) / deviation)
        expected += weight * np.mean((normal[0] - normal[1]) ** 2)
    assert fidelity_loss(*pair, features=maps).item() == pytest.approx(expected, rel=1e-9)


def test_the_plain_form_compares_features_as_they_are(pair: tuple[Tensor, Tensor]) -> None:
    expected = sum(w * np.mean((a - b).numpy() ** 2) for w, a, b in zip(WEIGHTS, *(maps(x) for x in pair), strict=True))
    assert fidelity_loss(*pair, features=maps, normalise=False).item() == pytest.approx(expected)


def test_brightness_and_contrast_of_a_channel_are_free_only_when_normalised(pair: tuple[Tensor, Tensor]) -> None:
    source = pair[0]
    toned = source * torch.tensor([0.5, 1.0, 1.5])[:, None, None] + 0.1
    free = fidelity_loss(toned, source, features=plain, weights=(1,))
    assert free < 1e-6
    assert fidelity_loss(toned, source, features=plain, weights=(1,), normalise=False) > 0.01


def test_as_many_weights_as_maps_are_asked_for(pair: tuple[Tensor, Tensor]) -> None:
    with pytest.raises(ValueError, match="zip"):
        fidelity_loss(*pair, features=plain)


def test_identity_at_three_scales_is_that_of_scikit_image(pair: tuple[Tensor, Tensor]) -> None:
    expected = 0.0
    for scale in range(3):
        a, b = (downscale_local_mean(x.numpy(), (1, 1, 2**scale, 2**scale)) for x in pair)
        expected += np.abs(a - b).mean() / 2**scale
    assert identity_loss(*pair).item() == pytest.approx(expected)


@pytest.mark.parametrize("distance", ["l1", "smooth_l1", "mse"])
def test_identity_of_one_scale_is_the_distance(pair: tuple[Tensor, Tensor], distance: str) -> None:
    difference = np.abs((pair[0] - pair[1]).numpy())
    expected = {"l1": difference, "smooth_l1": difference**2 / 2, "mse": difference**2}[distance].mean()
    assert identity_loss(*pair, distance=distance, scales=1).item() == pytest.approx(expected)


def test_content_in_both_forms(pair: tuple[Tensor, Tensor]) -> None:
    def last(image: Tensor) -> list[Tensor]:
        return maps(image)[-1:]

    a, b = (last(x)[0].numpy().reshape(2, -1) for x in pair)
    norms = np.linalg.norm(a - b, axis=1)
    code = content_loss(*pair, features=last).item()
    paper = content_loss(*pair, features=last, form="paper").item()
    assert code == pytest.approx((norms**2).mean() / a.shape[1])
    assert paper == pytest.approx(norms.mean() / a.shape[1])

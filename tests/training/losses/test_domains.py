"""MDIE's losses: domain, cycle and intrinsic parts."""

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.networks.intrinsic import Recomposition
from training.losses.cycle import cycle_loss
from training.losses.domain import domain_loss
from training.losses.intrinsic import product_loss, reconstruction_loss, supervised_loss


def rand(*shape: int, seed: int = 1) -> Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)


def entropy(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    probabilities = 1 / (1 + np.exp(-logits))
    return -labels * np.log(probabilities) - (1 - labels) * np.log(1 - probabilities)


def test_attributes_are_summed_and_pictures_averaged() -> None:
    logits, labels = rand(4, 3) * 6 - 3, (rand(4, 3, seed=2) > 0.5).double()
    expected = entropy(logits.numpy(), labels.numpy()).sum() / 4
    assert domain_loss(logits, labels).item() == pytest.approx(expected)


def test_what_is_unknown_teaches_nothing() -> None:
    logits = (rand(2, 3) * 6 - 3).requires_grad_()
    labels, known = torch.tensor([[1.0, 0, 0], [0, 0, 1]]), torch.tensor([[1.0, 0, 0], [0, 0, 1]])
    loss = domain_loss(logits, labels, known)
    loss.backward()
    expected = entropy(logits.detach().numpy(), labels.numpy())[[0, 1], [0, 2]].sum() / 2
    assert loss.item() == pytest.approx(expected)
    assert (logits.grad[known == 0] == 0).all()  # type: ignore[index]
    assert (logits.grad[known == 1] != 0).all()  # type: ignore[index]


def test_cycle_is_the_mean_absolute_difference() -> None:
    image, returned = rand(2, 6, 4, 4), rand(2, 6, 4, 4, seed=2)
    assert cycle_loss(image, returned).item() == pytest.approx(np.abs((image - returned).numpy()).mean())


def test_reconstruction_weighs_low_and_high_photos() -> None:
    low, high = rand(2, 3, 4, 4), rand(5, 3, 6, 4, seed=2)
    loss = reconstruction_loss(low, low + 0.1, high, high - 0.2, alpha=2.0, beta=3.0)
    assert loss.item() == pytest.approx(2 * 0.01 + 3 * 0.04)


def test_a_product_is_rebuilt_by_the_network_as_it_begins() -> None:
    albedo, shading = rand(1, 3, 32, 32) * 0.8 + 0.1, rand(1, 1, 32, 32, seed=2) + 0.1
    image = albedo * shading
    rebuilt = Recomposition(shading_channels=1).double()(albedo, shading)
    assert reconstruction_loss(image, rebuilt, image, rebuilt).item() == pytest.approx(0, abs=1e-12)
    assert product_loss(image, albedo, shading).item() == pytest.approx(0, abs=1e-12)


def test_the_product_loss_sees_a_factor() -> None:
    albedo, shading = rand(1, 3, 8, 8) * 0.8 + 0.1, rand(1, 1, 8, 8, seed=2) + 0.1
    loss = product_loss(2 * albedo * shading, albedo, shading)
    assert loss.item() == pytest.approx(np.log(2) ** 2)


def test_black_has_a_logarithm() -> None:
    black = torch.zeros(1, 3, 4, 4)
    assert product_loss(black, torch.ones(1, 3, 4, 4), torch.ones(1, 1, 4, 4)).item() == pytest.approx(
        np.log(1e-3) ** 2, rel=1e-5
    )


def test_supervised_parts_count_where_they_are_known() -> None:
    albedo, shading = rand(2, 3, 4, 4), rand(2, 1, 4, 4, seed=2)
    true_albedo, true_shading = albedo + 0.1, shading - 0.2
    mask = (rand(2, 1, 4, 4, seed=3) > 0.5).double()
    everywhere = supervised_loss(albedo, shading, true_albedo, true_shading)
    assert everywhere.item() == pytest.approx(0.01 + 0.04)
    spoiled = torch.where(mask.bool(), true_albedo, torch.full_like(true_albedo, 9.0))
    masked = supervised_loss(albedo, shading, spoiled, true_shading, mask)
    assert masked.item() == pytest.approx(0.05)
    assert supervised_loss(albedo, shading, true_albedo, true_shading, torch.zeros_like(mask)).item() == 0

"""The network for many domains: labels survive every norm, masks hide what is unknown."""

import pytest
import torch

from engine.networks.multi_domain import (
    MultiDomainDiscriminator,
    MultiDomainGenerator,
    all_high,
    label_vector,
)
from tests.engine.networks.published import count


@pytest.fixture
def generator() -> MultiDomainGenerator:
    torch.manual_seed(0)
    return MultiDomainGenerator(width=8, blocks=2).eval()


def difference(network: MultiDomainGenerator, parts: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
    return (network(parts, label) - parts).detach()


def test_sizes_are_as_decided() -> None:
    assert count(MultiDomainGenerator()) == 9_298_182
    assert count(MultiDomainDiscriminator()) == 11_152_324


def test_a_label_says_nothing_of_what_is_unknown() -> None:
    attributes = torch.tensor([[1.0, 0, 1], [1, 1, 1]])
    known = torch.tensor([[1.0, 1, 0], [0, 0, 1]])
    assert label_vector(attributes, known).tolist() == [[1, 0, 0, 1, 1, 0], [0, 0, 1, 0, 0, 1]]
    assert torch.equal(all_high(2), label_vector(torch.ones(2, 3), torch.ones(2, 3)))


@pytest.mark.parametrize("flat", [False, True])
def test_every_bit_of_a_label_survives_the_norms(generator: MultiDomainGenerator, flat: bool) -> None:
    """Also in a photo without any detail, and inside as well as at the border."""
    parts = torch.full((1, 6, 24, 28), 0.4) if flat else torch.rand(1, 6, 24, 28)
    labels = torch.cat([torch.zeros(1, 6), torch.eye(6), all_high(1)])
    answers = difference(generator, parts.expand(8, -1, -1, -1), labels)[:, :, 8:16, 8:16]
    scale = answers[7].square().mean().sqrt()
    for bit in range(6):
        assert (answers[bit + 1] - answers[0]).square().mean().sqrt() > 0.02 * scale


def test_it_begins_near_what_it_was_given() -> None:
    torch.manual_seed(0)
    parts = torch.rand(1, 6, 32, 40)
    assert difference(MultiDomainGenerator(width=16, blocks=1), parts, all_high(1)).abs().max() < 0.2


@pytest.mark.parametrize("size", [(8, 8), (9, 30), (33, 18)])
def test_any_size_keeps_its_size(generator: MultiDomainGenerator, size: tuple[int, int]) -> None:
    parts = torch.rand(2, 6, *size)
    assert generator(parts, all_high(2)).shape == parts.shape


@pytest.mark.parametrize("channels", [3, 6])
def test_the_discriminator_judges_patches_of_any_size(channels: int) -> None:
    torch.manual_seed(0)
    network = MultiDomainDiscriminator(channels, width=8)
    source, attributes = network(torch.rand(2, channels, 128, 192))
    assert source.shape == (2, 1, 2, 3)
    assert attributes.shape == (2, 3)


def test_spectral_norm_holds_the_convolutions_at_one() -> None:
    torch.manual_seed(0)
    network = MultiDomainDiscriminator(width=8, layers=3)
    for _ in range(40):  # each pass in training mode is one power iteration
        network(torch.rand(1, 3, 16, 16))
    for conv in network.convs:
        largest = torch.linalg.matrix_norm(conv.weight.detach().flatten(1), 2)
        assert float(largest) == pytest.approx(1.0, abs=0.05)


def test_generator_and_discriminator_learn_together(generator: MultiDomainGenerator) -> None:
    generator.train()
    parts = torch.rand(2, 6, 64, 64)
    made = generator(parts, all_high(2))
    source, attributes = MultiDomainDiscriminator(width=8)(made[:, :3] * made[:, 3:])
    (-source.mean() + torch.nn.functional.binary_cross_entropy_with_logits(attributes, torch.ones(2, 3))).backward()
    assert all(p.grad is not None and bool(p.grad.isfinite().all()) for p in generator.parameters())
    modulation = generator.norms[0].modulation.weight.grad
    assert modulation is not None
    assert modulation.abs().max() > 0

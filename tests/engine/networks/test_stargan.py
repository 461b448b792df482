"""StarGAN's generator: the published size and names, and why its labels are seen at all."""

import pytest
import torch
from torch import nn

from engine.networks.stargan import StarGanGenerator
from tests.engine.networks.published import count

SHAPES = {
    "main.0.weight": (64, 8, 7, 7),
    "main.1.running_mean": (64,),
    "main.3.weight": (128, 64, 4, 4),
    "main.6.weight": (256, 128, 4, 4),
    "main.7.num_batches_tracked": (),
    "main.9.main.0.weight": (256, 256, 3, 3),
    "main.14.main.4.bias": (256,),
    "main.15.weight": (256, 128, 4, 4),
    "main.18.weight": (128, 64, 4, 4),
    "main.19.running_var": (64,),
    "main.21.weight": (3, 64, 7, 7),
}


@pytest.fixture
def small() -> StarGanGenerator:
    torch.manual_seed(0)
    return StarGanGenerator(domains=5, width=8, blocks=1).eval()


def test_with_five_domains_it_has_the_published_number_of_parameters() -> None:
    assert count(StarGanGenerator(5)) == 8_430_528


def test_names_and_shapes_are_those_of_the_published_files() -> None:
    state = StarGanGenerator(5).state_dict()
    assert {name: tuple(state[name].shape) for name in SHAPES} == SHAPES


@pytest.mark.parametrize("size", [(16, 20), (17, 23)])
def test_any_size_stays_in_range(small: StarGanGenerator, size: tuple[int, int]) -> None:
    result = small(torch.rand(2, 3, *size) * 2 - 1, torch.eye(5)[:2])
    assert result.shape == (2, 3, *size)
    assert result.abs().max() <= 1


def sensitivity(network: StarGanGenerator) -> float:
    """How much one photo differs, away from its borders, between two labels."""
    photo = torch.rand(1, 3, 32, 32, generator=torch.Generator().manual_seed(2)) * 2 - 1
    first, second = network(photo, torch.eye(5)[:1]), network(photo, torch.eye(5)[1:2])
    return float((first - second).abs().mean().detach())


def test_labels_pass_the_norm_only_for_the_zeros_at_the_border(small: StarGanGenerator) -> None:
    assert sensitivity(small) > 1e-3
    for module in small.modules():
        if isinstance(module, nn.Conv2d) and module.kernel_size != (4, 4):
            module.padding_mode = "reflect"
    assert sensitivity(small) < 1e-5


def test_statistics_are_the_photos_own_or_those_of_the_file() -> None:
    torch.manual_seed(0)
    own = StarGanGenerator(2, width=8, blocks=1).eval()
    running = StarGanGenerator(2, width=8, blocks=1, statistics="running").eval()
    running.load_state_dict(own.state_dict())
    photo, label = torch.rand(1, 3, 16, 16) * 2 - 1, torch.eye(2)[:1]
    own.train()
    trained_mode = own(photo, label)
    own.eval()
    assert torch.allclose(own(photo, label), trained_mode, atol=1e-5)
    assert not torch.allclose(running(photo, label), trained_mode, atol=1e-3)
    with pytest.raises(ValueError, match="own or running"):
        StarGanGenerator(statistics="batch")

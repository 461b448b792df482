"""UEGAN's discriminator: size, keys, five bounded verdicts."""

import pytest
import torch

from engine.networks.uegan_discriminator import UeganDiscriminator


def weightless() -> UeganDiscriminator:
    """A full-size network without memory, for counting."""
    with torch.device("meta"):
        return UeganDiscriminator()


def test_it_has_the_published_number_of_parameters() -> None:
    assert sum(p.numel() for p in weightless().parameters()) == 4_633_632


def test_keys_are_those_of_the_published_file() -> None:
    trunk = {f"d{n}.0.1.{kind}" for n in range(1, 6) for kind in ("bias", "weight_orig", "weight_u", "weight_v")}
    assert set(weightless().state_dict()) == trunk | {f"d{n}_pred.0.1.weight" for n in range(1, 6)}


@pytest.mark.parametrize(("bounded", "low"), [("tanh", -1.0), ("sigmoid", 0.0)])
def test_verdicts_stand_at_five_scales_and_are_bounded(bounded: str, low: float) -> None:
    torch.manual_seed(0)
    network = UeganDiscriminator(4, bounded)
    for name, parameter in network.named_parameters():
        if "_pred" in name:
            torch.nn.init.normal_(parameter, std=50.0)
    verdicts = network(torch.rand(2, 3, 128, 96) * 2 - 1)
    assert [tuple(v.shape) for v in verdicts] == [(2, 1, 64 // 2**n, 48 // 2**n) for n in range(5)]
    assert min(v.min().item() for v in verdicts) >= low
    assert max(v.max().item() for v in verdicts) <= 1.0


def test_the_trunk_is_spectrally_normed_and_the_heads_are_not() -> None:
    torch.manual_seed(0)
    network = UeganDiscriminator(4)
    image = torch.rand(1, 3, 65, 65)
    with torch.no_grad():
        for _ in range(20):  # one step of the power iteration each
            network(image)
    trunk = network.get_submodule("d3.0.1").weight.detach().flatten(1)
    assert torch.linalg.matrix_norm(trunk, 2).item() == pytest.approx(1.0, abs=0.02)
    head = network.get_submodule("d3_pred.0.1").weight.detach().flatten(1)
    assert torch.linalg.matrix_norm(head, 2).item() < 0.1, "orthogonal with gain 0.02"


def test_a_bound_of_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="softplus"):
        UeganDiscriminator(bounded="softplus")

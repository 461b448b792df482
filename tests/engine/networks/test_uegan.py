"""UEGAN's generator: sizes, keys, attention by its formula, and the ablations of Table IV."""

import re

import pytest
import torch

from engine.networks.uegan import ATTENTIONS, MODULATIONS, ChannelMoments, GlobalAttention, UeganGenerator


def small(**arguments: str) -> UeganGenerator:
    torch.manual_seed(0)
    network = UeganGenerator(8, **arguments)
    with torch.no_grad():
        for parameter in network.parameters():  # the authors' start, gain 0.02, changes nothing that one could see
            parameter.copy_(torch.randn_like(parameter) * (0.7 if parameter.ndim < 2 else parameter[0].numel() ** -0.5))
    return network


def weightless(**arguments: str) -> UeganGenerator:
    """A full-size network without memory, for counting."""
    with torch.device("meta"):
        return UeganGenerator(**arguments)


def photo(height: int = 48, width: int = 64) -> torch.Tensor:
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(1)) * 2 - 1


def test_it_has_the_published_number_of_parameters() -> None:
    network = weightless()
    parts = {"enc": 1_572_416, "upsample": 174_560, "dec[1-4]": 1_567_200, "dec5": 13_955, "ga": 830_304}
    for name, expected in parts.items():
        assert sum(p.numel() for key, p in network.named_parameters() if re.match(name, key)) == expected
    assert sum(p.numel() for p in network.parameters()) == 4_158_435


def test_keys_and_shapes_are_those_of_the_published_file() -> None:
    state = weightless().state_dict()
    convs = [f"enc{n}.main.1" for n in range(1, 6)] + [f"upsample{n}.1.main.1" for n in range(1, 5)]
    convs += [f"dec{n}.main.1" for n in range(1, 5)] + ["dec5.0.main.1", "dec5.1.main.1"]
    expected = {f"{conv}.{kind}" for conv in convs for kind in ("weight", "bias")}
    for n in range(1, 6):
        expected |= {f"ga{n}.conv.0.weight", f"ga{n}.conv.2.weight", f"ga{n}.fuse.0.weight", f"ga{n}.fuse.0.bias"}
    assert set(state) == expected
    shapes = {
        "enc1.main.1.weight": (32, 3, 7, 7),
        "enc5.main.1.weight": (512, 256, 3, 3),
        "upsample1.1.main.1.weight": (256, 512, 1, 1),
        "dec1.main.1.weight": (256, 512, 3, 3),
        "dec5.1.main.1.weight": (3, 32, 7, 7),
        "ga5.conv.0.weight": (64, 1024, 1, 1),
        "ga5.conv.2.weight": (512, 64, 1, 1),
        "ga5.fuse.0.weight": (512, 1024, 1, 1),
        "ga1.conv.0.weight": (4, 64, 1, 1),
    }
    for name, shape in shapes.items():
        assert state[name].shape == shape


def test_attention_of_the_code_is_its_formula() -> None:
    torch.manual_seed(1)
    module = GlobalAttention(16)
    x = torch.randn(2, 16, 5, 7)
    with torch.no_grad():
        result = module(x).double().numpy()
    first, second, fuse = (
        conv.weight.detach()[:, :, 0, 0] for conv in (module.conv[0], module.conv[2], module.fuse[0])
    )
    for n in range(2):
        pixels = x[n].flatten(1)
        told = torch.cat([pixels.mean(1), (pixels.var(1) + 1e-5).sqrt()])
        message = second @ (first @ told).clamp_min(0)
        fused = fuse @ torch.cat([pixels, message[:, None].expand_as(pixels)]) + module.fuse[0].bias.detach()[:, None]
        centred = fused - fused.mean(1, keepdim=True)
        expected = centred / (centred.square().mean(1, keepdim=True) + 1e-5).sqrt()
        assert result[n].reshape(16, -1) == pytest.approx(expected.numpy(), abs=1e-4)


def test_attention_of_the_paper_has_the_mean_alone_and_no_norm() -> None:
    module = GlobalAttention(16, "paper")
    assert module.conv[0].weight.shape == (2, 16, 1, 1)
    flat, busy = torch.full((1, 16, 4, 4), 0.5), torch.full((1, 16, 4, 4), 0.5)
    busy[..., ::2] = 0.0
    busy[..., 1::2] = 1.0
    assert torch.allclose(module.moments(flat), module.moments(busy))
    assert module(flat).std((2, 3)).max() < 1e-6
    assert module(flat).abs().max() > 1e-3, "an instance norm would leave nothing of a flat picture"


def test_moments_have_the_unbiased_deviation() -> None:
    x = torch.tensor([1.0, 2.0, 3.0, 4.0]).view(1, 1, 2, 2)
    mean, deviation = ChannelMoments()(x).flatten().tolist()
    assert (mean, deviation) == pytest.approx((2.5, (5 / 3 + 1e-5) ** 0.5))


def test_it_adds_to_the_photo() -> None:
    network = small()
    torch.nn.init.zeros_(network.dec5[1].main[1].weight)
    torch.nn.init.zeros_(network.dec5[1].main[1].bias)
    image = photo()
    assert torch.allclose(network(image), image)


def test_a_fresh_one_changes_next_to_nothing() -> None:
    torch.manual_seed(0)
    image = photo()
    assert (UeganGenerator(16)(image) - image).abs().max() < 0.01


@pytest.mark.parametrize(("height", "width"), [(48, 64), (45, 61), (33, 100), (7, 20)])
def test_any_size_is_kept(height: int, width: int) -> None:
    image = photo(height, width)
    with torch.no_grad():
        result = small()(image)
    assert result.shape == image.shape
    assert result.abs().max() <= 1


def test_a_photo_of_a_fitting_size_is_not_padded() -> None:
    network = small()
    image = photo()
    with torch.no_grad():
        assert torch.equal(network(image), network._whole(image))


def test_the_whole_photo_counts() -> None:
    """Attention carries a change in one corner to the other, further than any convolution."""
    network, image = small(), photo(160, 160)
    changed = image.clone()
    changed[..., :24, :24] = 1.0
    with torch.no_grad():
        difference = (network(changed) - network(image)).abs()
    assert difference[..., -8:, -8:].max() > 1e-4


@pytest.mark.parametrize("attention", ATTENTIONS)
@pytest.mark.parametrize("modulation", MODULATIONS)
def test_every_ablation_runs_and_learns(attention: str, modulation: str) -> None:
    network = small(attention=attention, modulation=modulation)
    image = photo(32, 48) * 0.5
    result = network(image)
    assert result.shape == image.shape
    (result - 0.3).square().mean().backward()
    # Attention's own weights are left out: an idle ReLU or the norm of the code's form may silence them.
    silent = [name for name, p in network.named_parameters() if not name.startswith("ga") and not p.grad.any()]
    assert not silent


def test_the_norm_of_the_codes_form_takes_the_message_away_again() -> None:
    """What is the same for every pixel is what an instance norm removes; the paper's form has none, and is told."""
    x = torch.randn(1, 16, 6, 6, generator=torch.Generator().manual_seed(2))
    for form, heard in (("code", False), ("paper", True)):
        torch.manual_seed(3)
        module = GlobalAttention(16, form)
        before = module(x)
        torch.nn.init.constant_(module.conv[2].weight, 3.0)
        torch.nn.init.constant_(module.conv[0].weight, 1.0 if x.mean() > 0 else -1.0)
        assert ((module(x) - before).abs().max() > 1e-3) == heard, form


def test_ablations_have_the_parts_they_say() -> None:
    def count(network: UeganGenerator) -> int:
        return sum(p.numel() for p in network.parameters())

    assert count(weightless(attention="none")) == 4_158_435 - 830_304
    assert count(weightless(modulation="concat")) == 4_158_435 + 32 * 32 * 9
    assert count(weightless(modulation="none")) == 4_158_435
    # Told the mean alone, the first layer of each attention has half as many weights.
    assert count(weightless(attention="paper")) == 4_158_435 - sum((32 * 2**n) ** 2 // 8 for n in range(5))


def test_pixels_are_multiplied_as_light() -> None:
    network = small(modulation="pixels")
    black = torch.full((1, 3, 32, 32), -1.0)
    assert torch.equal(network(black), black), "a gain leaves black black"


def test_forms_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match="gate"):
        UeganGenerator(attention="gate")

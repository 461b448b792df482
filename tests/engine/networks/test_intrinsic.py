"""Albedo and shading, and back: sizes, ranges, and the product to begin with."""

import pytest
import torch

from engine.networks.intrinsic import IntrinsicNetwork, Recomposition
from engine.networks.subpixel import SubpixelUp
from tests.engine.networks.published import count


@pytest.mark.parametrize(("form", "expected"), [("thesis", 1_964_744), ("ours", 4_310_504)])
def test_sizes_are_as_decided(form: str, expected: int) -> None:
    """By hand for the thesis: 9 * 43,568 in the encoder, 36 * 43,616 + 984 in the decoder, and 1,472 of norms."""
    assert count(IntrinsicNetwork(form)) == expected


@pytest.mark.parametrize("form", ["thesis", "ours"])
@pytest.mark.parametrize("size", [(32, 64), (1, 5), (37, 50)])
@pytest.mark.parametrize("shading", [1, 3])
def test_any_size_gives_both_parts(form: str, size: tuple[int, int], shading: int) -> None:
    torch.manual_seed(0)
    albedo, light = IntrinsicNetwork(form, shading).eval()(torch.rand(2, 3, *size))
    assert albedo.shape == (2, 3, *size)
    assert light.shape == (2, shading, *size)
    assert 0 <= albedo.min() <= albedo.max() <= 1
    assert light.min() > 0


@pytest.mark.parametrize("form", ["thesis", "ours"])
@pytest.mark.parametrize("shading", [1, 3])
def test_back_is_exactly_the_product_at_first(form: str, shading: int) -> None:
    albedo, light = torch.rand(2, 3, 37, 50), torch.rand(2, shading, 37, 50) * 2
    assert torch.equal(Recomposition(form, shading).eval()(albedo, light), albedo * light)


@pytest.mark.parametrize("form", ["thesis", "ours"])
def test_back_learns_more_than_the_product(form: str) -> None:
    torch.manual_seed(0)
    back = Recomposition(form)
    albedo, light = torch.rand(2, 3, 32, 32), torch.rand(2, 3, 32, 32)
    optimiser = torch.optim.Adam(back.parameters(), 1e-3)
    target = albedo * light * 0.5 + 0.2
    losses = []
    for _ in range(6):
        loss = (back(albedo, light) - target).square().mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(float(loss.detach()))
    assert losses[-1] < 0.97 * losses[0]
    assert all(bool(p.grad.any()) for p in back.parameters() if p.grad is not None and p.dim() > 1)


def test_skips_keep_what_a_bottleneck_loses() -> None:
    torch.manual_seed(0)
    photo = torch.rand(1, 3, 64, 64)
    changed = photo.clone()
    changed[:, :, 31:33, 31:33] = 0
    # A change of four pixels is felt most where it is, if features of full detail reach the end.
    difference = [
        (network(photo)[0] - network(changed)[0]).abs().mean(1)[0]
        for network in (IntrinsicNetwork("ours").eval(), IntrinsicNetwork("thesis").eval())
    ]
    sharpness = [float((d[28:36, 28:36].mean() / d.mean()).detach()) for d in difference]
    assert sharpness[0] > sharpness[1]


@pytest.mark.parametrize("kind", [IntrinsicNetwork, Recomposition])
def test_an_unknown_form_is_refused(kind: type) -> None:
    with pytest.raises(ValueError, match="ours or thesis"):
        kind("theirs")


def test_subpixels_begin_without_checkerboard() -> None:
    torch.manual_seed(0)
    result = SubpixelUp(4, 2)(torch.rand(1, 4, 6, 7))
    assert result.shape == (1, 2, 12, 14)
    squares = result.unfold(2, 2, 2).unfold(3, 2, 2).flatten(-2)
    assert torch.equal(squares.amin(-1), squares.amax(-1))

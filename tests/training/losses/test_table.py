"""What holds for every loss of the table: gradients, equality, symmetry, settings."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.losses import LOSSES, make_loss
from training.losses.photorealism import MattingLaplacian

RANDOM = torch.Generator().manual_seed(5)
KERNELS = [torch.randn(4, 3, 3, 3, generator=RANDOM, dtype=torch.float64) for _ in range(2)]
HEAD = torch.randn(10, 3, generator=RANDOM, dtype=torch.float64)


def rand(*shape: int) -> Tensor:
    return torch.rand(*shape, generator=RANDOM, dtype=torch.float64)


def features(image: Tensor) -> list[Tensor]:
    """Two smooth maps in the place of a network's."""
    return [torch.tanh(functional.conv2d(image, kernel.to(image))) for kernel in KERNELS]


def scorer(image: Tensor) -> Tensor:
    return functional.softmax(image.mean((2, 3)) @ HEAD.to(image).T, 1)


def critic(image: Tensor) -> Tensor:
    return torch.tanh(image.flatten(1).sum(1)) + image.flatten(1).square().mean(1)


def penalty(real: Tensor, fake: Tensor) -> Tensor:
    same = torch.Generator().manual_seed(1)
    return LOSSES["gradient_penalty"](real, fake, critic=critic, random=same)


IMAGE = (2, 3, 13, 12)
GUIDE = rand(1, 3, 7, 8)
MASKS = [rand(2, 2, 5, 4)]
SCORES = rand(3, 1, 4, 4) * 2 - 1, rand(3, 1, 4, 4) * 2 - 1
LABELS = torch.tensor([[1.0, 0, 1], [0, 0, 1]], dtype=torch.float64)

# Name -> shapes (or tensors, where their values matter) of what is derived, and settings.
CASES: dict[str, tuple[list[Any], dict[str, Any]]] = {
    "mse": ([IMAGE, IMAGE], {}),
    "mae": ([IMAGE, IMAGE], {}),
    "ssim": ([IMAGE, IMAGE], {}),
    "ms_ssim": ([(1, 1, 33, 32)] * 2, {}),
    "color": ([IMAGE, IMAGE], {}),
    "mae_ssim": ([IMAGE, IMAGE], {"form": "code"}),
    "color_ssim": ([IMAGE, IMAGE], {}),
    "nima": ([IMAGE], {"scorer": scorer}),
    "mae_nima": ([IMAGE, IMAGE], {"scorer": scorer}),
    "mse_nima": ([IMAGE, IMAGE], {"scorer": scorer}),
    "relativistic_hinge_discriminator": (list(SCORES), {}),
    "relativistic_hinge_generator": (list(SCORES), {}),
    "uegan_discriminator": ([*SCORES, rand(3, 1, 4, 4)], {}),
    "hinge_discriminator": (list(SCORES), {}),
    "hinge_generator": ([SCORES[0]], {}),
    "log_gan_discriminator": (list(SCORES), {}),
    "log_gan_generator": ([SCORES[0]], {"saturating": True}),
    "wgan_discriminator": (list(SCORES), {}),
    "wgan_generator": ([SCORES[0]], {}),
    "gradient_penalty": ([], {"critic": critic}),
    "fidelity": ([IMAGE, IMAGE], {"features": features, "weights": (0.5, 1)}),
    "identity": ([IMAGE, IMAGE], {}),
    "content": ([IMAGE, IMAGE], {"features": features}),
    "texture": ([(4, 2)], {}),
    "texture_discriminator": ([(2, 2)], {}),
    "variation": ([IMAGE], {}),
    "domain": ([(2, 3)], {}),
    "cycle": ([IMAGE, IMAGE], {}),
    "reconstruction": ([IMAGE] * 4, {"alpha": 0.3}),
    "intrinsic_product": ([IMAGE, IMAGE, (2, 1, 13, 12)], {}),
    "intrinsic_supervised": ([IMAGE] * 4, {}),
    "style": ([(2, 3, 5, 4)] * 2, {}),
    "photorealism": ([(1, 3, 7, 8)], {"laplacian": MattingLaplacian(GUIDE, epsilon=1e-3)}),
    "roughness": ([(1, 12, 8, 4, 4)], {}),
}
# What is not derived, after what is.
CONSTANTS: dict[str, list[Any]] = {
    "texture_discriminator": [torch.tensor([1.0, 0.0])],
    "domain": [LABELS, torch.tensor([[1.0, 1, 0], [1, 1, 1]], dtype=torch.float64)],
}


def function_of(name: str) -> Callable[..., Tensor]:
    if name == "style":
        return lambda mine, theirs: LOSSES[name]([mine], [theirs], MASKS, MASKS)
    return lambda *inputs: LOSSES[name](*inputs, *CONSTANTS.get(name, []), **CASES[name][1])


def inputs_of(name: str) -> list[Tensor]:
    return [(x.clone() if isinstance(x, Tensor) else rand(*x)).requires_grad_() for x in CASES[name][0]]


def test_every_loss_has_a_case() -> None:
    assert set(CASES) == set(LOSSES)


@pytest.mark.parametrize("name", sorted(set(CASES) - {"gradient_penalty"}))
def test_gradients_are_those_of_small_steps(name: str) -> None:
    inputs = inputs_of(name)
    value = function_of(name)(*inputs)
    assert value.ndim == 0
    assert value.dtype == torch.float64
    assert torch.autograd.gradcheck(function_of(name), inputs, fast_mode=True)


def test_the_gradient_penalty_can_be_derived_for_the_critic() -> None:
    share = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)

    def of_weight(weight: Tensor) -> Tensor:
        return LOSSES["gradient_penalty"](
            real, fake, critic=lambda x: critic(weight * x), random=torch.Generator().manual_seed(1)
        )

    real, fake = rand(3, 1, 2, 2), rand(3, 1, 2, 2)
    assert torch.autograd.gradcheck(of_weight, share)
    assert penalty(real, fake) > 0


PAIRS = ["mse", "mae", "ssim", "ms_ssim", "color", "mae_ssim", "color_ssim", "fidelity", "identity", "content", "cycle"]


@pytest.mark.parametrize("name", [*PAIRS, "style"])
def test_equal_pictures_cost_nothing_and_others_something(name: str) -> None:
    first, second = (x.detach() for x in inputs_of(name))
    loss = function_of(name)
    assert loss(first, first).item() == pytest.approx(0, abs=1e-12)
    assert loss(first, second) > 1e-4


@pytest.mark.parametrize("name", [*PAIRS, "style"])
def test_a_distance_is_the_same_both_ways(name: str) -> None:
    first, second = (x.detach() for x in inputs_of(name))
    loss = function_of(name)
    assert loss(first, second).item() == pytest.approx(loss(second, first).item(), rel=1e-9)


@pytest.mark.parametrize("name", ["mse", "mae", "ssim", "ms_ssim", "color", "identity", "cycle"])
def test_pictures_of_two_shapes_are_refused(name: str) -> None:
    with pytest.raises(ValueError, match="one shape"):
        LOSSES[name](rand(1, 3, 32, 32), rand(1, 1, 32, 32))


def test_a_loss_keeps_its_settings_and_its_networks() -> None:
    network = nn.Conv2d(3, 4, 3).double()

    def maps(image: Tensor) -> list[Tensor]:
        return [network(image)]

    first, second = rand(*IMAGE), rand(*IMAGE)
    loss = make_loss("content", features=maps, form="paper")
    assert loss(first, second) == LOSSES["content"](first, second, features=maps, form="paper")
    assert loss.takes == ("output", "target")
    assert "form=paper" in repr(loss)

    module = make_loss("nima", scorer=nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 10)).double())
    assert len(list(module.parameters())) == 2
    assert module(first).ndim == 0


@pytest.mark.parametrize(("name", "settings"), [("ssim", {"windows": 7}), ("fidelity", {}), ("mse", {"target": 1})])
def test_settings_that_do_not_fit_are_refused_at_once(name: str, settings: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="settings"):
        make_loss(name, **settings)


def test_an_unknown_loss_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ValueError, match="mae_ssim"):
        make_loss("beauty")


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        *(("ssim", "window"), ("ssim", "padding"), ("ms_ssim", "window"), ("color", "blur"), ("color", "reduction")),
        *(("mae_ssim", "form"), ("identity", "distance"), ("variation", "form")),
    ],
)
def test_a_setting_is_one_of_those_there_are(name: str, setting: str) -> None:
    images = [rand(*shape) for shape in CASES[name][0]]
    with pytest.raises(ValueError, match="is one of"):
        LOSSES[name](*images, **{setting: "some"})

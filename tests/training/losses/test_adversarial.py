"""Adversarial losses against hand-worked cases, plain numpy and torch's own cross-entropy."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.losses.adversarial import (
    gradient_penalty,
    hinge_discriminator,
    hinge_generator,
    log_gan_discriminator,
    log_gan_generator,
    relativistic_hinge_discriminator,
    relativistic_hinge_generator,
    uegan_discriminator,
    wgan_discriminator,
)


def heads(seed: int) -> list[Tensor]:
    """Five heads' scores as UEGAN's discriminator gives: tanh, 32 to 2 pixels."""
    random = torch.Generator().manual_seed(seed)
    return [torch.tanh(torch.randn(3, 1, s, s, generator=random, dtype=torch.float64)) for s in (32, 16, 8, 4, 2)]


def reference(real: list[Tensor], fake: list[Tensor], generator: bool) -> float:
    """Half of both hinges, head by head and patch by patch."""
    total = 0.0
    for r, f in zip((x.numpy().ravel() for x in real), (x.numpy().ravel() for x in fake), strict=True):
        sign = -1 if generator else 1
        of_real = np.mean([max(0.0, 1 - sign * (score - f.mean())) for score in r])
        of_fake = np.mean([max(0.0, 1 + sign * (score - r.mean())) for score in f])
        total += (of_real + of_fake) / 2
    return total


def test_a_relativistic_case_worked_by_hand() -> None:
    real, fake = torch.tensor([0.5, 1.0]), torch.tensor([-0.5, 0.0])
    # Real stand 0.75 and 1.25 above the mean fake, fake 1.25 and 0.75 below the mean real.
    discriminator = (0.25 + 0) / 2 + (0 + 0.25) / 2
    generator = (1.75 + 2.25) / 2 + (2.25 + 1.75) / 2
    assert relativistic_hinge_discriminator(real, fake, halve=False).item() == pytest.approx(discriminator)
    assert relativistic_hinge_generator(real, fake, halve=False).item() == pytest.approx(generator)


def test_five_heads_are_summed() -> None:
    real, fake = heads(1), heads(2)
    assert relativistic_hinge_discriminator(real, fake).item() == pytest.approx(reference(real, fake, False))
    assert relativistic_hinge_generator(real, fake).item() == pytest.approx(reference(real, fake, True))


def test_the_paper_s_weight_and_the_code_s_are_the_same() -> None:
    real, fake = heads(1), heads(2)
    paper = 0.05 * relativistic_hinge_generator(real, fake, halve=False)
    code = 0.10 * relativistic_hinge_generator(real, fake)
    assert paper.item() == pytest.approx(code.item())


def test_uegan_shows_poor_photos_as_fakes_too() -> None:
    high, low, generated = heads(1), heads(2), heads(3)
    expected = reference(high, low, False) + reference(high, generated, False)
    assert uegan_discriminator(high, low, generated).item() == pytest.approx(expected)


def test_only_the_gap_counts_for_relativistic_scores() -> None:
    real, fake = heads(1), heads(2)
    moved = [x + 3 for x in real], [x + 3 for x in fake]
    assert relativistic_hinge_discriminator(*moved).item() == pytest.approx(reference(real, fake, False))


def test_heads_must_be_as_many() -> None:
    with pytest.raises(ValueError, match="zip"):
        hinge_discriminator(heads(1), heads(2)[:4])


def test_hinges_worked_by_hand() -> None:
    real, fake = torch.tensor([2.0, 0.5]), torch.tensor([-2.0, 0.25])
    assert hinge_discriminator(real, fake).item() == pytest.approx(0.25 + 1.25 / 2)
    assert hinge_generator(fake).item() == pytest.approx(0.875)
    assert wgan_discriminator(real, fake).item() == pytest.approx(-0.875 - 1.25)


def test_log_gan_is_cross_entropy() -> None:
    real, fake = heads(1)[0] * 4, heads(2)[0] * 4
    entropy = functional.binary_cross_entropy_with_logits
    expected = entropy(real, torch.ones_like(real)) + entropy(fake, torch.zeros_like(fake))
    assert log_gan_discriminator(real, fake).item() == pytest.approx(expected.item())
    assert log_gan_generator(fake).item() == pytest.approx(entropy(fake, torch.ones_like(fake)).item())
    assert log_gan_generator(fake, saturating=True).item() == pytest.approx(
        -entropy(fake, torch.zeros_like(fake)).item()
    )


def test_log_gan_of_a_discriminator_that_knows_nothing_is_two_log_two() -> None:
    nothing = torch.zeros(4, 1)
    assert log_gan_discriminator(nothing, nothing).item() == pytest.approx(2 * np.log(2))


def test_the_saturating_form_teaches_little_while_the_discriminator_is_sure() -> None:
    slopes = []
    for saturating in (True, False):
        sure = torch.tensor([-8.0], requires_grad=True)
        log_gan_generator(sure, saturating=saturating).backward()
        slopes.append(sure.grad)
    assert slopes[0].abs() < 1e-3  # type: ignore[union-attr]
    assert slopes[1].abs() > 0.99  # type: ignore[union-attr]


def test_a_linear_critic_is_penalised_for_the_length_of_its_weights() -> None:
    weights = torch.tensor([3.0, 0.0, 4.0, 0.0], dtype=torch.float64, requires_grad=True)
    real, fake = torch.rand(2, 5, 1, 2, 2, dtype=torch.float64)
    penalty = gradient_penalty(real, fake, critic=lambda x: x.flatten(1) @ weights)
    assert penalty.item() == pytest.approx(10 * (5 - 1) ** 2)
    penalty.backward()
    # d/dw of 10 (|w| - 1)^2.
    assert torch.allclose(weights.grad, 20 * (5 - 1) * weights.detach() / 5)  # type: ignore[arg-type]


def test_the_penalty_is_measured_between_real_and_fake() -> None:
    seen = []

    def critic(image: Tensor) -> Tensor:
        seen.append(image.detach())
        return image.sum((1, 2, 3))

    gradient_penalty(torch.ones(64, 1, 2, 2), torch.zeros(64, 1, 2, 2), critic=critic)
    shares = seen[0][:, 0, 0, 0]
    assert (seen[0] == shares[:, None, None, None]).all()
    assert 0 <= shares.min() < 0.2
    assert 0.8 < shares.max() <= 1


def test_a_critic_learns_a_slope_of_one() -> None:
    torch.manual_seed(0)
    critic = nn.Linear(4, 1)
    optimiser = torch.optim.Adam(critic.parameters(), 0.05)
    real, fake = torch.rand(32, 4, 1, 1) + 1, torch.rand(32, 4, 1, 1) - 1
    for _ in range(150):
        judge = lambda x: critic(x.flatten(1))  # noqa: E731
        loss = wgan_discriminator(judge(real), judge(fake)) + gradient_penalty(real, fake, critic=judge)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert critic.weight.norm().item() == pytest.approx(1, abs=0.3)
    assert wgan_discriminator(judge(real), judge(fake)) < -3

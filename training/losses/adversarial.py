"""A generator against a discriminator: relativistic average hinge, hinge, log-GAN and WGAN-GP.

Discriminators with several heads give a list; losses are means within a head and sums over the heads. `real` and
`fake` are raw scores, without sigmoid, unless the discriminator bounds them itself (UEGAN's heads end in tanh).
"""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor
from torch.nn import functional

Scores = Tensor | Sequence[Tensor]


def relativistic_hinge_discriminator(real: Scores, fake: Scores, *, halve: bool = True) -> Tensor:
    """Real should score 1 above the mean fake, fake 1 below the mean real (UEGAN, quality loss).

    E[max(0, 1 - (D(real) - E D(fake)))] + E[max(0, 1 + (D(fake) - E D(real)))], after Jolicoeur-Martineau (2019).
    Expectations are means over patches and batch. The paper does not halve and has weight 0.05; the code halves and
    has 0.10: the same.

    Args:
        real: (N, ...) or a list of them, one per head.
        fake: the same number of heads.
        halve: as the code.

    Returns:
        A scalar, 0 and above.
    """
    heads = [_hinge(r - f.mean(), 1) + _hinge(f - r.mean(), -1) for r, f in _heads(real, fake)]
    return _total(heads) * (0.5 if halve else 1.0)


def relativistic_hinge_generator(real: Scores, fake: Scores, *, halve: bool = True) -> Tensor:
    """The reverse: fake should score 1 above the mean real, real 1 below the mean fake (UEGAN, quality loss).

    Arguments as `relativistic_hinge_discriminator`, with which it is one function, real and fake exchanged.
    """
    return relativistic_hinge_discriminator(fake, real, halve=halve)


def uegan_discriminator(high: Scores, low: Scores, generated: Scores, *, halve: bool = True) -> Tensor:
    """What UEGAN's discriminator learns: good photos against poor ones, and against enhanced ones, in sum.

    Args:
        high: scores of photos of high quality.
        low: scores of photos of low quality, which count as fake.
        generated: scores of enhanced photos.
        halve: as `relativistic_hinge_discriminator`.

    Returns:
        A scalar, 0 and above.
    """
    against_low = relativistic_hinge_discriminator(high, low, halve=halve)
    return against_low + relativistic_hinge_discriminator(high, generated, halve=halve)


def hinge_discriminator(real: Scores, fake: Scores) -> Tensor:
    """E[max(0, 1 - D(real))] + E[max(0, 1 + D(fake))] (Lim and Ye, "Geometric GAN", 2017). 0 and above."""
    return _total([_hinge(r, 1) + _hinge(f, -1) for r, f in _heads(real, fake)])


def hinge_generator(fake: Scores) -> Tensor:
    """-E[D(fake)] (Lim and Ye, 2017), also that of a Wasserstein GAN."""
    return _total([-f.mean() for f in _list(fake)])


def log_gan_discriminator(real: Scores, fake: Scores) -> Tensor:
    """-E[log D(real)] - E[log(1 - D(fake))], D the sigmoid of the scores (Goodfellow et al., 2014, equation 1).

    MDIE's adversarial loss by its text; the code of StarGAN, which it follows, has `wgan_discriminator`.

    Args:
        real: logits, (N, ...) or one per head.
        fake: logits, the same number of heads.

    Returns:
        A scalar, 0 and above; 2 log 2 where nothing is told apart.
    """
    return _total([functional.softplus(-r).mean() + functional.softplus(f).mean() for r, f in _heads(real, fake)])


def log_gan_generator(fake: Scores, *, saturating: bool = False) -> Tensor:
    """-E[log D(fake)], or E[log(1 - D(fake))] (Goodfellow et al., 2014, section 3).

    Args:
        fake: logits, (N, ...) or one per head.
        saturating: the minimax form, whose gradient vanishes while the discriminator is sure.

    Returns:
        A scalar, 0 and above; 0 and below if saturating.
    """
    losses = [-functional.softplus(f).mean() if saturating else functional.softplus(-f).mean() for f in _list(fake)]
    return _total(losses)


def wgan_discriminator(real: Scores, fake: Scores) -> Tensor:
    """E[D(fake)] - E[D(real)] (Arjovsky et al., 2017); `gradient_penalty` is to be added."""
    return _total([f.mean() - r.mean() for r, f in _heads(real, fake)])


def gradient_penalty(
    real: Tensor,
    fake: Tensor,
    *,
    critic: Callable[[Tensor], Tensor],
    weight: float = 10.0,
    random: torch.Generator | None = None,
) -> Tensor:
    """lambda E[(|grad D(x)| - 1)^2], x on the way from a fake to a real (Gulrajani et al., 2017, equation 3).

    Args:
        real: (N, C, h, w).
        fake: the same shape.
        critic: (N, C, h, w) to scores, of which the sum per picture is what is derived.
        weight: lambda; 10 in the paper and in StarGAN.
        random: where the positions on the way come from, uniform, one per picture.

    Returns:
        A scalar, 0 and above, that can be derived for the critic's weights.
    """
    share = torch.rand(len(real), 1, 1, 1, generator=random, dtype=real.dtype).to(real.device)
    mixed = (share * real + (1 - share) * fake).detach().requires_grad_()
    (slopes,) = torch.autograd.grad(critic(mixed).sum(), mixed, create_graph=True)
    penalty: Tensor = (slopes.flatten(1).norm(dim=1) - 1).square().mean()
    return weight * penalty


def _hinge(scores: Tensor, sign: int) -> Tensor:
    """Mean of what lacks to a margin of 1 on the side of the sign."""
    return functional.relu(1 - sign * scores).mean()


def _list(scores: Scores) -> list[Tensor]:
    return [scores] if isinstance(scores, Tensor) else list(scores)


def _heads(real: Scores, fake: Scores) -> list[tuple[Tensor, Tensor]]:
    return list(zip(_list(real), _list(fake), strict=True))


def _total(losses: list[Tensor]) -> Tensor:
    return torch.stack(losses).sum()

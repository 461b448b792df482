"""Albedo and shading make the photo again (MDIE, Huang and Liu's thesis, part B)."""

from torch import Tensor

from training.losses.pixel import mse

DARKEST = 1e-3
"""Where logarithms begin: a quarter of an 8-bit step."""


def reconstruction_loss(
    low: Tensor, low_rebuilt: Tensor, high: Tensor, high_rebuilt: Tensor, *, alpha: float = 1.0, beta: float = 1.0
) -> Tensor:
    """alpha |I_l - F'(A_l, S_l)|^2 + beta |I_h - F'(A_h, S_h)|^2, as means; the thesis gives no alpha and beta.

    Args:
        low: (N, 3, h, w), photos of low quality.
        low_rebuilt: the same shape.
        high: (M, 3, h', w'), photos of high quality.
        high_rebuilt: the same shape.
        alpha: weight of the low ones.
        beta: weight of the high ones.

    Returns:
        A scalar, 0 and above.
    """
    return alpha * mse(low_rebuilt, low) + beta * mse(high_rebuilt, high)


def product_loss(image: Tensor, albedo: Tensor, shading: Tensor) -> Tensor:
    """Mean of (log I - log A - log S)^2: keeps the parts albedo and shading, whatever F' learns. Not in the thesis.

    Args:
        image: (N, 3, h, w), 0..1.
        albedo: (N, 3, h, w).
        shading: (N, 1 or 3, h, w).

    Returns:
        A scalar, 0 and above. Values below 0.001 count as 0.001.
    """
    i, a, s = (x.clamp_min(DARKEST).log() for x in (image, albedo, shading))
    return (i - a - s).square().mean()


def supervised_loss(
    albedo: Tensor, shading: Tensor, true_albedo: Tensor, true_shading: Tensor, mask: Tensor | None = None
) -> Tensor:
    """Sum of mean squared errors of both parts where they are known (Janner et al., NeurIPS 2017).

    Args:
        albedo: (N, 3, h, w).
        shading: (N, C, h, w).
        true_albedo: as albedo.
        true_shading: as shading.
        mask: (N, 1, h, w), 1 where the truth is known; everywhere if None.

    Returns:
        A scalar, 0 and above; 0 if nothing is known.
    """
    if mask is None:
        return mse(albedo, true_albedo) + mse(shading, true_shading)
    known = mask.sum().clamp_min(1)
    errors = ((albedo - true_albedo).square().mean(1), (shading - true_shading).square().mean(1))
    return (mask[:, 0] * (errors[0] + errors[1])).sum() / known

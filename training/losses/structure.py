"""Structural similarity: SSIM and MS-SSIM, in uniform and Gaussian windows."""

from math import prod

import torch
from torch import Tensor
from torch.nn import functional

from training.losses.blur import convolve, gaussian_taps
from training.losses.shapes import one_of, same_shape

SIZES = {"gaussian": 11, "uniform": 7}
DEVIATION = 1.5
K1, K2 = 0.01, 0.03
SCALE_WEIGHTS = (0.0448, 0.2856, 0.3001, 0.2363, 0.1333)
"""MS-SSIM's exponents, fine to coarse (Wang, Simoncelli and Bovik, 2003)."""


def ssim(
    first: Tensor, second: Tensor, *, window: str = "gaussian", padding: str = "valid", peak: float = 1.0
) -> Tensor:
    """Structural similarity (Wang et al., IEEE TIP 2004, equation 13), mean over windows, channels and pictures.

    Args:
        first: (N, C, h, w), sides of at least a window.
        second: the same shape.
        window: "gaussian": 11 x 11, deviation 1.5, population covariance, as the authors' code; "uniform": 7 x 7,
            sample covariance, as scikit-image and UEGAN's evaluation.
        padding: "valid", windows inside the picture only; "zero", a window at every pixel, as D'Oro's code.
        peak: the span of values that K1 and K2 refer to.

    Returns:
        A scalar, -1..1, 1 for equal pictures.
    """
    same_shape(first, second)
    one_of("window", window, tuple(SIZES))
    one_of("padding", padding, ("valid", "zero"))
    size = SIZES[window]
    if min(first.shape[2:]) < size:
        raise ValueError(f"a picture of {tuple(first.shape[2:])} is smaller than a window of {size} x {size}")
    if padding == "zero":
        first, second = (functional.pad(x, (size // 2,) * 4) for x in (first, second))
    luminance, structure = _maps(first, second, window, size, peak)
    return (luminance * structure).mean()


def ms_ssim(first: Tensor, second: Tensor, *, window: str = "gaussian", peak: float = 1.0) -> Tensor:
    """Multi-scale structural similarity (Wang, Simoncelli and Bovik, 2003, equation 7), mean over pictures.

    Five scales, each the mean of 2 x 2 pixels of the one before; contrast and structure count at all of them,
    luminance at the coarsest. A window shrinks with its Gaussian where the picture is smaller, as in DPED's
    evaluation. A scale with inverted structure counts as 0 (a root of a negative number has no meaning).

    Args:
        first: (N, C, h, w), sides of at least 32.
        second: the same shape.
        window: as `ssim`.
        peak: as `ssim`.

    Returns:
        A scalar, 0..1, 1 for equal pictures.
    """
    same_shape(first, second)
    one_of("window", window, tuple(SIZES))
    scales = len(SCALE_WEIGHTS)
    if min(first.shape[2:]) < 2**scales:
        raise ValueError(f"a picture of {tuple(first.shape[2:])} is too small for {scales} scales")
    similarities = []
    for scale in range(scales):
        size = min(SIZES[window], *first.shape[2:])
        luminance, structure = _maps(first, second, window, size, peak)
        similarities.append((structure * luminance if scale == scales - 1 else structure).mean((1, 2, 3)))
        first, second = (functional.avg_pool2d(x, 2, ceil_mode=True, count_include_pad=False) for x in (first, second))
    # Not clamped at 0 itself, where the root's slope is infinite.
    powers = (value.clamp_min(1e-6) ** weight for value, weight in zip(similarities, SCALE_WEIGHTS, strict=True))
    return prod(powers, start=torch.ones_like(similarities[0])).mean()


def ssim_loss(
    output: Tensor, target: Tensor, *, window: str = "gaussian", padding: str = "valid", peak: float = 1.0
) -> Tensor:
    """1 - SSIM (D'Oro and Nasca).

    Their code has peak 1 on values of -1..1 and pads with zeros; we measure on 0..1 inside the picture. Arguments as
    `ssim`; 0..2, 0 for equal pictures.
    """
    return 1 - ssim(output, target, window=window, padding=padding, peak=peak)


def ms_ssim_loss(output: Tensor, target: Tensor, *, window: str = "gaussian", peak: float = 1.0) -> Tensor:
    """1 - MS-SSIM (Zhao et al., "Loss functions for image restoration", 2017). Arguments as `ms_ssim`; 0..1."""
    return 1 - ms_ssim(output, target, window=window, peak=peak)


def _maps(first: Tensor, second: Tensor, window: str, size: int, peak: float) -> tuple[Tensor, Tensor]:
    """Luminance term, and contrast and structure term, of every window inside the picture."""
    if window == "gaussian":
        taps = gaussian_taps(size, DEVIATION * size / SIZES[window])
    else:
        taps = torch.full((size,), 1 / size, dtype=torch.float64)
    unbias = 1.0 if window == "gaussian" else size**2 / (size**2 - 1)
    mean1, mean2 = convolve(first, taps), convolve(second, taps)
    energy = unbias * (convolve(first.square() + second.square(), taps) - mean1.square() - mean2.square())
    covariance = unbias * (convolve(first * second, taps) - mean1 * mean2)
    c1, c2 = (K1 * peak) ** 2, (K2 * peak) ** 2
    luminance = (2 * mean1 * mean2 + c1) / (mean1.square() + mean2.square() + c1)
    return luminance, (2 * covariance + c2) / (energy + c2)

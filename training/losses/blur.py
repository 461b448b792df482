"""Blurs of the colour losses, and the convolution that SSIM's windows share with them.

| name       | taps                                                                    | deviation | border           |
|------------|-------------------------------------------------------------------------|-----------|------------------|
| dped_paper | 21, exp(-k^2 / 6), from "sigma = 3" in exp(-k^2 / (2 sigma)), A = 0.053 | 1.73 px   | zeros            |
| dped_code  | 21, square root of steps of the normal distribution over +-3.17         | 4.34 px   | zeros            |
| doro       | 10, exp(-(d / 10)^2), from parameter 5, cut off far inside              | 2.78 px   | 2 reflected only |

Zeros darken the borders of both pictures alike; "doro" loses 5 pixels of each axis.
"""

import torch
from torch import Tensor
from torch.nn import functional

BLURS = ("dped_paper", "dped_code", "doro")


def blur_taps(kind: str) -> Tensor:
    """One axis of a blur: float64, symmetric, sum 1."""
    if kind == "dped_paper":
        taps = torch.exp(-(_distances(21) ** 2) / 6)
    elif kind == "dped_code":
        edges = torch.linspace(-3 - 1 / 6, 3 + 1 / 6, 22, dtype=torch.float64)
        taps = torch.special.ndtr(edges).diff().sqrt()
    elif kind == "doro":
        taps = torch.exp(-((_distances(10) / 10) ** 2))
    else:
        raise ValueError(f"blur is one of {', '.join(BLURS)}, got {kind}")
    return taps / taps.sum()


def gaussian_taps(size: int, deviation: float) -> Tensor:
    """One axis of a Gaussian window: float64, centred for odd and even sizes, sum 1."""
    taps = torch.exp(-((_distances(size) / deviation) ** 2) / 2)
    return taps / taps.sum()


def convolve(image: Tensor, taps: Tensor) -> Tensor:
    """Every channel filtered along both axes, without padding.

    Args:
        image: (N, C, h, w).
        taps: (k,).

    Returns:
        (N, C, h - k + 1, w - k + 1).
    """
    channels, size = image.shape[1], len(taps)
    taps = taps.to(image)
    rows = functional.conv2d(image, taps.view(1, 1, 1, size).expand(channels, -1, -1, -1), groups=channels)
    return functional.conv2d(rows, taps.view(1, 1, size, 1).expand(channels, -1, -1, -1), groups=channels)


def blur(image: Tensor, kind: str) -> Tensor:
    """A picture as a colour loss sees it.

    Args:
        image: (N, C, h, w).
        kind: a name of the table above.

    Returns:
        (N, C, h, w), or (N, C, h - 5, w - 5) with "doro".
    """
    taps = blur_taps(kind)
    if kind == "doro":
        return convolve(functional.pad(image, (2, 2, 2, 2), mode="reflect"), taps)
    return convolve(functional.pad(image, (10, 10, 10, 10)), taps)


def _distances(size: int) -> Tensor:
    return torch.arange(size, dtype=torch.float64) - (size - 1) / 2

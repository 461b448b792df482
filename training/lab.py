"""Lab for losses: differentiable, batched, and as near to CIE L*a*b* as eyes ask of a loss."""

import torch
from torch import Tensor

_TO_XYZ = (
    (0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883),
)
_FLOOR = 1e-4


def lab(rgb: Tensor) -> Tensor:
    """Colours in Lab (D65), by a pure power curve of 2.2 and cube roots down to black, so that gradients stay finite.

    Args:
        rgb: (..., 3), sRGB-encoded, 0..1.

    Returns:
        (..., 3), L about 0..100.
    """
    linear = rgb.clamp_min(1e-3) ** 2.2
    x, y, z = ((linear @ rgb.new_tensor(_TO_XYZ).T) + _FLOOR).pow(1 / 3).unbind(-1)
    return torch.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)

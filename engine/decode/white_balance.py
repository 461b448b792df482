"""The colour of the light that a camera assumed, in kelvin, from its white balance multipliers."""

from collections.abc import Sequence

import numpy as np

# IEC 61966-2-1, linear sRGB to XYZ relative to D65.
_TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
_PLAUSIBLE = (1500.0, 25000.0)


def as_shot_kelvin(camera: Sequence[float], daylight: Sequence[float]) -> float:
    """Correlated colour temperature of the light, 0 where the multipliers do not tell.

    The camera's multipliers are taken relative to those for D65: a channel that needs less gain than in daylight had
    more light. That light, as linear sRGB, has the chromaticity that McCamy's formula (1992) turns into kelvin. Within
    some hundred kelvin of what cameras write.

    Args:
        camera: as-shot multipliers R, G, B, ...
        daylight: multipliers for D65.
    """
    ours, reference = np.array(camera[:3], float), np.array(daylight[:3], float)
    if not (np.all(ours > 0) and np.all(reference > 0)):
        return 0.0
    light = (reference / reference[1]) / (ours / ours[1])
    xyz = _TO_XYZ @ light
    x, y = xyz[:2] / xyz.sum()
    n = (x - 0.3320) / (0.1858 - y)
    kelvin = 437 * n**3 + 3601 * n**2 + 6861 * n + 5517
    return float(round(kelvin)) if _PLAUSIBLE[0] <= kelvin <= _PLAUSIBLE[1] else 0.0

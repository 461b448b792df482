"""The house looks: simulated retouchers that add their character to a settled photo.

Settling is half arithmetic, half example: `settle` corrects by rules what it measures on the photo, and where the photo
is a good one that was degraded for the lesson, the settled photo leans toward the original. What a network learns from
both is to bring back what a photographer would have wanted, and to leave alone what is already good.

Everything works point by point on a sample of pixels: colours are sRGB-encoded, (N, K, 3), 0..1. All numbers are taste,
set by eye on held-out photos.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from training.data.lesson import Lesson

LUMA = torch.tensor([0.299, 0.587, 0.114])


@dataclass(frozen=True, slots=True)
class Measures:
    """What a look knows of a photo; each (N, 1) unless said otherwise.

    Attributes:
        black: luma quantile 0.5 %.
        white: luma quantile 99.5 %.
        low: luma quantile 10 %.
        middle: mean of the luma quartiles.
        high: luma quantile 95 %.
        spread: luma quantile 90 % minus 10 %.
        chroma: mean of largest minus smallest channel.
        cast: (N, 2), log red / green and log blue / green of what is nearly neutral, already weighted by how much is.
    """

    black: Tensor
    white: Tensor
    low: Tensor
    middle: Tensor
    high: Tensor
    spread: Tensor
    chroma: Tensor
    cast: Tensor


def measure(image: Tensor) -> Measures:
    """Measures of photos, (N, 3, h, w), h and w divisible by 4; on means of 4 x 4 pixels, so noise does not count."""
    colours = functional.avg_pool2d(image, 4).flatten(2).transpose(1, 2)
    luma = colours @ LUMA
    levels = torch.tensor([0.005, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.995])
    black, low, q25, q50, q75, q90, high, white = torch.quantile(luma, levels, dim=1)[..., None].unbind(0)
    return Measures(
        black=black,
        white=white,
        low=low,
        middle=(q25 + q50 + q75) / 3,
        high=high,
        spread=q90 - low,
        chroma=(colours.amax(2) - colours.amin(2)).mean(1, keepdim=True),
        cast=_cast(colours, luma),
    )


def _cast(colours: Tensor, luma: Tensor) -> Tensor:
    """Colour of the light, judged by nearly neutral mid-tones: a sunset or a forest has few, so little is corrected."""
    logs = torch.log(colours + 0.02)
    ratios = torch.stack([logs[..., 0] - logs[..., 1], logs[..., 2] - logs[..., 1]], -1)
    lit = 0.01 + _ramp(luma, 0.08, 0.35) * (1 - _ramp(luma, 0.88, 1.0))
    neutral = torch.exp(-ratios.square().sum(-1) / (2 * 0.16**2))
    weight = (lit * neutral)[..., None]
    estimate = (weight * ratios).sum(1) / weight.sum(1).clamp_min(1e-6)
    share = (lit * neutral).sum(1) / lit.sum(1)
    return estimate * (share / 0.35).clamp(max=1)[:, None]


def retouch(lesson: Lesson) -> list[Tensor]:
    """What every simulated retoucher makes of the pixels of a lesson; (N, K, 3) each, 0..1, in the order of LOOKS."""
    start = settled(lesson)
    return [_keep_ends(look(start)).clamp(0, 1) for look in LOOKS.values()]


def settle(colours: Tensor, m: Measures) -> Tensor:
    """What every look does first, by rules: white balance, range, exposure, missing shape and colour."""
    x = _expose(_stretch(_balance(colours, m), m), m)
    return _vibrance(_contrast(x, 0.06 * _flatness(x)), 0.40 * _dullness(x))


def settled(lesson: Lesson) -> Tensor:
    """The settled photo of a lesson: by rules, and leaning toward the original where that is a good photo."""
    by_rules = settle(lesson.colours, measure(lesson.photos))
    return torch.lerp(by_rules, lesson.originals, lesson.trusted[:, None, None])


def _balance(colours: Tensor, m: Measures) -> Tensor:
    red, blue = m.cast[:, :1], m.cast[:, 1:]
    # Warm light is often wanted: take back less of it than of a blue or green cast.
    warm = torch.sigmoid((red - blue - 0.05) / 0.03)
    share = 0.65 - 0.30 * warm
    red, blue = (-share * red).clamp(-0.10, 0.10), (-share * blue).clamp(-0.12, 0.12)
    gains = torch.stack([red, torch.zeros_like(red), blue], -1)
    # Keep the luma of grey: balance must not expose.
    gains = gains - (gains * LUMA).sum(-1, keepdim=True)
    return colours * torch.exp(gains)


def _stretch(colours: Tensor, m: Measures) -> Tensor:
    """Bring darkest and lightest tones near black and white; both roll off instead of clipping."""
    black, white = (end[..., None] for end in _ends(m))
    # The toe: slope 0.3 at zero, so nothing reaches zero that was not there, and -black far above.
    toe = colours - black * (1 - torch.exp(-0.7 * colours / black.clamp_min(1e-4)))
    return _roll_off(toe / (white - black), ((1 - black) / (white - black)).clamp_min(1.0))


def _ends(m: Measures) -> tuple[Tensor, Tensor]:
    """The tones that become black and white; (N, 1) each."""
    # Only a photo that is flat altogether is stretched: lifted blacks alone may be meant.
    flat = 1 - _ramp(m.white - m.black, 0.42, 0.72)
    hazy = flat * (1 - _ramp(m.low, 0.35, 0.60))  # a high key has no blacks to find
    black = (hazy * 0.80 * (m.black - 0.05)).clamp(0, 0.16)
    # Night scenes have no white to stretch to: the darker the photo, the less is believed.
    white = 1 - flat * 0.85 * (0.92 - m.white).clamp(0, 0.62) * (0.80 + 0.20 * _ramp(m.white, 0.15, 0.5))
    return black, torch.maximum(white, black + 0.42)


def _roll_off(colours: Tensor, top: Tensor, start: float = 0.75) -> Tensor:
    """Compress start..top into start..1, slope 1 at the start; identity where top is 1."""
    over = (colours - start).clamp_min(0)
    bend = 1 / (1 - start) - 1 / (top - start)
    return torch.minimum(colours, torch.full_like(colours, start)) + over / (1 + bend * over)


def _keep_ends(colours: Tensor) -> Tensor:
    """A soft last step at both ends, so that no look clips what was not clipped (0 becomes 3 of 255, 1 becomes 251)."""
    floor, ceiling = 0.03, 0.94
    low = floor * torch.exp((colours.clamp_max(floor) - floor) / floor) - colours.clamp_max(floor)
    over = (colours - ceiling).clamp_min(0)
    return colours + low - over + (1 - ceiling) * torch.tanh(over / (1 - ceiling))


def _expose(colours: Tensor, m: Measures, key: float = 0.47) -> Tensor:
    """Move the middle of the photo toward the key by a curve without steep shadows; night and low key stay so."""
    black, white = _ends(m)
    middle = ((m.middle - black) / (white - black)).clamp(0.02, 0.95)
    low = ((m.low - black) / (white - black)).clamp(0, 0.9)
    deep = 1 - _ramp(low, 0.10, 0.25)
    night = _ramp(m.high - m.middle, 0.25, 0.50) * (1 - _ramp(middle, 0.10, 0.32))
    # Dark, with lights well above it that are not blown: low key, probably meant. Blown lights are merely harsh.
    low_key = _ramp(m.high - m.middle, 0.26, 0.38) * (1 - _ramp(m.high, 0.80, 0.92))
    harsh = deep * _ramp(m.high, 0.82, 0.95)
    lift = (0.15 + 0.50 * deep + 0.15 * harsh) * (1 - 0.65 * night) * (1 - 0.75 * low_key)
    share = torch.where(middle < key, lift, torch.full_like(middle, 0.10))
    goal = middle + share * (key - middle)
    bend = ((goal - middle) / (middle * (1 - goal))).clamp(-0.35, 1.2)[..., None]
    return _toned(colours, lambda x: x * (1 + bend) / (1 + bend * x.clamp_min(0)))


def _toned(colours: Tensor, curve: Callable[[Tensor], Tensor]) -> Tensor:
    """A tone curve, half on each channel and half on luma: neither washed-out nor garish."""
    luma = (colours @ LUMA)[..., None].clamp_min(0.01)
    return 0.5 * (curve(colours) + colours * (curve(luma) / luma))


def _contrast(colours: Tensor, amount: Tensor | float, pivot: float = 0.45) -> Tensor:
    """An S curve with its ends fixed; the amount is a number or (N, 1, 1)."""
    return _toned(colours, lambda x: x + 4 * amount * (x * (1 - x)).clamp_min(0) * (x - pivot))


def _saturate(colours: Tensor, factor: Tensor | float) -> Tensor:
    """Colourfulness about luma; the nearer a channel is to an end, the less it is pushed there."""
    grey = (colours @ LUMA)[..., None]
    least, most = colours.amin(-1, keepdim=True), colours.amax(-1, keepdim=True)
    down = (grey - 0.55 * least) / (grey - least).clamp_min(1e-3)
    up = (most + 0.45 * (1 - most).clamp_min(0) - grey) / (most - grey).clamp_min(1e-3)
    limit = torch.minimum(down, up).clamp_min(1.0)
    return grey + (colours - grey) * torch.minimum(torch.as_tensor(factor), limit)


def _vibrance(colours: Tensor, amount: Tensor | float) -> Tensor:
    """Saturation for what lacks it; strong colours and skin are spared."""
    chroma = colours.amax(-1, keepdim=True) - colours.amin(-1, keepdim=True)
    room = (1 - chroma / 0.8).clamp(0, 1) * (1 - 0.75 * _skin(colours))
    return _saturate(colours, 1 + amount * room)


def _skin(colours: Tensor) -> Tensor:
    """0..1: how much a colour is like skin (red over green over blue, moderate chroma)."""
    red, green, blue = colours.unbind(-1)
    order = torch.sigmoid((red - green - 0.05) / 0.03) * torch.sigmoid((green - blue - 0.01) / 0.03)
    chroma = (red - blue).clamp_min(0)
    return (order * _ramp(chroma, 0.05, 0.15) * (1 - _ramp(chroma, 0.40, 0.60)))[..., None]


def _blueness(colours: Tensor) -> Tensor:
    red, green, blue = colours.unbind(-1)
    return _ramp(blue - torch.maximum(red, 0.6 * red + 0.4 * green), 0.05, 0.35)[..., None]


def _greenness(colours: Tensor) -> Tensor:
    red, green, blue = colours.unbind(-1)
    return _ramp(green - 0.5 * (torch.maximum(red, blue) + green * 0.3 + blue * 0.7), 0.0, 0.12)[..., None]


def _ramp(x: Tensor, start: float, end: float) -> Tensor:
    t = ((x - start) / (end - start)).clamp(0, 1)
    return t * t * (3 - 2 * t)


def _tint(colours: Tensor, shadows: tuple[float, float, float], lights: tuple[float, float, float]) -> Tensor:
    """Split toning: add a colour to shadows and one to lights, both fading at black and white."""
    luma = (colours @ LUMA)[..., None].clamp(0, 1)
    dark, light = luma * (1 - luma) ** 2 * 6.75, luma**2 * (1 - luma) * 6.75
    return colours + dark * torch.tensor(shadows) + light * torch.tensor(lights)


def _flatness(colours: Tensor) -> Tensor:
    """Contrast that a settled photo still lacks, 0..1; (N, 1, 1)."""
    ends = torch.quantile(colours @ LUMA, torch.tensor([0.1, 0.9]), dim=1)
    return (1 - _ramp(ends[1] - ends[0], 0.30, 0.65))[:, None, None]


def _dullness(colours: Tensor) -> Tensor:
    """How much colour a settled photo lacks, 0..1; none for a black-and-white photo; (N, 1, 1)."""
    chroma = (colours.amax(-1) - colours.amin(-1)).mean(1)
    return (_ramp(chroma, 0.015, 0.05) * (1 - _ramp(chroma, 0.07, 0.22)))[:, None, None]


def natural(x: Tensor) -> Tensor:
    """Honest correction: settled, and nothing else."""
    return x


def vivid(x: Tensor) -> Tensor:
    """Clear contrast and rich colour; skies deepen, skin is spared."""
    y = _contrast(x, 0.12 + 0.06 * _flatness(x))
    y = _vibrance(y, 0.42 + 0.20 * _dullness(x))
    return y * (1 - 0.10 * _blueness(y))


def soft_film(x: Tensor) -> Tensor:
    """Lifted blacks, gentle contrast, muted greens, cool shadows and creamy lights."""
    y = _contrast(x, -0.03 + 0.07 * _flatness(x))
    green = _greenness(y)
    y = _saturate(y, 0.86 - 0.22 * green) + green * torch.tensor([0.028, 0.0, -0.010])
    y = 0.055 + 0.915 * y
    return _tint(y, (-0.012, 0.002, 0.018), (0.024, 0.000, -0.024))


def warm_evening(x: Tensor) -> Tensor:
    """Low golden sun: warm lights, slightly deeper exposure, plum shadows."""
    y = _contrast(x, 0.05 + 0.05 * _flatness(x))
    y = y * torch.tensor([1.025, 0.962, 0.865])
    y = _vibrance(y, 0.10)
    return _tint(y, (0.012, -0.012, 0.006), (0.036, 0.004, -0.024))


def cool_clear(x: Tensor) -> Tensor:
    """Morning air: clean, bright and crisp, blue-leaning, skin kept alive."""
    y = _contrast(x, 0.08 + 0.08 * _flatness(x), 0.40)
    y = _toned(y, lambda v: v * 1.15 / (1 + 0.15 * v.clamp_min(0)))
    shift = torch.tensor([-0.058, 0.004, 0.042]) * (1 - 0.65 * _skin(y))
    return _vibrance(_saturate(y * torch.exp(shift), 0.95), 0.16)


def black_and_white(x: Tensor) -> Tensor:
    """Panchromatic film behind a yellow-orange filter: skies darken, skin glows, full range of greys."""
    grey = (x @ torch.tensor([0.42, 0.46, 0.12]))[..., None]
    shaped = grey + 4 * (0.10 + 0.10 * _flatness(x)) * (grey * (1 - grey)).clamp_min(0) * (grey - 0.45)
    return shaped.expand_as(x)


LOOKS: dict[str, Callable[[Tensor], Tensor]] = {
    "natural": natural,
    "vivid": vivid,
    "soft-film": soft_film,
    "warm-evening": warm_evening,
    "cool-clear": cool_clear,
    "black-and-white": black_and_white,
}
"""Characters of the simulated retouchers by style id: settled colours (N, K, 3) to finished ones."""

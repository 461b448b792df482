"""Imagined retouchers by the thousand: from their likes Penchant learned to read likes (`training.taste_reader`).

A taste is drawn at random: how a photo is metered and how much of the way it is brought to a key, how much of a cast is
taken back, how far the range is stretched, a middle and a contrast that photos are brought toward, curves, saturation,
colours of shadows and lights, eight ranges of hue, and how much of each the person cares for at all. Everything is
batched: taste n works on photo n. Simulated photographers who measure how well that works (`training.photographers`)
work by other operators.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

RANGES = 8
KNOTS = 7
LUMA = (0.299, 0.587, 0.114)


@dataclass(frozen=True, slots=True)
class Tastes:
    """Tastes of N retouchers; each (N, ...).

    Attributes:
        meter: (N, 3), shares of mean, median and upper quartile of luminance in what is metered.
        key: (N, 1), log2 luminance wanted; strength: how much of the way.
        strength: (N, 1).
        neutral: (N, 1), share of the mean cast that is taken back; whites: (N, 1), the same by the brightest colours.
        whites: (N, 1).
        warmth: (N, 3), log2 gain of each channel.
        stretch: (N, 1), how far the ends of the range are moved; ends: (N, 2), to where.
        ends: (N, 2).
        middle: (N, 1), median luma wanted; spread: (N, 1), its deviation wanted.
        spread: (N, 1).
        settle: (N, 2), how much of the way to both.
        casts: (N, 2, 2), log2 of red and of blue over green wanted in shadows and in lights.
        tinted: (N, 2), how much of the way there, in shadows and in lights.
        curve: (N, KNOTS), shift of luma at evenly spaced tones; channels: (N, 3, KNOTS), shift of each channel.
        channels: (N, 3, KNOTS).
        colour: (N, 1), log of the saturation; goal: (N, 1), mean saturation wanted; toward: how much of the way.
        goal: (N, 1).
        toward: (N, 1).
        hues: (N, RANGES, 3), turn in sixths of the circle, log saturation and log brightness of each range of hue.
    """

    meter: Tensor
    key: Tensor
    strength: Tensor
    neutral: Tensor
    whites: Tensor
    warmth: Tensor
    stretch: Tensor
    ends: Tensor
    middle: Tensor
    spread: Tensor
    settle: Tensor
    casts: Tensor
    tinted: Tensor
    curve: Tensor
    channels: Tensor
    colour: Tensor
    goal: Tensor
    toward: Tensor
    hues: Tensor

    def __getitem__(self, index: int) -> "Tastes":
        """One taste, as N = 1."""
        return Tastes(*(getattr(self, name)[index : index + 1] for name in self.__slots__))

    def expand(self, photos: int) -> "Tastes":
        """Each taste `photos` times in a row."""
        return Tastes(*(getattr(self, name).repeat_interleave(photos, 0) for name in self.__slots__))


def draw(count: int, generator: torch.Generator) -> Tastes:
    """Random tastes.

    Args:
        count: how many.
        generator: decides.
    """

    def normal(*shape: int) -> Tensor:
        return torch.randn(count, *shape, generator=generator)

    def uniform(low: float, high: float, size: int = 1) -> Tensor:
        return low + (high - low) * torch.rand(count, size, generator=generator)

    def cares(share: float) -> Tensor:
        """How much a person cares: not at all, or up to one and a half."""
        return (torch.rand(count, 1, generator=generator) < share) * uniform(0.3, 1.5)

    def smooth(values: Tensor) -> Tensor:
        padded = torch.cat([values[..., :1], values, values[..., -1:]], -1)
        return (padded[..., :-2] + 2 * padded[..., 1:-1] + padded[..., 2:]) / 4

    def around(values: Tensor) -> Tensor:
        return (values.roll(1, 1) + 2 * values + values.roll(-1, 1)) / 4

    meter = uniform(0, 1, 3) ** 2
    s_curve = torch.sin(torch.linspace(0, 2 * torch.pi, KNOTS)) * -0.06
    tint = normal(3, KNOTS) * torch.tensor([1.0, 0.6, 1.0])[:, None]
    return Tastes(
        meter=meter / meter.sum(1, keepdim=True).clamp_min(1e-3),
        key=-2.3 + 0.75 * normal(1),
        strength=uniform(0.15, 1.0) * (uniform(0, 1) < 0.92),
        neutral=uniform(0.0, 0.9) * (uniform(0, 1) < 0.8),
        whites=uniform(0.0, 0.7) * (uniform(0, 1) < 0.4),
        warmth=cares(0.7) * normal(1) * torch.tensor([0.16, 0.0, -0.16]) + 0.04 * normal(3),
        stretch=uniform(0.0, 1.0) * (uniform(0, 1) < 0.8),
        ends=torch.cat([uniform(-0.02, 0.13), uniform(0.84, 1.02)], 1),
        middle=(0.46 + 0.13 * normal(1)).clamp(0.2, 0.75),
        spread=torch.exp(-1.55 + 0.25 * normal(1)),
        settle=uniform(0.0, 1.0, 2) * (uniform(0, 1, 2) < 0.8),
        casts=normal(2, 2) * torch.tensor([0.3, 0.4]) + torch.tensor([0.05, -0.15]),
        tinted=uniform(0.0, 0.9, 2) * (uniform(0, 1) < 0.5),
        curve=cares(0.8) * s_curve * (0.6 + normal(1)) + cares(0.6) * smooth(0.03 * normal(KNOTS)),
        channels=cares(0.65)[:, :, None] * smooth(smooth(0.06 * tint)),
        colour=cares(0.8) * 0.25 * normal(1),
        goal=torch.exp(-1.5 + 0.35 * normal(1)),
        toward=uniform(0.0, 0.8) * (uniform(0, 1) < 0.75),
        hues=cares(0.7)[:, :, None] * around(normal(RANGES, 3)) * torch.tensor([0.28, 0.45, 0.18]),
    )


def retouch(tastes: Tastes, photos: Tensor) -> Tensor:
    """What N retouchers make of N photos.

    Args:
        tastes: N of them.
        photos: (N, K, 3), sRGB-encoded, 0..1.

    Returns:
        (N, K, 3), 0..1.
    """
    linear = photos.clamp_min(1e-3) ** 2.2
    weights = photos.new_tensor((0.2126, 0.7152, 0.0722))
    light = linear @ weights
    marks = torch.quantile(light, photos.new_tensor([0.5, 0.75]), dim=1)
    meters = torch.stack(
        [torch.log2(light.clamp_min(1e-3)).mean(1), torch.log2(marks[0]), torch.log2(marks[1]) - 0.8], 1
    )
    gain = tastes.strength * (tastes.key - (tastes.meter * meters).sum(1, keepdim=True))
    mean = torch.log2(linear.mean(1).clamp_min(1e-4))
    white = torch.log2((linear**4).mean(1).clamp_min(1e-9)) / 4
    casts = [tint - tint.mean(1, keepdim=True) for tint in (mean, white)]
    gains = gain - tastes.neutral * casts[0] - tastes.whites * casts[1] + tastes.warmth
    exposed = _shoulder(linear * torch.exp2(gains.clamp(-4, 4))[:, None]) ** (1 / 2.2)
    x = _curved(_settled(_stretched(exposed, tastes), tastes), tastes)
    return _coloured(_tinted(x, tastes), tastes).clamp(0, 1)


def _shoulder(linear: Tensor) -> Tensor:
    """Highlights bend from half of white on, so that little is lost."""
    over = (linear - 0.5).clamp_min(0)
    return linear.clamp_max(0.5) + 0.5 * (1 - torch.exp(-over / 0.5))


def _stretched(x: Tensor, tastes: Tastes) -> Tensor:
    ends = torch.quantile(x.mean(2), x.new_tensor([0.01, 0.99]), dim=1).T
    goals = ends + tastes.stretch * (tastes.ends - ends)
    slope = ((goals[:, 1:] - goals[:, :1]) / (ends[:, 1:] - ends[:, :1]).clamp_min(0.1)).clamp(0.4, 2.5)
    return (goals[:, :1, None] + (x - ends[:, :1, None]) * slope[..., None]).clamp(0, 1)


def _settled(x: Tensor, tastes: Tastes) -> Tensor:
    """A power of the values brings the middle, a slope of their odds brings the contrast toward what is wanted."""
    luma = (x @ x.new_tensor(LUMA)).clamp(0.01, 0.99)
    median = luma.median(1, keepdim=True).values.clamp(0.03, 0.9)
    power = torch.log(tastes.middle) / torch.log(median)
    power = (1 + tastes.settle[:, :1] * (power - 1)).clamp(0.4, 2.5)[..., None]
    middle = (median[..., None] ** power).clamp(0.02, 0.98)
    deviation = (luma ** power[..., 0]).std(1, keepdim=True).clamp_min(0.03)
    slope = ((tastes.spread / deviation) ** tastes.settle[:, 1:]).clamp(0.5, 2.0)[..., None]
    odds = torch.logit(x.clamp(0.004, 0.996) ** power)
    return torch.sigmoid(torch.logit(middle) * (1 - slope) + odds * slope)


def _tinted(x: Tensor, tastes: Tastes) -> Tensor:
    """Lamps of their own for shadows and lights, set by the light that is found there."""
    linear = x.clamp_min(1e-3) ** 2.2
    luma = (x @ x.new_tensor(LUMA)).clamp(0, 1)
    lamps = torch.zeros_like(x)
    for place, share in enumerate(((1 - luma) ** 2, luma**2)):
        mean = (linear * share[..., None]).sum(1) / share.sum(1, keepdim=True)
        found = torch.log2(mean[:, [0, 2]] / mean[:, 1:2])
        red, blue = (tastes.tinted[:, place, None] * (tastes.casts[:, place] - found)).clamp(-1, 1).unbind(1)
        gains = torch.stack([red, -(0.3 * red + 0.11 * blue) / 0.59, blue], 1)
        lamps = lamps + share[..., None] * gains[:, None]
    return (linear * torch.exp2(lamps)).clamp(0, 1) ** (1 / 2.2)


def _curved(x: Tensor, tastes: Tastes) -> Tensor:
    """Shifts between knots, of luma (for all channels alike) and of each channel."""
    luma = (x @ x.new_tensor(LUMA)).clamp(0, 1)
    shift = _between(tastes.curve, luma)[..., None]
    own = torch.stack([_between(tastes.channels[:, k], x[..., k]) for k in range(3)], 2)
    return (x + shift + own).clamp(0, 1)


def _between(knots: Tensor, at: Tensor) -> Tensor:
    """Piecewise-linear reading of (N, KNOTS) at (N, K) places 0..1."""
    place = at * (KNOTS - 1)
    first = place.floor().clamp(0, KNOTS - 2)
    share = place - first
    low, high = knots.gather(1, first.long()), knots.gather(1, first.long() + 1)
    return low + share * (high - low)


def _coloured(x: Tensor, tastes: Tastes) -> Tensor:
    """Hue, saturation and brightness by ranges of the hexagonal hue; then saturation as a whole."""
    most, least = x.amax(2), x.amin(2)
    chroma = (most - least).clamp_min(1e-4)
    red, green, blue = x.unbind(2)
    hue = torch.where(
        most == red,
        ((green - blue) / chroma) % 6,
        torch.where(most == green, (blue - red) / chroma + 2, (red - green) / chroma + 4),
    )
    place = (hue * (RANGES / 6)) % RANGES
    first = place.floor().clamp(0, RANGES - 1)
    share, index = (place - first)[..., None], first.long()
    rows = index[..., None].expand(-1, -1, 3)
    low = tastes.hues.gather(1, rows)
    high = tastes.hues.gather(1, (rows + 1) % RANGES)
    turn, strong, light = (low + share * (high - low)).unbind(2)
    luma = x @ x.new_tensor(LUMA)
    axis_u, axis_v = (red - green) * 0.7071, (red + green - 2 * blue) * 0.4082
    angle = turn * (torch.pi / 3)
    saturation = chroma.mean(1, keepdim=True).clamp_min(0.02)
    whole = tastes.colour + tastes.toward * torch.log(tastes.goal / saturation).clamp(-1, 1)
    factor = torch.exp((strong + whole).clamp(-3, 1.2))
    cosine, sine = torch.cos(angle) * factor, torch.sin(angle) * factor
    u, v = axis_u * cosine - axis_v * sine, axis_u * sine + axis_v * cosine
    # Orthonormal opponent axes about the mean of the channels; then luma is brought back.
    turned = torch.stack([u * 0.7071 + v * 0.4082, -u * 0.7071 + v * 0.4082, -v * 0.8165], 2)
    wanted = luma * torch.exp(light * (chroma * 4).clamp_max(1))
    return turned + (wanted - turned @ x.new_tensor(LUMA))[..., None]

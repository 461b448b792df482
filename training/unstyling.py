"""Un-styling: liked photos made to look like ordinary ones, so that the way back can be taught.

Likes come without a "before". One is made up: a few traits of a like (brightness, four spreads of luma, colourfulness,
cast) are moved to where they were probably before, which is told in two ways that err differently; each copy follows
one of them. By rank: where the like would lie among ordinary photos; brighter likes stay brighter un-styled photos, but
only nearly so (`KEPT`), since retouchers bring photos nearer to each other. By what the unstyler says
(`training.unstyler`), which knows that dark likes may be of dark scenes. Some random hue is mixed in: without,
everything that un-styling does would be believed.
"""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from engine.color import LUMA
from engine.networks.adaptive_numpy import U_SCALE, V_SCALE

TRAITS = 8
KEPT = 0.9
"""Correlation between a like and its un-styled copy; the rest is a random ordinary photo's."""
_MARKS = (0.02, 0.25, 0.5, 0.75, 0.98)
_TURN = 0.12
_RICHER = 0.12
_FAIR, _SURE = 0.5, 0.75
"""How far, in their own deviations, likes that were drawn fairly may lie from ordinary photos in brightness (57 of 60
sets of the rehearsal photographers lie nearer); from the second on they surely are of other scenes (11 of 15 dark
sets)."""


@dataclass(frozen=True, slots=True)
class Looks:
    """Pixels as luma and two colours, with their traits.

    Attributes:
        luma: (N, K).
        colour: (N, K, 2), u and v.
        traits: (N, TRAITS): median luma; log of the spans 2..25, 25..50, 50..75, 75..98 %; log chroma; mean u and v.
        marks: (N, 5), the luma quantiles.
    """

    luma: Tensor
    colour: Tensor
    traits: Tensor
    marks: Tensor


def looks_of(pixels: Tensor) -> Looks:
    """Take photos apart.

    Args:
        pixels: (N, K, 3), sRGB-encoded, 0..1.
    """
    luma = pixels @ pixels.new_tensor(LUMA)
    colour = torch.stack([(pixels[..., 2] - luma) * U_SCALE, (pixels[..., 0] - luma) * V_SCALE], 2)
    marks = torch.quantile(luma, luma.new_tensor(_MARKS), dim=1).T
    spans = torch.log(marks.diff(dim=1) + 0.01)
    mean = colour.mean(1)
    chroma = torch.log((colour - mean[:, None]).norm(dim=2).mean(1, keepdim=True) + 0.004)
    return Looks(luma, colour, torch.cat([marks[:, 2:3], spans, chroma, mean], 1), marks)


@dataclass(frozen=True, slots=True)
class Unstyling:
    """The way from likes to ordinary photos.

    Attributes:
        likes: taken apart.
        ordinary: (M, TRAITS), traits of ordinary photos.
        centre: (TRAITS,), where the middle like goes; the ordinary mean unless the likes show other things.
        kept: see `KEPT`.
        told: (N, TRAITS), where each like goes by what the unstyler says; None to go by rank alone.
        aside: 0..1, see `aside_of`.
    """

    likes: Looks
    ordinary: Tensor
    centre: Tensor
    kept: float = KEPT
    told: Tensor | None = None
    aside: float = 0.0

    def of(self, chosen: Tensor) -> "Unstyling":
        """The same for some of the likes: places, or (N,) bool."""
        likes = Looks(*(getattr(self.likes, name)[chosen] for name in Looks.__slots__))
        return replace(self, likes=likes, told=None if self.told is None else self.told[chosen])

    def sample(self, index: Tensor, generator: torch.Generator) -> Tensor:
        """Un-styled copies of some likes.

        Args:
            index: (B,), which likes.
            generator: decides.

        Returns:
            (B, K, 3), 0..1, pixels in the order of the likes'.
        """
        own = self.likes.traits
        deviation = own.std(0, correction=0) + 0.05 * self.ordinary.std(0)
        step = (self.ordinary.std(0) / deviation).clamp(0.5, 2.5)
        which = torch.randint(0, len(self.ordinary), (len(index),), generator=generator)
        chance = self.ordinary[which] - self.ordinary.mean(0)
        wanted = self.centre + self.kept * step * (own[index] - own.mean(0)) + (1 - self.kept**2) ** 0.5 * chance
        if self.told is not None:
            as_told = torch.rand(len(index), 1, generator=generator) < (1 + self.aside) / 2
            wanted = torch.where(as_told, self.told[index], wanted)
        return self._moved(index, wanted, generator)

    def _moved(self, index: Tensor, wanted: Tensor, generator: torch.Generator) -> Tensor:
        likes = self.likes
        luma, colour, traits, marks = (
            values[index] for values in (likes.luma, likes.colour, likes.traits, likes.marks)
        )
        spans = (torch.exp(wanted[:, 1:5]) - 0.01).clamp_min(0.004)
        middle = wanted[:, :1].clamp(0.04, 0.93)
        low, high = spans[:, :2].flip(1).cumsum(1).flip(1), spans[:, 2:].cumsum(1)
        # Spans that would leave 0..1 are squeezed.
        low = low * (middle / low[:, :1].clamp_min(1e-3)).clamp_max(1.0)
        high = high * ((1 - middle) / high[:, 1:].clamp_min(1e-3)).clamp_max(1.0)
        goals = torch.cat([middle - low, middle, middle + high], 1)
        new_luma = _mapped(luma, marks, goals)
        centred = colour - traits[:, None, 6:]
        centred = centred * torch.exp((wanted[:, 5:6] - traits[:, 5:6]).clamp(-1.5, 1.5))[..., None]
        new_colour = _waved(centred + wanted[:, None, 6:].clamp(-0.12, 0.12), generator)
        red = new_luma + new_colour[..., 1] / V_SCALE
        blue = new_luma + new_colour[..., 0] / U_SCALE
        green = (new_luma - LUMA[0] * red - LUMA[2] * blue) / LUMA[1]
        return torch.stack([red, green, blue], 2).clamp(0, 1)


def aside_of(before: Tensor, ordinary: Tensor) -> float:
    """How far likes seem to be of other scenes than ordinary photos: 0 for not at all or not surely, 1 for dark (or
    bright) scenes alone.

    Args:
        before: (N, TRAITS), what the unstyler says of the likes.
        ordinary: (M, TRAITS).
    """
    away = (before[:, 0].mean() - ordinary[:, 0].mean()).abs() / (before[:, 0].std() + 1e-3)
    return float(((away - _FAIR) / (_SURE - _FAIR)).clamp(0, 1))


def balanced(before: Tensor, ordinary: Tensor, centre: Tensor, aside: float) -> Tensor:
    """What the unstyler says of likes, (N, TRAITS), made as wide as ordinary photos and brought half way to `centre`.

    It is cautious: where it cannot know, it says what is usual, so that photos come out more alike than they were. Of
    likes that lie aside it is believed as it is.
    """
    mean = before.mean(0)
    wider = (ordinary.std(0) / (before.std(0) + 1e-3)).clamp(1, 2)
    middle = mean + (1 - aside) / 2 * (centre - mean)
    return middle + (1 + (1 - aside) * (wider - 1)) * (before - mean)


def _mapped(luma: Tensor, marks: Tensor, goals: Tensor) -> Tensor:
    """The piecewise-linear curve through (mark, goal), with both ends at 0 and 1."""
    ends = torch.zeros_like(marks[:, :1]), torch.ones_like(marks[:, :1])
    before = torch.cat([ends[0], marks, ends[1]], 1)
    after = torch.cat([ends[0], goals.clamp(0, 1), ends[1]], 1)
    result = torch.zeros_like(luma)
    for k in range(before.shape[1] - 1):
        width = before[:, k + 1 : k + 2] - before[:, k : k + 1]
        share = ((luma - before[:, k : k + 1]) / width.clamp_min(1e-4)).clamp(0, 1)
        share = torch.where(width > 1e-4, share, (luma > before[:, k : k + 1]).float())
        result = result + share * (after[:, k + 1 : k + 2] - after[:, k : k + 1])
    return result


def _waved(colour: Tensor, generator: torch.Generator) -> Tensor:
    """A random smooth turn and saturation of hues, for each photo its own."""
    waves = torch.randn(len(colour), 2, 4, generator=generator) * 0.5
    chroma = colour.norm(dim=2, keepdim=True).clamp_min(1e-4)
    c, s = (colour / chroma).unbind(2)
    basis = torch.stack([c, s, c * c - s * s, 2 * c * s], 2)
    turn, richer = (basis @ waves.transpose(1, 2)).unbind(2)
    angle, factor = turn * (2 * _TURN), torch.exp(richer * (2 * _RICHER))
    u, v = colour.unbind(2)
    cosine, sine = torch.cos(angle) * factor, torch.sin(angle) * factor
    return torch.stack([u * cosine - v * sine, u * sine + v * cosine], 2)

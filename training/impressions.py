"""What a photo, and a set of photos, looks like in numbers: by these likes are read.

A photo's impression has `GLOBAL` numbers about its whole (tones, cast, colour of shadows, middle and lights, chroma)
and for each of `HUES` ranges of hue how much of it there is and its chroma, hue and lightness there. A set's impression
is mean and deviation over photos of the former, and the means of the latter, weighted by how much each photo has.
"""

import torch
from torch import Tensor

from engine.color import LUMA
from engine.networks.adaptive_numpy import U_SCALE, V_SCALE

HUES = 8
GLOBAL = 22
EACH = GLOBAL + 4 * HUES
"""Numbers of one photo."""
SET = 2 * GLOBAL + 4 * HUES
"""Numbers of a set."""
_LEVELS = (0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.98)
_TINY = 1e-4


def impressions(pixels: Tensor) -> Tensor:
    """What photos look like.

    Args:
        pixels: (N, K, 3), all pixels of small copies, sRGB-encoded, 0..1.

    Returns:
        (N, EACH): log2 luminance, seven luma quantiles, deviation of luma, log2 casts of red and blue, u and v of
        shadows, middle and lights, mean chroma, its log and its 90 %, deviation of u and v; then by hue range its
        weight, and weight times chroma, hue (radians from the range's centre) and luma.
    """
    luma, u, v, chroma = _opponent(pixels)
    return torch.cat([wholes(pixels), _by_hue(luma, chroma, torch.atan2(v, u))], 1)


def wholes(pixels: Tensor) -> Tensor:
    """The first GLOBAL numbers of `impressions`, about photos as wholes, (N, GLOBAL)."""
    luma, u, v, chroma = _opponent(pixels)
    means = pixels.mean(1) + 0.01
    shadows, lights = (1 - 2.5 * luma).clamp_min(0), (2.5 * luma - 1.5).clamp_min(0)
    middle = 1 - (2 * luma - 1).abs()
    tints = [
        (part * weight).sum(1) / (weight.sum(1) + 0.01 * luma.shape[1])
        for weight in (shadows, middle, lights)
        for part in (u, v)
    ]
    return torch.stack(
        [
            2.2 * torch.log2(luma.clamp_min(0.01)).mean(1),
            *torch.quantile(luma, pixels.new_tensor(_LEVELS), dim=1).unbind(0),
            luma.std(1),
            torch.log2(means[:, 0] / means[:, 1]),
            torch.log2(means[:, 2] / means[:, 1]),
            *tints,
            chroma.mean(1),
            torch.log(chroma.mean(1) + 0.005),
            torch.quantile(chroma, 0.9, dim=1),
            u.std(1),
            v.std(1),
        ],
        1,
    )


def _opponent(pixels: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Luma, u, v and chroma, (N, K) each."""
    luma = (pixels @ pixels.new_tensor(LUMA)).clamp(0, 1)
    u, v = (pixels[..., 2] - luma) * U_SCALE, (pixels[..., 0] - luma) * V_SCALE
    return luma, u, v, torch.sqrt(u * u + v * v + 1e-8)


def set_impression(each: Tensor, shares: Tensor | None = None) -> Tensor:
    """What sets of photos look like.

    Args:
        each: (..., N, EACH), impressions of their photos.
        shares: (..., N), how much each photo counts; all alike unless given.

    Returns:
        (..., SET).
    """
    shares = torch.ones_like(each[..., 0]) if shares is None else shares
    shares = (shares / shares.sum(-1, keepdim=True))[..., None]
    whole = each[..., :GLOBAL]
    mean = (whole * shares).sum(-2)
    deviation = ((whole - mean[..., None, :]).square() * shares).sum(-2).sqrt()
    weight, *values = torch.split((each[..., GLOBAL:] * shares).sum(-2), HUES, -1)
    # A hue that hardly occurs says nothing: its values stay near those of a little of middle grey.
    rest = (0.08, 0.0, 0.5)
    known = [(value + _TINY * usual) / (weight + _TINY) for value, usual in zip(values, rest, strict=True)]
    return torch.cat([mean, deviation, torch.log(weight + _TINY), *known], -1)


def _by_hue(luma: Tensor, chroma: Tensor, hue: Tensor) -> Tensor:
    centres = torch.arange(HUES, device=luma.device) * (2 * torch.pi / HUES)
    away = (hue[..., None] - centres + torch.pi) % (2 * torch.pi) - torch.pi
    near = (1 - away.abs() * (HUES / (2 * torch.pi))).clamp_min(0) * chroma[..., None]
    return torch.cat(
        [near.mean(1), (near * chroma[..., None]).mean(1), (near * away).mean(1), (near * luma[..., None]).mean(1)], 1
    )

"""The structured style model: settles a photo by what it measures on it, then gives it a character.

A style is a vector of `SIZE` numbers; 0 changes nothing. For each photo `STATISTICS` numbers are measured on a copy of
`SEEN` x `SEEN` pixels. Then, on sRGB-encoded pixels, in this order:

    adapt   (7, 15)  corrections of this photo, linear in (1, statistics): log2 exposure, log2 white balance of red and
                     of blue, log saturation, shadows, contrast, lights
    levels  (3,)     how far the darkest and lightest 2 % are moved to black and white, and to which
    curve   (3, 8)   residual curve of each channel, Bernstein basis of degree 7
    matrix  (6,)     3 x 3 with rows that sum to 1, so that grey stays grey
    hue     (3, 14)  turn, log saturation and lightness of each hue: a Fourier series of order 3, with a slope over luma
    vivid   (2,)     more saturation for weak colours, and for strong ones

The structure is what makes 20 to 100 liked photos enough (docs/decisions/0007); it is a small table over hue and
lightness where a 3-D LUT would have thousands of free numbers. Every stage is batched over photos *and* styles.
`adaptive_numpy` computes the same without torch.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from engine.color import LUMA
from engine.networks.adaptive_numpy import (
    CLAMP,
    LEVELS,
    PARTS,
    ROLL_OFF,
    SIZE,
    STATISTICS_MEAN,
    STATISTICS_SCALE,
    U_SCALE,
    V_SCALE,
)

_BINOMIAL = (1.0, 7.0, 21.0, 35.0, 35.0, 21.0, 7.0, 1.0)


@dataclass(frozen=True, slots=True)
class Measured:
    """What the model knows of photos.

    Attributes:
        numbers: (N, 14), the statistics, centred, scaled and held to -3..3.
        dark: (N, 1), luma quantile 2 %.
        light: (N, 1), luma quantile 98 %.
    """

    numbers: Tensor
    dark: Tensor
    light: Tensor

    def __getitem__(self, index: Tensor) -> "Measured":
        return Measured(self.numbers[index], self.dark[index], self.light[index])


def measure(pixels: Tensor) -> Measured:
    """The statistics of photos.

    Log2 of the geometric-mean luminance; luma quantiles 2, 10, 25, 50, 75, 90, 98 %; log2 of mean red and of mean blue
    over green; mean chroma (largest minus smallest channel); mean R - Y and B - Y; range of luma.

    Args:
        pixels: (N, K, 3), all pixels of the small copies, sRGB-encoded, 0..1.
    """
    red, green, blue = pixels.unbind(2)
    luma = pixels @ pixels.new_tensor(LUMA)
    levels = torch.quantile(luma, pixels.new_tensor(LEVELS), dim=1).unbind(0)
    means = pixels.mean(1) + 0.01
    numbers = torch.stack(
        [
            2.2 * torch.log2(luma.clamp_min(0.01)).mean(1),
            *levels,
            torch.log2(means[:, 0] / means[:, 1]),
            torch.log2(means[:, 2] / means[:, 1]),
            (torch.maximum(torch.maximum(red, green), blue) - torch.minimum(torch.minimum(red, green), blue)).mean(1),
            (red - luma).mean(1),
            (blue - luma).mean(1),
            levels[-1] - levels[0],
        ],
        1,
    )
    scaled = (numbers - pixels.new_tensor(STATISTICS_MEAN)) / pixels.new_tensor(STATISTICS_SCALE)
    return Measured(scaled.clamp(-CLAMP, CLAMP), levels[0][:, None], levels[-1][:, None])


def parts_of(style: Tensor) -> dict[str, Tensor]:
    """A style vector (..., SIZE) as its parts, (..., *shape) each."""
    pieces = torch.split(style, [_count(shape) for shape in PARTS.values()], dim=-1)
    return {
        name: piece.reshape(*style.shape[:-1], *shape)
        for (name, shape), piece in zip(PARTS.items(), pieces, strict=True)
    }


def enhance(style: Tensor, pixels: Tensor, measured: Measured) -> Tensor:
    """Pixels as styles make them.

    Args:
        style: (N, SIZE), or (SIZE,) for one style on all photos.
        pixels: (N, K, 3), any pixels of the photos, sRGB-encoded, 0..1.
        measured: of the photos.

    Returns:
        (N, K, 3), unclipped.
    """
    if style.shape[-1] != SIZE:
        raise ValueError(f"a style has {SIZE} numbers, got {style.shape[-1]}")
    parts = parts_of(style.expand(len(pixels), SIZE))
    fixes = parts["adapt"][..., 0] + (parts["adapt"][..., 1:] @ measured.numbers[..., None])[..., 0]
    settled = _settle(pixels, fixes, parts["levels"], measured)
    x = _curve(settled, parts["curve"], fixes[:, 4:])
    return _hues(_matrix(x, parts["matrix"]), parts["hue"], parts["vivid"], fixes[:, 3])


def _count(shape: tuple[int, ...]) -> int:
    return int(torch.Size(shape).numel())


def _settle(pixels: Tensor, fixes: Tensor, levels: Tensor, measured: Measured) -> Tensor:
    """Exposure and white balance (gains of linear light are gains of encoded values), then range."""
    ev, red, blue = fixes[:, :1], fixes[:, 1:2], fixes[:, 2:3]
    green = -(LUMA[0] * red + LUMA[2] * blue) / LUMA[1]
    gain = torch.exp2((torch.cat([red, green, blue], 1) + ev).clamp(-5, 5) / 2.2)
    top = gain.amax(1, keepdim=True).clamp_min(1.0)
    x = _roll_off(pixels * gain[:, None], top[..., None])
    whole = torch.exp2(ev.clamp(-5, 5) / 2.2)
    dark, light = _roll_off(measured.dark * whole, top), _roll_off(measured.light * whole, top)
    share, black, white = levels.unbind(-1)
    share, black, white = share[:, None], black[:, None], white[:, None]
    low = dark + share * (black - dark)
    slope = (1 + share * ((white - black) / (light - dark).clamp_min(0.05) - 1)).clamp(0.4, 3.0)
    return low[..., None] + (x - dark[..., None]) * slope[..., None]


def _roll_off(x: Tensor, top: Tensor) -> Tensor:
    """Compress ROLL_OFF..top into ROLL_OFF..1, slope 1 at the start; identity where top is 1."""
    over = (x - ROLL_OFF).clamp_min(0)
    bend = 1 / (1 - ROLL_OFF) - 1 / (top - ROLL_OFF)
    return x.clamp_max(ROLL_OFF) + over / (1 + bend * over)


def _curve(x: Tensor, curve: Tensor, fixes: Tensor) -> Tensor:
    """The residual curves of the style, and this photo's shadows, contrast and lights."""
    a = x.clamp(0, 1)
    b = 1 - a
    powers_a, powers_b = [torch.ones_like(a), a], [torch.ones_like(a), b]
    for _ in range(6):
        powers_a.append(powers_a[-1] * a)
        powers_b.append(powers_b[-1] * b)
    result = x
    for k, binomial in enumerate(_BINOMIAL):
        result = result + (binomial * curve[:, None, :, k]) * (powers_a[k] * powers_b[7 - k])
    shadows, contrast, lights = (fix[:, None, None] for fix in fixes.unbind(1))
    return result + a * b * (9.0 * (shadows * b * b + lights * a * a) + 10.0 * contrast * (a - b))


def _matrix(x: Tensor, free: Tensor) -> Tensor:
    """The two off-diagonal numbers of each row are free, the diagonal makes up for them."""
    r, g, b = x.unbind(2)
    f = [value[:, None] for value in free.unbind(1)]
    red = r + f[0] * (g - r) + f[1] * (b - r)
    green = g + f[2] * (r - g) + f[3] * (b - g)
    blue = b + f[4] * (r - b) + f[5] * (g - b)
    return torch.stack([red, green, blue], 2)


def _hues(x: Tensor, table: Tensor, vivid: Tensor, saturation: Tensor) -> Tensor:
    """Turn, saturate and lighten by hue, in opponent colours about luma."""
    luma = x @ x.new_tensor(LUMA)
    u, v = (x[..., 2] - luma) * U_SCALE, (x[..., 0] - luma) * V_SCALE
    chroma = torch.sqrt(u * u + v * v + 1e-6)
    c, s = u / chroma, v / chroma
    c2, s2 = c * c - s * s, 2 * c * s
    waves = torch.stack([torch.ones_like(c), c, s, c2, s2, c * c2 - s * s2, s * c2 + c * s2], 2)
    lit = (2 * luma - 1).clamp(-1, 1)[..., None]
    turn, strong, light = (torch.cat([waves, waves * lit], 2) @ table.transpose(1, 2)).unbind(2)
    weak = (1 - chroma / 0.25).clamp(0, 1)
    strong = strong + saturation[:, None] + vivid[:, :1] * weak + vivid[:, 1:] * (1 - weak)
    factor = torch.exp(strong.clamp(-3, 1.5))
    cosine, sine = torch.cos(turn) * factor, torch.sin(turn) * factor
    u, v = u * cosine - v * sine, u * sine + v * cosine
    luma = luma + chroma * light
    red, blue = luma + v / V_SCALE, luma + u / U_SCALE
    green = (luma - LUMA[0] * red - LUMA[2] * blue) / LUMA[1]
    return torch.stack([red, green, blue], 2)

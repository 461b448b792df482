"""The structured style model: settles a photo by what it measures on it, then gives it a character.

A style is a vector of `SIZE` numbers; 0 changes nothing. For each photo `STATISTICS` numbers are measured on a copy of
`SEEN` x `SEEN` pixels. Then, on sRGB-encoded pixels, in this order:

    adapt   (7, 15)  corrections of this photo, linear in (1, the first 14 statistics): log2 exposure, log2 white
                     balance of red and of blue, log saturation, shadows, contrast, lights
    more    (7, 14)  the same, by the other statistics
    levels  (3,)     how far the darkest and lightest 2 % are moved to black and white, and to which
    tone    (7, 29)  how far each of seven luma quantiles of the photo is moved, linear in (1, statistics)
    film    (1,)     how much of that each channel does for itself, over a half
    curve   (3, 8)   residual curve of each channel, Bernstein basis of degree 7
    matrix  (6,)     3 x 3 with rows that sum to 1, so that grey stays grey
    tint    (6, 29)  colour put into the shadows, the middle and the lights of the photo, linear in (1, statistics)
    hue     (3, 14)  turn, log saturation and lightness of each hue: a Fourier series of order 3, with a slope over luma
    vivid   (2,)     more saturation for weak colours, and for strong ones
    rich    (3, 29)  more saturation for shadows, middle and lights, linear in (1, statistics)

The structure is what makes 20 to 100 liked photos enough (docs/decisions/0007): most of what a photographer does
depends on the photo, so most of the numbers say how; a small table over hue and lightness stands where a 3-D LUT would
have thousands of free numbers. Every stage is batched over photos *and* styles. `adaptive_numpy` computes the same
without torch.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from engine.color import LUMA
from engine.networks.adaptive_numpy import (
    CLAMP,
    EDGE,
    GREY,
    LEAST_GAP,
    LEVELS,
    LIGHT,
    MARKS,
    MIDDLE,
    OLD_STATISTICS,
    PARTS,
    ROLL_OFF,
    SHADOW,
    SIZE,
    STATISTICS_MEAN,
    STATISTICS_SCALE,
    U_SCALE,
    V_SCALE,
    WHITE_POWER,
)

_BINOMIAL = (1.0, 7.0, 21.0, 35.0, 35.0, 21.0, 7.0, 1.0)


@dataclass(frozen=True, slots=True)
class Measured:
    """What the model knows of photos.

    Attributes:
        numbers: (N, STATISTICS), the statistics, centred, scaled and held to -3..3.
        levels: (N, MARKS), luma quantiles LEVELS.
    """

    numbers: Tensor
    levels: Tensor

    def __getitem__(self, index: Tensor) -> "Measured":
        return Measured(self.numbers[index], self.levels[index])


def measure(pixels: Tensor) -> Measured:
    """The statistics of photos.

    Log2 of the geometric-mean luminance; luma quantiles 2, 10, 25, 50, 75, 90, 98 %; log2 of mean red and of mean blue
    over green; mean chroma (largest minus smallest channel); mean R - Y and B - Y; range of luma. Then of colours: u
    and v of the darkest, middle and brightest third; log chroma of each; u and v of what is nearly grey; log2 of red
    and of blue over green in the brightest light; log chroma about the mean colour.

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
            *_colours(pixels, luma),
        ],
        1,
    )
    scaled = (numbers - pixels.new_tensor(STATISTICS_MEAN)) / pixels.new_tensor(STATISTICS_SCALE)
    return Measured(scaled.clamp(-CLAMP, CLAMP), torch.stack(levels, 1))


def _colours(pixels: Tensor, luma: Tensor) -> list[Tensor]:
    """The fourteen statistics of colours, (N,) each."""
    u, v = (pixels[..., 2] - luma) * U_SCALE, (pixels[..., 0] - luma) * V_SCALE
    chroma = torch.sqrt(u * u + v * v + 1e-8)
    third = luma.shape[1] // 3
    parts = torch.split(luma.argsort(dim=1, stable=True), [third, luma.shape[1] - 2 * third, third], 1)
    grey = torch.exp(-(u * u + v * v) / GREY**2) + 1e-3
    white = (pixels.clamp_min(1e-3) ** (2.2 * WHITE_POWER)).mean(1) ** (1 / WHITE_POWER)
    apart = (u - u.mean(1, keepdim=True)).square() + (v - v.mean(1, keepdim=True)).square()
    return [
        *(plane.gather(1, part).mean(1) for part in parts for plane in (u, v)),
        *(torch.log(chroma.gather(1, part).mean(1) + 0.01) for part in parts),
        (u * grey).sum(1) / grey.sum(1),
        (v * grey).sum(1) / grey.sum(1),
        torch.log2(white[:, 0] / white[:, 1]),
        torch.log2(white[:, 2] / white[:, 1]),
        torch.log(torch.sqrt(apart + 1e-8).mean(1) + 0.005),
    ]


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
    first, others = measured.numbers[:, :OLD_STATISTICS], measured.numbers[:, OLD_STATISTICS:]
    known = torch.cat([torch.ones_like(first[:, :1]), measured.numbers], 1)
    fixes = parts["adapt"][..., 0] + _times(parts["adapt"][..., 1:], first) + _times(parts["more"], others)
    x, levels = _settle(pixels, fixes, parts["levels"], measured.levels)
    x, levels = _tones(x, levels, _times(parts["tone"], known), parts["film"])
    x = _matrix(_curve(x, parts["curve"], fixes[:, 4:]), parts["matrix"])
    return _hues(x, parts, fixes[:, 3], levels, known)


def _times(matrix: Tensor, vector: Tensor) -> Tensor:
    """(N, rows, columns) times (N, columns)."""
    return (matrix @ vector[..., None])[..., 0]


def _count(shape: tuple[int, ...]) -> int:
    return int(torch.Size(shape).numel())


def _settle(pixels: Tensor, fixes: Tensor, ends: Tensor, levels: Tensor) -> tuple[Tensor, Tensor]:
    """Exposure and white balance (gains of linear light are gains of encoded values), then range, of levels too."""
    ev, red, blue = fixes[:, :1], fixes[:, 1:2], fixes[:, 2:3]
    green = -(LUMA[0] * red + LUMA[2] * blue) / LUMA[1]
    gain = torch.exp2((torch.cat([red, green, blue], 1) + ev).clamp(-5, 5) / 2.2)
    top = gain.amax(1, keepdim=True).clamp_min(1.0)
    x = _roll_off(pixels * gain[:, None], top[..., None])
    levels = _roll_off(levels * torch.exp2(ev.clamp(-5, 5) / 2.2), top)
    dark, light = levels[:, :1], levels[:, -1:]
    share, black, white = (value[:, None] for value in ends.unbind(-1))
    low = dark + share * (black - dark)
    slope = (1 + share * ((white - black) / (light - dark).clamp_min(0.05) - 1)).clamp(0.4, 3.0)
    return low[..., None] + (x - dark[..., None]) * slope[..., None], low + (levels - dark) * slope


def _tones(x: Tensor, levels: Tensor, shifts: Tensor, film: Tensor) -> tuple[Tensor, Tensor]:
    """Move the levels of the photo, and what is between them; their order is kept."""
    levels = torch.cummax(levels + 1e-3 * torch.arange(MARKS, device=x.device), 1).values
    goals = levels + shifts
    gaps = torch.maximum(goals.diff(dim=1), LEAST_GAP * levels.diff(dim=1))
    goals = torch.cat([goals[:, :1], goals[:, :1] + gaps.cumsum(1)], 1)
    low, high = (levels[:, :1] - EDGE).clamp_max(0), (levels[:, -1:] + EDGE).clamp_min(1)
    places = torch.cat([low, levels, high], 1)
    ends = torch.minimum(low, goals[:, :1] - EDGE / 4), torch.maximum(high, goals[:, -1:] + EDGE / 4)
    moves = torch.cat([ends[0], goals, ends[1]], 1) - places
    luma = (x @ x.new_tensor(LUMA))[..., None]
    # All four planes are read in one go.
    moved = _between(torch.cat([x, luma], 2).flatten(1), places, moves).view(len(x), -1, 4)
    share = (0.5 + film)[..., None]
    return x + share * moved[..., :3] + (1 - share) * moved[..., 3:], goals


def _between(x: Tensor, places: Tensor, values: Tensor) -> Tensor:
    """Piecewise-linear reading of (N, M) values at ascending (N, M) places, at (N, K); constant beyond the ends."""
    x = torch.minimum(torch.maximum(x, places[:, :1]), places[:, -1:])
    after = torch.searchsorted(places.detach(), x.detach().contiguous()).clamp(1, places.shape[1] - 1)
    # Slope and height of each piece first: two readings of few numbers instead of four of many.
    slope = values.diff(dim=1) / places.diff(dim=1)
    height = values[:, :-1] - slope * places[:, :-1]
    return height.gather(1, after - 1) + slope.gather(1, after - 1) * x


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


def _hues(x: Tensor, parts: dict[str, Tensor], saturation: Tensor, levels: Tensor, known: Tensor) -> Tensor:
    """Tint by lightness; turn, saturate and lighten by hue, in opponent colours about luma."""
    luma = x @ x.new_tensor(LUMA)
    zones = _zones(luma, levels)
    added = zones @ _times(parts["tint"], known).view(-1, 3, 2)
    u, v = (x[..., 2] - luma) * U_SCALE + added[..., 0], (x[..., 0] - luma) * V_SCALE + added[..., 1]
    chroma = torch.sqrt(u * u + v * v + 1e-6)
    c, s = u / chroma, v / chroma
    c2, s2 = c * c - s * s, 2 * c * s
    waves = torch.stack([torch.ones_like(c), c, s, c2, s2, c * c2 - s * s2, s * c2 + c * s2], 2)
    lit = (2 * luma - 1).clamp(-1, 1)[..., None]
    turn, strong, light = (torch.cat([waves, waves * lit], 2) @ parts["hue"].transpose(1, 2)).unbind(2)
    weak = (1 - chroma / 0.25).clamp(0, 1)
    vivid = parts["vivid"]
    strong = strong + saturation[:, None] + vivid[:, :1] * weak + vivid[:, 1:] * (1 - weak)
    strong = strong + _times(zones, _times(parts["rich"], known))
    factor = torch.exp(strong.clamp(-3, 1.5))
    cosine, sine = torch.cos(turn) * factor, torch.sin(turn) * factor
    u, v = u * cosine - v * sine, u * sine + v * cosine
    luma = luma + chroma * light
    red, blue = luma + v / V_SCALE, luma + u / U_SCALE
    green = (luma - LUMA[0] * red - LUMA[2] * blue) / LUMA[1]
    return torch.stack([red, green, blue], 2)


def _zones(luma: Tensor, levels: Tensor) -> Tensor:
    """How much each pixel (N, K) belongs to the shadows, the middle and the lights of its photo, (N, K, 3)."""
    low, middle, high = (levels[:, k : k + 1] for k in (SHADOW, MIDDLE, LIGHT))
    dark = ((middle - luma) / (middle - low).clamp_min(0.03)).clamp(0, 1)
    bright = ((luma - middle) / (high - middle).clamp_min(0.03)).clamp(0, 1)
    return torch.stack([dark, 1 - dark - bright, bright], 2)

"""What likes will probably teach, told before anything is learned: the share R of the way that a style will go.

The taste reader needs milliseconds for a guess. So the likes are cut in halves a few times, a style is guessed from
each half, and both are tried on ordinary photos: what halves of one set of likes do not agree on, the likes do not say.
How much that is beside the size of the edit, how many likes there are and how much of what they show no look explains
are weighed by a line that was fitted to sets of likes of imagined retouchers (docs/decisions/0007). Likes that seem to
be of dark or of bright scenes alone teach less.
"""

from dataclasses import dataclass, replace

import torch
from torch import Tensor

from engine.networks.adaptive import Measured, enhance, measure
from training.impressions import GLOBAL, impressions, set_impression
from training.lab import lab
from training.taste_reader import TasteReaders
from training.unstyler import Unstyler, load_unstyler
from training.unstyling import aside_of, looks_of

_CUTS = 6
_LEAST = 4
"""Fewer likes cannot be halved."""
_PHOTOS, _PIXELS = 32, 96
HALF, FAR = 0.48, 0.64
"""From which expected recovery the style is said to come about half, or most of the way; see `words_of`."""
WEIGHTS = {"base": 0.151, "count": 0.019, "edit": 0.112, "apart": -0.097, "strange": -0.071, "aside": -0.08}
"""Fitted to 181 sets of 6 to 80 likes of 60 imagined retouchers whom the reader never met; half of them one-sided. The
last is what dark likes cost the rehearsal photographers."""
_SAID_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Foresight:
    """What is seen in likes before learning.

    Attributes:
        count: log of how many likes.
        edit: log of the distance in Lab that the guessed style moves ordinary photos.
        apart: distance of the styles guessed from two halves, over that; in log.
        strange: how far, in deviations of ordinary photos, the likes lie from what the guess makes of ordinary photos.
        aside: 0..1, how far they seem to be of darker or brighter scenes alone (`training.unstyling.aside_of`).
    """

    count: float
    edit: float
    apart: float
    strange: float
    aside: float = 0.0

    @property
    def expected(self) -> float:
        """The recovery R to be expected, 0..1."""
        line = WEIGHTS["base"] + sum(WEIGHTS[name] * float(getattr(self, name)) for name in self.__slots__)
        return round(min(max(line, 0.0), 1.0), 3)


def words_of(seen: Foresight) -> str:
    """What is said before teaching begins; no finer than it was right (0.1 either way)."""
    words = _words_of(seen.expected)
    if seen.aside >= _SAID_FROM:
        words += (
            " They seem to be of darker or of brighter scenes than ordinary photos; likes in all kinds of light would "
            "tell more."
        )
    return words


def _words_of(expected: float) -> str:
    if expected >= FAR:
        return "These likes agree with each other: the style will probably come most of the way to their look."
    if expected >= HALF:
        return "The style will probably come about half of the way to the look of these likes, or a little more."
    return (
        "These likes say different things or too little: the style will probably stay less than half of the way to "
        "their look. More likes of different things would help."
    )


@torch.no_grad()
def foresee(
    likes: Tensor, ordinary: Tensor, reader: TasteReaders, unstyler: Unstyler | None = None
) -> Foresight | None:
    """Look at likes before learning.

    Args:
        likes: (N, K, 3), 0..1.
        ordinary: (M, K', 3), untouched photos of other things.
        reader: guesses.
        unstyler: says what likes were; the bundled one unless given.

    Returns:
        what is seen; None for fewer than four likes.
    """
    if len(likes) < _LEAST:
        return None
    each, usual = impressions(likes), impressions(ordinary)
    chosen = torch.arange(0, len(ordinary), max(1, len(ordinary) // _PHOTOS))
    shown = Shown(each, usual, ordinary[chosen][:, :: max(1, ordinary.shape[1] // _PIXELS)], measure(ordinary)[chosen])
    before = (unstyler or load_unstyler()).before(likes, ordinary)
    return replace(seen_in(shown, reader), aside=aside_of(before, looks_of(ordinary).traits))


@dataclass(frozen=True, slots=True)
class Shown:
    """What a set of likes is seen by.

    Attributes:
        likes: (N, EACH), impressions of the likes.
        usual: (M, EACH), of ordinary photos.
        pixels: (P, K, 3), some ordinary photos to try styles on.
        measured: of these.
    """

    likes: Tensor
    usual: Tensor
    pixels: Tensor
    measured: Measured


@torch.no_grad()
def seen_in(shown: Shown, reader: TasteReaders) -> Foresight:
    """The same from impressions; see `foresee`."""
    count = len(shown.likes)
    generator = torch.Generator().manual_seed(0)
    orders = [torch.randperm(count, generator=generator) for _ in range(_CUTS)]
    halves = [order[part] for order in orders for part in (slice(0, count // 2), slice(count // 2, 2 * (count // 2)))]
    sets = torch.stack([set_impression(shown.likes[half]) for half in halves] + [set_impression(shown.likes)])
    counts = torch.tensor([count // 2] * len(halves) + [count])
    styles = reader(sets, set_impression(shown.usual).expand(len(sets), -1), counts)
    made = [enhance(style, shown.pixels, shown.measured).clamp(0, 1) for style in styles]
    before, after = lab(shown.pixels), [lab(pixels) for pixels in made]
    edit = float((after[-1] - before).norm(dim=-1).mean())
    apart = [float((a - b).norm(dim=-1).mean()) for a, b in zip(after[:-1:2], after[1:-1:2], strict=True)]
    whole, theirs, usual = impressions(made[-1])[:, :GLOBAL], shown.likes[:, :GLOBAL], shown.usual[:, :GLOBAL]
    deviation = usual.std(0) + 1e-3
    return Foresight(
        count=float(torch.log(torch.tensor(float(count)))),
        edit=float(torch.log(torch.tensor(edit + 1.0))),
        apart=float(torch.log(torch.tensor((sum(apart) / len(apart) + 0.3) / (edit + 1.0)))),
        strange=float(((theirs.mean(0) - whole.mean(0)) / deviation).square().mean().sqrt()),
    )

"""Style: a look that can be chosen, and where styles are found.

No style ("Original") is None.
"""

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.errors import StyleError

BUNDLED_FILE = Path(__file__).resolve().parent.parent / "resources" / "styles" / "looks.safetensors"
FIRST = "natural"
"""The style that a newcomer is to see first."""
YOURS = "yours"
"""Kind of the styles that were learned here."""


@dataclass(frozen=True, slots=True)
class Learned:
    """How a style of the person's own came about.

    Attributes:
        made: when, seconds since 1970; 0 if that was not noted.
        parent: id of the style that it was refined from; "" for none.
        likes, pairs: photos and pairs that it was learned from.
        score: share of the look of held-out likes that it finds again, up to 1; None where that was not measured.
    """

    made: float = 0.0
    parent: str = ""
    likes: int = 0
    pairs: int = 0
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """One choice on the styles panel.

    Attributes:
        id: stable name in edits and on the command line ("expert-c").
        name: words in the window ("Expert C").
        kind: "expert" or "look" (bundled), "yours" (learned here), "added" (a file of the person's).
        file: the checkpoint that holds it.
        weights: share of each expert of a combined network, summing to 1; empty for a network of one style.
        default_strength: where the slider starts, 0..1.5.
        summary: one sentence for the tooltip.
        licence: licence of the weights.
        texture: it makes every pixel anew, and not only tone and colour.
        takes_tags: it listens to scene tags (`Edit.tags`).
        learned: how it came about, of a style of the person's own; None for all others.
    """

    id: str
    name: str
    kind: str
    file: Path
    weights: tuple[float, ...] = ()
    default_strength: float = 1.0
    summary: str = ""
    licence: str = ""
    texture: bool = False
    takes_tags: bool = False
    learned: Learned | None = None


def bundled() -> tuple[Style, ...]:
    """The styles that come with Penchant: the one that adds nothing of its own first, the others as in their file.

    Raises:
        StyleError: the file is missing or damaged.
    """
    return _kept_styles(BUNDLED_FILE, FIRST)


def added(folder: Path) -> tuple[Style, ...]:
    """The styles that the person added, by file name; files that cannot be read are left out.

    Args:
        folder: where they lie, see `engine.checkpoints.added`.
    """
    from engine.checkpoints.added_files import files

    known: list[Style] = []
    for file in files(folder):
        with suppress(StyleError):  # one damaged file does not hide the others; `inspect` says what is the matter
            known += styles_of(file)
    return tuple(known)


def styles_of(path: Path) -> tuple[Style, ...]:
    """The styles of one file, from its header alone.

    Raises:
        StyleError: not a style file, damaged, or made by a newer version.
    """
    from engine.checkpoints.native import read_description

    description = read_description(path)
    licence = str(description.card.get("licence", ""))
    texture, takes_tags = description.kind == "texture", _takes_tags(description.architecture)
    return tuple(
        Style(
            entry.id,
            entry.name,
            entry.kind,
            path,
            entry.weights,
            entry.default_strength,
            entry.summary,
            licence,
            texture,
            takes_tags,
            _learned(description.card) if entry.kind == YOURS else None,
        )
        for entry in description.styles
    )


def find(name: str, among: Sequence[Style] | None = None) -> Style:
    """The style of an id or a name; case does not matter.

    A sum like "natural:0.7+vivid:0.3" is a blend of styles of one combined network; shares are brought to a sum of 1
    and may be left out, which means equal shares.

    Args:
        name: what was asked for.
        among: where to look; None for the bundled styles.

    Raises:
        StyleError: there is no such style, or these cannot be blended; the sentence says which there are.
    """
    known = bundled() if among is None else among
    parts = [part.strip() for part in name.split("+")]
    if len(parts) == 1 and ":" not in name:
        return _one(parts[0], known)
    shares = [_share(part) for part in parts]
    return _blend([(_one(part, known), share) for part, share in shares], name)


def _learned(card: Mapping[str, Any]) -> Learned:
    """What the card of a learned style tells; what is of the wrong kind counts as not told."""
    measured = card.get("measured")
    score = measured.get("self_recovery") if isinstance(measured, Mapping) else None
    return Learned(
        _number(card.get("made")) or 0.0,
        str(card.get("parent") or ""),
        int(_number(card.get("likes")) or 0),
        int(_number(card.get("pairs")) or 0),
        _number(score),
    )


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return float(value) if is_number else None


def _takes_tags(architecture: str) -> bool:
    """Whether networks of this name listen to scene tags."""
    from engine.checkpoints.architectures import named

    try:
        return named(architecture).takes_tags
    except KeyError:  # a grid network of ours, or a foreign one
        return False


@lru_cache(maxsize=4)
def _kept_styles(path: Path, first: str) -> tuple[Style, ...]:
    return tuple(sorted(styles_of(path), key=lambda style: style.id != first))


def _one(name: str, known: Sequence[Style]) -> Style:
    wanted = name.strip().casefold()
    for style in known:
        if wanted in (style.id.casefold(), style.name.casefold()):
            return style
    there = ", ".join(style.id for style in known)
    raise StyleError(f"There is no style called {name}; there are {there}.", subject=name)


def _share(part: str) -> tuple[str, float]:
    """Name and share of "vivid:0.3" or "vivid"."""
    name, colon, text = part.rpartition(":")
    if not colon:
        return part, 1.0
    try:
        share = float(text)
    except ValueError:
        share = 0.0
    if not 0.0 < share < 1e6:
        raise StyleError(f"{part} is not a share of a style like vivid:0.3.", subject=part)
    return name, share


def _blend(parts: list[tuple[Style, float]], name: str) -> Style:
    """One style whose shares of the experts are the weighted mean of the parts'."""
    first = parts[0][0]
    if not all(style.weights and style.file == first.file for style, _ in parts):
        raise StyleError(f"{name} cannot be blended, since these styles were learned apart.", subject=name)
    total = sum(share for _, share in parts)
    shares = [(style, share / total) for style, share in parts]
    weights = tuple(sum(s.weights[i] * share for s, share in shares) for i in range(len(first.weights)))
    return replace(
        first,
        id="+".join(f"{style.id}:{share:.4g}" for style, share in shares),
        name=" + ".join(style.name for style, _ in shares),
        kind="look",
        weights=weights,
        default_strength=sum(style.default_strength * share for style, share in shares),
        summary="A blend of " + ", ".join(f"{share:.0%} {style.name}" for style, share in shares) + ".",
    )

"""Faithful - Striking: the slider of a personal style that stays live after it was taught.

A personal style's file knows the shares of its looks in the middle of the slider and at the striking end. Anywhere else
they lie on the straight line through both. How far along the line each place of the slider is, was measured when the
style was taught, so that every step of the slider changes photos as much as any other; without a measure it is even.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from engine.checkpoints.native import read_description
from engine.errors import StyleError
from engine.styles import Style

MIDDLE, STRIKING, ALONG = "middle", "striking", "along"
FULL = 100.0
MOST_PLACES = 64
"""Places of the slider that a file may tell of."""


def with_balance(style: Style, balance: float) -> Style:
    """A personal style at a place of the slider; another style as it is.

    Args:
        style: the style.
        balance: 0 faithful, 50 the middle, 100 striking.

    Raises:
        StyleError: its file is missing or damaged.
    """
    arguments = read_description(style.file).arguments
    if not has_balance(arguments):
        return style
    try:
        return replace(style, weights=at(arguments, balance))
    except (TypeError, ValueError) as problem:
        sentence = f"{style.file.name} is damaged, so it was not opened."
        raise StyleError(sentence, subject=style.file, details=repr(problem)) from problem


def has_balance(arguments: Mapping[str, Any]) -> bool:
    """Whether a style file's arguments know both ends of the slider."""
    return MIDDLE in arguments and STRIKING in arguments


def shares_of_ends(
    middle: Sequence[float], striking: Sequence[float], along: Sequence[float] = ()
) -> dict[str, list[float]]:
    """What a style file's arguments say of the slider.

    Args:
        middle: the shares of each look in the middle.
        striking: the same at the striking end.
        along: how far along the line evenly spaced places of the slider are: 0 is the middle version, 1 the striking
            one; ascending. Empty for -1..1.
    """
    return {MIDDLE: list(middle), STRIKING: list(striking)} | ({ALONG: list(along)} if along else {})


def at(arguments: Mapping[str, Any], balance: float) -> tuple[float, ...]:
    """The shares of each look at a place of the slider.

    Args:
        arguments: of a style file, see `has_balance`.
        balance: 0..100.

    Raises:
        ValueError: shares or places that are no numbers, not ascending, or of different count.
    """
    places = _places(arguments.get(ALONG, (-1.0, 1.0)))
    share = min(max(balance, 0.0), FULL) / FULL
    along = float(np.interp(share, np.linspace(0, 1, len(places)), places))
    pairs = zip(arguments[MIDDLE], arguments[STRIKING], strict=True)
    return tuple((1 - along) * float(middle) + along * float(striking) for middle, striking in pairs)


def _places(values: Sequence[float]) -> list[float]:
    places = [float(value) for value in values]
    if not 2 <= len(places) <= MOST_PLACES or not all(a < b for a, b in pairwise(places)):
        raise ValueError(f"places of the slider: {places[:4]}")
    return places

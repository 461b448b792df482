"""Faithful - Striking: the slider of a personal style that stays live after it was taught.

A personal style's file knows the shares of its looks in the middle of the slider and at the striking end. Anywhere else
they lie on the straight line through both, so that every step of the slider changes a photo as much as any other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.checkpoints.native import read_description
from engine.errors import StyleError
from engine.styles import Style

MIDDLE, STRIKING = "middle", "striking"
FULL = 100.0


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


def shares_of_ends(middle: Sequence[float], striking: Sequence[float]) -> dict[str, list[float]]:
    """What a style file's arguments say of the slider."""
    return {MIDDLE: list(middle), STRIKING: list(striking)}


def at(arguments: Mapping[str, Any], balance: float) -> tuple[float, ...]:
    """The shares of each look at a place of the slider.

    Args:
        arguments: of a style file, see `has_balance`.
        balance: 0..100.

    Raises:
        ValueError: shares that are no numbers, or of different count.
    """
    along = (min(max(balance, 0.0), FULL) - FULL / 2) / (FULL / 2)
    pairs = zip(arguments[MIDDLE], arguments[STRIKING], strict=True)
    return tuple((1 - along) * float(middle) + along * float(striking) for middle, striking in pairs)

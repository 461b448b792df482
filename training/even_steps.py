"""Even steps of Faithful - Striking: how far along its line each place of the slider has to be.

What a style does to photos does not grow evenly along the line from faithful to striking: near the faithful end less
and less changes. So it is measured on ordinary photos, and the places are spread by what is seen.
"""

import numpy as np
import torch
from torch import Tensor

from engine.color import rgb_to_lab
from engine.networks.adaptive import Measured
from training.metrics.color import delta_e_2000
from training.quick_style import blended, with_striking

PLACES = 9
_FURTHEST = 1.3
_TRIED = 27
_PHOTOS, _PIXELS = 24, 128
_COUNTS = (0.5, 0.25, 0.25)
"""How much the edit, contrast and colour count; they are not even all at once. What does not grow does not count."""


@torch.no_grad()
def even_places(looks: Tensor, shares: tuple[float, ...], ordinary: Tensor, measured: Measured) -> tuple[float, ...]:
    """How far along the line from the middle version (0) to the striking one (1) evenly spaced places are.

    Args:
        looks: (K, SIZE), as `Learner.looks` gives them.
        shares: of each, in the middle.
        ordinary: (M, K', 3), photos to measure on.
        measured: of these.

    Returns:
        `PLACES` numbers, ascending, the middle one 0; empty where nothing grows along the line.
    """
    chosen = torch.arange(0, len(ordinary), max(1, len(ordinary) // _PHOTOS))[:_PHOTOS]
    pixels = ordinary[chosen][:, :: max(1, ordinary.shape[1] // _PIXELS)]
    both, middle, striking = with_striking(looks, shares)
    ends = [blended(both, share, pixels, measured[chosen]).numpy() for share in (middle, striking)]
    along = np.linspace(-_FURTHEST, _FURTHEST, _TRIED)
    before = rgb_to_lab(pixels.numpy())
    seen = np.array([_seen(np.clip((1 - t) * ends[0] + t * ends[1], 0, 1), before) for t in along])
    grows = (np.diff(seen, axis=0) > 0).all(0)
    if not grows.any():
        return ()
    first, last = (np.array([np.interp(end, along, column) for column in seen.T]) for end in (-1, 1))
    size = ((seen - first) / (last - first))[:, grows] @ (np.array(_COUNTS)[grows] / np.array(_COUNTS)[grows].sum())
    goals = np.interp(0, along, size) + np.linspace(-0.5, 0.5, PLACES)
    return tuple(round(float(place), 4) for place in np.interp(goals, size, along))


def _seen(made: np.ndarray, before: np.ndarray) -> tuple[float, float, float]:
    """Size of the edit (dE2000), contrast and colourfulness."""
    edit = float(delta_e_2000(rgb_to_lab(made.astype(np.float32)), before).mean())
    contrast = float(made.mean(2).std(1).mean())
    return edit, contrast, float((made.max(2) - made.min(2)).mean())

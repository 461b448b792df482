"""A personal style refined: the structured model's grid, and what a bilateral network adds to it, without torch.

Both grids hold affine maps of the same photo's pixels, so that their sum does what their results add up to. The network
says the difference: of its grid the identity is taken away. Its share stands behind those of the looks, so that
Faithful - Striking stays live.

Last, light may fall off toward the corners, which neither the looks nor a network that slides over the photo can do.
"""

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.grade.value import identity
from engine.networks.adaptive_numpy import AdaptiveForward
from engine.networks.bilateral_numpy import BilateralForward

Floats = NDArray[np.float32]

ARCHITECTURE = "refined"
REFINED = "refined."
"""Before the names of the bilateral network's weights, and of its arguments in the file."""
NETWORK = "network"
"""The argument that says how the bilateral network was made; a style without one has falloff alone."""
FALLOFF = "falloff"
"""The weight that says how light falls off, (3,): growth of log brightness with the squared distance from the middle,
within each of the rings; files without it have none."""
RINGS = (0.1, 0.5, 1.0, 2.0)
"""Bounds of the rings: squared distance, where the middle of an edge is at 1 and a corner at 2."""
_CELLS, _FINE, _MOST = 16, 128, 2.0


def squared_distance(height: int, width: int) -> Floats:
    """How far from the middle each pixel lies, squared, (height, width): 1 at the middle of an edge, 2 in a corner."""
    y, x = ((np.arange(count, dtype=np.float32) + 0.5) / count * 2 - 1 for count in (height, width))
    return np.asarray(y[:, None] ** 2 + x[None] ** 2, np.float32)


def falloff_basis(height: int, width: int) -> Floats:
    """What log brightness is where it grows by 1 within one ring and nowhere else; over a whole photo 0 in the mean.

    Returns:
        (3, height, width).
    """
    squared, fine = squared_distance(height, width), squared_distance(_FINE, _FINE)
    within = [[np.clip(each - a, 0, b - a) for a, b in itertools.pairwise(RINGS)] for each in (squared, fine)]
    return np.stack([ring - whole.mean() for ring, whole in zip(*within, strict=True)])


class RefinedForward:
    """Looks of the structured model and a refinement; a style is a weighted sum of them.

    Args:
        weights: "looks", those of the bilateral network under "refined.", and "falloff" where light falls off.
        arguments: those of the structured model; "network" of the bilateral one.

    Raises:
        ValueError: weights are missing or of another shape.
    """

    def __init__(self, weights: Mapping[str, Floats], arguments: Mapping[str, Any]) -> None:
        own = {name.removeprefix(REFINED): value for name, value in weights.items() if name.startswith(REFINED)}
        self._looks = AdaptiveForward(weights, arguments)
        self._network = BilateralForward(own, arguments[NETWORK]) if NETWORK in arguments else None
        slopes = np.asarray(weights.get(FALLOFF, np.zeros(len(RINGS) - 1)), np.float32)
        if slopes.shape != (len(RINGS) - 1,):
            raise ValueError(f"{FALLOFF} has the shape {slopes.shape}")
        self._falloff = np.tensordot(slopes, falloff_basis(_CELLS, _CELLS), 1)

    def trunk(self, image: Floats) -> tuple[Floats, Floats]:
        """What all blends share.

        Args:
            image: 256 x 256 x 3, sRGB-encoded, 0..1.

        Returns:
            the photo itself; what is measured on it, and the refinement's grid behind.
        """
        local, measured = self._looks.trunk(image)
        change = np.zeros(_NUMBERS, np.float32)
        if self._network is not None:
            change = (self._network.head(*self._network.trunk(image)) - identity().grid).ravel()
        return local, np.concatenate([measured, change])

    def head(self, local: Floats, hidden: Floats, shares: tuple[float, ...] = ()) -> Floats:
        """The grid of one blend.

        Args:
            local: as `trunk` gives it.
            hidden: as `trunk` gives it.
            shares: of each look, and of the refinement.

        Returns:
            16 x 16 x 8 x 12, as a `Grade` holds it.
        """
        shares = shares or (1.0,) + (0.0,) * (len(self._looks.looks) - 1) + (1.0,)
        measured, change = np.split(hidden, [len(hidden) - _NUMBERS])
        grid = self._looks.head(local, measured, shares[:-1])
        share = np.float32(shares[-1])
        fallen = np.exp(np.clip(share * self._falloff, -_MOST, _MOST))[..., None, None]
        return np.asarray((grid + share * change.reshape(grid.shape)) * fallen, np.float32)


_NUMBERS = _CELLS * _CELLS * 8 * 12
"""Of a grid."""

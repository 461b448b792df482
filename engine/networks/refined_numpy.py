"""A personal style refined: the structured model's grid, and what a bilateral network adds to it, without torch.

Both grids hold affine maps of the same photo's pixels, so that their sum does what their results add up to. The network
says the difference: of its grid the identity is taken away. Its share stands behind those of the looks, so that
Faithful - Striking stays live.
"""

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
"""The argument that says how the bilateral network was made."""


class RefinedForward:
    """Looks of the structured model and a refinement; a style is a weighted sum of them.

    Args:
        weights: "looks", and those of the bilateral network under "refined.".
        arguments: those of the structured model; "network" of the bilateral one.

    Raises:
        ValueError: weights are missing or of another shape.
    """

    def __init__(self, weights: Mapping[str, Floats], arguments: Mapping[str, Any]) -> None:
        own = {name.removeprefix(REFINED): value for name, value in weights.items() if name.startswith(REFINED)}
        self._looks = AdaptiveForward(weights, arguments)
        self._network = BilateralForward(own, arguments[NETWORK])

    def trunk(self, image: Floats) -> tuple[Floats, Floats]:
        """What all blends share.

        Args:
            image: 256 x 256 x 3, sRGB-encoded, 0..1.

        Returns:
            the photo itself; what is measured on it, and the refinement's grid behind.
        """
        local, measured = self._looks.trunk(image)
        change = self._network.head(*self._network.trunk(image)) - identity().grid
        return local, np.concatenate([measured, change.ravel()])

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
        return grid + np.float32(shares[-1]) * change.reshape(grid.shape)


_NUMBERS = 16 * 16 * 8 * 12
"""Of a grid."""

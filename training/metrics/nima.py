"""How much people would like a picture, as a named network judges."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engine.networks.nima import score


@dataclass(frozen=True)
class NimaScore:
    """Scores of two scorers cannot be compared, so none goes without the scorer's name.

    Attributes:
        mean: 1..10; photos stand between 4 and 7.
        deviation: of the opinions.
        scorer: which network, weights and preparation.
    """

    mean: float
    deviation: float
    scorer: str

    def __str__(self) -> str:
        return f"{self.mean:.2f} ± {self.deviation:.2f} ({self.scorer})"


def nima(picture: NDArray[np.uint8], network: Callable[[Tensor], Tensor], scorer: str) -> NimaScore:
    """Neural image assessment (Talebi and Milanfar, 2018).

    Args:
        picture: (h, w, 3) uint8, sRGB.
        network: in eval mode, (1, 3, h, w) of 0..1 to opinions (1, 10); see `engine.networks.nima`.
        scorer: its name, for the report.

    Raises:
        ValueError: the scorer has no name.
    """
    if not scorer:
        raise ValueError("a NIMA score without the scorer's name says nothing")
    image = torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)[None]
    with torch.inference_mode():
        mean, deviation = score(network(image))
    return NimaScore(mean.item(), deviation.item(), scorer)

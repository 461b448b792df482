"""A photo that is good already stays as it is."""

import torch
from torch import Tensor
from torch.nn import functional

from training.losses.shapes import one_of, same_shape

DISTANCES = {"l1": functional.l1_loss, "smooth_l1": functional.smooth_l1_loss, "mse": functional.mse_loss}


def identity_loss(output: Tensor, image: Tensor, *, distance: str = "l1", scales: int = 3) -> Tensor:
    """Distance between a photo of high quality and its enhancement, at several scales (UEGAN, identity loss).

    The paper has L1 at full size; the code adds means of 2 x 2 and 4 x 4 pixels with weights 1/2 and 1/4.

    Args:
        output: (N, 3, h, w), the generator's answer to `image`.
        image: the same shape.
        distance: "l1", "smooth_l1" or "mse", mean over elements.
        scales: 3 as the code, 1 as the paper.

    Returns:
        A scalar, 0 and above.
    """
    same_shape(output, image)
    one_of("distance", distance, tuple(DISTANCES))
    losses = []
    for scale in range(scales):
        losses.append(DISTANCES[distance](output, image) / 2**scale)
        if scale + 1 < scales:
            output, image = functional.avg_pool2d(output, 2), functional.avg_pool2d(image, 2)
    return torch.stack(losses).sum()

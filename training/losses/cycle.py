"""A picture taken to another domain and back is the picture it was."""

from torch import Tensor

from training.losses.pixel import mae


def cycle_loss(image: Tensor, returned: Tensor) -> Tensor:
    """E[|x - G(G(x, c'), c)|], mean over elements (StarGAN, equation 4; MDIE; CycleGAN, equation 2).

    Args:
        image: (N, C, h, w): RGB, or MDIE's albedo and shading in one.
        returned: the same shape.

    Returns:
        A scalar, 0 and above; weight lambda_cyc = 10.
    """
    return mae(returned, image)

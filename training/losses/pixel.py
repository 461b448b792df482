"""Differences pixel by pixel."""

from torch import Tensor

from training.losses.shapes import same_shape


def mse(output: Tensor, target: Tensor) -> Tensor:
    """Mean squared error over all elements (D'Oro and Nasca; HDRNet; combined experts).

    D'Oro and Nasca measure on -1..1, where it is four times that on 0..1.

    Args:
        output: any shape.
        target: the same shape.

    Returns:
        A scalar, 0 and above.
    """
    same_shape(output, target)
    return (output - target).square().mean()


def mae(output: Tensor, target: Tensor) -> Tensor:
    """Mean absolute error over all elements (D'Oro and Nasca).

    D'Oro and Nasca measure on -1..1, where it is twice that on 0..1.

    Args:
        output: any shape.
        target: the same shape.

    Returns:
        A scalar, 0 and above.
    """
    same_shape(output, target)
    return (output - target).abs().mean()

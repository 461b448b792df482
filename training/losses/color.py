"""Difference in colour and brightness where texture does not count."""

from torch import Tensor

from training.losses.blur import blur as blurred
from training.losses.shapes import one_of, same_shape


def color_loss(output: Tensor, target: Tensor, *, blur: str = "dped_code", reduction: str = "mean") -> Tensor:
    """Squared difference of two blurred pictures (Ignatov et al., DPED, section 3.1.1).

    Small shifts between the pictures hardly count. Paper and code of DPED blur differently, and both sum over the
    pixels, which ties the weight to the size of the patches: 0.5 of the code's on 100 x 100 patches is 7500 of a mean.

    Args:
        output: (N, 3, h, w).
        target: the same shape.
        blur: "dped_code" (4.34 px), "dped_paper" (1.73 px) or "doro" (2.78 px).
        reduction: "mean" over all elements, or "sum": sum of squares / (2 N), as DPED's and D'Oro's code.

    Returns:
        A scalar, 0 and above.
    """
    same_shape(output, target)
    one_of("reduction", reduction, ("mean", "sum"))
    # Blurring is linear: one blur of the difference is the difference of two blurs.
    squares = blurred(output - target, blur).square()
    return squares.mean() if reduction == "mean" else squares.sum() / (2 * len(output))

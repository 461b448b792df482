"""The sums of losses that D'Oro and Nasca compare (Table 1).

Form "ours" takes 0..1 and measures there, so that SSIM's constants mean what they should, and weighs means. Form
"code" takes 0..1, and measures as the authors' code: on -1..1 with SSIM's peak left at 1 and zeros around, colour as
a sum with weight 1e-5.
"""

from torch import Tensor

from training.losses.color import color_loss
from training.losses.nima import Scorer, nima_loss
from training.losses.pixel import mae, mse
from training.losses.shapes import one_of
from training.losses.structure import ssim_loss

NIMA_WEIGHT = 1e-3
COLOR_WEIGHT_OF_SUM = 1e-5
COLOR_WEIGHT_OF_MEAN = 9.7
"""What 1e-5 of a sum on -1..1 is at 332 x 500, less the 5 pixels of the blur: 1e-5 * 3 * 327 * 495 * 4 / 2."""


def mae_ssim(output: Tensor, target: Tensor, *, form: str = "ours", window: str = "gaussian") -> Tensor:
    """MAE + (1 - SSIM), both with weight 1.

    Args:
        output: (N, 3, h, w), 0..1.
        target: the same shape.
        form: "ours" or "code"; see above.
        window: of SSIM.

    Returns:
        A scalar, 0 and above.
    """
    output, target, padding = _as_form(form, output, target)
    return mae(output, target) + ssim_loss(output, target, window=window, padding=padding)


def color_ssim(
    output: Tensor, target: Tensor, *, form: str = "ours", window: str = "gaussian", blur: str = "doro"
) -> Tensor:
    """mu COLOR + (1 - SSIM), mu = 1e-5.

    Args:
        output: (N, 3, h, w), 0..1.
        target: the same shape.
        form: "ours" or "code"; see above.
        window: of SSIM.
        blur: of COLOR; the paper points to DPED's.

    Returns:
        A scalar, 0 and above.
    """
    output, target, padding = _as_form(form, output, target)
    weight, reduction = (COLOR_WEIGHT_OF_SUM, "sum") if form == "code" else (COLOR_WEIGHT_OF_MEAN, "mean")
    color = color_loss(output, target, blur=blur, reduction=reduction)
    return weight * color + ssim_loss(output, target, window=window, padding=padding)


def mae_nima(output: Tensor, target: Tensor, *, scorer: Scorer, weight: float = NIMA_WEIGHT) -> Tensor:
    """MAE + gamma (10 - NIMA), gamma = 0.001.

    Args:
        output: (N, 3, h, w), 0..1.
        target: the same shape.
        scorer: as `nima_loss`.
        weight: gamma.

    Returns:
        A scalar, 0 and above.
    """
    return mae(output, target) + weight * nima_loss(output, scorer=scorer)


def mse_nima(output: Tensor, target: Tensor, *, scorer: Scorer, weight: float = NIMA_WEIGHT) -> Tensor:
    """MSE + gamma (10 - NIMA), gamma = 0.001. Arguments as `mae_nima`."""
    return mse(output, target) + weight * nima_loss(output, scorer=scorer)


def _as_form(form: str, output: Tensor, target: Tensor) -> tuple[Tensor, Tensor, str]:
    one_of("form", form, ("ours", "code"))
    return (2 * output - 1, 2 * target - 1, "zero") if form == "code" else (output, target, "valid")

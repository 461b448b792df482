"""Every neighbourhood of the output is an affine colour map of the input: the matting Laplacian, without a matrix.

Levin, Lischinski and Weiss, "A closed-form solution to natural image matting" (PAMI 2008), in the use of Luan et al.,
"Deep photo style transfer" (CVPR 2017), photorealism regularization, and of Huang and Liu's thesis (L_m). Row i of L p
is the sum, over windows k that hold pixel i, of p_i - a_k . I_i - b_k, where (a_k, b_k) is the ridge fit of p by the
colours of I in the window, which is that of the guided filter (He et al., 2013). So box means do the work: memory grows
with the pixels, not with the 25 entries that each has in the matrix.
"""

from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable
from torch.nn import functional

SIDE = 3
EPSILON = 1e-7


class MattingLaplacian:
    """L of a picture, ready to be applied: symmetric, positive semi-definite, 0 for constants.

    Computes in float64, since epsilon is below what float32 holds. About 200 bytes a pixel.

    Args:
        image: (N, 3, h, w), 0..1, sides of at least 3; no gradient goes to it.
        epsilon: ridge; 1e-7 as Luan et al. The larger, the less an affine map of the colours is free.
    """

    def __init__(self, image: Tensor, *, epsilon: float = EPSILON) -> None:
        self.image = image.detach().double()
        self.mean = _box(self.image)
        products = self.image[:, :, None] * self.image[:, None]
        covariance = _box(products) - self.mean[:, :, None] * self.mean[:, None]
        ridge = torch.eye(3, dtype=torch.float64, device=image.device) * epsilon / SIDE**2
        self.inverse = torch.linalg.inv(covariance.permute(0, 3, 4, 1, 2) + ridge)
        self.counts = _spread(torch.ones_like(self.mean[:, :1]))

    def __call__(self, values: Tensor) -> Tensor:
        """L times each channel.

        Args:
            values: (N, C, h, w), of the picture's size.

        Returns:
            The same shape and type.
        """
        p = values.double()
        mean = _box(p)
        covariance = _box(self.image[:, :, None] * p[:, None]) - self.mean[:, :, None] * mean[:, None]
        slopes = torch.einsum("nhwij,njchw->nichw", self.inverse, covariance)
        offsets = mean - (slopes * self.mean[:, :, None]).sum(1)
        fitted = (_spread(slopes) * self.image[:, :, None]).sum(1) + _spread(offsets)
        return (self.counts * p - fitted).to(values)


def photorealism_loss(output: Tensor, *, laplacian: MattingLaplacian) -> Tensor:
    """Sum over channels of V^T L V, mean over the batch; gradient 2 L V / N, from the same product.

    Luan et al. weigh it 1e4 on 0..1 at 700 pixels, the thesis (gamma) 11.

    Args:
        output: (N, 3, h, w), 0..1.
        laplacian: of the input picture.

    Returns:
        A scalar, 0 and above.
    """
    energy: Tensor = _Energy.apply(output, laplacian)  # type: ignore[no-untyped-call]
    return energy / len(output)


class _Energy(torch.autograd.Function):
    """p^T L p: L is symmetric, so one product gives value and gradient."""

    @staticmethod
    def forward(ctx: Any, values: Tensor, laplacian: MattingLaplacian) -> Tensor:
        product = laplacian(values)
        ctx.save_for_backward(product)
        return (values * product).sum()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, slope: Tensor) -> tuple[Tensor, None]:
        (product,) = ctx.saved_tensors
        return 2 * slope * product, None


def _box(values: Tensor) -> Tensor:
    """Means of the windows inside the picture: (..., h, w) to (..., h - 2, w - 2)."""
    planes = functional.avg_pool2d(values.flatten(1, -3), SIDE, 1)
    return planes.view(*values.shape[:-2], *planes.shape[-2:])


def _spread(values: Tensor) -> Tensor:
    """Sums of the windows that hold a pixel: (..., h - 2, w - 2) to (..., h, w)."""
    planes = functional.avg_pool2d(functional.pad(values.flatten(1, -3), (SIDE - 1,) * 4), SIDE, 1) * SIDE**2
    return planes.view(*values.shape[:-2], *planes.shape[-2:])

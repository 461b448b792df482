"""Texture and colour of regions after those of a reference: masked Gram matrices.

Huang and Liu's thesis (MPSE, phase two) after Luan et al., "Deep photo style transfer"
(CVPR 2017), augmented style loss.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from training.losses.shapes import one_of

FORMS = ("code", "paper")
VGG_STEPS = ("c", "cpc", "cpc", "cccpc", "cccpc")
"""What lies between relu1_1, relu2_1 ... relu5_1 of VGG-19, first what lies before the first: c convolution, p pooling.
"""


def masked_gram(features: Tensor, masks: Tensor) -> Tensor:
    """Gram matrices of the features inside each region, sums over pixels.

    Args:
        features: (N, C, h, w).
        masks: (N, R, h, w), 0..1.

    Returns:
        (N, R, C, C): sum over pixels of (m f) (m f)^T.
    """
    flat, squared = features.flatten(2), masks.flatten(2).square()
    return torch.einsum("ncp,nrp,ndp->nrcd", flat, squared, flat)


def style_loss(
    output: Sequence[Tensor],
    reference: Sequence[Tensor],
    output_masks: Sequence[Tensor],
    reference_masks: Sequence[Tensor],
    region_weights: Sequence[Tensor] | None = None,
    *,
    form: str = "code",
) -> Tensor:
    """Squared distance of Gram matrices, region by region and layer by layer.

    Args:
        output: features of the picture, (N, C, h, w) per layer.
        reference: features of the reference, (N, C, h', w') per layer, its own size.
        output_masks: (N, R, h, w) per layer, 0..1; see `vgg_masks` and `area_masks`.
        reference_masks: (N, R, h', w') per layer, the same regions.
        region_weights: Lambda, (N, R) or (R,) per layer; 1 if None.
        form: "code": matrices are divided by C h w and the mean mask, distances are means over the C^2 entries, a
            region counts by its area in the picture, as Luan et al.'s code; "paper": sums over pixels, distances
            Lambda / (2 C^2) |G - G'|^2, as the thesis prints.

    Returns:
        A scalar, 0 and above; mean over the batch.
    """
    one_of("form", form, FORMS)
    losses = []
    layers = zip(output, reference, output_masks, reference_masks, strict=True)
    for layer, (mine, theirs, my_masks, their_masks) in enumerate(layers):
        distances = _distances(mine, theirs, my_masks, their_masks, form)
        weights = 1.0 if region_weights is None else region_weights[layer]
        losses.append((weights * distances).sum(1).mean())
    return torch.stack(losses).sum()


def vgg_masks(masks: Tensor, steps: Sequence[str] = VGG_STEPS) -> list[Tensor]:
    """Masks that follow the picture through VGG-19, as Luan et al.'s code has them.

    A mask is averaged over 3 x 3 pixels (zeros outside) at each convolution and halved, rounded up, at each pooling.

    Args:
        masks: (N, R, h, w) of the picture, 0..1.
        steps: per layer, "c" and "p" since the layer before.

    Returns:
        (N, R, h', w') per layer.
    """
    found = []
    for step in "|".join(steps) + "|":
        if step == "c":
            masks = functional.avg_pool2d(masks, 3, 1, 1)
        elif step == "p":
            half = (-(-masks.shape[2] // 2), -(-masks.shape[3] // 2))
            masks = functional.interpolate(masks, half, mode="bilinear", align_corners=False)
        else:
            found.append(masks)
    return found


def area_masks(masks: Tensor, features: Sequence[Tensor]) -> list[Tensor]:
    """Masks for any network: each cell's share of the region, at the size of each of its maps."""
    sizes = ((x.shape[2], x.shape[3]) for x in features)
    return [functional.adaptive_avg_pool2d(masks, size) for size in sizes]


def _distances(mine: Tensor, theirs: Tensor, my_masks: Tensor, their_masks: Tensor, form: str) -> Tensor:
    """(N, R): distances of one layer's Gram matrices."""
    gram, wanted = masked_gram(mine, my_masks), masked_gram(theirs, their_masks)
    if form == "paper":
        return (gram - wanted).square().sum((2, 3)) / (2 * mine.shape[1] ** 2)
    area = my_masks.mean((2, 3))
    difference = _per_element(gram, mine, my_masks) - _per_element(wanted, theirs, their_masks)
    return area * difference.square().mean((2, 3))


def _per_element(gram: Tensor, features: Tensor, masks: Tensor) -> Tensor:
    """A region that is missing here has a Gram matrix of zeros, not of infinities."""
    area = masks.mean((2, 3)).clamp_min(torch.finfo(masks.dtype).eps)
    return gram / (features[0].numel() * area[:, :, None, None])

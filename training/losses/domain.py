"""Which domain a picture belongs to, as the discriminator's second head says."""

from torch import Tensor
from torch.nn import functional

from training.losses.shapes import same_shape


def domain_loss(logits: Tensor, labels: Tensor, known: Tensor | None = None) -> Tensor:
    """Binary cross-entropy of attributes, summed over them, mean over the batch (StarGAN, equations 2 and 3; MDIE).

    Of real pictures with their labels for the discriminator, of generated ones with the wanted labels for the
    generator; weight lambda_cls = 1. StarGAN knows the attributes of one data set by their place; a mask says the
    same for several.

    Args:
        logits: (N, C).
        labels: (N, C), 0..1.
        known: (N, C), 1 where the label is known; what is unknown teaches nothing.

    Returns:
        A scalar, 0 and above.
    """
    same_shape(logits, labels)
    losses = functional.binary_cross_entropy_with_logits(logits, labels.to(logits), reduction="none")
    if known is not None:
        same_shape(logits, known)
        losses = losses * known
    return losses.sum() / len(logits)

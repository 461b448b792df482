"""How much people would like a picture, as a network judges."""

from collections.abc import Callable

from torch import Tensor

from engine.networks.nima import score

Scorer = Callable[[Tensor], Tensor]
"""(N, 3, h, w) of 0..1 to opinions, (N, 10), rows summing to 1, as `engine.networks.nima`."""


def nima_loss(output: Tensor, *, scorer: Scorer) -> Tensor:
    """10 - mean opinion, mean over the batch (D'Oro and Nasca, after Talebi and Milanfar, 2018).

    The paper calls the range 0..10; opinions are 1..10. Its code scores the first picture of a batch only, without
    gradient, adds the deviation to the mean, and never loads the head: a constant. Ours is what the paper says.

    Args:
        output: (N, 3, h, w), sRGB-encoded RGB, 0..1.
        scorer: a network in eval mode that sizes and normalises the picture as its weights need.

    Returns:
        A scalar, 0..9.
    """
    mean, _ = score(scorer(output))
    return (10 - mean).mean()

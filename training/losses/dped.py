"""DPED's losses beside colour: content, texture and total variation (Ignatov et al., ICCV 2017, section 3.1).

| weight of   | paper | code | code, all terms as means over 100 x 100 patches in batches of 50 |
|-------------|-------|------|-------------------------------------------------------------------|
| content     | 1     | 10   | 10                                                                |
| texture     | 0.4   | 1    | 50                                                                |
| colour      | 0.1   | 0.5  | 7500                                                              |
| variation   | 400   | 2000 | 2000                                                              |

The paper's terms are norms, the code's are squares: weights belong to their form.
"""

import torch
from torch import Tensor
from torch.nn import functional

from training.losses.features import Features, feature_pairs
from training.losses.shapes import one_of

FORMS = ("code", "paper")
PAPER_WEIGHTS = {"content": 1.0, "texture": 0.4, "color": 0.1, "variation": 400.0}
CODE_WEIGHTS = {"content": 10.0, "texture": 1.0, "color": 0.5, "variation": 2000.0}
MEAN_WEIGHTS = {"content": 10.0, "texture": 50.0, "color": 7500.0, "variation": 2000.0}
LEAST_PROBABILITY = 1e-10


def content_loss(output: Tensor, target: Tensor, *, features: Features, form: str = "code") -> Tensor:
    """Distance of deep features (section 3.1.3).

    Args:
        output: (N, 3, h, w), 0..1.
        target: the same shape.
        features: maps that are compared, relu5_4 alone in DPED.
        form: "code": mean squared difference; "paper": norm of the difference / (C h w), mean over the batch.

    Returns:
        A scalar, 0 and above; the sum over the maps.
    """
    one_of("form", form, FORMS)
    losses = []
    for mine, theirs in feature_pairs(features, output, target):
        difference = (mine - theirs).flatten(1)
        mean_norm = difference.norm(dim=1).mean() / difference.shape[1]
        losses.append(difference.square().mean() if form == "code" else mean_norm)
    return torch.stack(losses).sum()


def texture_loss(logits: Tensor, *, saturating: bool = False, reduction: str = "mean") -> Tensor:
    """What the discriminator thinks of enhanced patches (section 3.1.2).

    The paper minimises -sum log D(real | enhanced). The code minimises the negative of the discriminator's own
    cross-entropy, sum log D(enhanced | enhanced), which saturates. Probabilities are cut at 1e-10.

    Args:
        logits: (N, 2), enhanced and real, of enhanced patches, as `engine.networks.dped_discriminator`.
        saturating: as the code.
        reduction: "mean" over the batch, or "sum" as paper and code.

    Returns:
        A scalar, 0 and above; 0 and below if saturating.
    """
    logs = _log_probabilities(logits)
    return _reduced(logs[:, 0] if saturating else -logs[:, 1], reduction)


def texture_discriminator(logits: Tensor, is_real: Tensor, *, reduction: str = "mean") -> Tensor:
    """Cross-entropy of a mixed batch, in which each patch is real or enhanced by the toss of a coin.

    Args:
        logits: (N, 2), enhanced and real.
        is_real: (N,), 1 or 0.
        reduction: "mean" over the batch, or "sum" as the code.

    Returns:
        A scalar, 0 and above.
    """
    logs = _log_probabilities(logits)
    return _reduced(-torch.where(is_real.bool(), logs[:, 1], logs[:, 0]), reduction)


def total_variation(image: Tensor, *, form: str = "code") -> Tensor:
    """How much neighbouring pixels differ (section 3.1.4).

    Args:
        image: (N, C, h, w).
        form: "code": mean squared step across plus mean squared step down; "paper": norm of the sum of both steps
            / (C h w), mean over the batch.

    Returns:
        A scalar, 0 and above.
    """
    one_of("form", form, FORMS)
    across, down = image.diff(dim=-1), image.diff(dim=-2)
    if form == "code":
        return across.square().mean() + down.square().mean()
    steps = (across[:, :, :-1] + down[:, :, :, :-1]).flatten(1)
    norms: Tensor = steps.norm(dim=1)
    return norms.mean() / image[0].numel()


def _log_probabilities(logits: Tensor) -> Tensor:
    if logits.ndim != 2 or logits.shape[1] != 2:
        raise ValueError(f"logits are (N, 2), got {tuple(logits.shape)}")
    return functional.softmax(logits, 1).clamp_min(LEAST_PROBABILITY).log()


def _reduced(losses: Tensor, reduction: str) -> Tensor:
    one_of("reduction", reduction, ("mean", "sum"))
    return losses.mean() if reduction == "mean" else losses.sum()

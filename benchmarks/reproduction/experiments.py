"""What is compared, and the order that the papers claim. A variant is a plan's changes; everything else is equal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

UNET, CAN = {"network": "unet", "arguments": {"width": 16}}, {"network": "can32", "arguments": {"width": 32}}
LOSSES: Mapping[str, Mapping[str, float]] = {
    "MSE": {"mse": 1.0},
    "MAE": {"mae": 1.0},
    "MAE+SSIM": {"mae_ssim": 1.0},
    "COLOR+SSIM": {"color_ssim": 1.0},
}
_SEED0 = {"program": "paired", "size": 48, "batch": 8, "rate": 2e-3, "options": {"smallest": 0.6, "mirror": 1}}
_SEED4 = {"program": "experts", "size": 48, "batch": 4, "rate": 1e-3, "losses": {"mse": 1.0}}
_EXPONENTIAL = {"schedule": "exponential", "options": {"stages": 10, "decay": 0.7}}
_UEGAN = {
    "program": "unpaired",
    "arguments": {"width": 8},
    "size": 72,
    "batch": 2,
    "rate": 1e-3,
    "options": {"adversary_width": 8, "adversary_rate": 1.0},
}


@dataclass(frozen=True, slots=True)
class Claim:
    """That one variant is better than another.

    Attributes:
        better, worse: names of variants; "photo" is the photo as it was.
        measure: what is compared.
        source: where the paper says it.
        higher: whether more is better.
    """

    better: str
    worse: str
    measure: str
    source: str
    higher: bool = True


@dataclass(frozen=True, slots=True)
class Experiment:
    """Variants that differ in one thing.

    Attributes:
        title: for the report.
        usual: fields of the plan that all variants share.
        variants: changes to it by name.
        claims: what ought to come out.
        steps: of each run at scale 1.
    """

    title: str
    usual: Mapping[str, Any]
    variants: Mapping[str, Mapping[str, Any]]
    claims: tuple[Claim, ...]
    steps: int
    more: Mapping[str, str] = field(default_factory=dict)


EXPERIMENTS: Mapping[str, Experiment] = {
    "seed0-losses": Experiment(
        title="U-Net and CAN32 with the losses of D'Oro and Nasca (Table 1)",
        usual=_SEED0,
        variants={
            f"{name} {loss}": network | {"losses": weights}
            for name, network in (("U-Net", UNET), ("CAN32", CAN))
            for loss, weights in LOSSES.items()
        },
        claims=(
            Claim("U-Net MSE", "CAN32 MSE", "loss", "seed 0, Table 1", higher=False),
            Claim("U-Net MAE+SSIM", "CAN32 MAE+SSIM", "loss", "seed 0, Table 1", higher=False),
            Claim("U-Net COLOR+SSIM", "CAN32 COLOR+SSIM", "loss", "seed 0, Table 1", higher=False),
        ),
        steps=150,
    ),
    "seed4-schedule": Experiment(
        title="One bilateral network for five experts: decreasing against fixed rate, larger against smaller",
        usual=_SEED4,
        variants={
            "combined, decreasing rate": _EXPONENTIAL | {"arguments": {"channel_multiplier": 2}},
            "combined, fixed rate": {"arguments": {"channel_multiplier": 2}},
            "small, decreasing rate": _EXPONENTIAL,
        },
        claims=(
            Claim("combined, decreasing rate", "combined, fixed rate", "psnr", "seed 4, figure 5"),
            Claim("combined, decreasing rate", "small, decreasing rate", "psnr", "seed 4, figure 5"),
        ),
        steps=150,
    ),
    "seed1-quality": Experiment(
        title="UEGAN, unpaired: identity loss, and how much quality weighs (Table III, Figure 10)",
        usual=_UEGAN,
        variants={
            "quality 0.1": {"options": {"quality": 0.1}},
            "quality 0.4": {"options": {"quality": 0.4}},
            "quality 0.8": {"options": {"quality": 0.8}},
            "no identity": {"options": {"quality": 0.1, "identity": 0}},
        },
        claims=(
            Claim("quality 0.8", "quality 0.1", "contrast", "seed 1, Figure 10"),
            Claim("quality 0.8", "quality 0.1", "saturation", "seed 1, Figure 10"),
            Claim("quality 0.1", "quality 0.8", "kept", "seed 1, Figure 10"),
            Claim("quality 0.1", "photo", "psnr", "seed 1, Table I"),
            Claim("quality 0.1", "no identity", "psnr", "seed 1, Table III"),
        ),
        steps=200,
    ),
}

"""What each system was trained with: by its paper, and by its authors' code where that differs.

A preset changes fields of a plan; what a person says on the command line stands above it. Losses in the form of a paper
or of its code belong to their weights. "epochs" in the options gives the steps once the number of photos is known.
"""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.errors import TrainingError
from training.losses.dped import CODE_WEIGHTS, MEAN_WEIGHTS, PAPER_WEIGHTS
from training.plan import TrainingPlan

Changes = dict[str, Any]

PAIRED: Changes = {"network": "bilateral", "losses": {"mae": 1.0}, "steps": 2000}
UNPAIRED: Changes = {"network": "uegan", "steps": 5000}
EXPERTS: Changes = {"network": "bilateral", "losses": {"mse": 1.0}, "steps": 5000}
DOMAINS: Changes = {"network": "mdie", "steps": 5000}
SCORER: Changes = {"network": "nima", "steps": 2000}
FEATURES: Changes = {"network": "features", "steps": 6000}
"""What a program does where a plan leaves it open."""

_DORO: Changes = {"batch": 8, "rate": 2e-4, "size": 500, "losses": {"mae": 1.0}}
_DORO_OPTIONS: Changes = {"stretched": 1, "mirror": 0, "long_edge": 500, "short_side": 332}
_DPED: Changes = {"network": "dped", "batch": 50, "size": 100, "rate": 5e-4, "steps": 20_000}
_UEGAN: Changes = {"network": "uegan", "batch": 10, "size": 256, "rate": 1e-4, "schedule": "linear"}
_SEED4: Changes = {"batch": 4, "rate": 1e-4, "losses": {"mse": 1.0}, "schedule": "exponential"}
_SEED4_OPTIONS: Changes = {"epochs": 10, "stages": 10, "decay": 0.7}
_HDRNET: Changes = {"channel_multiplier": 2, "statistics": False, "normalise": False, "start_at_identity": False}

PRESETS: Mapping[tuple[str, str], Changes] = {
    ("unet", "paper"): _DORO | {"network": "unet", "options": _DORO_OPTIONS | {"epochs": 50}},
    ("unet", "code"): _DORO | {"network": "unet", "options": _DORO_OPTIONS | {"epochs": 52}},
    ("can32", "paper"): _DORO | {"network": "can32", "options": _DORO_OPTIONS | {"epochs": 50}},
    ("can32", "code"): _DORO | {"network": "can32", "options": _DORO_OPTIONS | {"epochs": 52}},
    ("conditional_unet", "paper"): _DORO | {"network": "conditional_unet", "options": _DORO_OPTIONS | {"epochs": 50}},
    ("conditional_unet", "code"): _DORO | {"network": "conditional_unet", "options": _DORO_OPTIONS | {"epochs": 100}},
    ("conditional_can", "paper"): _DORO | {"network": "conditional_can", "options": _DORO_OPTIONS | {"epochs": 50}},
    ("conditional_can", "code"): _DORO | {"network": "conditional_can", "options": _DORO_OPTIONS | {"epochs": 100}},
    ("dped", "paper"): _DPED
    | {
        "losses": PAPER_WEIGHTS,
        "options": {
            "mirror": 0,
            "smallest": 0,
            "largest": 0,
            "content.form": "paper",
            "variation.form": "paper",
            "texture.reduction": "sum",
            "color.blur": "dped_paper",
            "color.reduction": "sum",
        },
    },
    ("dped", "code"): _DPED
    | {
        "losses": CODE_WEIGHTS,
        "options": {
            "mirror": 0,
            "smallest": 0,
            "largest": 0,
            "texture.saturating": True,
            "texture.reduction": "sum",
            "color.reduction": "sum",
        },
    },
    ("dped_plus", "paper"): _DPED
    | {
        "network": "dped_plus",
        "steps": 30_000,
        "losses": MEAN_WEIGHTS,
        "schedule": "halving",
        "options": {"mirror": 0, "smallest": 0, "largest": 0, "halve_every": 10_000},
    },
    ("bilateral", "paper"): _SEED4
    | {
        "network": "bilateral",
        "arguments": _HDRNET | {"guide": "curves", "batch_norm": True},
        "options": _SEED4_OPTIONS,
    },
    ("bilateral", "code"): _SEED4
    | {
        "network": "bilateral",
        "batch": 16,
        "schedule": "constant",
        "arguments": _HDRNET | {"channel_multiplier": 1, "guide": "pointwise"},
        "options": {"epochs": 10},
    },
    ("uegan", "paper"): _UEGAN
    | {
        "options": {
            "epochs": 150,
            "constant_share": 0.5,
            "quality": 0.1,  # 0.05 of the sums that the paper does not halve
            "fidelity": 1.0,
            "identity": 0.1,
            "identity.scales": 1,
            "fidelity.normalise": False,
            "fidelity.weights": (1.0, 1.0, 1.0, 1.0, 1.0),
            "long_edge": 512,
            "smallest": 0,
            "largest": 0,
            "replay": 0,
        },
    },
    ("uegan", "code"): _UEGAN
    | {
        "options": {
            "epochs": 100,
            "constant_share": 0.5,
            "quality": 0.1,
            "fidelity": 1.0,
            "identity": 0.1,
            "adversary_rate": 4.0,
            "beta1": 0.5,
            "decay_weights": 1e-4,
            "smallest": 1.0,
            "largest": 1.0,
            "upend": 1,
            "replay": 50,
        },
    },
    ("experts", "paper"): _SEED4 | {"arguments": {"channel_multiplier": 2}, "options": _SEED4_OPTIONS},
    ("mdie", "paper"): {"rate": 1e-4, "batch": 16, "size": 128, "options": {"adversarial": 1, "class": 1, "cycle": 10}},
    ("nima", "code"): {"rate": 3e-5, "batch": 96, "size": 224, "options": {"epochs": 14, "head_epochs": 5}},
}
"""(system, "paper" or "code") to what a plan then has; the paper alone where no code was published."""


def with_preset(plan: TrainingPlan, system: str, which: str) -> TrainingPlan:
    """A plan changed by a preset; options of the plan stand above the preset's.

    Raises:
        TrainingError: there is no such preset.
    """
    if (system, which) not in PRESETS:
        known = ", ".join(f"{each} {form}" for each, form in PRESETS)
        raise TrainingError(f"There is no preset {system} {which}; there are {known}.", subject=system)
    changes = dict(PRESETS[system, which])
    options = {**changes.pop("options", {}), **plan.options}
    return replace(plan, **changes, options=options)


def completed(plan: TrainingPlan, usual: Changes) -> TrainingPlan:
    """A plan with what its program does where it leaves something open; steps stay open if epochs or minutes are given.

    Args:
        plan: as a person wrote it.
        usual: network, losses and steps of the program.
    """
    changes = {name: value for name, value in usual.items() if not getattr(plan, name)}
    if plan.minutes or plan.options.get("epochs"):
        changes.pop("steps", None)
    return replace(plan, **changes)


def with_steps(plan: TrainingPlan, photos: int) -> TrainingPlan:
    """A plan whose steps follow from its epochs, where it says these."""
    epochs = plan.option("epochs", 0)
    if plan.steps or not epochs:
        return plan
    return replace(plan, steps=max(1, math.ceil(epochs * photos / plan.batch)))

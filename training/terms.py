"""The loss of a plan: terms by name with their weights, each given the things that it compares."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from engine.errors import TrainingError
from engine.networks.vgg import load_vgg19
from training.feature_file import BUNDLED, load_features
from training.losses import LOSSES, Loss, make_loss
from training.losses.bands import BandFeatures
from training.plan import TrainingPlan

TAKES: Mapping[str, tuple[str, ...]] = {
    "mse": ("output", "target"),
    "mae": ("output", "target"),
    "ssim": ("output", "target"),
    "ms_ssim": ("output", "target"),
    "color": ("output", "target"),
    "mae_ssim": ("output", "target"),
    "color_ssim": ("output", "target"),
    "nima": ("output",),
    "mae_nima": ("output", "target"),
    "mse_nima": ("output", "target"),
    "content": ("output", "target"),
    "variation": ("output",),
    "fidelity": ("output", "source"),
    "identity": ("kept", "good"),
    "roughness": ("grids",),
    "texture": ("fake",),
    "relativistic_hinge_generator": ("real", "fake"),
    "hinge_generator": ("fake",),
    "log_gan_generator": ("fake",),
    "wgan_generator": ("fake",),
}
"""What each loss is given: `output` and `target` of a pair, the `source` photo, a `good` photo and what is made of it
(`kept`), `grids` of a bilateral network, and the discriminator's scores of `real` and `fake` photos."""

BANDS = "bands"
_NEED_FEATURES = ("content", "fidelity")
_NEED_SCORER = ("nima", "mae_nima", "mse_nima")


class Terms(nn.Module):
    """The terms of a plan's loss.

    Args:
        losses: by name.
        weights: of each.
        features: in words, what compares photos for them; "" where nothing does.
    """

    def __init__(self, losses: Mapping[str, Loss], weights: Mapping[str, float], features: str = "") -> None:
        super().__init__()
        self.losses = nn.ModuleDict(losses)
        self.weights = dict(weights)
        self.features = features

    @property
    def needs(self) -> frozenset[str]:
        """Names of the things that `forward` wants."""
        return frozenset(thing for name in self.weights for thing in TAKES[name])

    def forward(self, things: Mapping[str, Any]) -> dict[str, Tensor]:
        """Each term times its weight.

        Args:
            things: by name, at least those that are needed.
        """
        return {
            name: weight * self.losses[name](*(things[thing] for thing in TAKES[name]))
            for name, weight in self.weights.items()
        }


def make_terms(plan: TrainingPlan, weights: Mapping[str, float], allowed: frozenset[str]) -> Terms:
    """The terms of a plan.

    Args:
        plan: its options say settings ("color.blur": "dped_paper"), the file of a feature network ("features",
            torchvision's VGG-19; ours unless given) and of a scorer ("scorer").
        weights: by name of a loss; those of weight 0 are left out.
        allowed: things that the program can give.

    Raises:
        TrainingError: there is no such loss, it belongs to another program, or a setting is unknown.
        StyleError: a file cannot be used.
    """
    shared: dict[str, Any] = {}
    if any(name in _NEED_FEATURES for name in weights):
        shared["features"] = make_features(plan)
    if any(name in _NEED_SCORER for name in weights):
        shared["scorer"] = make_scorer(plan)
    made = {}
    for name, weight in weights.items():
        if name not in LOSSES:
            raise TrainingError(f"There is no loss {name}; there are {', '.join(sorted(TAKES))}.", subject=name)
        if name not in TAKES or not set(TAKES[name]) <= allowed:
            raise TrainingError(f"The loss {name} belongs to another kind of training than {plan.program}.")
        if weight:
            made[name] = _make(name, shared, plan)
    if not made:
        raise TrainingError("Every loss of the plan has weight 0, so there is nothing to learn.")
    compares = _features_in_words(plan) if any(name in _NEED_FEATURES for name in made) else ""
    return Terms(made, {name: float(weights[name]) for name in made}, compares)


def described(modules: Iterable[nn.Module]) -> dict[str, Any]:
    """What a style's card says of the losses that taught it: their weights by name, and what compared photos."""
    found = [part for module in modules for part in module.modules() if isinstance(part, Terms)]
    if not found:
        return {}
    told: dict[str, Any] = {"losses": {name: weight for terms in found for name, weight in terms.weights.items()}}
    features = [terms.features for terms in found if terms.features]
    return told | ({"features": features[0]} if features else {})


def make_features(plan: TrainingPlan) -> nn.Module:
    """What compares photos: option "features" names torchvision's VGG-19, a feature net of ours, or "bands".

    Without, it is the bundled feature net; fixed bands where that is not there.
    """
    file = str(plan.options.get("features", ""))
    if file == BANDS or not (file or BUNDLED.exists()):
        return BandFeatures()
    path = Path(file) if file else BUNDLED
    return load_features(path) if path.suffix == ".safetensors" else load_vgg19(path)


def _features_in_words(plan: TrainingPlan) -> str:
    """What `make_features` makes; no folder of this computer."""
    file = str(plan.options.get("features", ""))
    if file == BANDS or not (file or BUNDLED.exists()):
        return "fixed bands"
    return Path(file).name if file else "Penchant's feature net"


def make_scorer(plan: TrainingPlan) -> nn.Module:
    """NIMA with the weights that the plan names.

    Raises:
        TrainingError: it names none.
    """
    from training.scorer_file import load_scorer

    file = plan.options.get("scorer", "")
    if not file:
        raise TrainingError("A loss with NIMA needs the file of its weights: give the option scorer.")
    return load_scorer(Path(str(file)))


def parse_losses(text: str) -> dict[str, float]:
    """Losses as a person writes them: "mae:1,ssim:0.5"; a name alone has weight 1.

    Raises:
        TrainingError: a weight is no number.
    """
    weights = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, _, weight = part.partition(":")
        try:
            weights[name.strip()] = float(weight or 1)
        except ValueError as problem:
            raise TrainingError(f"{part} is no loss and weight; write for example mae:1,ssim:0.5.") from problem
    return weights


def _make(name: str, shared: Mapping[str, Any], plan: TrainingPlan) -> Loss:
    settings = {
        key.removeprefix(f"{name}."): value for key, value in plan.options.items() if key.startswith(f"{name}.")
    }
    networks = {"features": _NEED_FEATURES, "scorer": _NEED_SCORER}
    for part, losses in networks.items():
        if name in losses:
            settings[part] = _Deepest(shared[part]) if name == "content" else shared[part]
    try:
        return make_loss(name, **settings)
    except TypeError as problem:
        raise TrainingError(f"The loss {name} has no such setting: {problem}.", subject=name) from problem


class _Deepest(nn.Module):
    """The deepest of a network's features, as DPED compares them (relu5_4 there)."""

    def __init__(self, network: Callable[[Tensor], Any]) -> None:
        super().__init__()
        self.network = network

    def forward(self, image: Tensor) -> list[Tensor]:
        return [self.network(image)[-1]]

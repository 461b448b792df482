"""Beginning a personal style from another style: what that style does, as nearly as the structured model can say it."""

from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from engine.checkpoints import native
from engine.enhance import grade_for
from engine.errors import TrainingError
from engine.grade import apply
from engine.networks.adaptive_numpy import SEEN, AdaptiveForward
from engine.networks.refined_numpy import ARCHITECTURE as REFINED
from engine.networks.refined_numpy import NETWORK
from engine.styles import Style, styles_of
from training.liked import Material
from training.personal_style import ADAPTIVE
from training.plan import TrainingPlan

STEPS = 80
_MOST_PHOTOS = 40


def start_of(plan: TrainingPlan, material: Material) -> Tensor:
    """The style to start from, (SIZE,).

    Args:
        plan: `start` names the file; the option "start_style" which of its styles, the first unless given.
        material: photos to see by what another kind of style does.

    Raises:
        StyleError: the file is no style.
    """
    path = Path(plan.start)
    style = _chosen(path, str(plan.options.get("start_style", "")))
    if not _is_looks(native.read_description(path)):
        return _imitated(style, material)
    description, weights = native.read(path)
    try:
        looks = torch.from_numpy(AdaptiveForward(weights, description.arguments).looks)
    except ValueError as problem:
        sentence = f"{path.name} is damaged, so it cannot be started from."
        raise TrainingError(sentence, subject=path, details=str(problem)) from problem
    own = style.weights[:-1] if description.architecture == REFINED else style.weights  # the last is that of falloff
    if len(looks) < len(own):
        raise TrainingError(f"{path.name} is damaged, so it cannot be started from.", subject=path)
    # Looks of one file lie near each other, so that the mean of their numbers does what their mean pictures show.
    shares = torch.tensor(own or (1.0,))
    return (shares[:, None] * looks[: len(shares)]).sum(0)


def _is_looks(description: native.Description) -> bool:
    """Whether a style is looks, with falloff or without, and no network; how light falls off is measured anew."""
    refined = description.architecture == REFINED and NETWORK not in description.arguments
    return refined or description.architecture == ADAPTIVE


def _chosen(path: Path, name: str) -> Style:
    styles = styles_of(path)
    return next((style for style in styles if style.id == name), styles[0])


def _imitated(style: Style, material: Material) -> Tensor:
    """What the structured model learns of another style from photos before and after it."""
    from training.quick_style import Learner, prepare
    from training.taste_reader import load_readers

    photos = material.before if len(material.before) else material.ordinary
    chosen = photos[:: max(1, len(photos) // _MOST_PHOTOS)]
    rows = SEEN if chosen.shape[1] == SEEN * SEEN else int(np.sqrt(chosen.shape[1] / 2))
    made = []
    for photo in chosen.numpy():
        picture = np.ascontiguousarray(photo.reshape(rows, -1, 3))
        made.append(np.clip(apply(grade_for(style, picture), picture), 0, 1).reshape(-1, 3))
    after = torch.from_numpy(np.stack(made))
    none = torch.zeros(0, SEEN * SEEN, 3)
    learner = Learner(prepare(none, chosen, chosen, after, load_readers()), steps=STEPS)
    for _ in range(STEPS):
        learner.learn()
    return learner.style

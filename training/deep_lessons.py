"""What the deep way to a personal style is taught by: photos with their places, and the quick style as a measure.

The quick way is gone first, from the same likes; it takes seconds and says which photos can teach.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from torch import Tensor

from engine.color import to_working
from engine.decode import open_photo
from engine.errors import PhotoError, TrainingError
from engine.networks.adaptive_numpy import SEEN
from engine.resize import smaller
from training.data.photos import photos_in
from training.deep_networks import pixels_of, quick_photos
from training.falloff import NONE, fallen, falloff_between
from training.liked import gather, small_pixels
from training.personal import weights_of
from training.personal_start import start_of
from training.plan import TrainingPlan
from training.quick_style import STEPS, Learner, prepare
from training.taste_reader import load_readers
from training.unstyling import Unstyling, looks_of

LEAST_LIKES = 12
"""Fewer leave none to judge by."""
SAMPLES = 4
"""Un-styled copies of each like that is judged by."""
_DECODED = 256
_SAME = 0.02
_PIXELS = ("likes", "held", "ordinary")


@dataclass(frozen=True, slots=True)
class DeepLessons:
    """Photos as squares of one side s, sRGB-encoded, 0..1, and the quick style.

    Attributes:
        likes: (N, 3, s, s), that are learned from.
        held: (H, 3, s, s), likes by which results are judged.
        ordinary: (M, 3, s, s); M is 0 where the person named none, then un-styled likes serve.
        looks: (K, SIZE), the quick style.
        shares: (K,), of each look.
        traits: (T, TRAITS), of ordinary photos.
        centre: (TRAITS,), where un-styling brings the middle like.
        falloff: (3,), how light falls off in the likes more than in what the quick style makes of ordinary photos.
    """

    likes: Tensor
    held: Tensor
    ordinary: Tensor
    looks: Tensor
    shares: Tensor
    traits: Tensor
    centre: Tensor
    falloff: Tensor

    def unstyling(self, likes: Tensor) -> Unstyling:
        """The way from some likes (N, 3, s, s) to ordinary photos."""
        return Unstyling(looks_of(pixels_of(fallen(likes, -self.falloff).clamp(0, 1))), self.traits, self.centre)

    def state(self) -> dict[str, Any]:
        """Everything, for `training.state`; photos in 8 bits."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return values | {name: (values[name] * 255).round().to(torch.uint8) for name in _PIXELS}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "DeepLessons":
        """What `state` gave."""
        # Those of an earlier version know of no falloff.
        values = {each.name: state.get(each.name, torch.tensor(NONE)) for each in fields(cls)}
        return cls(**values | {name: values[name].float() / 255 for name in _PIXELS})


@dataclass(frozen=True, slots=True)
class QuickStyle:
    """The quick style and what is said of it on its card."""

    looks: Tensor
    shares: tuple[float, ...]
    likes: int
    notes: tuple[str, ...]


def gather_deep(plan: TrainingPlan, side: int) -> tuple[DeepLessons, QuickStyle]:
    """Go the quick way and take its photos as squares.

    Raises:
        TrainingError: nothing can be learned from the photos, or too few are liked for this way.
    """
    material = gather(plan)
    if len(material.likes) < LEAST_LIKES:
        sentence = f"The deep way needs at least {LEAST_LIKES} different likes, some of them to judge by"
        raise TrainingError(f"{sentence}; there are {len(material.likes)}. The quick way serves fewer.")
    start = start_of(plan, material) if plan.start else None
    lessons = prepare(material.likes, material.ordinary, material.before, material.after, load_readers(), start)
    assert lessons.unstyling is not None
    learner = Learner(lessons, weights_of(plan), STEPS, plan.seed)
    for _ in range(STEPS):
        learner.learn()
    looks, shares = learner.looks()
    held, likes = (_squares(plan.paths("likes"), chosen, side) for chosen in (lessons.held, lessons.likes))
    ordinary = _squares(plan.paths("ordinary"), material.ordinary, side)
    traits, centre = lessons.unstyling.ordinary, lessons.unstyling.centre
    found = complete(likes, held, ordinary, looks, torch.tensor(shares), traits, centre)
    return found, QuickStyle(looks, shares, len(material.likes), material.notes)


def complete(
    likes: Tensor, held: Tensor, ordinary: Tensor, looks: Tensor, shares: Tensor, traits: Tensor, centre: Tensor
) -> DeepLessons:
    """Lessons of these parts, with what the quick style lacks of the likes' falloff; none without ordinary photos."""
    made = quick_photos(looks, shares, ordinary, ordinary) if len(ordinary) else ordinary
    falloff = falloff_between(torch.cat([likes, held]), made)
    return DeepLessons(likes, held, ordinary, looks, shares, traits, centre, falloff)


def square(photo: np.ndarray, side: int) -> np.ndarray:
    """A photo h x w x 3, pressed into side x side: means of areas where it becomes smaller."""
    if min(photo.shape[:2]) < side:
        size = max(side, photo.shape[1]), max(side, photo.shape[0])
        photo = cv2.resize(photo, size, interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(smaller(np.ascontiguousarray(photo), (side, side)))


def _squares(places: Iterable[Path], chosen: Tensor, side: int) -> Tensor:
    """Those photos of some places that the quick way has chosen, as it has them in small (N, SEEN * SEEN, 3)."""
    found = []
    files = [path for each in places for path in (photos_in(each) if each.is_dir() else [each])]
    wanted = chosen.numpy() if chosen.shape[1:] == (SEEN * SEEN, 3) else np.zeros((0, SEEN * SEEN, 3), np.float32)
    for path in files if len(wanted) else ():
        try:
            image = open_photo(path, at_least=_DECODED)
        except PhotoError:
            continue
        if np.abs(wanted - small_pixels(image)).mean((1, 2)).min() > _SAME:
            continue
        pixels = to_working(np.ascontiguousarray(image.pixels), image.space)
        made = np.clip(np.nan_to_num(square(np.asarray(pixels, np.float32), side)), 0, 1)
        found.append(torch.from_numpy(np.ascontiguousarray(made.transpose(2, 0, 1), np.float32)))
    return torch.stack(found) if found else torch.zeros(0, 3, side, side)

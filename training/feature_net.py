"""The feature net by a plan: taught to see what a distilled VGG-19 sees, as `training.features` teaches it.

The plan's source "photos" are folders of photos, "teacher" the folder with 5SE.pth. A step sees views of the net's own
size; the plan's `size` does not matter.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from engine.errors import TrainingError
from engine.networks.features import FeatureNet
from training.compute import Compute, computing
from training.course import Phase, Seen
from training.data.folders import load_photos
from training.data.items import DataError
from training.data.photos import photos_in
from training.feature_file import save_features
from training.features import (
    HELD_SIZE,
    LOADED_SIZE,
    Teacher,
    held_out_pairs,
    make_teacher,
    measure,
    mismatch,
    random_views,
)
from training.loop import learn
from training.plan import TrainingPlan
from training.presets import FEATURES, completed
from training.progress import Report
from training.sources import split

VIEWS_STREAM = 17
TEACHER = "5SE.pth"


def run(plan: TrainingPlan, report: Report) -> None:
    """Run a plan of the program "features".

    Raises:
        PenchantError: the plan, its photos or what is computed cannot be gone on with.
    """
    plan = completed(plan, FEATURES)
    teachers = plan.paths("teacher")
    if len(teachers) != 1 or not (teachers[0] / TEACHER).is_file():
        raise TrainingError(f'The plan has to name the folder with {TEACHER} as "teacher".')
    with computing(plan) as compute:
        learn(FeatureCourse(plan, compute, teachers[0] / TEACHER), plan, compute, report)


class FeatureCourse:
    """What the loop asks for."""

    def __init__(self, plan: TrainingPlan, compute: Compute, teacher: Path) -> None:
        """The net with the plan's seed, its teacher, and photos.

        Raises:
            DataError: there are no photos.
        """
        paths = [path for folder in plan.paths("photos") for path in photos_in(folder)]
        if not paths:
            raise DataError("The plan names no photos: give a folder of them.")
        learned, kept = split(paths, lambda path: path)
        self._photos = load_photos(list(learned), LOADED_SIZE)
        held = load_photos(list(kept), HELD_SIZE)
        self._held = held_out_pairs(held) if len(held) > 1 else None
        self.plan, self.compute = plan, compute
        self._teacher = make_teacher(teacher, random_views(self._photos, 16, np.random.default_rng(0)))
        torch.manual_seed(plan.seed)
        network = FeatureNet(**plan.arguments).to(compute.device)
        self.result: nn.Module = network
        self.networks = {"features": network}
        optimiser = torch.optim.Adam(network.parameters(), betas=(0.9, 0.99))
        self.phases = (Phase("features", FeatureLoss(network, self._teacher, compute), optimiser),)

    def batches(self, steps: range) -> Iterator[Tensor]:
        """Views, half of them worn down; each process has its own part of every batch."""
        mine = self.plan.batch // self.compute.world
        for step in steps:
            rng = np.random.default_rng((self.plan.seed, VIEWS_STREAM, step))
            views = random_views(self._photos, self.plan.batch, rng)
            yield views[mine * self.compute.rank :][:mine].to(self.compute.device)

    def seen(self) -> Seen | None:
        """No photos are made."""
        return None

    def state(self) -> dict[str, Any]:
        """Nothing but net and optimiser."""
        return {}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Nothing."""

    def check(self, result: nn.Module) -> dict[str, float]:
        """Share of the teacher's variance that is matched on held-out photos, mean over stages."""
        if self._held is None:
            return {}
        assert isinstance(result, FeatureNet)
        explained = measure(result.cpu(), self._teacher, *self._held)["explained"]
        result.to(self.compute.device)
        return {"explained": round(sum(explained.values()) / len(explained), 4)}

    def enhance(self, result: nn.Module, photo: Tensor) -> Tensor | None:
        """No photos are made."""
        del result, photo
        return None

    def write(self, path: Path, result: nn.Module, card: Mapping[str, Any]) -> None:
        """Write the net."""
        assert isinstance(result, FeatureNet)
        save_features(path, result, {**card, "data": f"{len(self._photos)} photos"})


class FeatureLoss(nn.Module):
    """How far the net's features are from the teacher's."""

    def __init__(self, network: FeatureNet, teacher: Teacher, compute: Compute) -> None:
        super().__init__()
        self.network = network
        self._teacher, self._compute = teacher, compute

    def forward(self, views: Tensor, step: int) -> dict[str, Tensor]:
        """Its one term."""
        del step
        with self._compute.networks():
            ours = self.network(views)
        theirs = [feature.to(views.device) for feature in self._teacher(views.cpu())]
        weights = [weight.to(views.device) for weight in self._teacher.weights]
        return {"mismatch": mismatch(ours, theirs, weights)}

"""The photos of a plan: which are learned from, which are held out, and what a step sees of one."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from engine.errors import TrainingError
from engine.tags import Tags
from training.compute import Compute
from training.data.cache import PhotoCache
from training.data.folders import HELD_OUT_SHARE, is_held_out
from training.data.items import DataError
from training.data.photos import Photos, photos_in
from training.data.survey import survey_photos
from training.data.views import View
from training.plan import TrainingPlan

Note = Callable[[str], None]
MOST_HELD_OUT = 32
LEAST_TO_SPLIT = 16
THREADS = 2
T = TypeVar("T")


def view_of(plan: TrainingPlan, small: int = 0) -> View:
    """What a step sees of a photo.

    Args:
        plan: its size; options "smallest" and "largest" (sides of the part as shares), "stretched", "mirror", "upend";
            "short_side", where pairs are not seen as squares: then standing photos are seen standing.
        small: side of the whole photo given along, for networks that decide from afar.
    """
    stretched, mirror, upend = (bool(plan.option(name, usual)) for name, usual in _TURNS)
    smallest, largest = plan.option("smallest", 0.5), plan.option("largest", 1.0)
    short = int(plan.option("short_side", plan.size))
    try:
        return View(short, plan.size, smallest, largest, stretched, mirror, upend, small, turns=short != plan.size)
    except ValueError as problem:
        raise TrainingError(f"Nothing of a photo can be seen so: {problem}.") from problem


def whole_view(plan: TrainingPlan, small: int = 0) -> View:
    """What is seen of a held-out photo: as much as possible of it, always the same."""
    return replace(view_of(plan, small), smallest=1.0, largest=1.0, mirror=False, upend=False)


def cache_of(plan: TrainingPlan) -> PhotoCache:
    """Photos decoded no larger than a step can use; option "long_edge" says how large, "cache" where to keep them."""
    usual = max(512, 2 * plan.size)
    folder = str(plan.options.get("cache", ""))
    return PhotoCache(
        int(plan.option("long_edge", usual)),
        int(plan.option("memory_mb", 1500)) * 1_000_000,
        folder=Path(folder) if folder else None,
    )


def photos_of(
    plan: TrainingPlan, source: str, view: View, cache: PhotoCache, note: Note, tags: Mapping[str, Tags] | None = None
) -> Photos:
    """A set of photos that the plan names.

    Raises:
        DataError: the plan does not name it, or nothing in it can be learned from.
    """
    given = plan.paths(source)
    if view.turns:
        raise TrainingError("Only pairs of photos can be seen with a short side; leave out the option short_side.")
    if not given:
        raise DataError(f"The plan names no {source}: give a folder of them.", subject=source)
    paths = [path for each in given for path in (photos_in(each) if each.is_dir() else [each])]
    found = survey_photos(paths, cache, threads=THREADS, name=given[0].name)
    for sentence in found.notes:
        note(sentence)
    return Photos(found.paths, view, cache, tags)


def split_photos_of(plan: TrainingPlan, photos: Photos, view: View, cache: PhotoCache) -> tuple[Photos, Photos | None]:
    """A set of photos as those to learn from and some held out, seen by another view; None if there are too few."""
    learned, held = split(photos.paths, lambda path: path)
    few = some(held, plan)
    return Photos(learned, photos.view, cache), Photos(few, view, cache) if few else None


def tell_notes(compute: Compute, tell: Note) -> Note:
    """Notes told by the first of several processes only."""
    return tell if compute.is_writer else lambda _: None


def split(items: Sequence[T], path_of: Callable[[T], Path]) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """Items to learn from, and about one in eight held out, by the hash of their names; none of fewer than 16.

    Numbered series stay together, since their photos are much alike. Where all photos are of one series, as a camera
    names them, each goes by its own name.
    """
    if len(items) < LEAST_TO_SPLIT:
        return tuple(items), ()
    for is_held in (is_held_out, _is_held_alone):
        held = tuple(item for item in items if is_held(path_of(item)))
        if 0 < len(held) <= len(items) // 3:
            return tuple(item for item in items if not is_held(path_of(item))), held
    return tuple(items), ()


def _is_held_alone(path: Path) -> bool:
    return hashlib.sha256(path.stem.encode()).digest()[0] % HELD_OUT_SHARE == 0


def some(held: Sequence[T], plan: TrainingPlan) -> tuple[T, ...]:
    """So many held-out items that a check takes no longer than some steps, evenly picked; option "held_out"."""
    most = max(1, int(plan.option("held_out", MOST_HELD_OUT)))
    return tuple(held[:: max(1, -(-len(held) // most))])


_TURNS = (("stretched", 0), ("mirror", 1), ("upend", 0))

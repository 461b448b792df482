"""What a personal style is learned from: likes, ordinary photos and pairs, as small copies, and sentences about them.

A style changes colours only, so all that is kept of a photo is a copy of `SEEN` x `SEEN` pixels. Once these are made,
the files may go away.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import cv2
import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from engine.color import to_working
from engine.decode import looks_like_photo, open_photo
from engine.errors import PhotoError, TrainingError
from engine.image import Image
from engine.networks.adaptive_numpy import SEEN
from engine.pair_names import match
from engine.readiness import readiness_of
from engine.resize import smaller
from engine.traits import Traits, traits_of
from training.corrected import corrected_pairs
from training.plan import TrainingPlan

ORDINARY_FILE = Path(__file__).resolve().parent.parent / "resources" / "statistics" / "ordinary.safetensors"
LEAST_LIKES = 3
"""Fewer different photos cannot tell a look from what they show."""
LEAST_ORDINARY = 12
"""Fewer ordinary photos say less than the bundled numbers."""
_DECODED = 256
_SHARED = 0.02
_NAMED = 3
_FRAME = 0.04
"""By how much the sides of a pair may differ in proportion."""


@dataclass(frozen=True, slots=True)
class Small:
    """One photo as it is learned from: a copy, (SEEN * SEEN, 3) float32, 0..1, and its traits."""

    name: str
    pixels: np.ndarray
    traits: Traits


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that is learned from.

    Attributes:
        likes: (N, SEEN * SEEN, 3), 0..1; N may be 0 where there are pairs.
        ordinary: (M, K, 3), colours of ordinary photos.
        before: (P, SEEN * SEEN, 3), photos as they were, of the pairs; P may be 0.
        after: the same photos finished.
        notes: sentences for the person.
    """

    likes: Tensor
    ordinary: Tensor
    before: Tensor
    after: Tensor
    notes: tuple[str, ...] = ()


def gather(plan: TrainingPlan) -> Material:
    """Read the photos of a plan: "likes" and "ordinary", files or folders; "before" and "after", a folder each;
    "corrected", a file of `training.corrected`; "finished", another of likes that were edited.

    Raises:
        TrainingError: there is nothing to learn from; the sentence says what to do.
    """
    notes: list[str] = []
    before, after = _pairs(plan, notes)
    likes = _likes(plan, notes, is_enough=len(before) > 0)
    ordinary = _ordinary(plan, likes, notes)
    if not len(likes) and not len(before):
        raise TrainingError("There are no liked photos to learn from. Like some photos, or choose a folder of them.")
    return Material(stacked(likes), ordinary, before, after, tuple(notes))


def small_photo(path: Path) -> Small:
    """Open a photo small.

    Raises:
        PhotoError: it cannot be opened.
    """
    image = open_photo(path, at_least=_DECODED)
    return Small(path.name, small_pixels(image), traits_of(image))


def small_pixels(image: Image) -> np.ndarray:
    """The copy that is learned from, (SEEN * SEEN, 3) float32, 0..1: means of areas, squashed to a square."""
    pixels = np.ascontiguousarray(image.pixels)
    if min(image.width, image.height) < SEEN:
        size = (max(SEEN, image.width), max(SEEN, image.height))
        pixels = np.ascontiguousarray(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR))
    small = to_working(np.ascontiguousarray(smaller(pixels, (SEEN, SEEN))), image.space)
    return np.nan_to_num(np.clip(small, 0, 1)).reshape(-1, 3).astype(np.float32)


def stacked(photos: Sequence[Small]) -> Tensor:
    """Photos as one tensor, (N, SEEN * SEEN, 3)."""
    if not photos:
        return torch.zeros(0, SEEN * SEEN, 3)
    return torch.from_numpy(np.stack([photo.pixels for photo in photos]))


def bundled_ordinary() -> Tensor:
    """Colours of ordinary photos as they come with Penchant, (M, K, 3): numbers without places, no pictures.

    Raises:
        TrainingError: the file is missing or damaged.
    """
    try:
        with safe_open(ORDINARY_FILE, "pt") as file:
            colours: Tensor = file.get_tensor("colours")
    except (OSError, SafetensorError) as problem:
        sentence = f"{ORDINARY_FILE.name} is missing or damaged. Choose a folder of ordinary photos to practise on."
        raise TrainingError(sentence, subject=ORDINARY_FILE, details=str(problem)) from problem
    return colours.float() / 255


def _likes(plan: TrainingPlan, notes: list[str], *, is_enough: bool) -> list[Small]:
    """The likes that can teach; `is_enough` if pairs are there, so that none are needed."""
    found, given = _opened(plan.paths("likes"), notes), bool(plan.paths("likes") or plan.paths("finished"))
    found += _finished(plan, notes)
    if not found and given and not is_enough:
        where = ", ".join(path.name for path in plan.paths("likes")[:_NAMED])
        raise TrainingError(f"There are no photos in {where} that can be opened, so there is nothing to learn from.")
    likes = _of_one_kind(found, notes)
    known = readiness_of([photo.traits for photo in likes])
    repeated = {place for group in known.copies for place in group[1:]}
    if repeated:
        notes.append(f"Copies of others, which count once: {len(repeated)} of the likes.")
    likes = [photo for place, photo in enumerate(likes) if place not in repeated]
    if len(known.burst) > max(LEAST_LIKES, len(likes) // 2):
        notes.append("Most of the likes were taken in one go, so the style may be of that scene alone.")
    if found and len(likes) < LEAST_LIKES and not is_enough:
        raise TrainingError(_too_few(len(likes), len(found)))
    if LEAST_LIKES <= len(likes) < 20:
        notes.append(f"{len(likes)} likes give a first impression of the look; from 20 on it becomes dependable.")
    return likes


def _too_few(count: int, given: int) -> str:
    """The sentence for likes that are no set."""
    advice = f"Like at least {LEAST_LIKES} photos of different things, better 20."
    if given == 1:
        return f"One liked photo does not tell a look from what it shows. {advice}"
    if not count:
        return f"All of the likes are screenshots or drawings, which show no photographer's look. {advice}"
    return f"These {given} likes show the same thing again and again. {advice}"


def _of_one_kind(found: list[Small], notes: list[str]) -> list[Small]:
    """Without screenshots and drawings, and without the few black-and-white ones among colour."""
    photos = [photo for photo in found if not photo.traits.drawn]
    if len(photos) < len(found):
        notes.append(f"Left out as screenshots or drawings: {len(found) - len(photos)} of the likes.")
    colour = [photo for photo in photos if not photo.traits.grey]
    grey = len(photos) - len(colour)
    if grey and len(colour) >= grey:
        notes.append(f"Left out as black-and-white among colour: {grey} of the likes.")
        return colour
    if grey and colour:
        notes.append(f"Left out as colour among black-and-white: {len(colour)} of the likes.")
        return [photo for photo in photos if photo.traits.grey]
    return photos


def _ordinary(plan: TrainingPlan, likes: Sequence[Small], notes: list[str]) -> Tensor:
    """Colours of the ordinary photos; the bundled ones where there are too few."""
    if not plan.paths("ordinary"):
        return bundled_ordinary()
    found = [photo for photo in _opened(plan.paths("ordinary"), notes) if not photo.traits.drawn]
    own = [photo for photo in found if not _is_among(photo, likes)]
    if len(own) < len(found):
        notes.append(f"Left out since they are likes: {len(found) - len(own)} of the ordinary photos.")
    if len(own) < LEAST_ORDINARY:
        notes.append(f"{len(own)} ordinary photos are too few to practise on, so Penchant's own numbers serve.")
        return bundled_ordinary()
    return stacked(own)


def _is_among(photo: Small, likes: Sequence[Small]) -> bool:
    return any(float(np.abs(photo.pixels - like.pixels).mean()) < _SHARED for like in likes)


def _pairs(plan: TrainingPlan, notes: list[str]) -> tuple[Tensor, Tensor]:
    """Photos before and after: found by name, and those that were corrected by hand."""
    before, after = [], []
    for two in chain(_named_pairs(plan, notes), _corrected(plan, notes)):
        first, second = (image.width / image.height for image in two)
        if abs(first / second - 1) > _FRAME:  # then a place of one is not that place of the other
            cropped = "A pair was left out, since one of its pictures is cropped or turned."
            notes += [cropped] if cropped not in notes else []
            continue
        before.append(small_pixels(two[0]))
        after.append(small_pixels(two[1]))
    if not before:
        return torch.zeros(0, SEEN * SEEN, 3), torch.zeros(0, SEEN * SEEN, 3)
    return torch.from_numpy(np.stack(before)), torch.from_numpy(np.stack(after))


def _named_pairs(plan: TrainingPlan, notes: list[str]) -> Iterator[tuple[Image, Image]]:
    folders = plan.paths("before"), plan.paths("after")
    if not all(folders):
        return
    matched = match(folders[0][0], folders[1][0])
    notes += matched.notes
    for before, after in matched.pairs:
        try:
            yield open_photo(before, at_least=_DECODED), open_photo(after, at_least=_DECODED)
        except PhotoError as problem:
            notes.append(problem.sentence)


def _corrected(plan: TrainingPlan, notes: list[str]) -> Iterator[tuple[Image, Image]]:
    for file in plan.paths("corrected"):
        yield from corrected_pairs(file, notes)


def _finished(plan: TrainingPlan, notes: list[str]) -> list[Small]:
    """Likes that she edited: what she likes of them is what she made, and not what the file shows."""
    made = (second for file in plan.paths("finished") for _, second in corrected_pairs(file, notes))
    return [Small("", small_pixels(image), traits_of(image)) for image in made]


def _opened(places: Iterable[Path], notes: list[str]) -> list[Small]:
    """All photos of files and folders that can be opened; the others are named in a note."""
    found, lost = [], []
    for path in _files(places):
        try:
            found.append(small_photo(path))
        except PhotoError:
            lost.append(path.name)
    if lost:
        more = f" and {len(lost) - _NAMED} more" if len(lost) > _NAMED else ""
        notes.append(f"{', '.join(lost[:_NAMED])}{more} could not be opened and were left out.")
    return found


def _files(places: Iterable[Path]) -> list[Path]:
    """Photos among files and below folders, by name.

    Raises:
        TrainingError: a folder that is not there.
    """
    files: list[Path] = []
    for place in places:
        if place.is_dir():
            files += sorted(p for p in place.rglob("*") if not p.name.startswith(".") and looks_like_photo(p))
        elif place.exists() or looks_like_photo(place):  # one photo that is gone is named, and the others teach
            files.append(place)
        else:
            sentence = f"{place.name} is no longer there, so its photos cannot be learned from."
            raise TrainingError(sentence, subject=place)
    return files

"""A look at photos before anything is learned from them: what can be opened, what is the same, which pairs fit."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.errors import PhotoError
from training.data.cache import PhotoCache
from training.data.items import DataError
from training.data.pairs import PairOfFiles
from training.data.views import Bytes, resized

FEW = 8
"""Photos below which a style knows little but them."""

ALIKE = 0.5
"""Correlation of structure above which two pictures show the same scene.

Measured on 14 FiveK pairs: 0.976 and more; between different photos 999 of 1000 are below 0.25.
"""

SAME = 1.5
"""Mean difference, of 255, up to which two pictures seen from afar are the same one, saved twice."""

_SIDE = 48
_TINY = 16
_STEPS = 25
_REACH = 4.0

Told = Callable[[int, int], None]
"""Told after every photo: how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Photos that can be learned from.

    Attributes:
        paths: in the order in which they were given.
        notes: sentences about those left out and about what the person should know.
    """

    paths: tuple[Path, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairSurvey:
    """Pairs that can be learned from; see `Survey`."""

    files: tuple[PairOfFiles, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Known:
    """What is remembered of a photo.

    Attributes:
        height, width: in pixels, as the cache holds it.
        digest: equal for equal pixels.
        tiny: (16, 16, 3), the picture from afar, 0..255.
        structure: (48, 48), edges whatever their strength; see `structure_of`, in steps of 1 / _STEPS: large sets have
            a hundred thousand photos.
    """

    height: int
    width: int
    digest: bytes
    tiny: NDArray[np.uint8]
    structure: NDArray[np.int8]


def survey_photos(
    paths: Sequence[Path], cache: PhotoCache, *, threads: int = 1, told: Told | None = None, name: str = "the folder"
) -> Survey:
    """Open every photo once, which also fills the cache.

    Args:
        paths: the photos.
        cache: decodes them.
        threads: that decode.
        told: hears how far it is.
        name: of the set, for sentences.

    Returns:
        Those that can be opened, and a sentence for each that cannot.

    Raises:
        DataError: none can be opened, or all show the same pixels.
    """
    known = _look(paths, cache, threads, told)
    good = tuple(path for path in paths if isinstance(known[path], _Known))
    notes = [problem.sentence for problem in known.values() if isinstance(problem, PhotoError)]
    if not good:
        why = f" The first: {notes[0]}" if notes else ""
        raise DataError(f"None of the {len(paths)} photos of {name} can be opened.{why}", details="\n".join(notes))
    found = [one for one in known.values() if isinstance(one, _Known)]
    if _all_the_same(found):
        text = f"All {len(good)} photos of {name} are the same picture, so nothing can be learned from them."
        raise DataError(text, subject=good[0].parent)
    different = len({one.digest for one in found})
    if len(good) > different:
        notes.append(f"{len(good) - different} of the {len(good)} photos of {name} are copies of others.")
    if different < FEW:
        notes.append(_few(different, "photo", name))
    return Survey(good, tuple(notes))


def survey_pairs(
    files: Sequence[PairOfFiles], cache: PhotoCache, *, threads: int = 1, told: Told | None = None
) -> PairSurvey:
    """Open both photos of every pair once, and see whether they fit.

    Args:
        files: the pairs.
        cache: decodes them.
        threads: that decode.
        told: hears how far it is.

    Returns:
        The pairs that fit, and a sentence for each that does not.

    Raises:
        DataError: no pair fits, all inputs are the same picture, or nothing was done to any of them.
    """
    paths = list(dict.fromkeys(path for pair in files for path in (pair.input, pair.target)))
    known = _look(paths, cache, threads, told)
    problems = {pair: _misfit(pair, known[pair.input], known[pair.target]) for pair in files}
    good = tuple(pair for pair in files if not problems[pair])
    notes = [problem for problem in dict.fromkeys(problems.values()) if problem]
    if not good:
        why = f" The first: {notes[0]}" if notes else ""
        raise DataError(f"None of the {len(files)} pairs can be used.{why}", details="\n".join(notes))
    inputs = [one for path in dict.fromkeys(p.input for p in good) if isinstance(one := known[path], _Known)]
    if _all_the_same(inputs):
        raise DataError("All pairs begin with the same picture, so nothing can be learned from them.")
    if all(_is_untouched(known[pair.input], known[pair.target]) for pair in good):
        here, there = good[0].input.parent.name, good[0].target.parent.name
        raise DataError(f"The photos of {here} and {there} are the same: there is no change to learn.")
    if len(inputs) < FEW:
        notes.append(_few(len(inputs), "pair", "the set"))
    return PairSurvey(good, tuple(notes))


def structure_of(photo: Bytes) -> NDArray[np.float32]:
    """Where a picture has edges, whatever its tone and colour.

    Args:
        photo: (h, w, 3).

    Returns:
        (48, 48), mean 0, spread 1; all 0 where the picture is flat.
    """
    grey = cv2.cvtColor(resized(photo, _SIDE, _SIDE), cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = grey - cv2.GaussianBlur(grey, (0, 0), _REACH)
    fine /= np.sqrt(cv2.GaussianBlur(fine * fine, (0, 0), _REACH)) + 1.0
    spread = float(fine.std())
    return np.asarray((fine - fine.mean()) / spread if spread > 1e-3 else fine * 0, np.float32)


def _look(paths: Sequence[Path], cache: PhotoCache, threads: int, told: Told | None) -> dict[Path, _Known | PhotoError]:
    def look(path: Path) -> _Known | PhotoError:
        try:
            photo = cache.photo(path)
        except PhotoError as problem:
            return problem
        digest = hashlib.sha256(photo.tobytes()).digest()
        structure = np.clip(np.rint(structure_of(photo) * _STEPS), -127, 127).astype(np.int8)
        return _Known(photo.shape[0], photo.shape[1], digest, resized(photo, _TINY, _TINY), structure)

    with ThreadPoolExecutor(max_workers=threads) as pool:
        return dict(zip(paths, _counted(pool.map(look, paths), len(paths), told), strict=True))


def _counted(found: Iterable[_Known | PhotoError], total: int, told: Told | None) -> Iterable[_Known | PhotoError]:
    for done, one in enumerate(found, 1):
        if told:
            told(done, total)
        yield one


def _misfit(pair: PairOfFiles, before: _Known | PhotoError, after: _Known | PhotoError) -> str:
    """Why a pair cannot be used; empty if it can."""
    for photo in (before, after):
        if isinstance(photo, PhotoError):
            return photo.sentence
    assert isinstance(before, _Known)
    assert isinstance(after, _Known)
    both = f"{pair.input.parent.name}/{pair.input.name} and {pair.target.parent.name}/{pair.target.name}"
    if not _same_shape(before, after):
        sizes = f"{before.width} x {before.height} and {after.width} x {after.height}"
        return f"{both} differ in shape ({sizes}), so they were left out."
    flat = not before.structure.any() or not after.structure.any()
    if not flat and _correlation(before.structure, after.structure) < ALIKE:
        return f"{both} do not show the same picture, so they were left out."
    return ""


def _is_untouched(before: _Known | PhotoError, after: _Known | PhotoError) -> bool:
    return isinstance(before, _Known) and isinstance(after, _Known) and before.digest == after.digest


def _all_the_same(known: Sequence[_Known]) -> bool:
    """Whether there are several photos and they show one picture, perhaps saved more than once."""
    first = known[0].tiny.astype(np.float32)
    return len(known) > 1 and all(float(np.abs(one.tiny - first).mean()) < SAME for one in known[1:])


def _correlation(one: NDArray[np.int8], other: NDArray[np.int8]) -> float:
    return float((one.astype(np.float32) * other).mean()) / _STEPS**2


def _same_shape(before: _Known, after: _Known) -> bool:
    """Whether one is the other at another size, to a pixel of the smaller."""
    small, large = sorted((before, after), key=lambda known: known.height * known.width)
    scale = large.width / small.width
    return abs(large.height - small.height * scale) <= max(1.0, scale)


def _few(count: int, what: str, name: str) -> str:
    s = "" if count == 1 else "s"
    return f"{name[:1].upper()}{name[1:]} has only {count} {what}{s}: a style learned from so few knows little else."

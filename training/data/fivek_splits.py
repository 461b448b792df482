"""Which photos of FiveK are for learning and which for testing, as the papers divided them; and a file that says so.

Few authors published their lists. What is certain and what is inferred stands at each function; a run should keep the
list it used (`write_split`), so that its figures can be made again.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from training.data.cache import PhotoCache
from training.data.fivek_tags import JSON_FILES, number_of, read_json
from training.data.items import DataError


@dataclass(frozen=True, slots=True)
class Split:
    """Numbers of photos, 1..5000, each in ascending order.

    Attributes:
        name: of the division.
        train: inputs to learn from.
        train_good: photos whose retouched versions are the good side of unpaired training; empty for paired training,
            where they are those of `train`.
        validation: for choosing the best moment.
        test: for the figures.
    """

    name: str
    train: tuple[int, ...]
    train_good: tuple[int, ...]
    validation: tuple[int, ...]
    test: tuple[int, ...]

    def __post_init__(self) -> None:
        learned = {*self.train, *self.train_good}
        if learned & {*self.validation, *self.test} or {*self.validation} & {*self.test}:
            raise DataError(f"The split {self.name} tests with photos that it learned from.", subject=self.name)


def uegan() -> Split:
    """UEGAN (Ni et al., 2020): 2250 inputs, other 2250 photos as expert C has them, 100 to validate, 400 to test.

    The paper says "random". The few photos that its authors published suggest these blocks (an inference): retouched
    ones are numbered 22.., inputs 44.. and 4500, those to test with 46.., those to validate 49...
    """
    return Split("uegan", _block(2251, 4500), _block(1, 2250), _block(4901, 5000), _block(4501, 4900))


def dpe(folder: Path) -> Split:
    """Deep Photo Enhancer (Chen et al., CVPR 2018): 2250 inputs, other 2250 photos retouched, 500 to test.

    Its own lists are lost. The files read here are the best guess of another team, as they say themselves.

    Args:
        folder: with images_train.txt, images_valid.txt and images_test.txt, a name a line.

    Raises:
        DataError: a file is missing, or has a line that names no photo of FiveK.
    """
    train, good, test = (_read_names(folder / f"images_{part}.txt") for part in ("train", "valid", "test"))
    return Split("dpe", train, good, (), test)


def doro(orientations: Mapping[int, str], seed: int = 0) -> Split:
    """D'Oro and Nasca (2019): 80 % to learn from, 20 % to test, drawn for landscape and portrait photos separately.

    Their seed is unknown, so that their own test photos are, too. Their code loses square photos; ours keeps them, as a
    third kind.

    Args:
        orientations: of the photos that are there: any words, such as "landscape" and "portrait".
        seed: of the draw.
    """
    train: list[int] = []
    test: list[int] = []
    for kind in sorted(set(orientations.values())):
        numbers = sorted(n for n, orientation in orientations.items() if orientation == kind)
        order = np.random.default_rng((seed, len(numbers))).permutation(len(numbers))
        shuffled = [numbers[place] for place in order]
        cut = round(0.8 * len(shuffled))
        train += shuffled[:cut]
        test += shuffled[cut:]
    return Split("doro", tuple(sorted(train)), (), (), tuple(sorted(test)))


def orientations(photos: Mapping[int, Path], cache: PhotoCache) -> dict[int, str]:
    """Which photos are wider than high, for `doro`; every photo is decoded into the cache.

    Raises:
        PhotoError: one cannot be opened.
    """
    shapes = {number: cache.photo(path).shape for number, path in photos.items()}
    return {n: "square" if h == w else "landscape" if w > h else "portrait" for n, (h, w, _) in shapes.items()}


def listed(folder: Path) -> Split:
    """The division of the JSON files: 3500 to learn from, 500 to validate, 1000 to test.

    Args:
        folder: with training.json, validation.json and testing.json.

    Raises:
        DataError: a file is missing or cannot be read.
    """
    train, validation, test = (_numbers(folder / name, read_json(folder / name)) for name in JSON_FILES)
    return Split("listed", train, (), validation, test)


def write_split(path: Path, split: Split) -> None:
    """Write a split beside the run that uses it.

    Raises:
        OSError: it cannot be written.
    """
    path.write_text(json.dumps(asdict(split)) + "\n", "utf-8")


def read_split(path: Path) -> Split:
    """Read what `write_split` wrote.

    Raises:
        DataError: it cannot be read, is something else, or tests with what it learned from.
    """
    values = read_json(path)
    parts = ("train", "train_good", "validation", "test")
    if not all(isinstance(values.get(part), list) and all(type(n) is int for n in values[part]) for part in parts):
        raise DataError(f"{path.name} is not a list of photos to learn from and to test with.", subject=path)
    return Split(str(values.get("name", path.stem)), *(tuple(values[part]) for part in parts))


def _block(first: int, last: int) -> tuple[int, ...]:
    return tuple(range(first, last + 1))


def _read_names(path: Path) -> tuple[int, ...]:
    try:
        names = path.read_text("utf-8").split()
    except (OSError, ValueError) as problem:
        raise DataError(f"{path.name} cannot be read.", subject=path, details=str(problem)) from problem
    return _numbers(path, names)


def _numbers(path: Path, names: Iterable[str]) -> tuple[int, ...]:
    found = []
    for name in names:
        number = number_of(name)
        if number is None:
            raise DataError(f"{path.name} names {name}, which is no photo of FiveK.", subject=path)
        found.append(number)
    return tuple(sorted(found))

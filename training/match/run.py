"""Two folders of photos, a phone's and a camera's, into pairs of patches laid out as DPED's, and a report."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import cv2
import numpy as np

from engine.errors import PhotoError
from training.data.cache import decode
from training.data.dped import CAMERA
from training.data.items import DataError
from training.data.pairs import PairOfFiles, list_pairs
from training.data.photos import photos_in
from training.data.views import Bytes
from training.match.alignment import Unmatched, align
from training.match.report import FOLDER, Matched, count, write_page, write_pictures
from training.match.windows import camera_patch, phone_patch, prepare, windows

Told = Callable[[Matched, int, int], None]
"""Told after every pair of photos: what became of it, how many are done, of how many."""

TEST_SHARE = 8
"""One in so many photos is for testing, if there are as many."""

_PARTS = {"train": Path("training_data"), "test": Path("test_data", "patches")}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run made.

    Attributes:
        found: what became of each pair of photos.
        kept: pairs of patches to learn from, and to test with.
        notes: sentences about photos that were left out.
        page: the report.
    """

    found: tuple[Matched, ...]
    kept: dict[str, int]
    notes: tuple[str, ...]
    page: Path


def match_folders(
    phones: Path, cameras: Path, output: Path, *, phone: str = "phone", told: Told | None = None
) -> Outcome:
    """Match the photos of two folders.

    Photos belong together by their names; where no names are the same, by their order, if there are as many of each:
    what they show tells whether that was right. The last eighth of the photos is for testing: patches of one photo, or
    of photos taken one after the other, should not go to both parts.

    Args:
        phones: the phone's photos.
        cameras: the camera's photos of the same scenes.
        output: gets `<phone>/training_data/{<phone>,canon}/<n>.png`, the same for testing, and the report.
        phone: its name in the folders' names.
        told: hears of every pair of photos.

    Raises:
        DataError: a folder is missing or empty, the photos cannot be paired, or there are patches already.
        OSError: something cannot be written.
    """
    if phone == CAMERA or not phone or Path(phone).name != phone:
        raise DataError(f"{phone or 'An empty name'} cannot be the phone's name.", subject=phone)
    root = output / phone
    if root.exists() and any(root.iterdir()):
        raise DataError(f"{root} is not empty: choose another folder, so that no patches are mixed.", subject=root)
    files, notes = _paired(phones, cameras)
    report = root / FOLDER
    report.mkdir(parents=True, exist_ok=True)
    kept = dict.fromkeys(_PARTS, 0)
    found: list[Matched] = []
    for number, pair in enumerate(files):
        part = "test" if number >= len(files) - len(files) // TEST_SHARE else "train"
        one = _match(pair, _Place(root, phone, part, kept[part], f"{number:04d}"))
        kept[one.part] += one.counts["kept"]
        found.append(one)
        if told:
            told(one, number + 1, len(files))
    page = write_page(report, found, phone, notes)
    (report / "report.json").write_text(json.dumps([asdict(one) for one in found], indent=1) + "\n", "utf-8")
    return Outcome(tuple(found), kept, tuple(notes), page)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the patches of a pair of photos go.

    Attributes:
        root: the phone's folder.
        phone: its name.
        part: "train" or "test".
        first: number of the first patch.
        name: begins the names of the report's pictures.
    """

    root: Path
    phone: str
    part: str
    first: int
    name: str


def _match(pair: PairOfFiles, place: _Place) -> Matched:
    part = place.part
    names = pair.input.name, pair.target.name
    try:
        photo, good = decode(pair.input), decode(pair.target)
        alignment = align(photo, good)
    except PhotoError as problem:
        return Matched(*names, part, count([]), problem=problem.sentence)
    except Unmatched as problem:
        return Matched(*names, part, count([]), problem=f"{names[0]} and {names[1]}: {problem.sentence}.")
    scene = prepare(photo, good, alignment)
    judged = list(windows(scene))
    chosen = [window for window in judged if window.verdict == "kept"]
    folder = place.root / _PARTS[part]
    for number, window in enumerate(chosen, place.first):
        _write(folder / place.phone / f"{number}.png", phone_patch(scene, window.x, window.y))
        _write(folder / CAMERA / f"{number}.png", camera_patch(scene, window))
    return Matched(
        *names,
        part,
        count(judged),
        alignment.agreeing,
        alignment.matches,
        round(alignment.scale, 4),
        round(float(np.median([window.correlation for window in chosen])), 4) if chosen else 0.0,
        pictures=write_pictures(place.root / FOLDER, place.name, scene, judged),
    )


def _paired(phones: Path, cameras: Path) -> tuple[Sequence[PairOfFiles], list[str]]:
    try:
        listing = list_pairs(phones, cameras)
    except DataError:
        here, there = photos_in(phones), photos_in(cameras)
        if len(here) != len(there) or phones.resolve() == cameras.resolve():
            raise
        note = f"No names are the same, so the photos of {phones.name} and {cameras.name} were paired by their order."
        return [PairOfFiles(a, b) for a, b in zip(here, there, strict=True)], [note]
    return listing.files, list(listing.notes)


def _write(path: Path, patch: Bytes) -> None:
    """A patch without loss: compression is not what is to be learned."""
    path.parent.mkdir(parents=True, exist_ok=True)
    done, content = cv2.imencode(".png", cv2.cvtColor(np.ascontiguousarray(patch), cv2.COLOR_RGB2BGR))
    if not done:
        raise OSError(f"{path.name} could not be made")
    path.write_bytes(content.tobytes())

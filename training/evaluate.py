"""How good styles are: on photos with targets (pairs), or on photos alone; one style or many, on the same photos."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from engine.decode import looks_like_photo, open_photo
from engine.edit import Edit
from engine.errors import PenchantError, PhotoError
from engine.guards import structure_kept
from engine.histogram import histogram
from engine.image import Image
from engine.render import render
from engine.resize import resize_long_edge
from engine.styles import Style
from engine.tags import NOTHING_KNOWN, Tags
from training.evaluate_figures import Row, Scores
from training.metrics import NiqeParameters, load_niqe, mean_delta_e, ms_ssim, nima, niqe, psnr, sharpness_kept, ssim
from training.scorer_file import load_scorer

Bytes = NDArray[np.uint8]
_QUALITY = 82


class EvaluationError(PenchantError):
    """Photos or files that nothing can be measured with."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One style to be measured.

    Attributes:
        name: in the report.
        style: None measures the photos as they are.
        strength: its default if None.
    """

    name: str
    style: Style | None = None
    strength: float | None = None

    @property
    def edit(self) -> Edit:
        """The style alone, at its strength."""
        if self.style is None:
            return Edit(strength=0.0)
        strength = self.style.default_strength if self.strength is None else self.strength
        return Edit(style=self.style.id, strength=strength)


@dataclass(frozen=True, slots=True, eq=False)
class Scorers:
    """What judges a picture by itself; none of it comes with Penchant.

    Attributes:
        niqe: parameters of pristine photos.
        nima: a file of weights; its name goes into the report.
    """

    niqe: NiqeParameters | None = None
    nima: Path | None = None

    @classmethod
    def of(cls, niqe_file: Path | None, nima_file: Path | None) -> "Scorers":
        """The scorers of two files; None for none.

        Raises:
            EvaluationError: a file is something else.
        """
        parameters = None
        if niqe_file is not None:
            try:
                parameters = load_niqe(niqe_file)
            except (OSError, ValueError) as problem:
                sentence = f"{niqe_file.name} holds no parameters of NIQE."
                raise EvaluationError(sentence, subject=niqe_file, details=str(problem)) from problem
        return cls(parameters, nima_file)


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """All photos in all styles.

    Attributes:
        candidates: names, in the order asked for.
        rows: photo by photo, each in every style.
        left_out: (file name, sentence) of photos that could not be measured.
        paired: whether there were targets.
        scorer: who made the NIMA scores; "" if there are none.
    """

    candidates: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: tuple[tuple[str, str], ...]
    paired: bool
    scorer: str = ""

    def of(self, candidate: str) -> tuple[Row, ...]:
        """The rows of one style."""
        return tuple(row for row in self.rows if row.style == candidate)


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """How photos are measured.

    Attributes:
        long_edge: photos are measured at this size at most; 0 as they are.
        pictures: long edge of small pictures for the report; 0 for none.
        scorers: what judges a picture by itself.
        tags: of the photos, by name without suffix.
    """

    long_edge: int = 0
    pictures: int = 0
    scorers: Scorers = Scorers()
    tags: Mapping[str, Tags] | None = None


def evaluate(
    candidates: Sequence[Candidate],
    photos: Path,
    targets: Path | None = None,
    *,
    way: Way | None = None,
    report: Callable[[Row], None] | None = None,
) -> Evaluation:
    """Render every photo in every style and measure it.

    Args:
        candidates: the styles; names differ.
        photos: folder of photos as they were.
        targets: folder of the same photos, by name, as they should be; formats may differ, sizes may not. None
            measures what needs no target.
        way: how.
        report: told every row as it is known.

    Returns:
        Scores of each photo in each style.

    Raises:
        EvaluationError: a folder holds no photos.
        StyleError: a style or scorer cannot be loaded.
    """
    way = way or Way()
    judge = _nima_of(way.scorers)
    wanted = _by_stem(targets) if targets is not None else {}
    rows: list[Row] = []
    left_out: list[tuple[str, str]] = []
    for name, path in _by_stem(photos).items():
        try:
            photo, target = _opened(path, wanted.get(name), way, paired=targets is not None)
            before = _eight_bit(photo)
            found = [_measured(c, name, (photo, before, target), way, judge) for c in candidates]
        except (PhotoError, _NotComparable) as problem:
            left_out.append((path.name, str(problem)))
            continue
        rows += found
        if report is not None:
            for row in found:
                report(row)
    scorer = way.scorers.nima.name if way.scorers.nima else ""
    return Evaluation(tuple(c.name for c in candidates), tuple(rows), tuple(left_out), targets is not None, scorer)


def compare(result: Bytes, target: Bytes) -> Scores:
    """All measures of a result, (h, w, 3) uint8, against a target of the same size."""
    return Scores(
        psnr=psnr(result, target),
        ssim=ssim(result, target),
        ssim_gaussian=ssim(result, target, gaussian=True),
        ms_ssim=ms_ssim(result, target) if min(result.shape[:2]) >= 32 else None,
        delta_e=mean_delta_e(result, target),
    )


class _NotComparable(Exception):
    """A photo without a target of its size, or too small."""


_Nima = Callable[[Bytes], float]


def _measured(
    candidate: Candidate, name: str, photo: tuple[Image, Bytes, Bytes | None], way: Way, judge: _Nima | None
) -> Row:
    image, before, target = photo
    result = np.asarray(render(image, candidate.edit, candidate.style).pixels, np.uint8)
    try:
        scores = compare(result, target) if target is not None else Scores()
    except ValueError as problem:
        raise _NotComparable(f"{name} is too small to be compared.") from problem
    parameters = way.scorers.niqe
    enough = (result.shape[0] // 96) * (result.shape[1] // 96) >= 2
    scores = replace(
        scores,
        niqe=niqe(result, parameters) if parameters is not None and enough else None,
        nima=judge(result) if judge else None,
        sharpness=sharpness_kept(before, result),
        structure=structure_kept(before, result),
        newly=histogram(result, before).newly,
    )
    tags = (way.tags or {}).get(name, NOTHING_KNOWN)
    shown = [before, result] if target is None else [before, result, target]
    pictures = tuple(_small(pixels, way.pictures) for pixels in shown) if way.pictures else ()
    return Row(name, scores, candidate.name, tags, pictures)


def _opened(path: Path, target: Path | None, way: Way, *, paired: bool) -> tuple[Image, Bytes | None]:
    if paired and target is None:
        raise _NotComparable(f"{path.name} has no photo of the same name to be compared with.")
    photo = open_photo(path)
    expected = open_photo(target) if target is not None else None
    if expected is not None and photo.pixels.shape != expected.pixels.shape and target is not None:
        raise _NotComparable(f"{path.name} and {target.name} differ in size.")
    if way.long_edge:
        photo = resize_long_edge(photo, way.long_edge)
        expected = resize_long_edge(expected, way.long_edge) if expected is not None else None
    return photo, _eight_bit(expected) if expected is not None else None


def _eight_bit(photo: Image) -> Bytes:
    return np.asarray(render(photo, Edit(strength=0.0), None).pixels, np.uint8)


def _nima_of(scorers: Scorers) -> _Nima | None:
    if scorers.nima is None:
        return None
    network, name = load_scorer(scorers.nima), scorers.nima.name
    return lambda picture: nima(picture, network, name).mean


def _small(pixels: Bytes, edge: int) -> bytes:
    """A JPEG of a picture, not larger than `edge`."""
    small = np.asarray(resize_long_edge(Image(pixels), edge).pixels)
    done, coded = cv2.imencode(".jpg", cv2.cvtColor(small, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return coded.tobytes() if done else b""


def _by_stem(folder: Path) -> dict[str, Path]:
    """Photos of a folder by name without suffix, in the order of names.

    Raises:
        EvaluationError: it cannot be listed, or holds none.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as problem:
        raise EvaluationError(f"{folder} is not a folder.", subject=folder, details=str(problem)) from problem
    found = {path.stem: path for path in files if looks_like_photo(path)}
    if not found:
        raise EvaluationError(f"There are no photos in {folder}.", subject=folder)
    return found

"""How near a style comes to retouched photos: every pair of a folder of photos and a folder of targets."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.decode import open_photo
from engine.edit import Edit
from engine.errors import PhotoError
from engine.image import Image
from engine.render import render
from engine.styles import Style
from training.metrics import mean_delta_e, psnr, ssim


@dataclass(frozen=True, slots=True)
class Scores:
    """How near a result is to its target, on 8-bit sRGB.

    Attributes:
        psnr: dB, see `metrics.psnr`.
        ssim: windows of 7 x 7.
        ssim_gaussian: windows of 11 x 11.
        delta_e: mean CIEDE2000.
    """

    psnr: float
    ssim: float
    ssim_gaussian: float
    delta_e: float


@dataclass(frozen=True, slots=True)
class Row:
    """One photo: its name without suffix, and its scores."""

    name: str
    scores: Scores


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All photos of two folders.

    Attributes:
        rows: one per pair, in the order of names.
        mean: over the rows; None where there are none.
        left_out: (name, sentence) of photos without a target, or that cannot be compared with it.
    """

    rows: tuple[Row, ...]
    mean: Scores | None
    left_out: tuple[tuple[str, str], ...]


def evaluate(
    style: Style | None,
    raw: Path,
    target: Path,
    *,
    strength: float | None = None,
    report: Callable[[Row], None] | None = None,
) -> Evaluation:
    """Render every photo and compare it with the target of the same name.

    Args:
        style: the style; None measures the photos as they are.
        raw: folder of photos as they were.
        target: folder of the same photos as they should be; formats may differ, sizes may not.
        strength: of the style; its default if None.
        report: told every row as it is known.

    Returns:
        Scores of each photo and their mean.

    Raises:
        StyleError: the style cannot be loaded.
        OSError: a folder cannot be listed.
    """
    rows: list[Row] = []
    left_out: list[tuple[str, str]] = []
    targets = _by_stem(target)
    for name, path in sorted(_by_stem(raw).items()):
        try:
            row = Row(name, _score(style, path, targets.get(name), strength))
        except (PhotoError, _NotComparable) as problem:
            left_out.append((path.name, str(problem)))
            continue
        rows.append(row)
        if report is not None:
            report(row)
    return Evaluation(tuple(rows), _mean(rows), tuple(left_out))


def compare(result: NDArray[np.uint8], target: NDArray[np.uint8]) -> Scores:
    """All measures of a result, (h, w, 3) uint8, against a target of the same size."""
    return Scores(
        psnr=psnr(result, target),
        ssim=ssim(result, target),
        ssim_gaussian=ssim(result, target, gaussian=True),
        delta_e=mean_delta_e(result, target),
    )


class _NotComparable(Exception):
    """A photo without a target of its size."""


def _score(style: Style | None, path: Path, target: Path | None, strength: float | None) -> Scores:
    if target is None:
        raise _NotComparable(f"{path.name} has no photo of the same name to be compared with.")
    expected = _eight_bit(open_photo(target))
    photo = open_photo(path)
    if photo.pixels.shape != expected.shape:
        raise _NotComparable(f"{path.name} and {target.name} differ in size.")
    if strength is None:
        strength = style.default_strength if style else 0.0
    result = render(photo, Edit(strength=strength), style).pixels
    try:
        return compare(result, expected)
    except ValueError as problem:
        raise _NotComparable(f"{path.name} is too small to be compared.") from problem


def _eight_bit(photo: Image) -> NDArray[np.uint8]:
    return render(photo, Edit(strength=0.0), None).pixels


def _by_stem(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted(folder.iterdir()) if path.is_file() and not path.name.startswith(".")}


def _mean(rows: list[Row]) -> Scores | None:
    if not rows:
        return None
    return Scores(*(float(np.mean([getattr(row.scores, field.name) for row in rows])) for field in fields(Scores)))

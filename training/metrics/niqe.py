"""NIQE: how natural a picture's small contrasts are, without a picture to compare with.

Mittal, Soundararajan and Bovik, "Making a completely blind image quality analyzer" (IEEE SPL 2013), with the
authors' parameters of pristine photos as BasicSR stores them (an .npz that is given by its path, not shipped).
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
BLOCK = 96
FEATURES = 36
SHIFTS = ((0, 1), (1, 0), (1, 1), (1, -1))
HALVING = np.array([-3, -9, 29, 111, 111, 29, -9, -3]) / 256
"""Bicubic weights (a = -0.5) at distances 1/4, 3/4, 5/4 and 7/4, widened to twice the pixel as MATLAB's imresize."""


@dataclass(frozen=True)
class NiqeParameters:
    """What pristine photos look like.

    Attributes:
        mean: (36,), of the features.
        covariance: (36, 36).
        window: (7, 7), the Gaussian of the local mean, deviation 7/6.
    """

    mean: Floats
    covariance: Floats
    window: Floats


def load_niqe(path: Path) -> NiqeParameters:
    """The parameters of a file niqe_pris_params.npz.

    Raises:
        ValueError: the file holds something else.
        OSError: it may not be read.
    """
    shapes = {"mu_pris_param": (1, FEATURES), "cov_pris_param": (FEATURES, FEATURES), "gaussian_window": (7, 7)}
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: np.asarray(file[name], np.float64) for name in shapes}
    except KeyError as problem:
        raise ValueError(f"{path.name} holds no parameters of NIQE") from problem
    if any(arrays[name].shape != shape for name, shape in shapes.items()):
        raise ValueError(f"{path.name} holds no parameters of NIQE")
    return NiqeParameters(arrays["mu_pris_param"][0], arrays["cov_pris_param"], arrays["gaussian_window"])


def niqe(picture: NDArray[np.uint8], parameters: NiqeParameters) -> float:
    """Distance of a picture's statistics from those of pristine photos; lower is more natural, 2 to 6 is usual.

    As the authors' program: rounded grey (0.2989, 0.5870, 0.1140), blocks of 96 x 96 at full and half size, what
    stands over at the right and below is left out.

    Args:
        picture: (h, w, 3) uint8.
        parameters: by `load_niqe`.

    Returns:
        0 and above; nan where fewer than two blocks have any texture.

    Raises:
        ValueError: the picture holds fewer than two blocks.
    """
    rows, columns = picture.shape[0] // BLOCK, picture.shape[1] // BLOCK
    if rows * columns < 2:
        raise ValueError(f"a picture of two blocks of {BLOCK} x {BLOCK} pixels at least is judged")
    grey = np.round(picture[: rows * BLOCK, : columns * BLOCK].astype(np.float64) @ (0.2989, 0.5870, 0.1140))
    features = np.hstack([_features(grey, BLOCK, parameters), _features(halved(grey), BLOCK // 2, parameters)])
    textured = features[~np.isnan(features).any(1)]
    if len(textured) < 2:
        return float("nan")
    # Mean over all blocks that have the feature, covariance over blocks that have all: as the authors' program.
    difference = parameters.mean - np.nanmean(features, axis=0)
    spread = (parameters.covariance + np.cov(textured, rowvar=False)) / 2
    return float(np.sqrt(difference @ np.linalg.pinv(spread) @ difference))


def normalised_contrast(grey: Floats, window: Floats) -> Floats:
    """Mean-subtracted, contrast-normalised values: (v - local mean) / (local deviation + 1), borders repeated."""
    mean = cv2.filter2D(grey, -1, window, borderType=cv2.BORDER_REPLICATE)
    energy = cv2.filter2D(grey**2, -1, window, borderType=cv2.BORDER_REPLICATE)
    return np.asarray((grey - mean) / (np.sqrt(np.abs(energy - mean**2)) + 1), np.float64)


def halved(grey: Floats) -> Floats:
    """Half the size, bicubic with antialiasing, borders mirrored; even sides."""
    for axis in (0, 1):
        padded = np.pad(grey, [(3, 3) if a == axis else (0, 0) for a in (0, 1)], mode="symmetric")
        count = grey.shape[axis]
        taps = (np.take(padded, np.arange(tap, tap + count - 1, 2), axis) for tap in range(8))
        grey = np.asarray(sum(w * values for w, values in zip(HALVING, taps, strict=True)), np.float64)
    return grey


def asymmetric_gaussian(values: Floats) -> tuple[float, float, float]:
    """Shape and left and right scale of a generalised Gaussian, by moments (Lasmar, Stitou and Berthoumieu, 2009).

    Args:
        values: any shape.

    Returns:
        alpha, 0.2..10; beta left; beta right. nan where one side has no values.
    """
    left, right = values[values < 0], values[values > 0]
    if not len(left) or not len(right):
        return math.nan, math.nan, math.nan
    left_deviation, right_deviation = np.sqrt(np.mean(left**2)), np.sqrt(np.mean(right**2))
    ratio = left_deviation / right_deviation
    peaked = np.mean(np.abs(values)) ** 2 / np.mean(values**2)
    wanted = peaked * (ratio**3 + 1) * (ratio + 1) / (ratio**2 + 1) ** 2
    shapes, peaks = _table()
    alpha = float(shapes[np.argmin((peaks - wanted) ** 2)])
    scale = math.sqrt(math.gamma(1 / alpha) / math.gamma(3 / alpha))
    return alpha, float(left_deviation * scale), float(right_deviation * scale)


@lru_cache(1)
def _table() -> tuple[Floats, Floats]:
    """Gamma(2/a)^2 / (Gamma(1/a) Gamma(3/a)) for a of 0.2 to 10 in steps of 0.001."""
    shapes = np.arange(200, 10001) / 1000
    peaks = [math.gamma(2 / a) ** 2 / (math.gamma(1 / a) * math.gamma(3 / a)) for a in shapes]
    return shapes, np.array(peaks)


def _features(grey: Floats, block: int, parameters: NiqeParameters) -> Floats:
    """(blocks, 18) of one scale."""
    contrast = normalised_contrast(grey, parameters.window)
    rows, columns = grey.shape[0] // block, grey.shape[1] // block
    blocks = contrast.reshape(rows, block, columns, block).swapaxes(1, 2).reshape(-1, block, block)
    return np.array([_block_features(values) for values in blocks])


def _block_features(block: Floats) -> list[float]:
    """Shape and scale of the values, then shape, mean and both scales of products of neighbours in four directions."""
    alpha, left, right = asymmetric_gaussian(block)
    numbers = [alpha, (left + right) / 2]
    for shift in SHIFTS:
        alpha, left, right = asymmetric_gaussian(block * np.roll(block, shift, axis=(0, 1)))
        mean = math.nan if math.isnan(alpha) else (right - left) * math.gamma(2 / alpha) / math.gamma(1 / alpha)
        numbers += [alpha, mean, left, right]
    return numbers

"""Which kinds of photo a small copy shows: sky, greenery, people, indoors, night. Hints for a sentence, nothing more.

Four kinds are logistic regressions on twenty plain measures of colour, place and smoothness; `python -m training.kinds`
fits them to photos that were labelled by hand and states how often they are right. People are found by patches in the
colours of skin with something darker above them, which misses most people and hardly ever takes something else for one.
"""

import json
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

KINDS = ("sky", "greenery", "people", "indoors", "night")
"""What a photo may show; any number of them at once."""
FITTED = ("sky", "greenery", "indoors", "night")
"""Those that are regressions."""
WEIGHTS = Path(__file__).resolve().parent.parent / "resources" / "kinds" / "weights.json"
DAYLIGHT, NIGHT = 9.5, 5.0
"""Exposure values at ISO 100 above which nothing is indoors, and nothing is night. The camera knows better than we."""
SURE = 0.5
"""Probability from which a kind is named."""

Lab = NDArray[np.float32]
"""H x W x 3: L* 0..100, a*, b* (D65); long edge about 256."""
Floats = NDArray[np.float64]


def kinds_of(lab: Lab, exposure: float | None = None) -> tuple[str, ...]:
    """Those of `KINDS` that a small copy shows.

    Args:
        lab: the copy.
        exposure: light of the scene as the camera measured it, in exposure values at ISO 100; None if unknown.
    """
    found = {kind for kind, chance in probabilities(lab).items() if chance > SURE}
    if exposure is not None and exposure > DAYLIGHT:
        found.discard("indoors")
    if exposure is not None and exposure > NIGHT:
        found.discard("night")
    if shows_people(lab):
        found.add("people")
    return tuple(kind for kind in KINDS if kind in found)


def probabilities(lab: Lab) -> dict[str, float]:
    """How likely each of `FITTED` is shown, 0..1."""
    mean, spread, weights = _weights()
    values = np.append((measures(lab) - mean) / spread, 1.0)
    return {kind: float(1 / (1 + np.exp(-values @ weights[kind]))) for kind in FITTED}


def measures(lab: Lab) -> Floats:
    """Twenty numbers about colours and smoothness, some by thirds of the height (top, foot)."""
    light, a, b = lab[..., 0], lab[..., 1], lab[..., 2]
    height = len(lab)
    top, foot = slice(0, height // 3), slice(2 * height // 3, height)
    rough, chroma = roughness(light), np.hypot(a, b)
    hue = np.degrees(np.arctan2(b, a))
    blue = (b < -6) & (a < 18) & (light > 20)
    green = (hue > 96) & (hue < 165) & (chroma > 9) & (light > 6) & (light < 90)
    warm = (hue > 20) & (hue < 90) & (chroma > 15)
    # In each column the run of sky-like pixels from the top; a few others (branches, wires) do not end it.
    plausible = (blue | ((light > 70) & (chroma < 16))) & (rough < 6)
    run = (np.cumsum(~plausible, axis=0) <= max(2, height // 24)) & plausible
    edge = max(2, height // 12)
    ends = np.median(lab[:edge].reshape(-1, 3), axis=0) - np.median(lab[-edge:].reshape(-1, 3), axis=0)
    low, middle, high = np.percentile(light, (2, 50, 98))
    numbers = (
        *(run.mean(), (run.mean(axis=0) > 0.08).mean(), blue[top].mean(), blue.mean(), green.mean()),
        *(green[foot].mean(), warm.mean(), light[top].mean(), light[top].mean() - light[foot].mean(), middle),
        *(high, low, (light < 22).mean(), (rough[top] < 2).mean(), (rough[foot] < 2).mean(), rough.mean()),
        *(chroma.mean(), b.mean(), np.linalg.norm(ends), (light > 97).mean()),
    )
    return np.array(numbers, np.float64)


def shows_people(lab: Lab) -> bool:
    """Whether a compact patch in the colours of skin, higher than wide, stands off and has something dark above it."""
    light, a, b = lab[..., 0], lab[..., 1], lab[..., 2]
    hue, chroma = np.degrees(np.arctan2(b, a)), np.hypot(a, b)
    skin = (hue > 28) & (hue < 66) & (chroma > 11) & (chroma < 38) & (light > 32) & (light < 92)
    square = np.ones((3, 3), np.uint8)
    mask = cv2.morphologyEx(skin.astype(np.uint8), cv2.MORPH_OPEN, square)
    mask = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, square)
    count, labels, facts, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    boxes = ((number, *(int(v) for v in facts[number])) for number in range(1, count))
    return any(_is_face(lab, labels == number, (x, y, w, h), area) for number, x, y, w, h, area in boxes)


def _is_face(lab: Lab, inside: NDArray[np.bool_], box: tuple[int, int, int, int], area: int) -> bool:
    x, y, width, height = box
    share, filled, shape = area / inside.size, area / (width * height), height / width
    if not (0.002 < share < 0.25 and filled > 0.6 and 0.95 < shape < 3 and width >= 4):
        return False
    mean = lab[inside].mean(axis=0)
    hue, chroma = np.degrees(np.arctan2(mean[2], mean[1])), np.hypot(mean[1], mean[2])
    if not (34 < hue < 62 and chroma > 17 and mean[0] > 42):
        return False
    about = (
        slice(max(0, y - height // 3), y + height + height // 3),
        slice(max(0, x - width // 3), x + 4 * width // 3),
    )
    ring = lab[about][~inside[about]]
    head = min(height, round(width * 1.4) + 1)
    above = lab[max(0, y - max(2, head // 4)) : y, x : x + width, 0]
    if not len(ring) or not above.size:
        return False
    stands_off = float(np.linalg.norm(np.median(ring, axis=0) - mean)) > 12
    even = float(np.hypot(lab[inside][:, 1] - mean[1], lab[inside][:, 2] - mean[2]).mean()) < 7
    return bool(stands_off and even and mean[0] - np.median(above) > 12)


def roughness(light: NDArray[np.float32]) -> NDArray[np.float32]:
    """Standard deviation of L* in a 5 x 5 neighbourhood."""
    mean = cv2.blur(light, (5, 5))
    square = cv2.blur(light * light, (5, 5))
    return np.asarray(np.sqrt(np.maximum(square - mean * mean, 0)), np.float32)


@cache
def _weights() -> tuple[Floats, Floats, dict[str, Floats]]:
    """Mean and spread of the measures, and for each kind a weight of each with the constant at the end."""
    values = json.loads(WEIGHTS.read_text("utf-8"))
    return np.array(values["mean"]), np.array(values["spread"]), {k: np.array(values["weights"][k]) for k in FITTED}

"""What a photo is told to show: by made pictures, and by photos that were labelled by hand."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine import kinds
from engine.traits import read_lab, small_lab


def lab(rgb: np.ndarray) -> np.ndarray:
    return small_lab(rgb.astype(np.float32))


def scene(top: tuple[float, float, float], foot: tuple[float, float, float]) -> np.ndarray:
    """Smooth above, textured below."""
    rng = np.random.default_rng(2)
    picture = np.empty((170, 256, 3))
    picture[:85] = np.array(top) * np.linspace(0.9, 1.1, 85)[:, None, None]
    picture[85:] = np.array(foot) * (1 + 0.4 * rng.standard_normal((85, 256, 1)))
    return np.clip(picture, 0, 1)


def test_a_blue_sky_over_a_meadow() -> None:
    found = kinds.kinds_of(lab(scene((0.45, 0.65, 0.9), (0.25, 0.4, 0.12))))
    assert "sky" in found
    assert "greenery" in found
    assert "night" not in found
    assert "indoors" not in found


def test_lights_in_the_dark_are_night_unless_the_camera_measured_daylight() -> None:
    picture = np.full((170, 256, 3), 0.02)
    picture[60:66, 40:46] = picture[90:95, 150:160] = (1.0, 0.9, 0.6)
    assert "night" in kinds.kinds_of(lab(picture))
    assert "night" in kinds.kinds_of(lab(picture), exposure=2.0)
    assert "night" not in kinds.kinds_of(lab(picture), exposure=12.0)


def test_the_camera_knows_that_it_was_outside() -> None:
    picture = lab(scene((0.75, 0.7, 0.62), (0.5, 0.42, 0.36)))
    chances = kinds.probabilities(picture)
    assert set(chances) == set(kinds.FITTED)
    assert all(0 <= chance <= 1 for chance in chances.values())
    assert "indoors" not in kinds.kinds_of(picture, exposure=13.0)


def test_a_face_is_skin_with_hair_over_it() -> None:
    picture = np.full((200, 256, 3), (0.35, 0.45, 0.5))
    rows, columns = np.mgrid[0:200, 0:256]
    picture[((rows - 70) / 34) ** 2 + ((columns - 128) / 26) ** 2 < 1] = (0.12, 0.08, 0.06)
    picture[((rows - 95) / 32) ** 2 + ((columns - 128) / 22) ** 2 < 1] = (0.85, 0.62, 0.5)
    assert kinds.shows_people(lab(picture))
    assert not kinds.shows_people(lab(np.full((200, 256, 3), (0.85, 0.62, 0.5))))


@pytest.mark.parametrize("size", [(8, 8), (9, 300), (300, 9), (2000, 40)])
def test_any_shape_is_measured(size: tuple[int, int]) -> None:
    picture = np.random.default_rng(0).random((*size, 3))
    assert np.isfinite(kinds.measures(lab(picture))).all()
    kinds.kinds_of(lab(picture))


@pytest.mark.parametrize(
    ("kind", "precision", "recall"), [("sky", 0.85, 0.7), ("greenery", 0.85, 0.7), ("night", 0.8, 0.6)]
)
def test_labelled_photos(shared_data: Path, kind: str, precision: float, recall: float) -> None:
    labels = json.loads((kinds.WEIGHTS.parent / "labels.json").read_text("utf-8"))
    chosen = [n for n in range(0, len(labels["photos"]), 2) if labels["sure"][kind][n]]
    shown = np.array([labels["shown"][kind][n] for n in chosen], bool)
    photos = [shared_data / "photos" / labels["photos"][n] for n in chosen]
    found = np.array([kind in kinds.kinds_of(read_lab(photo)) for photo in photos])
    assert (found & shown).sum() >= precision * found.sum()
    assert (found & shown).sum() >= recall * shown.sum()

"""Alignment: found to within a pixel on real photos that were warped, and never between photos of different scenes."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.training.match.conftest import by_phone, texture, truth_for
from training.match.alignment import Unmatched, align, mapped, resizing, scale_at

Real = Callable[[str], np.ndarray]


@pytest.mark.parametrize(("name", "turn"), [("Nikon_D90.jpg", 2.0), ("orange-hallway.jpg", -30.0)])
def test_a_warped_real_photo_is_found_to_within_a_pixel(real: Real, name: str, turn: float) -> None:
    camera = real(name)
    truth = truth_for(camera, (330, 440), turn=turn)
    found = align(by_phone(camera, truth), camera)
    points = np.array([[60.0, 60.0], [380, 60], [380, 270], [60, 270], [220, 165]])
    missed = np.abs(mapped(found.to_camera, points) - truth.places(points)) / truth.scale
    assert missed.max() < 1.0
    assert found.scale == pytest.approx(truth.scale, rel=0.02)
    assert 30 <= found.agreeing <= found.matches


@pytest.mark.parametrize(
    ("phone", "camera"), [("Nikon_D90.jpg", "orange-hallway.jpg"), ("Brown_Architecture.jpg", "Nikon_D90.jpg")]
)
def test_photos_of_different_scenes_are_refused(real: Real, phone: str, camera: str) -> None:
    with pytest.raises(Unmatched):
        align(by_phone(real(phone), truth_for(real(phone), (330, 440))), real(camera))


def test_made_up_scenes_are_found_too_and_told_apart() -> None:
    scene, other = texture(700, 900, 1), texture(700, 900, 2)
    truth = truth_for(scene, (350, 450))
    phone = by_phone(scene, truth)
    points = np.array([[50.0, 50.0], [400, 300]])
    missed = np.abs(mapped(align(phone, scene).to_camera, points) - truth.places(points)) / truth.scale
    assert missed.max() < 1.0
    with pytest.raises(Unmatched, match="details"):
        align(phone, other)


def test_mirrored_photos_are_refused() -> None:
    scene = texture(500, 700, 3)
    with pytest.raises(Unmatched):
        align(np.ascontiguousarray(scene[:, ::-1]), scene)


def test_a_photo_of_nothing_is_refused() -> None:
    with pytest.raises(Unmatched, match="only 0 details"):
        align(np.full((300, 400, 3), 128, np.uint8), texture(300, 400, 0))


def test_resizing_maps_areas_onto_areas() -> None:
    matrix = resizing((100, 200), (50, 50))
    edges = np.array([[-0.5, -0.5], [199.5, 99.5]])
    assert np.allclose(mapped(matrix, edges), [[-0.5, -0.5], [49.5, 49.5]])


def test_scale_is_that_of_areas_and_knows_mirrors() -> None:
    assert scale_at(np.diag([2.0, 3.0, 1.0]), np.zeros(2)) == pytest.approx(6**0.5)
    assert scale_at(np.diag([-2.0, 2.0, 1.0]), np.zeros(2)) == pytest.approx(-2)
    assert scale_at(np.diag([4.0, 4.0, 2.0]), np.zeros(2)) == pytest.approx(2)
    tilted = np.array([[1.0, 0, 0], [0, 1, 0], [0.01, 0, 1]])
    point, step = np.array([20.0, 5.0]), 1e-4
    around = mapped(tilted, point + np.array([[0, 0], [step, 0], [0, step]]))
    area = float(np.linalg.det((around[1:] - around[0]) / step))
    assert scale_at(tilted, point) == pytest.approx(area**0.5, rel=1e-3)

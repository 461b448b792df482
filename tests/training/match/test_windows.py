"""Windows: on their place to within a pixel, also where the lens bends; what cannot be learned from is refused."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from tests.training.match.conftest import Truth, by_phone, texture, truth_for
from training.match.alignment import Alignment, align, mapped
from training.match.windows import (
    LEAST_CORRELATION,
    SIDE,
    VERDICTS,
    Window,
    camera_patch,
    correlation,
    judge,
    phone_patch,
    prepare,
    windows,
)

Real = Callable[[str], np.ndarray]
INSIDE = np.array([[(SIDE - 1) / 2, (SIDE - 1) / 2], [0, 0], [SIDE - 1, 0], [SIDE - 1, SIDE - 1], [0, SIDE - 1]])


def missed(window: Window, truth: Truth, share: float = 1.0) -> np.ndarray:
    """By how many of the phone's pixels the middle and the corners of a window miss their place."""
    at = (INSIDE + (window.x, window.y) + 0.5) / share - 0.5
    return np.abs(mapped(window.to_camera, INSIDE) - truth.places(at)).max(-1) / truth.scale


@pytest.mark.parametrize("name", ["Nikon_D90.jpg", "orange-hallway.jpg"])
def test_windows_of_a_warped_real_photo_are_on_their_place_to_within_a_pixel(real: Real, name: str) -> None:
    camera = real(name)
    truth = truth_for(camera, (420, 560))
    phone = by_phone(camera, truth)
    scene = prepare(phone, camera, align(phone, camera))
    kept = [window for window in windows(scene) if window.verdict == "kept"]
    assert len(kept) >= 8
    assert max(missed(window, truth).max() for window in kept) < 1.0
    assert float(np.median([missed(window, truth).max() for window in kept])) < 0.3
    assert all(window.correlation > LEAST_CORRELATION for window in kept)


def test_windows_follow_a_bent_lens() -> None:
    camera = texture(600, 800, 5)
    straight = truth_for(camera, (410, 550))
    bent = Truth(straight.to_camera, straight.scale, straight.size, bend=2.5)
    phone = by_phone(camera, bent)
    # As if the homography knew nothing of the lens.
    scene = prepare(phone, camera, Alignment(straight.to_camera, 100, 100, straight.scale))
    kept = [window for window in windows(scene) if window.verdict == "kept"]
    assert len(kept) >= 12
    assert max(np.hypot(*window.shift) for window in kept) > 1.2
    assert max(missed(window, bent)[0] for window in kept) < 0.5


@pytest.mark.parametrize(("shift", "turn"), [((3.4, -2.3), 0.0), ((0.0, 0.0), 0.8), ((-1.6, 4.1), -0.6)])
def test_a_known_shift_and_turn_are_found(shift: tuple[float, float], turn: float) -> None:
    camera = texture(300, 300, 7)
    cos, sin = np.cos(np.deg2rad(turn)), np.sin(np.deg2rad(turn))
    middle = np.array([[1, 0, -149.5], [0, 1, -149.5], [0, 0, 1.0]])
    moved = np.array([[cos, -sin, shift[0]], [sin, cos, shift[1]], [0, 0, 1.0]])
    truth = Truth(np.linalg.inv(middle) @ moved @ middle, 1.0, (300, 300))
    scene = prepare(by_phone(camera, truth), camera, Alignment(np.eye(3), 100, 100, 1.0))
    found = judge(scene, 100, 100)
    assert found.verdict == "kept"
    assert found.turn == pytest.approx(turn, abs=0.1)
    assert missed(found, truth).max() < 0.2


def test_what_is_too_far_out_of_place_is_refused() -> None:
    # Coarse enough to be alike from afar.
    camera = cv2.GaussianBlur(texture(400, 400, 8), (0, 0), 12)
    camera = cv2.normalize(camera, None, 10, 245, cv2.NORM_MINMAX)
    away = Truth(np.array([[1.0, 0, 8], [0, 1, 0], [0, 0, 1]]), 1.0, (400, 400))
    scene = prepare(by_phone(camera, away, noise=0), camera, Alignment(np.eye(3), 100, 100, 1.0))
    assert judge(scene, 150, 150).verdict == "moved"


def test_another_scene_is_refused_window_by_window() -> None:
    one, other = (texture(300, 400, seed) // 2 + 60 for seed in (1, 2))
    scene = prepare(one, other, Alignment(np.eye(3), 100, 100, 1.0))
    found = list(windows(scene))
    assert len(found) == 12
    assert {window.verdict for window in found} == {"unlike"}


def test_flat_and_clipped_windows_are_refused() -> None:
    camera = texture(300, 500, 3)
    camera[:, :150] = 130
    camera[:, 350:] = np.maximum(camera[:, 350:], np.uint8(0))
    camera[100:160, 360:460] = 255
    rng = np.random.default_rng(0)
    noisy = (camera + rng.normal(0, 5, camera.shape)).clip(0, 255).astype(np.uint8)
    scene = prepare(noisy, camera, Alignment(np.eye(3), 100, 100, 1.0))
    assert judge(scene, 20, 100).verdict == "flat"
    assert judge(scene, 360, 100).verdict == "clipped"
    assert judge(scene, 200, 100).verdict == "kept"


def test_the_coarser_photo_sets_the_scale() -> None:
    camera = texture(300, 400, 4)
    phone = cv2.resize(camera, (800, 600), interpolation=cv2.INTER_CUBIC)
    matrix = np.array([[0.5, 0, -0.25], [0, 0.5, -0.25], [0, 0, 1]])
    scene = prepare(phone, camera, Alignment(matrix, 100, 100, 0.5))
    assert scene.phone.shape == scene.camera.shape == (300, 400, 3)
    assert np.allclose(scene.to_camera, np.eye(3), atol=1e-9)
    fine = prepare(camera, phone, Alignment(np.linalg.inv(matrix), 100, 100, 2.0))
    assert fine.camera.shape == (300, 400, 3)
    window = judge(fine, 100, 100)
    assert missed(window, Truth(np.linalg.inv(matrix), 2.0, (300, 400))).max() < 0.2


def test_the_phones_patch_is_what_was_recorded_and_the_cameras_lies_on_it() -> None:
    camera = texture(420, 560, 6)
    truth = truth_for(camera, (240, 320))
    phone = by_phone(camera, truth)
    scene = prepare(phone, camera, align(phone, camera))
    window = next(window for window in windows(scene) if window.verdict == "kept")
    ours, theirs = phone_patch(scene, window.x, window.y), camera_patch(scene, window)
    assert np.array_equal(ours, phone[window.y : window.y + SIDE, window.x : window.x + SIDE])
    assert theirs.shape == (SIDE, SIDE, 3)
    grey = [patch.mean(-1).astype(np.float32) for patch in (ours, theirs)]
    assert correlation(*grey) > LEAST_CORRELATION


def test_windows_do_not_overlap_and_stay_in_the_common_part() -> None:
    scene = prepare(texture(330, 450, 1), texture(330, 450, 1), Alignment(np.eye(3), 100, 100, 1.0))
    judged = list(windows(scene))
    found = [(window.x, window.y) for window in judged]
    assert found == [(x, y) for y in (15, 115, 215) for x in (25, 125, 225, 325)]
    assert all(window.verdict in VERDICTS for window in judged)


def test_correlation_knows_no_brightness_and_no_contrast() -> None:
    rng = np.random.default_rng(0)
    one, other = (rng.normal(100, 20, (50, 50)).astype(np.float32) for _ in range(2))
    assert correlation(one, 3 * one + 40) == pytest.approx(1)
    assert correlation(one, 255 - one) == pytest.approx(-1)
    assert abs(correlation(one, other)) < 0.1
    assert correlation(one, np.full_like(one, 7)) == 0
    mixed = 0.5 * one + 0.5 * other
    assert correlation(one, mixed) == pytest.approx(float(np.corrcoef(one.ravel(), mixed.ravel())[0, 1]), abs=1e-5)

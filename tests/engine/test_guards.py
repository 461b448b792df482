"""Guards: each bites on what it is for, and stays silent on what improves a photo."""

import numpy as np
import pytest

from engine.guards import LIMITS, Guards, guards, moved_skin, skin_coloured, structure_kept
from tests.conftest import make_photo

SKIN = np.array([[0.91, 0.74, 0.65], [0.78, 0.58, 0.47], [0.55, 0.36, 0.27], [0.36, 0.24, 0.18]], np.float32)
"""Four skins, light to dark (sRGB)."""
NOT_SKIN = np.array([[0.3, 0.5, 0.8], [0.2, 0.5, 0.2], [0.5, 0.5, 0.5], [0.9, 0.1, 0.1], [0.95, 0.85, 0.1]], np.float32)


@pytest.fixture
def photo() -> np.ndarray:
    return make_photo(96, 144).astype(np.float32) / 255


def patches(colours: np.ndarray) -> np.ndarray:
    """Each colour as a square of 8 x 8."""
    return np.repeat(np.repeat(colours[None], 8, 0), 8, 1)


def test_a_photo_left_alone_wakes_no_guard(photo: np.ndarray) -> None:
    found = guards(photo, photo)
    assert (found.skin, found.clipped, found.gamut, found.biting) == (0, 0, 0, ())
    assert found.structure == pytest.approx(1)


def test_a_little_more_light_wakes_no_guard(photo: np.ndarray) -> None:
    assert guards(photo, np.clip(photo * 1.05, 0, 1)).biting == ()


def test_every_skin_is_known_and_other_colours_are_not() -> None:
    assert skin_coloured(patches(SKIN)).all()
    assert not skin_coloured(patches(NOT_SKIN)).any()


@pytest.mark.parametrize(
    ("gains", "moved"),
    [((1.04, 1.0, 0.96), False), ((0.8, 0.8, 0.8), False), ((0.8, 1.1, 0.8), True), ((0.8, 0.95, 1.3), True)],
)
def test_skin_may_turn_lighter_or_a_little_warmer_but_not_green_or_blue(
    gains: tuple[float, float, float], moved: bool
) -> None:
    skin = patches(SKIN)
    assert bool(moved_skin(skin, skin * np.float32(gains)).mean() > 0.5) is moved


def test_black_and_white_does_not_move_skin() -> None:
    skin = patches(SKIN)
    assert not moved_skin(skin, np.repeat(skin.mean(-1, keepdims=True), 3, -1)).any()


def test_only_skin_that_was_there_is_counted() -> None:
    before = np.concatenate([patches(SKIN), patches(NOT_SKIN)], 1)
    found = guards(before, before * np.float32([0.75, 1.1, 0.75]))
    assert found.skin == pytest.approx(4 / 9, abs=0.01)
    assert "skin" in found.biting


def test_clipping_counts_what_was_not_clipped_before() -> None:
    before = np.full((10, 10, 3), 0.5, np.float32)
    before[:2] = 1.0
    after = before.copy()
    after[:4], after[4] = 1.0, 0.0
    assert guards(before, after).clipped == pytest.approx(0.3)
    as_bytes = guards((before * 255).astype(np.uint8), (after * 255).astype(np.uint8))
    assert as_bytes.clipped == pytest.approx(0.3)


def test_colours_leave_the_gamut_in_the_mid_tones_only() -> None:
    before = np.full((10, 10, 3), 0.5, np.float32)
    after = before.copy()
    after[0] = (1.1, 0.4, 0.2)  # a red that sRGB does not have
    after[1] = (0.5, 0.5, -0.1)
    after[2] = (1.2, 1.1, 1.1)  # white
    after[3] = (1.01, 0.4, 0.2)  # nobody sees it
    assert guards(before, after).gamut == pytest.approx(0.2)
    assert guards(after, after).gamut == 0


def test_structure_is_blind_to_contrast_and_sees_what_is_lost_or_invented(photo: np.ndarray) -> None:
    # cosine([1, 0], [1, 1]) by hand: one edge kept, one of the same height invented.
    before, after = np.zeros((1, 3, 3), np.float32), np.zeros((1, 3, 3), np.float32)
    before[0, 1:] = 0.5
    after[0, 1:], after[0, 2] = 0.5, 1.0
    assert structure_kept(before, after) == pytest.approx(1 / np.sqrt(2))
    assert structure_kept(photo, 0.25 + photo / 2) == pytest.approx(1, abs=1e-5)
    assert structure_kept(photo, 1 - photo) == pytest.approx(-1, abs=1e-5)
    noise = np.random.default_rng(0).normal(0, 0.05, photo.shape).astype(np.float32)
    assert guards(photo, np.clip(photo + noise, 0, 1)).structure < LIMITS["structure"]


def test_flat_pictures() -> None:
    flat, edge = np.full((4, 4, 3), 0.5, np.float32), np.full((4, 4, 3), 0.5, np.float32)
    edge[0] = 1
    assert structure_kept(flat, flat) == 1
    assert structure_kept(flat, edge) == 0
    assert structure_kept(flat[:1, :1], edge[:1, :1]) == 1
    rng = np.random.default_rng(0)
    faint = [flat + rng.uniform(0, 0.001, flat.shape).astype(np.float32) for _ in range(2)]
    assert structure_kept(*faint) == 1


def test_the_gravest_comes_first() -> None:
    assert Guards(0.5, 0.5, 0.5, 0.5).biting == ("structure", "skin", "clipped", "gamut")
    assert Guards(0.0, 0.5, 0.0, 1.0).biting == ("clipped",)


def test_sizes_must_agree(photo: np.ndarray) -> None:
    with pytest.raises(ValueError, match="one size"):
        guards(photo, photo[1:])

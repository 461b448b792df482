"""The local map: bases that follow edges, detail between fine and wide."""

import numpy as np

from engine.finish.local import local_map


def _planes(graded: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Luma, base and detail of a small picture of the map's own size."""
    c = local_map(graded).coefficients
    luma = graded @ np.array([0.299, 0.587, 0.114], np.float32)
    assert c.shape[1:] == luma.shape
    return luma, c[0] * luma + c[1], c[2] * luma + c[3]


def _grey(values: np.ndarray) -> np.ndarray:
    return np.repeat(values[..., None].astype(np.float32), 3, axis=2)


def test_an_even_picture_is_its_own_ground_and_has_no_detail() -> None:
    _, base, detail = _planes(np.full((200, 384, 3), 0.4, np.float32))
    assert np.allclose(base, 0.4, atol=1e-4)
    assert np.allclose(detail, 0, atol=1e-4)


def test_ground_keeps_a_strong_edge_and_flattens_texture() -> None:
    rng = np.random.default_rng(3)
    step = np.where(np.arange(384) < 192, 0.15, 0.85)[None, :] * np.ones((256, 1))
    luma, base, _ = _planes(_grey(np.clip(step + rng.normal(0, 0.04, step.shape), 0, 1)))
    assert base[:, :188].mean() < 0.2
    assert base[:, 196:].mean() > 0.8
    far = np.r_[0:120, 264:384]
    assert base[:, far].std(axis=0).mean() < 0.4 * luma[:, far].std(axis=0).mean()


def test_detail_is_of_middle_size_and_not_noise() -> None:
    """Waves of 30 cells pass; faint alternation and slopes across the whole picture hardly do."""
    x = np.arange(384)[None, :] * np.ones((256, 1))
    waves = {"noise": 0.008 * np.cos(x * np.pi), "middle": 0.05 * np.cos(x * 2 * np.pi / 30)}
    waves["slope"] = 0.05 * np.cos(x * 2 * np.pi / 700)
    share = {}
    for name, wave in waves.items():
        luma, _, detail = _planes(_grey(0.5 + wave))
        share[name] = detail[60:-60, 60:-60].std() / luma[60:-60, 60:-60].std()
    assert share["middle"] > 0.6
    assert share["noise"] < 0.25
    assert share["slope"] < 0.15


def test_a_large_copy_gives_a_small_map_and_a_tiny_one_works() -> None:
    assert local_map(np.zeros((512, 768, 3), np.float32)).coefficients.shape == (4, 256, 384)
    assert local_map(np.zeros((1, 1, 3), np.float32)).coefficients.shape == (4, 1, 1)
    assert local_map(np.zeros((3, 700, 3), np.float32)).coefficients.shape == (4, 2, 384)

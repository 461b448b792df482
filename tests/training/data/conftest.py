"""Small folders of photos."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

from tests.conftest import make_photo

Save = Callable[..., Path]


@pytest.fixture
def save(tmp_path: Path) -> Save:
    """Writes pixels, or another made-up photo for every seed, under a name below the test's folder."""

    def write(name: str, pixels: np.ndarray | None = None, *, seed: int = 0, size: tuple[int, int] = (60, 90)) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        PillowImage.fromarray(scene(*size, seed) if pixels is None else pixels).save(path)
        return path

    return write


def scene(height: int, width: int, seed: int) -> np.ndarray:
    """A made-up photo whose contents, not only its grain, depend on the seed."""
    rng = np.random.default_rng(seed)
    photo = make_photo(height, width, seed).astype(np.float32)
    y, x = np.mgrid[0:height, 0:width]
    for _ in range(12):
        cy, cx, size = rng.uniform(0, height), rng.uniform(0, width), rng.uniform(0.04, 0.18) * width
        photo[(np.abs(y - cy) < size) & (np.abs(x - cx) < size * rng.uniform(0.3, 1))] = rng.uniform(0, 255, 3)
    return photo.clip(0, 255).astype(np.uint8)

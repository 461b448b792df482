"""Movement of photos by a style."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

from engine.styles import find
from tests.conftest import make_photo
from training import no_harm
from training.no_harm import movement


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    PillowImage.fromarray(make_photo(64, 96)).save(path)
    return path


def test_no_style_moves_nothing(photo: Path) -> None:
    found = movement(None, [photo, photo])
    assert (found.photos, found.delta_e, found.newly_clipped) == (2, 0, 0)


def test_a_style_moves_a_dark_photo_further(photo: Path, tmp_path: Path) -> None:
    dark = tmp_path / "dark.png"
    PillowImage.fromarray((make_photo(64, 96) * 0.4).astype(np.uint8)).save(dark)
    natural = find("natural")
    assert movement(natural, [dark]).delta_e > movement(natural, [photo]).delta_e > 0


def test_newly_clipped_pixels_are_counted(photo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = no_harm.render
    natural = find("natural")

    def blown(image, edit, style):  # type: ignore[no-untyped-def]
        result = real(image, edit, None)
        if style is None:
            return result.with_pixels(np.full_like(result.pixels, 100))
        pixels = np.full_like(result.pixels, 100)
        pixels[:16] = 255
        return result.with_pixels(pixels)

    monkeypatch.setattr(no_harm, "render", blown)
    assert movement(natural, [photo]).newly_clipped == 0.25

"""AVIF: ten and twelve bits, code points, profiles."""

from pathlib import Path

import imagecodecs
import numpy as np
import pytest

from engine.color import DISPLAY_P3, SRGB
from engine.decode import open_photo
from engine.decode.coded_space import REC_2020, coded_space
from engine.icc import profile_bytes
from tests.engine.decode.made import picture, saved

RGB = picture()


@pytest.mark.parametrize("bits", [10, 12])
def test_deep_values_keep_their_bits(tmp_path: Path, bits: int) -> None:
    top = 2**bits - 1
    deep = (RGB.astype(np.float64) / 255 * top + 0.5).astype(np.uint16)
    (tmp_path / "a.avif").write_bytes(imagecodecs.avif_encode(deep, level=100, bitspersample=bits))
    image = open_photo(tmp_path / "a.avif")
    assert image.metadata.bit_depth == bits
    assert image.pixels.dtype == np.uint16
    assert np.abs(image.pixels / 65535 - deep / top).max() < 3 / top
    assert image.full_size == (80, 48)


@pytest.mark.parametrize(("primaries", "space"), [(1, SRGB), (9, REC_2020), (12, DISPLAY_P3)])
def test_code_points_state_the_space(tmp_path: Path, primaries: int, space: object) -> None:
    (tmp_path / "a.avif").write_bytes(imagecodecs.avif_encode(RGB, primaries=primaries, transfer=13, matrix=6))
    assert open_photo(tmp_path / "a.avif").space is space


def test_a_profile_states_the_space(tmp_path: Path) -> None:
    (tmp_path / "a.avif").write_bytes(saved(RGB, "avif", icc_profile=profile_bytes(DISPLAY_P3)))
    assert open_photo(tmp_path / "a.avif").space is DISPLAY_P3


def test_unknown_code_points_count_as_srgb() -> None:
    assert coded_space(2, 2) is SRGB
    assert coded_space(0, 70000) is SRGB

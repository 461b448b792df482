"""Evaluation of a style on pairs of files, with the real decoders and the real render."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as PillowImage

from tests.conftest import make_photo
from training.evaluate import compare, evaluate


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    raw, target = tmp_path / "raw", tmp_path / "target"
    raw.mkdir()
    target.mkdir()
    return raw, target


def put(folder: Path, name: str, pixels: np.ndarray) -> None:
    PillowImage.fromarray(pixels).save(folder / name)


def darker(pixels: np.ndarray) -> np.ndarray:
    return (pixels * 0.8).astype(np.uint8)


def test_photos_as_they_are_are_compared_by_name(folders: tuple[Path, Path]) -> None:
    first, second = make_photo(40, 60), make_photo(50, 30, seed=3)
    put(folders[0], "one.png", first)
    put(folders[1], "one.tif", darker(first))
    put(folders[0], "two.png", second)
    put(folders[1], "two.png", second // 2)
    found = evaluate(None, *folders)
    assert [row.name for row in found.rows] == ["one", "two"]
    assert found.rows[0].scores == compare(first, darker(first))
    assert found.mean is not None
    assert found.mean.psnr == pytest.approx(np.mean([row.scores.psnr for row in found.rows]))


def test_rows_are_told_as_they_are_known(folders: tuple[Path, Path]) -> None:
    for folder in folders:
        put(folder, "a.png", make_photo(20, 20))
    told = []
    evaluate(None, *folders, report=told.append)
    assert [row.name for row in told] == ["a"]
    assert told[0].scores.ssim == pytest.approx(1.0)


def test_what_cannot_be_compared_is_left_out_with_a_sentence(folders: tuple[Path, Path]) -> None:
    put(folders[0], "alone.png", make_photo(20, 20))
    put(folders[0], "larger.png", make_photo(30, 20))
    put(folders[1], "larger.png", make_photo(20, 20))
    put(folders[0], "tiny.png", make_photo(20, 20)[:5, :5])
    put(folders[1], "tiny.png", make_photo(20, 20)[:5, :5])
    (folders[0] / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    put(folders[1], "broken.png", make_photo(20, 20))
    found = evaluate(None, *folders)
    assert found.rows == ()
    assert found.mean is None
    assert [name for name, _ in found.left_out] == ["alone.png", "broken.png", "larger.png", "tiny.png"]
    assert all(name in sentence for name, sentence in found.left_out)

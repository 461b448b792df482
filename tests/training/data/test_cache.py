"""The cache: the right pixels, decoded once, within its bounds, whatever happens to its folder."""

import os
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image as PillowImage

from engine.color import ADOBE_RGB, SRGB, from_linear, matrix_between, srgb_to_linear
from engine.errors import PhotoError
from engine.icc import profile_bytes
from tests.training.data.conftest import Save
from training.data import cache as cache_module
from training.data import decoded
from training.data.cache import PhotoCache, decode
from training.data.decoded import SUBFOLDER, DecodedFolder, key_of

LARGE = (300, 400)
"""Large enough to be kept on disk."""


@pytest.fixture
def decodings(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every path that was really decoded."""
    seen: list[Path] = []

    def counting(path: Path, **how: int) -> np.ndarray:
        seen.append(path)
        return decode(path, **how)

    monkeypatch.setattr(cache_module, "decode", counting)
    return seen


def used(folder: Path) -> int:
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())


def test_sizes_are_limited_and_never_enlarged(save: Save) -> None:
    path = save("a.png", size=(60, 90))
    assert decode(path).shape == (60, 90, 3)
    assert decode(path, long_edge=45).shape == (30, 45, 3)
    assert decode(path, short_edge=20).shape == (20, 30, 3)
    assert decode(path, long_edge=1000).shape == (60, 90, 3)


def test_profiles_are_honoured(tmp_path: Path) -> None:
    # The green of sRGB, as Adobe RGB writes it down.
    srgb = np.array([[[60, 200, 80]]], np.uint8)
    light = matrix_between(SRGB, ADOBE_RGB) @ srgb_to_linear(srgb[0, 0] / 255)
    written = (from_linear(light, ADOBE_RGB) * 255).round().astype(np.uint8)
    path = tmp_path / "green.png"
    PillowImage.fromarray(np.tile(written, (8, 8, 1))).save(path, icc_profile=profile_bytes(ADOBE_RGB))
    assert np.abs(written.astype(int) - srgb).max() > 20
    assert np.abs(decode(path).astype(int) - srgb).max() <= 1


def test_sixteen_bits_are_read_as_such(tmp_path: Path) -> None:
    path = tmp_path / "deep.tif"
    tifffile.imwrite(path, np.full((8, 8, 3), 40_000, np.uint16), photometric="rgb")
    found = decode(path)
    assert found.dtype == np.uint8
    assert int(found.min()) == int(found.max()) == 156  # 40000 / 257, rounded


def test_photos_are_decoded_once(save: Save, decodings: list[Path]) -> None:
    cache, path = PhotoCache(), save("a.png")
    assert np.array_equal(cache.photo(path), cache.photo(path))
    assert decodings == [path]


def test_memory_is_bounded_and_the_least_used_goes_first(save: Save, decodings: list[Path]) -> None:
    paths = [save(f"{n}.png", seed=n) for n in range(3)]
    cache = PhotoCache(memory=2 * 60 * 90 * 3)
    for n in (0, 1, 0, 2, 0):
        cache.photo(paths[n])
        assert cache.bytes_held <= 2 * 60 * 90 * 3
    assert decodings == paths
    cache.photo(paths[1])
    assert decodings == [*paths, paths[1]]


def test_a_folder_outlives_the_run(save: Save, tmp_path: Path, decodings: list[Path]) -> None:
    path, folder = save("a.png", size=LARGE), tmp_path / "cache"
    first = PhotoCache(folder=folder).photo(path)
    again = PhotoCache(folder=folder)
    assert np.array_equal(again.photo(path), first)
    assert decodings == [path]
    assert again.bytes_held == 0


def test_other_sizes_and_changed_photos_are_decoded_anew(save: Save, tmp_path: Path, decodings: list[Path]) -> None:
    path, folder = save("a.png", size=LARGE), tmp_path / "cache"
    PhotoCache(folder=folder).photo(path)
    assert PhotoCache(350, folder=folder).photo(path).shape == (262, 350, 3)
    save("a.png", seed=9, size=LARGE)
    os.utime(path, ns=(1, 1))
    assert np.array_equal(PhotoCache(folder=folder).photo(path), decode(path))
    assert len(decodings) == 3


def test_the_folder_stays_within_its_bound(save: Save, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    one = 300 * 400 * 3
    cache = PhotoCache(folder=folder, disk=4 * one)
    for n in range(9):
        path = save(f"{n}.png", seed=n, size=LARGE)
        assert np.array_equal(cache.photo(path), decode(path))
        assert used(folder) <= 4 * one
    assert used(folder) >= 2 * one


def test_the_least_used_photo_of_the_folder_goes_first(tmp_path: Path) -> None:
    kept = DecodedFolder(tmp_path, 1_500)
    photo = np.zeros((10, 10, 3), np.uint8)
    for n, name in enumerate("abc"):
        assert kept.keep(name * 32, photo)
        os.utime(kept.folder / f"{name * 32}.npy", (n, n))
    assert kept.load("a" * 32) is not None  # used now, so b is the oldest
    for name in "def":
        kept.keep(name * 32, photo + 1)
    assert kept.load("b" * 32) is None
    assert kept.load("f" * 32) is not None
    assert used(tmp_path) <= 1_500


def test_deleting_the_folder_in_the_middle_of_a_run_harms_nothing(save: Save, tmp_path: Path) -> None:
    path, folder = save("a.png", size=LARGE), tmp_path / "cache"
    cache = PhotoCache(folder=folder)
    held = cache.photo(path)
    mapped = cache.photo(path)
    shutil.rmtree(folder)
    assert np.array_equal(mapped, held)
    assert np.array_equal(cache.photo(path), held)
    assert used(folder) > held.nbytes


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", b"rubbish"])
def test_a_damaged_copy_is_made_anew(save: Save, tmp_path: Path, damage: bytes) -> None:
    path, folder = save("a.png", size=LARGE), tmp_path / "cache"
    PhotoCache(folder=folder).photo(path)
    (copy,) = (folder / SUBFOLDER).iterdir()
    copy.write_bytes(damage or copy.read_bytes()[:5000])
    assert np.array_equal(PhotoCache(folder=folder).photo(path), decode(path))
    assert copy.stat().st_size > 300 * 400 * 3


def test_what_a_killed_process_left_is_cleared_and_nothing_else_is_touched(save: Save, tmp_path: Path) -> None:
    folder = tmp_path / SUBFOLDER
    folder.mkdir()
    stale, fresh, foreign = (folder / name for name in (f"{'a' * 32}.1.2.part", f"{'b' * 32}.1.2.part", "mine.npy"))
    for path in (stale, fresh, foreign):
        path.write_bytes(b"x" * 100)
    old = time.time() - decoded.STALE_SECONDS - 60
    for path in (stale, foreign):
        os.utime(path, (old, old))
    DecodedFolder(tmp_path, 4_000).keep("c" * 32, np.zeros((20, 20, 3), np.uint8))
    assert not stale.exists()
    assert fresh.exists()
    assert foreign.exists()


def test_a_full_disk_is_no_reason_to_stop(save: Save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    path, folder = save("a.png", size=LARGE), tmp_path / "cache"
    monkeypatch.setattr(decoded.np, "save", full)
    cache = PhotoCache(folder=folder)
    assert np.array_equal(cache.photo(path), decode(path))
    assert used(folder) == 0
    assert cache.bytes_held > 0


def test_a_photo_that_is_gone_is_named(save: Save, tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match=r"gone\.jpg"):
        PhotoCache(folder=tmp_path).photo(tmp_path / "gone.jpg")
    with pytest.raises(OSError, match="gone"):
        key_of(tmp_path / "gone.jpg", "")

"""What a style makes of a photo: the copy, the grade, what is remembered, what is refused."""

import os
import threading
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from engine import enhance
from engine.checkpoints import native
from engine.checkpoints.architectures import GRID_NETWORKS
from engine.checkpoints.native import Description, StyleEntry
from engine.color import DISPLAY_P3, SRGB, from_working
from engine.enhance import analysis_copy, grade_for, grades_for
from engine.errors import StyleError
from engine.image import Image
from engine.networks.bilateral_numpy import BilateralForward, expected_shapes
from engine.styles import Style, find, styles_of
from tests.conftest import make_photo

ARGUMENTS = {"channel_multiplier": 1, "experts": 3, "statistics": True, "guide": "luma", "start_at_identity": True}
ENTRIES = tuple(
    StyleEntry(name.lower(), name, "look", weights=tuple(float(other == i) for other in range(3)))
    for i, name in enumerate(("One", "Two", "Three"))
)


def write_styles(path: Path, seed: int = 0, scale: float = 0.05, **changes: object) -> Path:
    """A combined network of small random weights."""
    rng = np.random.default_rng(seed)
    weights = {name: rng.normal(0, scale, s).astype(np.float32) for name, s in expected_shapes(1, 3, True).items()}
    native.write(path, weights, replace(Description("bilateral", ARGUMENTS, ENTRIES), **changes))
    return path


@pytest.fixture(autouse=True)
def forget() -> None:
    enhance.forget()


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_styles(tmp_path_factory.mktemp("styles") / "looks.safetensors")


@pytest.fixture
def known(file: Path) -> tuple[Style, ...]:
    return styles_of(file)


@pytest.fixture
def photo() -> Image:
    return Image(make_photo(400, 600))


@pytest.fixture
def trunks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One entry for each time the network looked at a photo."""
    seen: list[int] = []
    original = BilateralForward.trunk

    def counted(self: BilateralForward, image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        seen.append(len(image))
        return original(self, image)

    monkeypatch.setattr(BilateralForward, "trunk", counted)
    return seen


@pytest.mark.parametrize(
    ("height", "width", "expected"),
    [(1600, 1200, (768, 576)), (400, 600, (400, 600)), (1, 3000, (1, 768)), (1, 1, (1, 1))],
)
def test_the_copy_is_small_and_between_0_and_1(height: int, width: int, expected: tuple[int, int]) -> None:
    copy = analysis_copy(Image(make_photo(height, width)))
    assert copy.shape == (*expected, 3)
    assert copy.dtype == np.float32
    assert 0 <= copy.min() <= copy.max() <= 1
    assert not copy.flags.writeable


def test_the_copy_is_srgb_whatever_the_photo(photo: Image) -> None:
    plain = analysis_copy(photo)
    wide = (from_working(plain, DISPLAY_P3) * 65535 + 0.5).astype(np.uint16)
    assert np.abs(analysis_copy(Image(wide, DISPLAY_P3)) - plain).max() < 0.002
    floats = plain * 2 - 0.5
    floats[0, 0] = np.nan
    copy = analysis_copy(Image(floats, SRGB))
    assert np.isfinite(copy).all()
    assert (copy.min(), copy.max()) == (0, 1)


def test_some_rows_of_a_large_photo_are_enough() -> None:
    cv2 = pytest.importorskip("cv2")
    pixels = make_photo(7000, 210)
    whole = cv2.resize(pixels, (23, 768), interpolation=cv2.INTER_AREA) / 255
    assert np.abs(analysis_copy(Image(pixels)) - whole).mean() < 0.005


def test_a_grade_is_what_the_network_says(known: tuple[Style, ...], photo: Image, file: Path) -> None:
    copy = analysis_copy(photo)
    grade = grade_for(known[1], copy)
    weights = native.read(file)[1]
    forward = BilateralForward(weights, ARGUMENTS)
    cv2 = pytest.importorskip("cv2")
    square = cv2.resize(copy, (256, 256), interpolation=cv2.INTER_AREA)
    wanted = forward.head(*forward.trunk(square), (0.0, 1.0, 0.0))
    assert wanted.std() > 0.01
    assert np.abs(grade.grid - wanted).max() < 0.01
    assert grade.carrier == "none"


def test_the_photo_and_its_copy_give_the_same_grade(known: tuple[Style, ...], photo: Image) -> None:
    assert np.array_equal(grade_for(known[0], photo).grid, grade_for(known[0], analysis_copy(photo)).grid)


@pytest.mark.parametrize("shape", [(1, 1), (1, 500), (100, 90), (255, 257)])
def test_photos_smaller_than_the_network_expects(known: tuple[Style, ...], shape: tuple[int, int]) -> None:
    assert np.isfinite(grade_for(known[0], Image(make_photo(*shape))).grid).all()


def test_one_look_at_the_photo_serves_all_styles(
    known: tuple[Style, ...], photo: Image, trunks: list[int], file: Path
) -> None:
    grades = grades_for(known, photo)
    blend = grade_for(find("one+two", known), photo)
    assert trunks == [256]
    assert len({grade.grid.tobytes() for grade in (*grades, blend)}) == 4
    assert grade_for(known[2], photo) is grades[2]
    grade_for(known[2], Image(make_photo(400, 600, seed=8)))
    assert len(trunks) == 2


def test_a_style_trained_anew_is_read_anew(tmp_path: Path, photo: Image) -> None:
    path = write_styles(tmp_path / "mine.safetensors", seed=1)
    style = styles_of(path)[0]
    before = grade_for(style, photo)
    write_styles(path, seed=2)
    os.utime(path, ns=(1, 1))
    assert not np.array_equal(grade_for(style, photo).grid, before.grid)


def test_threads_may_ask_at_once(known: tuple[Style, ...], photo: Image, trunks: list[int]) -> None:
    copy, grades = analysis_copy(photo), []
    threads = [threading.Thread(target=lambda: grades.append(grade_for(known[0], copy))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(grades) == 4
    assert len(set(map(id, grades))) == 1
    assert len(trunks) == 1


def test_a_network_that_went_astray_is_held_or_refused(tmp_path: Path, photo: Image) -> None:
    wild = styles_of(write_styles(tmp_path / "wild.safetensors", scale=0.5))[0]
    assert np.abs(grade_for(wild, photo).grid).max() == 8
    endless = styles_of(write_styles(tmp_path / "endless.safetensors", scale=1e30))[0]
    with pytest.raises(StyleError, match=r"endless\.safetensors is damaged"):
        grade_for(endless, photo)


def test_files_that_hold_no_such_network_are_refused(tmp_path: Path, photo: Image, known: tuple[Style, ...]) -> None:
    assert set(GRID_NETWORKS) == {"adaptive", "bilateral", "refined"}
    for number, changes in enumerate(
        (
            {"architecture": "os.system"},
            {"kind": "texture"},
            {"arguments": {**ARGUMENTS, "experts": 4}},
            {"arguments": {**ARGUMENTS, "channel_multiplier": "wide"}},
            {"arguments": {**ARGUMENTS, "channel_multiplier": 10**9}},
            {"arguments": {}},
        )
    ):
        style = styles_of(write_styles(tmp_path / f"odd{number}.safetensors", **changes))[0]
        with pytest.raises(StyleError, match="was not recognised as an enhancer"):
            grade_for(style, photo)
    with pytest.raises(StyleError, match="does not hold the style One"):
        grade_for(replace(known[0], weights=(1.0,)), photo)
    with pytest.raises(StyleError, match=r"gone\.safetensors is no longer there"):
        grade_for(replace(known[0], file=tmp_path / "gone.safetensors"), photo)


def test_the_bundled_styles_load(photo: Image) -> None:
    from engine.styles import bundled

    styles = bundled()
    assert len(styles) >= 6
    grids = [grade.grid for grade in grades_for(styles, photo)]
    assert len({grid.tobytes() for grid in grids}) == len(styles)

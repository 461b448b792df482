"""RAW: colours through the camera's own balance, brightness as seen on the camera, sizes, light."""

import io
from pathlib import Path

import numpy as np
import pytest
import rawpy
from PIL import Image as Pillow

from engine.color import DISPLAY_P3, srgb_to_linear, to_working
from engine.decode import embedded_preview, facts, open_photo
from engine.decode.raw import _curve
from engine.decode.white_balance import as_shot_kelvin
from tests.engine.decode.made import write_dng

NEUTRAL = (0.5, 1.0, 0.7)


def scene() -> np.ndarray:
    rgb = np.full((200, 300, 3), 0.18)
    rgb[:100, :150] = [0.30, 0.10, 0.05]
    rgb[100:, 150:] = [0.05, 0.10, 0.40]
    return rgb


def test_colours_come_back_through_the_cameras_balance(tmp_path: Path) -> None:
    write_dng(tmp_path / "a.dng", scene(), neutral=NEUTRAL)
    image = open_photo(tmp_path / "a.dng")
    assert image.space is DISPLAY_P3
    linear = srgb_to_linear(to_working(image.pixels, image.space))
    grey, warm, blue = linear[50, 225], linear[50, 75], linear[150, 225]
    assert np.ptp(grey) < 0.005
    # The curve lifts half a stop in the middle and rolls off above, so hues stay and ratios shrink a little.
    assert 1.2 < grey.mean() / 0.18 < 1.45
    assert warm[0] / warm[1] == pytest.approx(3, rel=0.15)
    assert blue[2] / blue[1] == pytest.approx(4, rel=0.2)


@pytest.mark.parametrize(("orientation", "size"), [(1, (300, 200)), (3, (300, 200)), (6, (200, 300)), (8, (200, 300))])
def test_raw_files_open_upright(tmp_path: Path, orientation: int, size: tuple[int, int]) -> None:
    write_dng(tmp_path / "a.dng", scene(), neutral=NEUTRAL, orientation=orientation)
    image = open_photo(tmp_path / "a.dng")
    assert image.full_size == (image.width, image.height) == size
    preview = open_photo(tmp_path / "a.dng", at_least=100)
    assert preview.full_size == size
    assert 100 <= max(preview.width, preview.height) < 200
    whole, small = image.pixels.mean(axis=(0, 1)), preview.pixels.mean(axis=(0, 1))
    np.testing.assert_allclose(small, whole, rtol=0.03)


def test_a_dng_is_known_under_any_name(tmp_path: Path) -> None:
    write_dng(tmp_path / "a.tif", scene(), neutral=NEUTRAL)
    image = open_photo(tmp_path / "a.tif")
    assert image.metadata.format == "RAW"
    assert facts(image).camera == "Acme One"
    assert image.metadata.as_shot_kelvin == pytest.approx(6500, abs=60)  # it saw D65 as neutral


def test_the_light_in_kelvin() -> None:
    daylight = (2.0, 1.0, 1.5)
    assert as_shot_kelvin(daylight, daylight) == pytest.approx(6504, abs=20)
    tungsten = as_shot_kelvin((1.2, 1.0, 2.9), daylight)
    shade = as_shot_kelvin((2.3, 1.0, 1.25), daylight)
    assert 2500 < tungsten < 3800
    assert 7000 < shade < 10000
    assert as_shot_kelvin((0, 0, 0), daylight) == 0
    assert as_shot_kelvin(daylight, (0, 0, 0)) == 0


@pytest.mark.parametrize("median", [0.1, 0.3, 0.45, 0.6, 0.8, None])
def test_the_curve_is_smooth_and_meets_the_preview(median: float | None) -> None:
    linear = np.clip(np.random.default_rng(1).lognormal(np.log(8000), 0.7, (300, 400, 1)), 0, 65535)
    linear = np.repeat(linear, 3, axis=2).astype(np.uint16)
    table = _curve(linear, median)
    assert table[0] == 0
    assert table[-1] == 65535
    assert (np.diff(table.astype(int)) >= 0).all()
    reached = float(np.median(table[linear])) / 65535
    if median in (0.3, 0.45, 0.6):  # within the gains that are allowed
        assert reached == pytest.approx(median, abs=0.02)


def test_brightness_follows_the_cameras_preview(shared_data: Path) -> None:
    path = shared_data / "raw" / "RAW_KODAK_DC50.KDC"
    preview, image = embedded_preview(path), open_photo(path)
    assert preview is not None
    assert preview.full_size == image.full_size == (768, 512)
    assert np.median(image.pixels) / 257 == pytest.approx(np.median(preview.pixels), abs=10)
    assert facts(image).taken is not None


class Opened:
    """What LibRaw would hand over."""

    def __init__(self, thumbnail: rawpy.Thumbnail, flip: int, size: tuple[int, int]) -> None:
        self.thumbnail, self.size = thumbnail, size
        self.sizes = type("Sizes", (), {"flip": flip, "iwidth": size[0], "iheight": size[1]})()

    def extract_thumb(self) -> rawpy.Thumbnail:
        return self.thumbnail


@pytest.mark.parametrize(
    ("shown", "orientation", "flip", "turn"),
    [
        ((300, 200), None, 0, 1),
        ((300, 200), None, 6, 6),  # lies as the sensor does: turn it as LibRaw turns the photo
        ((300, 200), 8, 5, 8),  # says so itself
        ((200, 300), None, 6, 1),  # the camera has turned it already
    ],
)
def test_embedded_previews_are_turned_once(
    shown: tuple[int, int], orientation: int | None, flip: int, turn: int
) -> None:
    from engine.decode.raw_preview import preview_raster
    from tests.engine.decode.made import exif_block

    buffer = io.BytesIO()
    exif = {"exif": b"Exif\0\0" + exif_block(orientation=orientation)} if orientation else {}
    Pillow.new("RGB", shown).save(buffer, "jpeg", **exif)
    raster = preview_raster(Opened(rawpy.Thumbnail(rawpy.ThumbFormat.JPEG, buffer.getvalue()), flip, (300, 200)))
    assert raster is not None
    assert raster.turn == turn


def test_a_damaged_or_tiny_preview_is_none() -> None:
    from engine.decode.raw_preview import preview_raster

    buffer = io.BytesIO()
    Pillow.new("RGB", (300, 200)).save(buffer, "jpeg")
    for data in (b"", b"hello", buffer.getvalue()[:300]):
        assert preview_raster(Opened(rawpy.Thumbnail(rawpy.ThumbFormat.JPEG, data), 0, (300, 200))) is None
    tiny = rawpy.Thumbnail(rawpy.ThumbFormat.BITMAP, np.zeros((8, 8, 3), np.uint8))
    assert preview_raster(Opened(tiny, 0, (300, 200))) is None

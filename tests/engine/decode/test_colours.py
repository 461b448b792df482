"""Grey, inks, Lab, transparency and profiles, against LittleCMS or plain arithmetic."""

import io
import struct
from pathlib import Path

import numpy as np
import pytest
import tifffile
from imagecodecs import cms_transform
from PIL import Image as Pillow
from PIL import ImageCms

from engine.color import ADOBE_RGB, DISPLAY_P3, SRGB, linear_to_srgb, to_working
from engine.decode import open_photo
from engine.decode.colours import over_white, to_rgb
from engine.icc import profile_bytes
from engine.image import Image
from tests.engine.decode.made import exif_block, picture, saved

RGB = picture()


def opened(tmp_path: Path, content: bytes) -> Image:
    (tmp_path / "photo").write_bytes(content)
    return open_photo(tmp_path / "photo")


def tagged(model: bytes, tags: dict[bytes, bytes], space: bytes = b"XYZ ") -> bytes:
    """A minimal profile of another kind than ours: for values of `model`, with these tags."""
    head = struct.pack(">I4xI4s4s4s", 0, 0x02400000, b"prtr", model, space).ljust(36, b"\0") + b"acsp"
    head = head.ljust(68, b"\0") + struct.pack(">3i", 63190, 65536, 54061)
    table, body = struct.pack(">I", len(tags)), b""
    for name, data in tags.items():
        table += struct.pack(">4sII", name, 132 + 12 * len(tags) + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    profile = head.ljust(128, b"\0") + table + body
    return struct.pack(">I", len(profile)) + profile[4:]


def grey_profile(gamma: float) -> bytes:
    curve = struct.pack(">4s4xIH2x", b"curv", 1, round(gamma * 256))
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    return tagged(b"GRAY", {b"wtpt": white, b"kTRC": curve})


def ink_profile() -> bytes:
    """A CMYK profile (lut8, two grid points): L falls with ink, a and b as magenta and yellow pull."""
    identity = bytes(range(256))
    grid = bytearray()
    for index in range(16):
        c, m, y, k = (index >> 3) & 1, (index >> 2) & 1, (index >> 1) & 1, index & 1
        light = max(0, 255 - 60 * c - 70 * m - 20 * y) * (1 - k)
        grid += bytes([light, 128 + (60 * m - 30 * c) * (1 - k), 128 + (70 * y - 30 * c) * (1 - k)])
    matrix = struct.pack(">9i", 65536, 0, 0, 0, 65536, 0, 0, 0, 65536)
    lut = struct.pack(">4s4xBBBx", b"mft1", 4, 3, 2) + matrix + identity * 4 + bytes(grid) + identity * 3
    white = b"XYZ \0\0\0\0" + struct.pack(">3i", 63190, 65536, 54061)
    return tagged(b"CMYK", {b"wtpt": white, b"A2B0": lut, b"A2B1": lut}, b"Lab ")


def by_littlecms(pixels: np.ndarray, mode: str, profile: bytes) -> np.ndarray:
    """What Pillow's LittleCMS makes of 8-bit values, relative colorimetric with black point compensation."""
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.HIGHRESPRECALC
    source, target = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    transform = ImageCms.buildTransform(source, target, mode, "RGB", renderingIntent=intent, flags=flags)
    return np.asarray(ImageCms.applyTransform(Pillow.fromarray(pixels, mode), transform))


@pytest.mark.parametrize("space", [DISPLAY_P3, ADOBE_RGB], ids=lambda s: s.name)
@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "avif"])
def test_wide_gamut_photos_keep_their_own_values(tmp_path: Path, kind: str, space: object) -> None:
    content = saved(RGB, kind, icc_profile=profile_bytes(space), quality=95)
    image = opened(tmp_path, content)
    assert image.space is space
    assert np.abs(image.pixels.astype(int) - RGB).max() <= 8


@pytest.mark.parametrize("space", [DISPLAY_P3, ADOBE_RGB], ids=lambda s: s.name)
def test_wide_gamut_pixels_mean_what_littlecms_says(tmp_path: Path, space: object) -> None:
    profile = profile_bytes(space)
    image = opened(tmp_path, saved(RGB, "png", icc_profile=profile))
    target = profile_bytes(SRGB)
    options = {"colorspace": "rgb", "outcolorspace": "rgb", "outdtype": np.uint16, "intent": 1, "flags": 0x0100}
    theirs = cms_transform(RGB.astype(np.uint16) * 257, profile, target, **options) / 65535
    assert np.abs(np.clip(to_working(image.pixels, image.space), 0, 1) - theirs).max() < 2e-3


def test_sixteen_bits_keep_bits_and_space(tmp_path: Path) -> None:
    values = np.random.default_rng(1).integers(0, 65536, (20, 30, 3)).astype(np.uint16)
    tifffile.imwrite(tmp_path / "photo", values, photometric="rgb", iccprofile=profile_bytes(DISPLAY_P3))
    image = open_photo(tmp_path / "photo")
    assert image.space is DISPLAY_P3
    np.testing.assert_array_equal(image.pixels, values)


@pytest.mark.parametrize(("index", "space"), [("R03", ADOBE_RGB), ("R98", SRGB)])
def test_adobe_rgb_said_by_exif_alone(tmp_path: Path, index: str, space: object) -> None:
    exif = Pillow.Exif()
    exif.get_ifd(0x8769)[0xA001] = 0xFFFF
    exif.get_ifd(0x8769)[0xA005] = {1: index}
    assert opened(tmp_path, saved(RGB, "jpeg", exif=exif)).space is space


def test_a_profile_wins_over_exif(tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif.get_ifd(0x8769)[0xA001] = 2
    assert opened(tmp_path, saved(RGB, "jpeg", exif=exif)).space is ADOBE_RGB
    with_profile = saved(RGB, "jpeg", exif=exif, icc_profile=profile_bytes(DISPLAY_P3))
    assert opened(tmp_path, with_profile).space is DISPLAY_P3


def test_a_damaged_profile_or_one_for_other_values_is_ignored(tmp_path: Path) -> None:
    for profile in (b"\0" * 200, profile_bytes(DISPLAY_P3)[:150], grey_profile(1.8)):
        image = opened(tmp_path, saved(RGB, "png", icc_profile=profile))
        np.testing.assert_array_equal(image.pixels, RGB)
        assert image.space is SRGB


def test_grey_with_a_profile(tmp_path: Path) -> None:
    grey = np.arange(256, dtype=np.uint8).reshape(16, 16)
    image = opened(tmp_path, saved(grey, "png", icc_profile=grey_profile(1.8)))
    expected = linear_to_srgb((grey / 255) ** (461 / 256)) * 255
    assert np.abs(image.pixels - expected[..., None]).max() <= 1
    assert image.space is SRGB


def test_deep_grey_with_a_profile_stays_deep(tmp_path: Path) -> None:
    grey = np.arange(0, 65536, 16, dtype=np.uint16).reshape(64, 64)
    tifffile.imwrite(tmp_path / "photo", grey, photometric="minisblack", iccprofile=grey_profile(1.8))
    image = open_photo(tmp_path / "photo")
    assert len(np.unique(image.pixels)) > 3000
    expected = linear_to_srgb((grey / 65535) ** (461 / 256))
    assert np.abs(image.pixels / 65535 - expected[..., None])[4:].max() < 1e-3


@pytest.mark.parametrize("kind", ["jpeg", "tiff"])
def test_inks_with_a_profile_are_what_littlecms_makes_of_them(tmp_path: Path, kind: str) -> None:
    inks = np.concatenate([RGB, 255 - RGB[..., :1]], axis=2)
    buffer = io.BytesIO()
    # Pillow writes CMYK JPEGs as Adobe does: inverted.
    Pillow.fromarray(inks, "CMYK").save(buffer, kind, icc_profile=ink_profile(), quality=100, subsampling=0)
    image = opened(tmp_path, buffer.getvalue())
    read = np.asarray(Pillow.open(io.BytesIO(buffer.getvalue())))
    difference = np.abs(image.pixels.astype(int) - by_littlecms(read, "CMYK", ink_profile()))
    assert difference.max() <= 2
    assert image.pixels.std() > 20


def test_inks_without_a_profile(tmp_path: Path) -> None:
    inks = np.zeros((8, 8, 4), np.uint8)
    inks[:4, :, 0] = 255  # cyan
    inks[4:, 4:, 3] = 255  # black
    buffer = io.BytesIO()
    Pillow.fromarray(inks, "CMYK").save(buffer, "tiff")
    pixels = opened(tmp_path, buffer.getvalue()).pixels
    assert pixels[0, 0].tolist() == [0, 255, 255]
    assert pixels[7, 7].tolist() == [0, 0, 0]
    assert pixels[7, 0].tolist() == [255, 255, 255]


@pytest.mark.parametrize("bits", [8, 16])
def test_lab_is_what_littlecms_makes_of_it(tmp_path: Path, bits: int) -> None:
    lab = np.asarray(ImageCms.applyTransform(Pillow.fromarray(RGB), lab_transform(to_lab=True)))
    theirs = np.asarray(ImageCms.applyTransform(Pillow.fromarray(lab, "LAB"), lab_transform(to_lab=False)))
    values = lab if bits == 8 else (lab.astype(np.uint16) << 8) + (lab & [255, 0, 0]).astype(np.uint16)
    tifffile.imwrite(tmp_path / "photo", values, photometric="cielab")
    image = open_photo(tmp_path / "photo")
    assert image.pixels.dtype == np.uint16
    assert np.abs(image.pixels / 257 - theirs).max() < 3
    assert np.abs(image.pixels / 257 - theirs).mean() < 0.6


def lab_transform(*, to_lab: bool) -> ImageCms.ImageCmsTransform:
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    options = {"renderingIntent": 1, "flags": ImageCms.Flags.NOOPTIMIZE}
    if to_lab:
        return ImageCms.buildTransform(srgb, lab, "RGB", "LAB", **options)
    return ImageCms.buildTransform(lab, srgb, "LAB", "RGB", **options)


def test_transparency_is_laid_on_white(tmp_path: Path) -> None:
    alpha = np.zeros(RGB.shape[:2], np.uint8)
    alpha[:, 20:40], alpha[:, 40:] = 128, 255
    image = opened(tmp_path, saved(np.dstack([RGB, alpha]), "png"))
    assert (image.pixels[:, :20] == 255).all()
    np.testing.assert_array_equal(image.pixels[:, 40:], RGB[:, 40:])
    expected = RGB[:, 20:40] * (128 / 255) + 255 * (1 - 128 / 255)
    assert np.abs(image.pixels[:, 20:40] - expected).max() <= 1


def test_transparency_in_floats_and_sixteen_bits() -> None:
    colour = np.full((2, 3, 3), 0.25, np.float32)
    half = np.full((2, 3, 1), 0.5, np.float32)
    np.testing.assert_allclose(over_white(colour, half), 0.625, atol=1e-6)
    deep = over_white((colour * 65535).astype(np.uint16), (half * 65535).astype(np.uint16))
    assert np.abs(deep.astype(int) - round(0.625 * 65535)).max() <= 2
    assert over_white(colour, np.ones_like(half)) is colour


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16"])
def test_every_way_of_storing_grey_gives_the_same_picture(tmp_path: Path, mode: str) -> None:
    grey = np.where(np.indices((24, 40)).sum(axis=0) % 2, 255, 0).astype(np.uint8)
    if mode == "I;16":
        picture_ = Pillow.fromarray(grey.astype(np.uint16) * 257)
    else:
        picture_ = Pillow.fromarray(grey).convert("RGBA" if mode == "PA" else mode)
        picture_ = picture_.convert("PA") if mode == "PA" else picture_
    buffer = io.BytesIO()
    picture_.save(buffer, "tiff" if mode == "PA" else "png")
    pixels = opened(tmp_path, buffer.getvalue()).pixels
    scale = 257 if pixels.dtype == np.uint16 else 1
    np.testing.assert_array_equal(pixels, np.repeat(grey[..., None], 3, axis=2).astype(pixels.dtype) * scale)


def test_strips_join_without_seams() -> None:
    tall = np.random.default_rng(2).integers(0, 256, (3000, 700, 4)).astype(np.uint8)
    whole, space = to_rgb(tall, "CMYK", b"", SRGB)
    parts = [to_rgb(tall[a : a + 500], "CMYK", b"", SRGB)[0] for a in range(0, 3000, 500)]
    np.testing.assert_array_equal(whole, np.concatenate(parts))
    assert space is SRGB


def test_exif_is_kept_beside_a_profile(tmp_path: Path) -> None:
    content = saved(RGB, "jpeg", exif=b"Exif\0\0" + exif_block(make="Acme"), icc_profile=profile_bytes(DISPLAY_P3))
    assert b"Acme" in opened(tmp_path, content).metadata.exif

"""ICC profiles: ours as LittleCMS reads them, theirs as we read them, and nothing that a damaged one can do."""

import io
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imagecodecs import cms_profile, cms_transform
from PIL import ImageCms

from engine.color import ADOBE_RGB, DISPLAY_P3, SRGB, Space, to_linear, to_working
from engine.icc import color_model, profile_bytes, read_space

CURVED = Space("Odd & own", DISPLAY_P3.to_xyz, curve=tuple(float(v) for v in np.linspace(0, 1, 256) ** 1.6))
SPACES = [SRGB, DISPLAY_P3, ADOBE_RGB, CURVED, Space("linear", SRGB.to_xyz, gamma=1.0)]


def littlecms_srgb() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def littlecms(pixels: np.ndarray, profile: bytes, target: bytes) -> np.ndarray:
    """16-bit RGB from one profile to another, relative colorimetric, without the optimisations that cost exactness."""
    options = {"flags": 0x0100, "colorspace": "rgb", "outcolorspace": "rgb", "outdtype": np.uint16, "intent": 1}
    return np.asarray(cms_transform(pixels, profile, target, **options))


@pytest.mark.parametrize("space", SPACES, ids=lambda s: s.name)
def test_littlecms_accepts_our_profiles(space: Space) -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(profile_bytes(space))).profile
    assert profile.profile_description == space.name
    assert "CC0" in profile.copyright
    assert profile.xcolor_space.strip() == "RGB"
    assert profile.is_matrix_shaper
    assert struct.unpack(">I", profile_bytes(space)[:4]) == (len(profile_bytes(space)),)


@pytest.mark.parametrize("space", SPACES, ids=lambda s: s.name)
def test_littlecms_converts_by_our_profiles_as_we_do(space: Space) -> None:
    pixels = np.random.default_rng(5).integers(0, 65536, (40, 40, 3)).astype(np.uint16)
    theirs = littlecms(pixels, profile_bytes(space), littlecms_srgb()) / 65535
    ours = np.clip(to_working(pixels, space), 0, 1)
    assert np.abs(ours - theirs).mean() < 2e-4
    assert np.abs(ours - theirs).max() < 3e-3  # their sRGB has colorants of its own rounding


@pytest.mark.parametrize("space", [SRGB, DISPLAY_P3, ADOBE_RGB], ids=lambda s: s.name)
def test_known_spaces_are_recognised_exactly(space: Space) -> None:
    assert read_space(profile_bytes(space)) is space


def test_profiles_of_others_are_recognised() -> None:
    assert read_space(littlecms_srgb()) is SRGB
    assert read_space(cms_profile("srgb")) is SRGB
    assert read_space(cms_profile("adobergb")) is ADOBE_RGB


def test_an_unknown_space_keeps_its_own_numbers() -> None:
    space = read_space(profile_bytes(CURVED))
    assert space is not None
    assert space.name == CURVED.name
    np.testing.assert_allclose(space.to_xyz, CURVED.to_xyz, atol=2e-5)
    at = np.linspace(0, 1, 50)
    np.testing.assert_allclose(to_linear(at, space), to_linear(at, CURVED), atol=1e-4)


@pytest.mark.parametrize("kind", range(5))
def test_every_parametric_curve_is_that_of_littlecms(kind: int) -> None:
    linear = 0.2 if kind < 3 else 0.19**2.2 / 0.1  # an offset, or a slope that meets the power without a jump
    numbers = [2.2, 0.9, 0.1, linear, 0.1, 0.01, 0.01][: (1, 3, 4, 5, 7)[kind]]
    profile = with_curve(b"para" + struct.pack(f">4xHH{len(numbers)}i", kind, 0, *(round(v * 65536) for v in numbers)))
    space = read_space(profile)
    assert space is not None
    grey = np.arange(65536, dtype=np.uint16).repeat(3).reshape(256, 256, 3)
    theirs = littlecms(grey, profile, profile_bytes(Space("linear", SRGB.to_xyz, gamma=1.0)))[..., 0]
    assert np.abs(to_linear(grey[..., 0] / 65535, space) - theirs / 65535).max() < 3e-3


def with_curve(tag: bytes) -> bytes:
    """An sRGB profile whose three curves are this tag."""
    profile = profile_bytes(SRGB)
    for name in (b"rTRC", b"gTRC", b"bTRC"):
        at = profile.index(name, 128)
        profile = profile[: at + 4] + struct.pack(">II", len(profile_bytes(SRGB)), len(tag)) + profile[at + 12 :]
    profile += tag
    return struct.pack(">I", len(profile)) + profile[4:]


def test_what_is_no_matrix_profile_is_left_to_others() -> None:
    assert read_space(b"") is None
    assert read_space(b"\0" * 200) is None
    grey = profile_bytes(SRGB).replace(b"RGB XYZ ", b"GRAYXYZ ")
    assert color_model(grey) == "GRAY"
    assert read_space(grey) is None
    assert color_model(profile_bytes(SRGB)) == "RGB"
    assert color_model(b"not a profile") == ""


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_profile_never_raises(data: st.DataObject) -> None:
    profile = bytearray(profile_bytes(CURVED) if data.draw(st.booleans()) else profile_bytes(SRGB))
    for _ in range(data.draw(st.integers(1, 8))):
        profile[data.draw(st.integers(0, len(profile) - 1))] = data.draw(st.integers(0, 255))
    space = read_space(bytes(profile[: data.draw(st.integers(0, len(profile)))]))
    assert space is None or np.isfinite(space.to_xyz).all()

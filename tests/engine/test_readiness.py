"""What a set of likes can teach: measured on made photos whose answer is known."""

import dataclasses

import numpy as np
import pytest

from engine.color import SRGB
from engine.image import Image, Metadata
from engine.readiness import Readiness, readiness_of
from engine.traits import KINDS, Traits, traits_of
from tests.conftest import make_photo


def photo(pixels: np.ndarray) -> Image:
    return Image(pixels, SRGB, Metadata())


def plain(seed: int, **known: object) -> Traits:
    """Traits of a made photo whose shape and colours differ from those of every other seed."""
    rng = np.random.default_rng(seed)
    measured = traits_of(photo(make_photo(96, 144)))
    own = {
        "fingerprint": int(rng.integers(0, 2**63)),
        "colours": tuple(rng.uniform(0, 100, 48)),
        "light": float(rng.normal(50, 12)),
        "low": float(rng.normal(6, 1)),
        "a": float(rng.normal(0, 4)),
        "b": float(rng.normal(4, 4)),
        "taken": 1e9 + 86_400.0 * seed,
    }
    return dataclasses.replace(measured, **(own | known))


def test_nothing_liked_is_all_zeros() -> None:
    empty = readiness_of([])
    assert (empty.count, empty.distinct, empty.burst, empty.looks) == (0, 0, (), ())
    assert empty.light_spread == empty.tint_spread == 0
    assert empty.share("sky") == 0


def test_a_near_copy_counts_once() -> None:
    picture = make_photo(240, 360)
    brighter = np.clip(picture * 1.03 + 2, 0, 255).astype(np.uint8)
    likes = [traits_of(photo(p)) for p in (picture, brighter, picture[:, ::-1].copy())]
    found = readiness_of(likes)
    assert found.copies == ((0, 1),)
    assert found.distinct == 2


def test_photos_of_one_minute_that_look_alike_are_a_burst() -> None:
    base = plain(0)
    burst = [
        dataclasses.replace(base, taken=base.taken + 5 * i, fingerprint=base.fingerprint ^ (0xFFFFF << i))
        for i in range(4)
    ]
    found = readiness_of([*burst, plain(1), plain(2)])
    assert found.burst == (0, 1, 2, 3)
    assert readiness_of([plain(i) for i in range(6)]).burst == ()


def test_likes_of_the_night_are_seen_to_be_dark_and_alike() -> None:
    rng = np.random.default_rng(1)
    dark = [plain(i, light=float(rng.uniform(5, 15))) for i in range(12)]
    mixed = [plain(i) for i in range(12)]
    assert readiness_of(dark).dark == 1.0
    assert readiness_of(dark).light_spread < 5 < readiness_of(mixed).light_spread


def test_drawings_and_black_and_white_are_named_by_their_place() -> None:
    colour = make_photo(240, 360)
    grey = np.repeat(colour.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    toned = np.clip(grey * np.array([1.0, 0.94, 0.82]), 0, 255).astype(np.uint8)
    drawing = np.full((240, 360, 3), 250, np.uint8)
    drawing[60:180, 100:104] = drawing[60:64, 100:260] = (200, 20, 30)
    found = readiness_of([traits_of(photo(p)) for p in (colour, grey, toned, drawing)])
    assert found.grey == (1, 2)
    assert found.drawn == (3,)


def test_small_likes_are_named() -> None:
    assert readiness_of([plain(0, size=(320, 200)), plain(1, size=(800, 600))]).small == (0,)


@pytest.mark.parametrize("kind", KINDS)
def test_a_share_counts_the_photos_that_show_a_kind(kind: str) -> None:
    likes = [plain(0, kinds=(kind,)), plain(1, kinds=())]
    found: Readiness = readiness_of(likes)
    assert found.share(kind) == 0.5
    assert sum(found.kinds) == 1


def test_two_opposed_looks_are_told_apart_and_one_is_left_whole() -> None:
    faded = [plain(i, low=float(18 + i % 3), light=72.0 + i % 5, shadows=(4.0, 6.0), chroma=12.0) for i in range(10)]
    dark = [plain(20 + i, low=float(i % 2), light=24.0 + i % 5, shadows=(-4.0, -5.0), chroma=26.0) for i in range(10)]
    found = readiness_of([*faded, *dark])
    assert {frozenset(look) for look in found.looks} == {frozenset(range(10)), frozenset(range(10, 20))}
    assert len(readiness_of(faded).looks) == 1
    assert len(readiness_of([*faded[:3], *dark[:3]]).looks) == 1, "six photos are too few to tell"

"""Photos that are decoded into the same memory, one after the other."""

from pathlib import Path

import numpy as np
import simplejpeg

from engine.decode import Room, open_photo
from tests.conftest import make_photo


def test_holds_what_was_asked_for_and_grows() -> None:
    room = Room()
    small = room.of((2, 3, 3))
    small[:] = 7
    assert small.shape == (2, 3, 3)
    assert np.shares_memory(small, room.of((3, 2, 3)))
    large = room.of((4, 5, 3))
    assert large.shape == (4, 5, 3)
    assert (small == 7).all()  # a photo that is still held keeps its memory when the room grows


def jpeg(path: Path, height: int, width: int, seed: int = 7) -> Path:
    path.write_bytes(simplejpeg.encode_jpeg(make_photo(height, width, seed), 92))
    return path


def test_photos_come_out_as_without_it(tmp_path: Path) -> None:
    paths = [jpeg(tmp_path / f"{n}.jpg", 90, 120 - 8 * n, seed=n) for n in range(3)]
    room = Room()
    for path in paths:
        image = open_photo(path, room=room)
        assert np.array_equal(image.pixels, open_photo(path).pixels)
        assert not image.pixels.flags.writeable
        assert np.shares_memory(image.pixels, room.of((1,)))


def test_a_smaller_reading_has_its_own(tmp_path: Path) -> None:
    path = jpeg(tmp_path / "a.jpg", 200, 300)
    room = Room()
    assert not np.shares_memory(open_photo(path, at_least=100, room=room).pixels, room.of((1,)))

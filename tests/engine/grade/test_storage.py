"""Grades as bytes: kept and read back, damage refused."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import save

from engine.grade import Grade, apply, from_bytes, to_bytes
from tests.conftest import make_photo
from tests.engine.grade.conftest import random_grade


def test_a_kept_grade_shows_the_same_picture(grade: Grade) -> None:
    rng = np.random.default_rng(0)
    residual, gain = (rng.normal(at, 0.05, (9, 12, 3)).astype(np.float32) for at in (0, 1))
    pixels = make_photo(60, 80).astype(np.uint16) * 257
    for kept in (grade, Grade(grade.grid, residual, gain, 41.5)):
        read = from_bytes(to_bytes(kept))
        assert (read.carrier, read.fit_error) == (kept.carrier, kept.fit_error)
        difference = apply(read, pixels).astype(int) - apply(kept, pixels)
        assert np.abs(difference).max() < 0.001 * 65535
    assert len(to_bytes(grade)) < 2 * grade.grid.size + 500


def test_something_else_is_refused(grade: Grade) -> None:
    parts = {"grid": grade.grid}
    newer = {"penchant-grade": json.dumps({"format": 2})}
    for content in (b"", b"x" * 50, to_bytes(grade)[:-1], save(parts), save({}, newer), save(parts, newer)):
        with pytest.raises(ValueError, match=r"no grade|newer"):
            from_bytes(content)
    with pytest.raises(ValueError, match="finite"):
        from_bytes(save({"grid": parts["grid"] * np.inf}, {"penchant-grade": json.dumps({"format": 1})}))
    assert np.abs(from_bytes(to_bytes(Grade(grade.grid * 1e6))).grid).max() < 1e5


@given(position=st.integers(0, 10**6), value=st.integers(0, 255))
@settings(max_examples=80, deadline=None)
def test_damage_gives_a_grade_or_a_refusal(position: int, value: int) -> None:
    content = bytearray(to_bytes(random_grade(size=(1, 2))))
    content[position % min(len(content), 250)] = value
    try:
        grade = from_bytes(bytes(content))
    except ValueError:
        return
    assert np.isfinite(grade.grid).all()

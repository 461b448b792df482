"""Grades to test with."""

import numpy as np
import pytest

from engine.grade import Grade, identity


def random_grade(seed: int = 3, size: tuple[int, int] = (5, 7), amount: float = 0.1) -> Grade:
    """A grade that differs in every cell."""
    grid = identity(size).grid
    return Grade(grid + np.random.default_rng(seed).normal(0, amount, grid.shape).astype(np.float32))


@pytest.fixture
def grade() -> Grade:
    return random_grade()

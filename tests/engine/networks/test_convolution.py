"""The compiled convolution is torch's."""

import numpy as np
import pytest
import torch
from torch.nn import functional

from engine.networks.convolution import convolve


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (3, 64, 64, 16), (5, 7, 90, 3), (16, 33, 21, 8), (2, 130, 3, 5)])
@pytest.mark.parametrize("relu", [False, True])
def test_equals_torch(shape: tuple[int, int, int, int], stride: int, relu: bool) -> None:
    channels, height, width, outputs = shape
    rng = np.random.default_rng(sum(shape))
    x = rng.normal(size=(channels, height, width)).astype(np.float32)
    weight = rng.normal(size=(outputs, channels, 3, 3)).astype(np.float32)
    bias = rng.normal(size=outputs).astype(np.float32)
    wanted = functional.conv2d(*(torch.from_numpy(a) for a in (x, weight, bias)), stride=stride, padding=1)
    wanted = functional.relu(wanted) if relu else wanted
    made = convolve(x, weight, bias, stride=stride, relu=relu)
    assert made.shape == wanted.shape
    assert np.allclose(made, wanted.numpy(), atol=1e-4)


def test_without_bias_and_of_a_picture_whose_rows_lie_apart() -> None:
    whole = np.random.default_rng(0).random((4, 20, 40), np.float32)
    weight = np.random.default_rng(1).random((6, 4, 3, 3), np.float32)
    part = whole[:, ::2, ::2]
    assert np.array_equal(
        convolve(part, weight, None), convolve(np.ascontiguousarray(part), weight, np.zeros(6, np.float32))
    )


@pytest.mark.parametrize("relu", [False, True])
@pytest.mark.parametrize("bad", [np.inf, np.nan])
def test_tells_of_numbers_that_are_none(bad: float, relu: bool) -> None:
    """A hostile weight does not come out as an ordinary number."""
    x = np.ones((1, 4, 4), np.float32)
    weight = np.full((1, 1, 3, 3), bad, np.float32)
    assert not np.isfinite(convolve(x, weight, None, relu=relu)).any()

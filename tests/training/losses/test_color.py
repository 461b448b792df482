"""The colour losses' blurs against their definitions, and DPED's figure 6."""

from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.ndimage import correlate
from scipy.stats import norm
from torch import Tensor

from engine.decode import open_photo
from tests.conftest import make_photo
from training.losses.blur import BLURS, blur, blur_taps
from training.losses.color import color_loss
from training.losses.pixel import mse


def rand(*shape: int) -> Tensor:
    return torch.rand(*shape, generator=torch.Generator().manual_seed(3), dtype=torch.float64)


@pytest.mark.parametrize(("kind", "deviation"), [("dped_paper", 1.732), ("dped_code", 4.337), ("doro", 2.781)])
def test_blurs_are_as_wide_as_measured_of_their_sources(kind: str, deviation: float) -> None:
    taps = blur_taps(kind).numpy()
    distances = np.arange(len(taps)) - (len(taps) - 1) / 2
    assert taps.sum() == pytest.approx(1)
    assert np.allclose(taps, taps[::-1], rtol=1e-12)
    assert np.sqrt((taps * distances**2).sum()) == pytest.approx(deviation, abs=1e-3)


def test_the_paper_s_blur_has_the_paper_s_amplitude() -> None:
    taps = blur_taps("dped_paper")
    assert (taps[10] ** 2).item() == pytest.approx(0.053, abs=1e-4)


def test_the_code_s_blur_has_the_code_s_weights() -> None:
    known = [0.0870, 0.0850, 0.0795, 0.0710, 0.0606, 0.0495, 0.0386, 0.0288, 0.0205, 0.0140, 0.0091]
    assert np.allclose(blur_taps("dped_code")[10:], known, atol=5e-5)


def kernel(kind: str) -> np.ndarray:
    """Two dimensions at once, as the authors' programs define them."""
    if kind == "dped_paper":
        y, x = np.mgrid[-10:11, -10:11]
        raw = np.exp(-(y**2) / 6 - x**2 / 6)
    elif kind == "dped_code":
        steps = np.diff(norm.cdf(np.linspace(-3 - 1 / 6, 3 + 1 / 6, 22)))
        raw = np.sqrt(np.outer(steps, steps))
    else:
        y, x = np.mgrid[0:10, 0:10] - 4.5
        raw = np.exp(-((y / 10) ** 2) - (x / 10) ** 2)
    return raw / raw.sum()


@pytest.mark.parametrize("kind", ["dped_paper", "dped_code"])
def test_dped_s_blurs_are_those_of_scipy_with_zeros_around(kind: str) -> None:
    image = rand(1, 2, 30, 26)
    theirs = np.stack([correlate(channel, kernel(kind), mode="constant") for channel in image[0].numpy()])
    assert np.allclose(blur(image, kind)[0], theirs, atol=1e-12)


def test_the_first_paper_s_blur_loses_five_pixels() -> None:
    image = rand(1, 1, 30, 26)
    mirrored = np.pad(image[0, 0].numpy(), 2, mode="reflect")
    # scipy's even windows hang to the left: the first whole one stands at index 5.
    theirs = correlate(mirrored, kernel("doro"))[5:30, 5:26]
    assert blur(image, "doro").shape == (1, 1, 25, 21)
    assert np.allclose(blur(image, "doro")[0, 0], theirs, atol=1e-12)


@pytest.mark.parametrize("kind", BLURS)
def test_the_sum_is_that_of_the_code(kind: str) -> None:
    first, second = rand(3, 3, 30, 26), rand(3, 3, 30, 26) ** 2
    squares = (blur(first, kind) - blur(second, kind)) ** 2
    ours = color_loss(first, second, blur=kind, reduction="sum").item()
    assert ours == pytest.approx(squares.sum().item() / 6)
    assert color_loss(first, second, blur=kind).item() == pytest.approx(squares.mean().item())


def shifted(photo: Tensor, shift: int) -> list[tuple[Tensor, Tensor]]:
    """A photo beside itself, moved that many pixels in eight directions."""
    edge, found = 10, []
    height, width = photo.shape[2] - 2 * edge, photo.shape[3] - 2 * edge
    for angle in np.arange(8) * np.pi / 4:
        dy, dx = edge + round(shift * np.sin(angle)), edge + round(shift * np.cos(angle))
        moved = photo[:, :, dy : dy + height, dx : dx + width]
        found.append((photo[:, :, edge : edge + height, edge : edge + width], moved))
    return found


def figure_6(photos: list[Tensor], kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Colour loss and MSE, means over photos and directions, for shifts of 0 to 5 pixels."""
    colour, squares = [], []
    for shift in range(6):
        pairs = [pair for photo in photos for pair in shifted(photo, shift)]
        colour.append(np.mean([color_loss(a, b, blur=kind).item() for a, b in pairs]))
        squares.append(np.mean([mse(a, b).item() for a, b in pairs]))
    return np.array(colour), np.array(squares)


def generated() -> list[Tensor]:
    return [torch.from_numpy(make_photo(120, 120, seed) / 255).permute(2, 0, 1)[None] for seed in range(2)]


def shared(folder: Path) -> list[Tensor]:
    paths = sorted((folder / "pairs/fivek_c_uegan/test/raw").iterdir())[:3]
    pictures = [torch.from_numpy(open_photo(path).pixels / 255).permute(2, 0, 1)[None] for path in paths]
    return [p[:, :, start : start + 120, start : start + 120] for p in pictures for start in (40, 200, 360)]


def assert_figure_6(photos: list[Tensor], most: float) -> None:
    colour, squares = figure_6(photos, "dped_code")
    ratios = squares[1:] / colour[1:]
    assert colour[0] == squares[0] == 0
    # Nearly flat up to 2 pixels, where MSE has made a third of its way to that of 5 pixels.
    assert colour[2] < 0.15 * colour[5]
    assert colour[2] < 0.07 * squares[2]
    assert squares[2] > 0.3 * squares[5]
    # At 3 to 5 pixels 5 to 10 times below MSE.
    assert ratios[2:].min() > 5
    assert 5 < ratios[2:].mean() < most


def test_figure_6_of_dped_on_generated_photos() -> None:
    assert_figure_6(generated(), 10)


def test_figure_6_of_dped_on_photos(shared_data: Path) -> None:
    # The paper's curve is a mean over 50,000 patches; these few are smoother.
    assert_figure_6(shared(shared_data), 15)


def test_figure_6_needs_the_code_s_blur() -> None:
    colour, squares = figure_6(generated(), "dped_paper")
    assert (squares[3:] / colour[3:]).max() < 5

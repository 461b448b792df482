"""The structured style model: the numpy forward is the torch one, and its grid does what the model does."""

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.balance import with_balance
from engine.checkpoints import native
from engine.checkpoints.architectures import GRID_NETWORKS, is_grid_network, open_network
from engine.enhance import grade_for
from engine.errors import StyleError
from engine.grade import Grade, apply
from engine.networks import adaptive, adaptive_numpy
from engine.networks.adaptive_numpy import FORM, INPUT_SIZE, PARTS, SIZE, SIZES, AdaptiveForward, seen
from engine.styles import styles_of
from tests.conftest import make_photo


def some_style(seed: int, size: float = 0.04) -> np.ndarray:
    """A random style that does something in every part."""
    style = np.random.default_rng(seed).normal(0, size, SIZE).astype(np.float32)
    parts = adaptive_numpy.parts_of(style)
    parts["levels"][:] = (0.6, 0.03, 0.97)
    parts["adapt"][0, 1] = -0.8
    for name in ("more", "tone", "tint", "rich"):  # so many of them add up
        parts[name][:] *= 0.25
    return style


@pytest.fixture
def photo() -> np.ndarray:
    return make_photo(INPUT_SIZE, INPUT_SIZE).astype(np.float32) / np.float32(255)


def in_torch(style: np.ndarray, photo: np.ndarray) -> np.ndarray:
    measured = adaptive.measure(torch.from_numpy(seen(photo).reshape(1, -1, 3)))
    pixels = torch.from_numpy(photo.reshape(1, -1, 3))
    return adaptive.enhance(torch.from_numpy(style), pixels, measured).numpy().reshape(photo.shape)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_both_forms_agree(photo: np.ndarray, seed: int) -> None:
    style = some_style(seed)
    plain = adaptive_numpy.enhance(style, photo, *adaptive_numpy.measure(seen(photo).reshape(-1, 3)))
    assert np.abs(plain - photo).mean() > 0.01
    np.testing.assert_allclose(plain, in_torch(style, photo), atol=5e-5)


def test_a_style_of_zeros_changes_nothing(photo: np.ndarray) -> None:
    np.testing.assert_allclose(in_torch(np.zeros(SIZE, np.float32), photo), photo, atol=2e-6)


def test_styles_are_batched_with_photos(photo: np.ndarray) -> None:
    """Two photos through two styles at once are what each is alone."""
    other = np.ascontiguousarray(photo[::-1, :, ::-1] * 0.6)
    styles = np.stack([some_style(3), some_style(4)])
    squares = np.stack([photo, other])
    small = torch.from_numpy(np.stack([seen(square).reshape(-1, 3) for square in squares]))
    together = adaptive.enhance(
        torch.from_numpy(styles), torch.from_numpy(squares.reshape(2, -1, 3)), adaptive.measure(small)
    )
    for made, style, square in zip(together.numpy(), styles, squares, strict=True):
        np.testing.assert_allclose(made.reshape(photo.shape), in_torch(style, square), atol=2e-5)


def test_the_parts_fill_the_vector() -> None:
    style = torch.arange(SIZE, dtype=torch.float32)
    parts = adaptive.parts_of(style)
    assert {name: tuple(part.shape) for name, part in parts.items()} == PARTS
    torch.testing.assert_close(torch.cat([part.flatten() for part in parts.values()]), style)


def test_a_vector_of_another_size_is_refused() -> None:
    pixels = torch.rand(1, 4, 3)
    with pytest.raises(ValueError, match="numbers"):
        adaptive.enhance(torch.zeros(SIZE + 1), pixels, adaptive.measure(pixels))


def test_its_grid_does_what_the_model_does(photo: np.ndarray) -> None:
    style = some_style(5)
    network = AdaptiveForward({"looks": style[None]}, {"form": FORM})
    graded = apply(Grade(network.head(*network.trunk(photo))), photo)
    error = np.mean((graded.clip(0, 1) - in_torch(style, photo).clip(0, 1)) ** 2)
    assert -10 * np.log10(error) > 32


def test_styles_of_the_first_form_do_what_they_did(photo: np.ndarray) -> None:
    """Their 182 numbers are the first of today's, and what has come since is 0."""
    style = some_style(9)
    style[SIZES[1] :] = 0
    old, new = (AdaptiveForward({"looks": style[None, : SIZES[form]]}, {"form": form}) for form in (1, FORM))
    np.testing.assert_array_equal(old.looks, new.looks)
    np.testing.assert_allclose(old.head(*old.trunk(photo)), new.head(*new.trunk(photo)))
    with pytest.raises(ValueError, match="form 3"):
        AdaptiveForward({"looks": style[None]}, {"form": 3})


def test_a_file_of_the_first_form_opens_for_ever() -> None:
    """Its values were written down by the program that knew only that form."""
    path = Path(__file__).resolve().parents[2] / "old_files" / "personal_style_form_1.safetensors"
    y, x = np.mgrid[0:1:64j, 0:1:96j].astype(np.float32)
    photo = np.stack([x, 0.5 * x + 0.5 * y, 1 - y], 2) * np.float32(0.9)
    expected = {
        50: [[0.0572, 0.0816, 0.8808], [0.4151, 0.4289, 0.4101], [0.7929, 0.8366, 0.0264]],
        80: [[0.0187, 0.0852, 0.6775], [0.3877, 0.4031, 0.3813], [0.8308, 0.7709, 0.0929]],
    }
    for balance, values in expected.items():
        made = apply(grade_for(with_balance(styles_of(path)[0], balance), photo), photo)
        np.testing.assert_allclose(made[[8, 32, 56], [10, 48, 90]], values, atol=1e-3)


def test_levels_go_where_the_tones_send_them(photo: np.ndarray) -> None:
    """Seven luma quantiles are moved; a photo's own grey wedge shows where to."""
    style = np.zeros(SIZE, np.float32)
    shifts = np.array([0.05, 0.04, 0.0, -0.04, 0.0, 0.03, 0.02], np.float32)
    adaptive_numpy.parts_of(style)["tone"][:, 0] = shifts
    numbers, levels = adaptive_numpy.measure(seen(photo).reshape(-1, 3))
    wedge = np.repeat(levels[:, None], 3, 1)
    made = adaptive_numpy.enhance(style, wedge, numbers, levels)
    np.testing.assert_allclose(made[:, 0], levels + shifts, atol=8e-3)


def test_shares_blend_looks_and_the_photo(photo: np.ndarray) -> None:
    """A share of a half with nothing beside it is half the way from the photo."""
    network = AdaptiveForward({"looks": np.stack([some_style(6, 0.02), some_style(7, 0.02)])}, {"form": FORM})
    seen_once = network.trunk(photo)
    whole, half = (Grade(network.head(*seen_once, (share, 0.0))) for share in (1.0, 0.5))
    expected = photo + 0.5 * (apply(whole, photo) - photo)
    assert np.abs(apply(half, photo) - expected).mean() < 0.01


@pytest.mark.parametrize(
    "weights", [{}, {"looks": np.zeros((1, 5), np.float32)}, {"looks": np.zeros(SIZE, np.float32)}]
)
def test_other_weights_are_refused(weights: dict[str, np.ndarray]) -> None:
    with pytest.raises(ValueError, match="looks"):
        AdaptiveForward(weights, {})


def test_a_file_of_it_is_a_style(tmp_path, photo: np.ndarray) -> None:
    path = tmp_path / "mine.safetensors"
    entry = native.StyleEntry("mine", "Mine", "yours", weights=(1.0,))
    native.write(path, {"looks": some_style(8)[None]}, native.Description("adaptive", {"form": FORM}, (entry,)))
    assert "adaptive" in GRID_NETWORKS
    assert is_grid_network(path)
    assert open_network(path)[0].styles == (entry,)
    (style,) = styles_of(path)
    assert style.kind == "yours"
    grade = grade_for(style, photo)
    assert np.abs(apply(grade, photo) - photo).mean() > 0.01


def test_a_style_with_shares_of_looks_it_has_not_is_refused(tmp_path, photo: np.ndarray) -> None:
    path = tmp_path / "mine.safetensors"
    entry = native.StyleEntry("mine", "Mine", "yours", weights=(0.5, 0.5))
    native.write(path, {"looks": some_style(8)[None]}, native.Description("adaptive", {"form": FORM}, (entry,)))
    with pytest.raises(StyleError, match="does not hold"):
        grade_for(styles_of(path)[0], photo)

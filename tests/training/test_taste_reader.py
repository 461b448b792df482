"""The reader of likes, the imagined retouchers it learned from, and the simulated photographers it never saw."""

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import StyleError
from engine.networks.adaptive_numpy import SIZE
from tests.training.made_likes import flat_photos
from training.impressions import SET
from training.photographers import PHOTOGRAPHERS, REHEARSAL, flatten, from_oklab, to_oklab
from training.taste_reader import (
    check_reader,
    game_loss,
    is_for_practice,
    load_reader,
    play,
    prepare,
    small_copies,
    train_reader,
)
from training.tastes import draw, retouch


@pytest.fixture(scope="module")
def photos() -> torch.Tensor:
    return small_copies([(photo * 255).astype(np.uint8) for photo in flat_photos(90)])


def test_a_reader_learns_by_playing(photos: torch.Tensor, capsys: pytest.CaptureFixture[str]) -> None:
    game = prepare(photos[:60], 8, seed=0)
    reader = train_reader(game, 20, seed=0)
    assert '"recovery"' in capsys.readouterr().out
    assert check_reader(reader, game, 8) > check_reader(train_reader(game, 1, seed=0), game, 8)


def test_likes_ordinary_and_test_photos_are_different_photos(photos: torch.Tensor) -> None:
    game = prepare(photos, 2, seed=0)
    played = play(game, torch.tensor([0, 1]), 20, torch.Generator().manual_seed(0))
    assert played.likes.shape == played.ordinary.shape == (2, SET)
    assert len(played.given) == len(played.wanted) == 16
    loss, recovery = game_loss(load_reader(), played, 20)
    assert torch.isfinite(loss)
    assert (recovery < 1).all()


def test_the_bundled_reader_answers_with_styles() -> None:
    reader = load_reader()
    style = reader(torch.zeros(1, SET), torch.zeros(1, SET), torch.tensor([40]))
    assert style.shape == (1, SIZE)
    assert torch.isfinite(style).all()


def test_a_damaged_reader_is_refused(tmp_path: Path) -> None:
    (tmp_path / "reader.safetensors").write_bytes(b"nothing")
    with pytest.raises(StyleError, match="reader"):
        load_reader(tmp_path / "reader.safetensors")


def test_half_of_the_photos_are_for_practice_and_series_stay_together() -> None:
    names = [Path(f"{word}{letter}_{number}.jpg") for word in "abcdefgh" for letter in "klmn" for number in range(3)]
    marks = [is_for_practice(name) for name in names]
    assert 0.2 < np.mean(marks) < 0.8
    assert all(len(set(marks[first : first + 3])) == 1 for first in range(0, len(marks), 3))


def test_imagined_retouchers_differ_and_stay_in_range(photos: torch.Tensor) -> None:
    tastes = draw(6, torch.Generator().manual_seed(0))
    made = torch.stack([retouch(tastes[index].expand(8), photos[:8]) for index in range(6)])
    assert torch.isfinite(made).all()
    assert 0 <= float(made.min()) <= float(made.max()) <= 1
    assert (made[1:] - made[:-1]).abs().mean((1, 2, 3)).min() > 0.01


@pytest.mark.parametrize("name", [*PHOTOGRAPHERS, *REHEARSAL])
def test_photographers_decide_anew_for_every_photo(name: str) -> None:
    """A photo a stop darker comes out nearer to the other than it went in: they meter."""
    work = (PHOTOGRAPHERS | REHEARSAL)[name]
    apart = []
    for photo in flat_photos(6, seed=3):
        darker = photo * np.float32(0.73)
        made = [work(each) for each in (photo, darker)]
        assert all(np.isfinite(each).all() and each.min() >= 0 and each.max() <= 1 for each in made)
        apart.append((np.abs(photo - darker).mean(), np.abs(made[0] - made[1]).mean()))
    before, after = np.mean(apart, 0)
    assert after < 0.8 * before


def test_flat_photos_are_darker_and_flatter() -> None:
    photo = flat_photos(1)[0]
    flat = flatten(photo, np.random.default_rng(0))
    assert flat.mean() < photo.mean()
    assert flat.std() < photo.std()


def test_oklab_goes_both_ways() -> None:
    photo = flat_photos(1)[0]
    np.testing.assert_allclose(from_oklab(to_oklab(photo)), photo, atol=2e-3)
    assert np.abs(to_oklab(np.full((1, 1, 3), 0.5, np.float32))[..., 1:]).max() < 1e-3

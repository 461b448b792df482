"""What liked photos were before: the unstyler, and how its word is used."""

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import StyleError
from tests.training.made_likes import finished, flat_photos
from training.taste_reader import small_copies
from training.tastes import draw, retouch
from training.unstyler import check, load_unstyler, prepare, sets_of, train
from training.unstyling import TRAITS, Unstyling, aside_of, balanced, looks_of


def squares(photos: list[np.ndarray]) -> list[np.ndarray]:
    return [(photo * 255).astype(np.uint8) for photo in photos]


@pytest.fixture(scope="module")
def traits() -> dict[str, torch.Tensor]:
    """Of photos before and after, and of ordinary ones."""
    photos = flat_photos(60)
    sets = {"before": photos[:24], "after": finished(photos[:24]), "ordinary": photos[24:]}
    return {name: looks_of(small_copies(squares(each))).traits for name, each in sets.items()}


def test_an_unstyler_learns_from_imagined_retouchers(capsys: pytest.CaptureFixture[str]) -> None:
    practice = prepare(squares(flat_photos(40)), 20, seed=0)
    untaught, taught = (train(practice, steps, seed=0) for steps in (1, 160))
    assert '"off"' in capsys.readouterr().out
    assert check(taught, practice) < 0.9 * check(untaught, practice)


def test_ordinary_photos_are_other_photos_than_the_likes() -> None:
    practice = prepare(squares(flat_photos(90)), 2, seed=0)
    seen, before = sets_of(practice, torch.tensor([0, 1]), 12, torch.Generator().manual_seed(0))
    assert seen.traits.shape == before.shape == (2, 12, TRAITS)
    assert seen.ordinary.shape[1] == 60
    apart = (before[:, :, None] - seen.usual[:, None]).abs().amax(3)
    assert apart.min() > 1e-4


def test_the_bundled_unstyler_comes_nearer_to_what_likes_were(traits: dict[str, torch.Tensor]) -> None:
    photos = small_copies(squares(flat_photos(60)))
    tastes = draw(6, torch.Generator().manual_seed(0))
    was: list[float] = []
    is_left: list[float] = []
    for index in range(6):
        likes = retouch(tastes[index].expand(24), photos[:24])
        for told, off in ((looks_of(likes).traits, was), (load_unstyler().before(likes, photos[24:]), is_left)):
            off.append(float(((told - traits["before"]) / traits["ordinary"].std(0)).square().mean().sqrt()))
    assert np.mean(is_left) < 0.75 * np.mean(was)


def test_a_damaged_unstyler_is_refused(tmp_path: Path) -> None:
    (tmp_path / "unstyler.safetensors").write_bytes(b"nothing")
    with pytest.raises(StyleError, match="unstyler"):
        load_unstyler(tmp_path / "unstyler.safetensors")


def test_dark_scenes_lie_aside_and_mixed_ones_do_not(traits: dict[str, torch.Tensor]) -> None:
    ordinary = traits["ordinary"]
    order = ordinary[:, 0].argsort()
    assert aside_of(ordinary[::2], ordinary) == 0
    assert aside_of(ordinary[order[:8]], ordinary) > 0.8


def test_what_is_told_becomes_as_wide_as_ordinary_photos_unless_it_lies_aside(traits: dict[str, torch.Tensor]) -> None:
    ordinary = traits["ordinary"]
    centre = ordinary.mean(0)
    cautious = centre + 0.2 + 0.6 * (traits["before"] - traits["before"].mean(0))
    wide = balanced(cautious, ordinary, centre, aside=0.0)
    assert (wide.std(0) >= 0.9 * torch.minimum(ordinary.std(0), 2 * cautious.std(0))).all()
    torch.testing.assert_close(wide.mean(0), centre + 0.1, atol=1e-4, rtol=0)
    torch.testing.assert_close(balanced(cautious, ordinary, centre, aside=1.0), cautious)


def test_copies_follow_what_is_told_of_likes_that_lie_aside(traits: dict[str, torch.Tensor]) -> None:
    likes = looks_of(small_copies(squares(finished(flat_photos(24)))))
    told = traits["before"]
    unstyling = Unstyling(likes, traits["ordinary"], traits["ordinary"].mean(0), told=told, aside=1.0)
    some = torch.tensor([3, 5, 8])
    copies = unstyling.of(some).sample(torch.arange(3), torch.Generator().manual_seed(0))
    torch.testing.assert_close(looks_of(copies).traits[:, 0], told[some, 0], atol=0.03, rtol=0)

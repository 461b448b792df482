"""How light falls off in likes: found where it does, nothing where it may be chance."""

import numpy as np
import pytest
import torch

from tests.training.made_likes import flat_photos
from training.falloff import fallen, falloff_between, growths

FALLOFF = torch.tensor([-0.1, -0.2, -0.3])


def squares(count: int, seed: int) -> torch.Tensor:
    return torch.from_numpy(np.stack(flat_photos(count, seed=seed))).permute(0, 3, 1, 2).float() * 0.8 + 0.1


def test_what_was_done_to_a_photo_is_measured_on_it() -> None:
    photos = squares(6, 1) * 0.6
    moved = growths(fallen(photos, FALLOFF)) - growths(photos)
    assert (moved - FALLOFF).abs().max() < 0.1  # a little less: what is nearly black does not count
    assert fallen(fallen(photos, FALLOFF), -FALLOFF) == pytest.approx(photos, abs=1e-5)


def test_falloff_is_found_in_likes_of_other_photos_and_not_where_there_is_none() -> None:
    likes, ordinary = squares(24, 2) * 0.6, squares(24, 3) * 0.6
    found = falloff_between(fallen(likes, FALLOFF), ordinary)
    assert (found - FALLOFF).abs().max() < 0.1
    assert falloff_between(likes, ordinary).abs().max() < 0.05
    assert not falloff_between(likes[:1], ordinary).any()
    assert not falloff_between(likes, ordinary[:0]).any()

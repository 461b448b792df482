"""Which untouched photos are trusted: the regression learns the difference that it was shown."""

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.networks.vgg_distilled import DistilledVgg
from tests.conftest import make_photo
from training.data.batches import as_tensor
from training.data.folders import Photo
from training.quality import load_vgg, teach_judge


def untaught_vgg() -> DistilledVgg:
    torch.manual_seed(0)
    return DistilledVgg().eval().requires_grad_(False)


def marked(count: int, start: int) -> list[Photo]:
    """Good ones are lighter and coarser than the others."""
    photos = []
    for seed in range(start, start + count):
        pixels = make_photo(128, 128, seed)
        good = seed % 2 == 0
        photos.append(Photo((pixels // 2 + 127 if good else pixels // 2).astype(np.uint8), good))
    return photos


def test_unseen_photos_are_judged_as_those_it_was_taught_with() -> None:
    judge = teach_judge(untaught_vgg(), marked(24, 0))
    unseen = marked(12, 100)
    trust = judge(as_tensor([photo.pixels for photo in unseen]))
    good = torch.tensor([photo.good for photo in unseen])
    assert trust.shape == (12,)
    assert bool(((trust >= 0) & (trust <= 1)).all())
    assert trust[good].min() > trust[~good].max()


def test_the_encoder_is_read_without_running_code(shared_data: Path, tmp_path: Path) -> None:
    vgg = load_vgg(shared_data / "checkpoints" / "vgg19_distilled_16x" / "5SE.pth")
    assert not any(p.requires_grad for p in vgg.parameters())
    torch.save({"strange": torch.zeros(1)}, tmp_path / "other.pth")
    with pytest.raises(KeyError):
        load_vgg(tmp_path / "other.pth")

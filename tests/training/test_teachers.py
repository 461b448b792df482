"""The LUT teacher: tables are read as their authors do, and the shipped weights load."""

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.checkpoints.opening import open_enhancer
from engine.networks.lut3d import AdaptiveLut, identity_table
from tests.conftest import make_photo
from training.data.batches import as_tensor
from training.teachers import LutTeacher, look_up


def test_an_identity_table_changes_nothing() -> None:
    colours = torch.rand(1, 500, 3, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(look_up(identity_table(33)[None], colours), colours, atol=1e-5)


def test_between_entries_a_table_is_trilinear() -> None:
    table = torch.zeros(1, 3, 2, 2, 2)
    table[0, 0, 1, 0, 1] = 1.0  # full blue, no green, full red
    value = look_up(table, torch.tensor([[[0.25, 0.5, 0.75]]]))[0, 0]
    assert value.tolist() == pytest.approx([0.25 * 0.5 * 0.75, 0, 0], abs=1e-6)


def test_single_colours_get_what_the_network_gives_the_photo() -> None:
    torch.manual_seed(0)
    network = AdaptiveLut(tables=3, size=9)
    network.tables.data += 0.2 * torch.randn_like(network.tables)
    teacher = LutTeacher(network)
    photos = as_tensor([make_photo(40, 60, seed) for seed in (1, 2)])
    with torch.no_grad():
        wanted = network(photos).clamp(0, 1).flatten(2).transpose(1, 2)
    assert torch.allclose(teacher(photos, photos.flatten(2).transpose(1, 2)), wanted, atol=1e-6)
    assert not any(value.requires_grad for value in teacher.parameters())


@pytest.mark.shared
def test_the_teacher_is_the_enhancer_of_the_same_files(shared_data: Path) -> None:
    folder = shared_data / "checkpoints" / "lut3d" / "sRGB"
    photo = as_tensor([make_photo(64, 96)])
    made = LutTeacher.load(folder)(photo, photo.flatten(2).transpose(1, 2))[0].numpy().reshape(64, 96, 3)
    wanted = open_enhancer(folder / "LUTs.pth").run(np.ascontiguousarray(photo[0].movedim(0, -1).numpy()))
    np.testing.assert_allclose(made, wanted.clip(0, 1), atol=1e-6)


@pytest.mark.shared
def test_the_published_teacher_lifts_a_dark_photo(shared_data: Path) -> None:
    teacher = LutTeacher.load(shared_data / "checkpoints" / "lut3d" / "sRGB")
    photo = as_tensor([make_photo(64, 96)]) * 0.4
    colours = photo.flatten(2).transpose(1, 2)
    result = teacher(photo, colours)
    assert result.mean() > 1.2 * colours.mean()
    assert 0 <= result.min() <= result.max() <= 1

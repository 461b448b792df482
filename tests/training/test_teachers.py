"""The LUT teacher: tables are read as their authors do, and the shipped weights load."""

from pathlib import Path

import pytest
import torch

from tests.conftest import make_photo
from training.data.batches import as_tensor
from training.teachers import LutTeacher, look_up


def identity_table(size: int = 33) -> torch.Tensor:
    steps = torch.linspace(0, 1, size)
    blue, green, red = torch.meshgrid(steps, steps, steps, indexing="ij")
    return torch.stack([red, green, blue])[None]


def test_an_identity_table_changes_nothing() -> None:
    colours = torch.rand(1, 500, 3, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(look_up(identity_table(), colours), colours, atol=1e-5)


def test_between_entries_a_table_is_trilinear() -> None:
    table = torch.zeros(1, 3, 2, 2, 2)
    table[0, 0, 1, 0, 1] = 1.0  # full blue, no green, full red
    value = look_up(table, torch.tensor([[[0.25, 0.5, 0.75]]]))[0, 0]
    assert value.tolist() == pytest.approx([0.25 * 0.5 * 0.75, 0, 0], abs=1e-6)


@pytest.mark.shared
def test_the_published_teacher_lifts_a_dark_photo(shared_data: Path) -> None:
    teacher = LutTeacher.load(shared_data / "checkpoints" / "lut3d" / "sRGB")
    photo = as_tensor([make_photo(64, 96)]) * 0.4
    colours = photo.flatten(2).transpose(1, 2)
    result = teacher(photo, colours)
    assert result.mean() > 1.2 * colours.mean()
    assert 0 <= result.min() <= result.max() <= 1

"""What likes will probably teach, told before learning."""

import numpy as np
import pytest
import torch

from tests.training.made_likes import finished, flat_photos
from training.foresight import FAR, HALF, Foresight, foresee, words_of
from training.taste_reader import TasteReader, load_reader, small_copies


@pytest.fixture(scope="module")
def reader() -> TasteReader:
    return load_reader()


@pytest.fixture(scope="module")
def photos() -> dict[str, torch.Tensor]:
    before = flat_photos(60)
    sets = {"finished": finished(before[:30]), "same": before[:30], "ordinary": before[30:]}
    return {name: small_copies([(photo * 255).astype(np.uint8) for photo in each]) for name, each in sets.items()}


def test_three_likes_cannot_be_halved(photos: dict[str, torch.Tensor], reader: TasteReader) -> None:
    assert foresee(photos["finished"][:3], photos["ordinary"], reader) is None


def test_halves_of_more_likes_agree_better(photos: dict[str, torch.Tensor], reader: TasteReader) -> None:
    few, many = (foresee(photos["finished"][:count], photos["ordinary"], reader) for count in (6, 30))
    assert few is not None
    assert many is not None
    assert many.apart < few.apart
    assert 0 <= few.expected < many.expected <= 1


def test_it_is_the_same_every_time(photos: dict[str, torch.Tensor], reader: TasteReader) -> None:
    first, second = (foresee(photos["finished"], photos["ordinary"], reader) for _ in range(2))
    assert first == second


def test_contradictory_halves_promise_less() -> None:
    agreed = Foresight(count=3.7, edit=2.5, apart=-1.5, strange=1.0)
    torn = Foresight(count=3.7, edit=2.5, apart=0.0, strange=1.0)
    assert torn.expected < agreed.expected


def test_the_words_promise_no_more_than_the_number() -> None:
    assert "less than half" in words_of(HALF - 0.01)
    assert "about half" in words_of(HALF)
    assert "most of the way" in words_of(FAR)

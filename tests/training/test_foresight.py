"""What likes will probably teach, told before learning."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.training.made_likes import finished, flat_photos
from training.foresight import FAR, HALF, WEIGHTS, Foresight, foresee, words_of
from training.taste_reader import TasteReaders, load_readers, small_copies
from training.unstyler import Unstyler
from training.unstyling import looks_of


@pytest.fixture(scope="module")
def reader() -> TasteReaders:
    return load_readers()


@pytest.fixture(scope="module")
def photos() -> dict[str, torch.Tensor]:
    before = flat_photos(60)
    sets = {"finished": finished(before[:30]), "same": before[:30], "ordinary": before[30:]}
    return {name: small_copies([(photo * 255).astype(np.uint8) for photo in each]) for name, each in sets.items()}


def test_three_likes_cannot_be_halved(photos: dict[str, torch.Tensor], reader: TasteReaders) -> None:
    assert foresee(photos["finished"][:3], photos["ordinary"], reader) is None


def test_halves_of_more_likes_agree_better(photos: dict[str, torch.Tensor], reader: TasteReaders) -> None:
    few, many = (foresee(photos["finished"][:count], photos["ordinary"], reader) for count in (6, 30))
    assert few is not None
    assert many is not None
    assert many.apart < few.apart
    assert 0 <= few.expected < many.expected <= 1


def test_it_is_the_same_every_time(photos: dict[str, torch.Tensor], reader: TasteReaders) -> None:
    first, second = (foresee(photos["finished"], photos["ordinary"], reader) for _ in range(2))
    assert first == second


def test_contradictory_halves_promise_less() -> None:
    agreed = Foresight(count=3.7, edit=2.5, apart=-1.5, strange=1.0)
    torn = Foresight(count=3.7, edit=2.5, apart=0.0, strange=1.0)
    assert torn.expected < agreed.expected


@pytest.mark.parametrize(("expected", "words"), [(HALF - 0.01, "less than half"), (HALF, "about half"), (FAR, "most")])
def test_the_words_promise_no_more_than_the_number(expected: float, words: str) -> None:
    edit = (expected - WEIGHTS["base"]) / WEIGHTS["edit"]
    assert words in words_of(Foresight(count=0.0, edit=edit, apart=0.0, strange=0.0))


def test_likes_of_dark_scenes_are_told_and_promise_less() -> None:
    mixed = Foresight(count=3.7, edit=2.5, apart=-1.5, strange=1.0)
    dark = replace(mixed, aside=1.0)
    assert dark.expected < mixed.expected
    assert "darker" in words_of(dark)
    assert "darker" not in words_of(mixed)


class Knowing(Unstyler):
    """Says that likes were what they are, so many deviations darker."""

    def __init__(self, darker: float) -> None:
        super().__init__()
        self.darker = darker

    @torch.no_grad()
    def before(self, likes: torch.Tensor, ordinary: torch.Tensor) -> torch.Tensor:
        """See above."""
        traits = looks_of(likes).traits
        return traits - self.darker * traits.std(0)


def test_likes_that_were_darker_than_ordinary_photos_lie_aside(
    photos: dict[str, torch.Tensor], reader: TasteReaders
) -> None:
    same, dark = (foresee(photos["ordinary"], photos["ordinary"], reader, Knowing(darker)) for darker in (0.0, 2.0))
    assert same is not None
    assert dark is not None
    assert (same.aside, dark.aside) == (0.0, 1.0)
    assert dark.expected < same.expected

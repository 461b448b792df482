"""The simulated retouchers: they correct what is wrong, spare what is right, and clip nothing."""

import pytest
import torch

from engine.color import rgb_to_lab
from tests.conftest import make_photo
from training.data.batches import as_tensor
from training.data.lesson import Lesson
from training.looks import LOOKS, measure, retouch, settle, settled
from training.metrics import delta_e_2000


def lesson(photos: torch.Tensor, originals: torch.Tensor | None = None, trusted: float = 0.0) -> Lesson:
    colours = photos.flatten(2).transpose(1, 2)
    before = colours if originals is None else originals.flatten(2).transpose(1, 2)
    return Lesson(photos, colours, before, torch.full((len(photos),), trusted))


@pytest.fixture
def photo() -> torch.Tensor:
    return as_tensor([make_photo(64, 96)])


def named(results: list[torch.Tensor]) -> dict[str, torch.Tensor]:
    return dict(zip(LOOKS, results, strict=True))


def difference(first: torch.Tensor, second: torch.Tensor) -> float:
    return float(delta_e_2000(rgb_to_lab(first.double().numpy()), rgb_to_lab(second.double().numpy())).mean())


@pytest.mark.parametrize("factor", [0.35, 0.6])
def test_a_dark_photo_becomes_brighter(photo: torch.Tensor, factor: float) -> None:
    given = lesson(photo * factor)
    for name, result in named(retouch(given)).items():
        assert result.mean() > given.colours.mean() * 1.1, name


def test_night_stays_night() -> None:
    night = torch.full((1, 3, 64, 64), 0.03)
    night[..., 20:24, 20:60] = 0.95
    result = named(retouch(lesson(night)))["natural"]
    assert result.mean() < 0.2


def test_a_colour_cast_is_taken_back_but_not_all() -> None:
    torch.manual_seed(0)
    grey = (0.25 + 0.5 * torch.rand(1, 1, 64, 64)).expand(1, 3, 64, 64)
    cast = grey * torch.tensor([0.9, 1.0, 1.06]).view(1, 3, 1, 1)
    result = settle(lesson(cast).colours, measure(cast))
    before, after = (float((c[..., 2] / c[..., 0]).log().mean()) for c in (lesson(cast).colours, result))
    assert 0 < after < 0.75 * before


def test_a_sunset_keeps_its_warmth() -> None:
    warm = torch.linspace(0.2, 0.9, 64).view(1, 1, 64, 1) * torch.tensor([1.0, 0.6, 0.3]).view(1, 3, 1, 1)
    warm = warm.expand(1, 3, 64, 64).contiguous()
    result = settle(lesson(warm).colours, measure(warm))
    assert result[..., 0].mean() / result[..., 2].mean() > 0.8 * warm[:, 0].mean() / warm[:, 2].mean()


def test_a_good_photo_is_moved_less_than_an_ordinary_one(photo: torch.Tensor) -> None:
    moved = [difference(named(retouch(lesson(photo, trusted=t)))["natural"], lesson(photo).colours) for t in (0.0, 1.0)]
    assert moved[1] < moved[0]


def test_a_degraded_good_photo_is_led_back_to_the_original(photo: torch.Tensor) -> None:
    dark = photo * 0.5
    original = lesson(photo).colours
    led, by_rules = (settled(lesson(dark, photo, trusted)) for trusted in (1.0, 0.0))
    assert (led - original).abs().mean() < 0.5 * (by_rules - original).abs().mean()


def test_no_look_clips_what_was_not_clipped(photo: torch.Tensor) -> None:
    inside = 0.02 + 0.96 * photo
    for name, result in named(retouch(lesson(inside))).items():
        clipped = ((result < 0.5 / 255) | (result > 254.5 / 255)).any(-1).float().mean()
        assert clipped < 0.005, name


def test_black_and_white_has_no_colour(photo: torch.Tensor) -> None:
    result = named(retouch(lesson(photo)))["black-and-white"]
    assert torch.equal(result.amax(-1), result.amin(-1))


def test_looks_without_colour_of_their_own_leave_a_black_and_white_photo_grey(photo: torch.Tensor) -> None:
    grey = photo.mean(1, keepdim=True).expand(1, 3, 64, 96)
    results = named(retouch(lesson(grey)))
    for name in ("natural", "vivid", "black-and-white"):
        chroma = results[name].amax(-1) - results[name].amin(-1)
        assert chroma.max() < 0.01, name


def test_looks_differ_from_each_other(photo: torch.Tensor) -> None:
    results = retouch(lesson(photo))
    for index, first in enumerate(results):
        for second in results[index + 1 :]:
            assert difference(first, second) > 1.0

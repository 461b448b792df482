"""Learning a look from likes: the parts of the quick method, on small generated photos."""

import numpy as np
import pytest
import torch

from engine.networks.adaptive import enhance, measure
from engine.networks.adaptive_numpy import SEEN, SIZE
from tests.training.made_likes import finished, flat_photos
from training.distribution import noise_floor, set_distance
from training.impressions import EACH, SET, impressions, set_impression
from training.lab import lab
from training.liked import bundled_ordinary
from training.quick_style import Learner, Lessons, Weights, blended, prepare, self_recovery, with_striking
from training.taste_reader import load_readers, small_copies
from training.unstyling import Unstyling, looks_of

NONE = torch.zeros(0, SEEN * SEEN, 3)


def small(photos: list[np.ndarray]) -> torch.Tensor:
    return small_copies([(photo * 255).astype(np.uint8) for photo in photos])


@pytest.fixture(scope="module")
def photos() -> dict[str, torch.Tensor]:
    """Likes, ordinary photos of other things, and test photos before and after."""
    before = flat_photos(60)
    return {
        "likes": small(finished(before[:24])),
        "ordinary": small(before[24:48]),
        "before": small(before[48:]),
        "after": small(finished(before[48:])),
    }


@pytest.fixture(scope="module")
def lessons(photos: dict[str, torch.Tensor]) -> Lessons:
    return prepare(photos["likes"], photos["ordinary"], NONE, NONE, load_readers())


def recovery(made: torch.Tensor, photos: dict[str, torch.Tensor]) -> float:
    goal = lab(photos["after"])
    after, before = ((lab(each.clamp(0, 1)) - goal).norm(dim=-1).mean() for each in (made, photos["before"]))
    return float(1 - after / before)


def taught(lessons: Lessons, steps: int, weights: Weights | None = None) -> Learner:
    learner = Learner(lessons, weights or Weights(), steps)
    for _ in range(steps):
        learner.learn()
    return learner


def test_a_look_is_recovered_from_likes_alone(lessons: Lessons, photos: dict[str, torch.Tensor]) -> None:
    looks, shares = taught(lessons, 30).looks()
    made = blended(looks, shares, photos["before"], measure(photos["before"]))
    # Made-up pictures are strange to the reader; a right direction is what can be asked of 30 steps.
    assert recovery(made, photos) > 0.15
    assert self_recovery(looks, shares, lessons) > self_recovery(looks, (-0.5, -0.5), lessons) + 0.3


def test_bundled_numbers_serve_where_no_ordinary_photos_are_given(photos: dict[str, torch.Tensor]) -> None:
    looks, shares = taught(prepare(photos["likes"], bundled_ordinary(), NONE, NONE, load_readers()), 20).looks()
    made = blended(looks, shares, photos["before"], measure(photos["before"]))
    assert recovery(made, photos) > 0.1


def test_true_pairs_teach_more_than_the_guess(photos: dict[str, torch.Tensor]) -> None:
    lessons = prepare(NONE, photos["before"], photos["before"], photos["after"], load_readers())
    looks, shares = taught(lessons, 60).looks()
    assert shares == (1.0, 0.0)
    before = measure(photos["before"])
    made, guessed = (blended(looks, share, photos["before"], before) for share in (shares, (0.0, 1.0)))
    assert recovery(made, photos) > max(0.45, recovery(guessed, photos))


def test_a_run_that_is_gone_on_with_is_the_same_run(lessons: Lessons) -> None:
    whole = taught(lessons, 6)
    first = Learner(lessons, steps=6)
    for _ in range(3):
        first.learn()
    second = Learner(lessons, steps=6)
    second.restore(first.state())
    for _ in range(3):
        second.learn()
    torch.testing.assert_close(second.style, whole.style)


def test_more_identity_keeps_likes_nearer_to_themselves(lessons: Lessons) -> None:
    likes = lessons.likes
    away = []
    for identity in (0.0, 5.0):
        style = taught(lessons, 30, Weights(identity=identity)).style
        away.append(float((enhance(style, likes, measure(likes)) - likes).abs().mean()))
    assert away[1] < 0.9 * away[0]


def test_the_striking_end_has_more_contrast_and_colour(photos: dict[str, torch.Tensor]) -> None:
    looks = torch.zeros(1, SIZE)
    both, middle, striking = with_striking(looks, (1.0,))
    pixels = photos["before"]
    plain, strong = (blended(both, shares, pixels, measure(pixels)) for shares in (middle, striking))
    torch.testing.assert_close(plain, pixels, atol=1e-5, rtol=0)
    assert strong.mean(2).std(1).mean() > 1.02 * plain.mean(2).std(1).mean()
    assert (strong.amax(2) - strong.amin(2)).mean() > 1.05 * (plain.amax(2) - plain.amin(2)).mean()


def test_unstyled_likes_lie_among_ordinary_photos(photos: dict[str, torch.Tensor]) -> None:
    likes, ordinary = photos["likes"], photos["ordinary"]
    usual = looks_of(ordinary).traits
    unstyling = Unstyling(looks_of(likes), usual, usual.mean(0))
    copies = unstyling.sample(torch.arange(len(likes)), torch.Generator().manual_seed(0))
    assert copies.shape == likes.shape
    assert 0 <= float(copies.min()) <= float(copies.max()) <= 1
    was, now = ((looks_of(each).traits.mean(0) - usual.mean(0)).abs() / usual.std(0) for each in (likes, copies))
    assert now[:6].mean() < 0.5 * was[:6].mean()


def test_brighter_likes_stay_brighter(photos: dict[str, torch.Tensor]) -> None:
    usual = looks_of(photos["ordinary"]).traits
    own = looks_of(photos["likes"])
    copies = Unstyling(own, usual, usual.mean(0)).sample(torch.arange(24), torch.Generator().manual_seed(0))
    middles = torch.stack([own.traits[:, 0], looks_of(copies).traits[:, 0]])
    assert torch.corrcoef(middles)[0, 1] > 0.6


def test_distance_of_sets_is_zero_for_one_set_and_grows_with_the_look(photos: dict[str, torch.Tensor]) -> None:
    def apart(first: torch.Tensor, second: torch.Tensor) -> float:
        return float(set_distance(first, second, torch.Generator().manual_seed(0)))

    likes, ordinary = photos["likes"], photos["ordinary"]
    assert apart(likes, likes) < 1e-6
    floor = noise_floor(likes, torch.Generator().manual_seed(0))
    assert apart(likes[:12], likes[12:]) < 2.5 * floor
    halfway = (likes + likes.mean((0, 1))) / 2
    assert apart(likes, ordinary) > floor
    assert apart(likes, halfway) > 0


def test_impressions_have_their_sizes_and_do_not_depend_on_order(photos: dict[str, torch.Tensor]) -> None:
    each = impressions(photos["likes"])
    assert each.shape == (24, EACH)
    whole = set_impression(each)
    assert whole.shape == (SET,)
    torch.testing.assert_close(whole, set_impression(each.flip(0)))
    mixed = photos["likes"][:, torch.randperm(SEEN * SEEN, generator=torch.Generator().manual_seed(0))]
    torch.testing.assert_close(impressions(mixed), each, atol=1e-4, rtol=1e-4)

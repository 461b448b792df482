"""What is said about likes: never more than was measured, and nothing kept back that would spoil a style."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.likes import LikesReport
from app.words.readiness_words import advise, english
from engine.readiness import Readiness, readiness_of
from tests.engine.test_readiness import plain


def report(count: int, unread: tuple[str, ...] = (), **fields: object) -> LikesReport:
    """A report on likes of mixed scenes, with some measures replaced."""
    traits = tuple(plain(number, kinds=("sky",)) for number in range(count))
    measured: Readiness = replace(readiness_of(traits), **fields)
    return LikesReport(tuple(Path(f"{n}.jpg") for n in range(count)), traits, measured, unread)


@pytest.mark.parametrize(
    ("count", "lead"),
    [
        (0, "Teaching starts with likes: press P on pictures you love."),
        (1, "One like cannot tell a look from a subject; about 20 make it yours."),
        (5, "5 likes cannot tell a look from a subject; about 20 make it yours."),
        (6, "6 likes show a first idea; about 20 make it yours."),
        (19, "19 likes show a first idea; about 20 make it yours."),
        (20, "Ready to teach."),
    ],
)
def test_the_number_of_likes_leads(count: int, lead: str) -> None:
    advice = advise(report(count), english)
    assert advice.lead == lead
    assert advice.is_ready == (count >= 20)
    assert advice.title == ("1 like" if count == 1 else f"{count} likes")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"drawn": (3,)}, "One like looks like a screenshot or a drawing"),
        ({"looks": ((0, 1, 2, 3), tuple(range(4, 25)))}, "two looks"),
        ({"burst": tuple(range(20))}, "taken in one go"),
        ({"dark": 0.9}, "would darken every photo"),
        ({"bright": 0.9}, "would brighten every photo"),
        ({"light_spread": 2.0}, "equally bright"),
        ({"tint_spread": 0.5}, "share one colour of light"),
    ],
)
def test_what_spoils_a_style_is_said_before_teaching(fields: dict[str, object], words: str) -> None:
    assert not advise(report(25), english).warnings
    advice = advise(report(25, **fields), english)
    assert any(words in warning for warning in advice.warnings)
    assert not advice.is_ready
    assert "Ready" not in advice.lead


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"distinct": 22}, "3 likes are near-copies of others"),
        ({"small": (1,)}, "One like under 400 pixels"),
        ({"grey": tuple(range(25))}, "so the style will be too"),
        ({"grey": (1, 2)}, "2 black-and-white likes are left out"),
        ({"grey": tuple(range(24))}, "One like in colour is left out"),
        ({"kinds": (9, 9, 9, 9, 0)}, "Likes taken at night would help next."),
        ({"kinds": (9, 9, 0, 0, 0)}, "Likes taken at night and indoors would help next."),
    ],
)
def test_hints_do_not_stand_in_the_way(fields: dict[str, object], words: str) -> None:
    advice = advise(report(25, **fields), english)
    assert any(words in hint for hint in advice.hints)
    assert advice.is_ready


def test_nobody_is_sent_for_people_that_may_not_have_been_recognised() -> None:
    assert "people" not in advise(report(25, kinds=(9, 9, 0, 9, 9)), english).text


def test_many_of_all_kinds_are_enough() -> None:
    text = advise(report(60, kinds=(20, 20, 20, 20, 20)), english).text
    assert "would change little" in text


def test_likes_that_cannot_be_opened_are_counted() -> None:
    assert "One like cannot be opened" in advise(report(25, ("1.jpg ends too early.",)), english).text


def test_near_copies_do_not_make_up_for_likes() -> None:
    assert not advise(report(25, distinct=12), english).is_ready

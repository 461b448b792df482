"""Scene tags: words, unknown unless said."""

import json
from collections import Counter
from pathlib import Path

import pytest

from engine.errors import EditError
from engine.tags import NOTHING_KNOWN, UNKNOWN, VALUES, Tags


def test_nothing_is_known_unless_somebody_said_so() -> None:
    assert {getattr(Tags(), name) for name in VALUES} == {UNKNOWN}
    assert Tags() == NOTHING_KNOWN


def test_unknown_is_a_value_of_every_tag() -> None:
    assert all(UNKNOWN in values for values in VALUES.values())


def test_a_word_that_a_tag_does_not_have_is_refused_with_the_words_that_it_has() -> None:
    with pytest.raises(EditError, match=r"light .* one of artificial, mixed, sun_sky, unknown"):
        Tags(light="day")


def test_the_words_are_those_of_fivek(shared_data: Path) -> None:
    photos = json.loads((shared_data / "fivek" / "training.json").read_text())
    for name, values in VALUES.items():
        assert set(values) == set(Counter(photo["categories"][name] for photo in photos.values()))

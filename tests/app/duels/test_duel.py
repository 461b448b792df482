"""A blind duel: a schedule that is fair from its beginning, answers that can be taken back, files that survive."""

import random
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from app.duels import duel
from app.duels.duel import EVEN, LEFT, ORIGINAL, RIGHT, DuelError, Vote, begin, from_csv, from_json, to_csv, to_json

PHOTOS = tuple(Path(f"IMG_{number}.jpg") for number in range(12))
STYLES = ("mine", "natural", "vivid")


def matches(pairs: tuple[duel.Pair, ...]) -> Counter[frozenset[str]]:
    return Counter(frozenset((pair.left, pair.right)) for pair in pairs)


def test_every_beginning_of_the_schedule_is_fair() -> None:
    pairs = begin(STYLES, PHOTOS, count=36, seed=3).pairs
    for stop in range(1, 37):
        met = matches(pairs[:stop])
        assert max(met.values()) - min(met.get(frozenset(m), 0) for m in combinations(STYLES, 2)) <= 1
        left = Counter((pair.left, pair.right) for pair in pairs[:stop])
        assert all(abs(left[a, b] - left[b, a]) <= 1 for a, b in combinations(STYLES, 2))


def test_a_match_sees_a_photo_once_and_neighbours_differ() -> None:
    pairs = begin(STYLES, PHOTOS, count=100).pairs
    assert len(pairs) == 36
    assert len({(pair.photo, frozenset((pair.left, pair.right))) for pair in pairs}) == 36
    assert len({pair.photo for pair in pairs[:12]}) == 12
    assert all(a.photo != b.photo for a, b in pairwise(pairs))


def test_with_a_focus_all_meet_the_first_and_the_main_rival_twice_as_often() -> None:
    pairs = begin(("mine", "natural", ORIGINAL), PHOTOS, focus=True, count=18).pairs
    assert matches(pairs) == {frozenset(("mine", "natural")): 12, frozenset(("mine", ORIGINAL)): 6}


def test_the_seed_alone_decides() -> None:
    assert begin(STYLES, PHOTOS, seed=1) == begin(STYLES, PHOTOS, seed=1)
    assert begin(STYLES, PHOTOS, seed=1).pairs != begin(STYLES, PHOTOS, seed=2).pairs


def test_sides_cannot_be_guessed_from_the_side_before() -> None:
    pairs = begin(("mine", "natural"), [Path(str(n)) for n in range(400)], count=400, seed=5).pairs
    left = [pair.left == "mine" for pair in pairs]
    # In blocks of two, the first side of each block is the toss of a coin.
    assert 70 < sum(left[::2]) < 130
    assert sum(left) == 200


def test_answers_are_given_taken_back_and_go_on() -> None:
    held = begin(STYLES, PHOTOS, count=2)
    first = held.pairs[0]
    held = held.answered(LEFT).answered(EVEN)
    assert held.current is None
    assert [(vote.winner, vote.loser) for vote in held.votes] == [(first.left, first.right), (None, None)]
    with pytest.raises(ValueError, match="answers nothing"):
        held.answered(RIGHT)
    assert held.undone().current == held.pairs[1]
    longer = held.longer(5)
    assert (longer.pairs[:2], longer.answers, len(longer.pairs)) == (held.pairs, held.answers, 7)
    assert longer.can_grow
    assert not held.longer(100).can_grow


def test_undoing_nothing_does_nothing() -> None:
    held = begin(STYLES, PHOTOS)
    assert held.undone() == held


def test_a_photo_that_cannot_be_shown_is_replaced() -> None:
    held = begin(STYLES, PHOTOS, count=10).answered(LEFT).answered(RIGHT)
    gone = held.pairs[2].photo
    left = held.without(gone)
    assert (left.pairs[:2], left.answers, len(left.pairs)) == (held.pairs[:2], held.answers, 10)
    assert all(pair.photo != gone for pair in left.pairs[2:])
    longer = left.longer(200)
    assert (longer.pairs[:10], longer.answers) == (left.pairs, left.answers)
    assert len({(pair.photo, frozenset((pair.left, pair.right))) for pair in longer.pairs}) == len(longer.pairs)
    assert from_json(to_json(longer)) == longer


def test_without_any_photo_nothing_waits() -> None:
    held = begin(STYLES[:2], PHOTOS[:1], count=1).without(PHOTOS[0])
    assert (held.current, held.can_grow) == (None, False)


@pytest.mark.parametrize(("contenders", "photos"), [(("mine",), PHOTOS), (("mine", "mine"), PHOTOS), (STYLES, ())])
def test_what_cannot_be_held(contenders: tuple[str, ...], photos: tuple[Path, ...]) -> None:
    with pytest.raises(DuelError, match="needs"):
        begin(contenders, photos)


def test_a_duel_survives_as_text() -> None:
    odd = (*PHOTOS, Path("b\udcffse/\N{SNOWMAN}.jpg"))
    held = begin((ORIGINAL, "mine"), odd, focus=True, seed=9).answered(LEFT).answered(EVEN)
    assert from_json(to_json(held)) == held


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"version": 1}', "null", "3"])
def test_damaged_text_is_refused(text: str) -> None:
    with pytest.raises(DuelError, match="cannot be read"):
        from_json(text)


def test_text_of_another_version_or_that_contradicts_itself_is_refused() -> None:
    text = to_json(begin(STYLES, PHOTOS, count=1))
    with pytest.raises(DuelError, match="another version"):
        from_json(text.replace('"version": 1', '"version": 2'))
    with pytest.raises(DuelError, match="cannot be read"):
        from_json(text.replace('"answers": []', '"answers": ["left", "left"]'))
    with pytest.raises(DuelError, match="cannot be read"):
        from_json(text.replace('"answers": []', '"answers": ["maybe"]'))


def test_cut_text_is_refused_wherever_it_is_cut() -> None:
    text = to_json(begin(STYLES, PHOTOS, count=3))
    for stop in random.Random(0).sample(range(len(text)), 20):
        with pytest.raises(DuelError):
            from_json(text[:stop])


def test_votes_go_through_a_table() -> None:
    votes = (Vote("a, b.jpg", "mine", ORIGINAL, LEFT), Vote('"c".jpg', "natural", "mine", EVEN))
    text = to_csv(votes)
    assert text.splitlines()[:2] == ["photo,left,right,answer", '"a, b.jpg",mine,original,left']
    assert from_csv(text, "a.csv") == votes
    assert from_csv("\ufeff" + text.replace("\n", "\r\n"), "a.csv") == votes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no column photo"),
        ("photo,left,right\n", "no column answer"),
        ("photo,left,right,answer\n", "holds no answers"),
        ("photo,left,right,answer\na,b,c,maybe\n", "Line 2 of a.csv says maybe"),
        ("photo,left,right,answer\na,b,c,left\na,b\n", "Line 3 of a.csv says nothing"),
        ("photo,left,right,answer\na,b,b,left\n", "does not name two styles"),
    ],
)
def test_tables_that_cannot_be_understood(text: str, says: str) -> None:
    with pytest.raises(DuelError, match=says):
        from_csv(text, "a.csv")

"""The duel that is held, and its file: no answer is lost, and a finished duel is not taken up again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.application import hold_once_styles_are_here
from app.duels import files as duel_files
from app.duels.duel import LEFT, ORIGINAL, RIGHT, DuelWish, begin, usual_wish
from app.duels.held import Duels
from app.session import Session
from tests.app.panels.conftest import STYLES

PHOTOS = (Path("a.jpg"), Path("b.jpg"), Path("c.jpg"))
WISH = DuelWish(("mine", "natural"), PHOTOS)


def held(count: int = 3) -> Duels:
    duels = Duels()
    duels.want(WISH, "library")
    duels.take(begin(WISH.contenders, PHOTOS, focus=True, count=count))
    return duels


def told(duels: Duels, name: str) -> list[object]:
    seen: list[object] = []
    getattr(duels, name).connect(lambda *values: seen.append(values[0] if values else None))
    return seen


def test_every_answer_is_to_be_kept(qtbot: QtBot) -> None:
    duels = held()
    kept = told(duels, "keep_wanted")
    duels.answer(LEFT)
    duels.undo()
    duels.answer(RIGHT)
    assert [duel.answers for duel in kept] == [(LEFT,), (), (RIGHT,)]  # type: ignore[attr-defined]


def test_the_last_answer_ends_it_and_can_be_taken_back(qtbot: QtBot) -> None:
    duels = held(count=1)
    duels.answer(LEFT)
    assert duels.is_judged
    duels.undo()
    assert not duels.is_judged
    assert duels.duel is not None
    assert duels.duel.answers == ()


def test_stopping_judges_and_more_pairs_go_on(qtbot: QtBot) -> None:
    duels = held(count=2)
    duels.answer(LEFT)
    duels.stop()
    duels.answer(LEFT)  # comes too late
    assert duels.is_judged
    assert duels.duel is not None
    assert len(duels.duel.answers) == 1
    duels.lengthen()
    assert not duels.is_judged
    assert len(duels.duel.pairs) == 2
    duels.answer(LEFT)
    duels.lengthen()
    assert len(duels.duel.pairs) == 3


def test_only_a_judged_duel_is_dropped(qtbot: QtBot) -> None:
    duels = held()
    dropped = told(duels, "drop_wanted")
    duels.end()
    assert dropped == []
    assert duels.duel is None
    duels = held()
    dropped = told(duels, "drop_wanted")
    duels.stop()
    duels.end()
    assert len(dropped) == 1
    assert duels.came_from == "library"


def test_a_photo_that_cannot_be_shown_is_left_out(qtbot: QtBot) -> None:
    duels = held()
    assert duels.duel is not None
    gone = duels.duel.pairs[0].photo
    duels.photo_refused.emit(gone, None)
    assert gone not in [pair.photo for pair in duels.duel.pairs]
    for photo in PHOTOS:
        duels.photo_refused.emit(photo, None)
    assert duels.is_judged


def test_a_duel_is_taken_up_where_it_was_left() -> None:
    duel = begin(WISH.contenders, PHOTOS, focus=True, count=3, seed=4).answered(LEFT)
    duel_files.keep(duel)
    assert duel_files.unfinished(WISH) == duel
    assert duel_files.unfinished(DuelWish(("mine", "vivid"), PHOTOS)) is None
    assert duel_files.unfinished(DuelWish(WISH.contenders, PHOTOS[:1])) is None
    duel_files.drop(duel)
    assert duel_files.unfinished(WISH) is None


@pytest.mark.parametrize("spoil", [lambda text: text[:40], lambda _: "{}", lambda _: "\N{SNOWMAN}"])
def test_a_file_that_cannot_be_read_is_no_duel(spoil: Callable[[str], str]) -> None:
    duel = begin(WISH.contenders, PHOTOS, focus=True, count=3).answered(LEFT)
    duel_files.keep(duel)
    file = duel_files.file_of(duel.contenders, focus=True)
    file.write_text(spoil(file.read_text("ascii")), "utf-8")
    assert duel_files.unfinished(WISH) is None


def test_what_nobody_answered_or_everybody_did_is_begun_anew() -> None:
    fresh = begin(WISH.contenders, PHOTOS, focus=True, count=1)
    for duel in (fresh, fresh.answered(LEFT)):
        duel_files.keep(duel)
        assert duel_files.unfinished(WISH) is None


def test_whom_a_style_meets() -> None:
    styles = ("natural", "vivid", "mine")
    assert usual_wish("mine", styles, "natural", PHOTOS).contenders == ("mine", "natural", ORIGINAL)
    assert usual_wish("natural", styles, "natural", PHOTOS).contenders == ("natural", "vivid", ORIGINAL)
    assert usual_wish("mine", ("mine",), "gone", PHOTOS).contenders == ("mine", ORIGINAL)


def test_a_duel_of_the_command_line_waits_for_its_styles(qtbot: QtBot) -> None:
    session = Session()
    hold_once_styles_are_here(session, WISH)
    assert session.room == "enhance"
    session.take_styles(STYLES)
    assert session.room == "duel"
    assert session.duels.wish == WISH
    session.duels.take(begin(WISH.contenders, PHOTOS, focus=True).answered(LEFT))
    session.take_styles(STYLES)
    assert session.duels.duel is not None
    assert session.duels.duel.answers == (LEFT,)
    session.close()

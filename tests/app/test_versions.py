"""Versions: which style came from which, whatever the files say; and whom a style meets in a duel."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.duels.rivals import ENOUGH, photos_for, rivals
from app.library import Entry, Marks, Shelf
from app.session import Session
from app.versions import family, first_name, versions
from engine.styles import Learned, Style


def own(identity: str, made: float, parent: str = "", name: str = "") -> Style:
    words = name or identity.replace("-", " ").capitalize()
    return Style(identity, words, "yours", Path(f"{identity}.safetensors"), learned=Learned(made, parent, likes=20))


LOOK = Style("vivid", "Vivid", "look", Path("looks.safetensors"))
FIRST, SECOND, BRANCH, THIRD = (
    own("dusk", 1),
    own("dusk-2", 2, "dusk"),
    own("dusk-soft", 3, "dusk"),
    own("dusk-3", 4, "dusk-2"),
)


def shown(styles: tuple[Style, ...]) -> list[tuple[str, int]]:
    return [(version.style.id, version.depth) for version in versions(styles)]


def test_a_refined_style_stands_under_the_one_it_came_from() -> None:
    assert shown((LOOK, THIRD, BRANCH, FIRST, SECOND)) == [("dusk", 0), ("dusk-2", 1), ("dusk-3", 2), ("dusk-soft", 1)]


def test_taught_anew_under_a_taken_name_is_a_version_without_being_refined() -> None:
    again = own("harbour-2", 5, name="Harbour 2")
    assert shown((again, own("harbour", 4))) == [("harbour", 0), ("harbour-2", 0)]
    assert family(again, (again, own("harbour", 4)))[0].id == "harbour"


def test_where_the_style_above_was_deleted_the_rest_stays() -> None:
    assert shown((THIRD, BRANCH)) == [("dusk-3", 0), ("dusk-soft", 0)]


def test_a_family_is_the_newest_first_and_other_styles_are_none_of_it() -> None:
    everything = (FIRST, SECOND, BRANCH, THIRD, own("winter", 9), LOOK)
    assert [style.id for style in family(SECOND, everything)] == ["dusk-3", "dusk-soft", "dusk"]
    assert family(LOOK, everything) == ()


@pytest.mark.parametrize(
    "styles",
    [
        (own("a", 1, "b"), own("b", 2, "a")),
        (own("a", 1, "a"),),
        (own("x-2", 1, name="X 2"), own("x", 1, "y-2", "X"), own("y-2", 1, name="Y 2"), own("y", 1, "x-2", "Y")),
    ],
)
def test_circles_lose_no_style(styles: tuple[Style, ...]) -> None:
    assert {style_id for style_id, _ in shown(styles)} == {style.id for style in styles}


def test_numbers_at_the_end_of_a_name_are_versions() -> None:
    assert [first_name(name) for name in ("Dusk 2", "Dusk", "2", "Route 66 film")] == [
        "Dusk",
        "Dusk",
        "2",
        "Route 66 film",
    ]


def test_a_style_meets_the_usual_ones_the_original_and_its_versions() -> None:
    found = rivals(SECOND, (FIRST, SECOND, LOOK), "vivid")
    assert [(rival.words, rival.contenders, rival.is_look) for rival in found] == [
        ("Vivid and the original", ("dusk-2", "vivid", ""), False),
        ("The original", ("dusk-2", ""), False),
        ("Dusk", ("dusk-2", "dusk"), False),
        ("Vivid", ("dusk-2", "vivid"), True),
    ]


def test_ones_own_style_is_judged_on_photos_it_was_not_taught_with(qtbot: QtBot, tmp_path: Path) -> None:
    session = Session()
    paths = [tmp_path / f"{n}.jpg" for n in range(ENOUGH + 4)]
    for path in paths:
        path.touch()
    entries = {path: Entry(path, n) for n, path in enumerate(paths)}
    entries[paths[0]] = replace(entries[paths[0]], marks=Marks(liked=True), liked_at=1.0)
    entries[paths[1]] = replace(entries[paths[1]], is_edited=True)
    entries[paths[2]] = replace(entries[paths[2]], marks=Marks(rejected=True))
    session.take_shelf(Shelf(entries), 0)
    session.photos = (paths[0], paths[3])
    photos, unseen = photos_for(session, FIRST)
    assert unseen
    assert photos == (paths[3], *paths[4:])
    session.take_shelf(Shelf({paths[0]: entries[paths[0]]}), 1)
    session.photos = (paths[0],)
    assert photos_for(session, FIRST) == ((paths[0],), False)
    assert photos_for(session, LOOK) == (session.photos, False)
    session.close()

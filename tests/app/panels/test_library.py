"""The Library room: what it lists, marks and offers."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.library import Entry, Marks, Shelf
from app.likes import LikesReport
from app.panels.library import LibraryRoom
from app.panels.library.choice import COLLECTION, FOLDER, LIKED, REJECTED, Filters, Source, folder_tree, short_names
from app.session import Session
from app.tokens import DARK, LIGHT
from engine.readiness import readiness_of
from tests.engine.test_readiness import plain

HOME = Path("/photos")
PHOTOS = [HOME / "coast" / f"DSC_{n:04}.jpg" for n in range(6)] + [HOME / "walks" / f"IMG_{n}.jpg" for n in range(3)]


def shelf(**marks: Marks) -> Shelf:
    entries = {
        path: Entry(
            path, number, marks.get(path.stem, Marks()), taken=1e9 - number, camera="X-T5" if number < 2 else ""
        )
        for number, path in enumerate(PHOTOS)
    }
    copy = HOME / "walks" / "copy.jpg"
    entries[copy] = replace(entries[PHOTOS[0]], path=copy)
    return Shelf(entries, (HOME,), {"Wall": frozenset({1, 2})})


@pytest.fixture
def room(qtbot: QtBot) -> LibraryRoom:
    session = Session()
    session.take_shelf(
        shelf(DSC_0001=Marks(liked=True, stars=5), DSC_0002=Marks(rejected=True), IMG_0=Marks(stars=3)), 0
    )
    made = LibraryRoom(session)
    qtbot.addWidget(made)
    made.resize(1600, 900)
    made.show()
    return made


def names(room: LibraryRoom) -> list[str]:
    return [path.name for path in room.paths()]


def test_all_photos_stand_there_once_by_time(room: LibraryRoom) -> None:
    assert len(names(room)) == len(PHOTOS)
    assert names(room)[0] == "IMG_2.jpg"
    assert room.stack.currentWidget() is room.grid


def test_the_heads_of_the_sources_are_alike_with_a_button_and_without(room: LibraryRoom) -> None:
    tree = room.sources.tree
    heights = {tree.visualItemRect(head).height() for head in room.sources._heads}
    assert len(heights) == 1
    assert heights.pop() > tree.visualItemRect(room.sources._items[Source(LIKED)]).height()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (Source(LIKED), ["DSC_0001.jpg"]),
        (Source(REJECTED), ["DSC_0002.jpg"]),
        (Source(COLLECTION, "Wall"), ["DSC_0002.jpg", "DSC_0001.jpg"]),
        (Source(FOLDER, str(HOME / "walks")), ["IMG_2.jpg", "IMG_1.jpg", "IMG_0.jpg", "copy.jpg"]),
    ],
)
def test_sources(room: LibraryRoom, source: Source, expected: list[str]) -> None:
    room.sources.choose(source)
    assert names(room) == expected


def test_filters_combine_and_are_cleared(room: LibraryRoom, qtbot: QtBot) -> None:
    room.bar._set(stars=3)
    assert names(room) == ["IMG_0.jpg", "DSC_0001.jpg"]
    room.bar._set(camera="X-T5")
    assert names(room) == ["DSC_0001.jpg"]
    room.bar._set(text="walks")
    assert room.stack.currentWidget() is room.no_match
    room.bar.clear()
    assert room.bar.filters == Filters()
    assert len(names(room)) == len(PHOTOS)
    room.bar._set(order="stars")
    assert names(room)[:2] == ["DSC_0001.jpg", "IMG_0.jpg"]


def test_in_the_smallest_window_no_filter_lies_on_another(room: LibraryRoom) -> None:
    room.set_narrow(True)
    room.resize(1024, 560)
    room.show()
    QApplication.processEvents()
    shown = [part for part in room.bar.findChildren(QWidget) if part.parent() is room.bar and part.isVisible()]
    boxes = sorted((part.geometry() for part in shown), key=lambda box: box.left())
    assert len(boxes) >= 6
    assert all(box.right() < after.left() for box, after in pairwise(boxes))
    assert boxes[-1].right() <= room.bar.width()
    assert room.bar.order.width() >= room.bar.order.sizeHint().width()


def test_typing_searches_after_a_moment(room: LibraryRoom, qtbot: QtBot) -> None:
    qtbot.keyClicks(room.bar.text, "img_1")
    qtbot.waitUntil(lambda: names(room) == ["IMG_1.jpg"], timeout=10_000)


def test_without_photos_it_says_how_to_get_some(qtbot: QtBot) -> None:
    room = LibraryRoom(Session())
    qtbot.addWidget(room)
    room.show()
    assert room.stack.currentWidget() is room.empty


def test_marks_mean_the_selection_or_the_photo_under_the_pointer(room: LibraryRoom) -> None:
    session = room._session
    room.grid.choose(-1)
    room._show_chosen()
    room.grid._hover(2)
    assert session.targets == (room.paths()[2],)
    room.grid._choose(0, frozenset({0, 1}), 0)
    assert session.targets == tuple(room.paths()[:2])


def test_a_mark_shows_at_once_and_counts(room: LibraryRoom) -> None:
    room.grid.liked.emit(0)
    assert room.grid.cells[0].liked
    item = room.sources._items[Source(LIKED)]
    assert item.text(1) == "2"
    room.grid._choose(0, frozenset({0}), 0)
    assert room.card.heart.isChecked()
    room.card.stars.rated.emit(4)
    assert room.grid.cells[0].stars == 4


def test_opening_a_photo_leads_to_enhance_among_what_is_shown(room: LibraryRoom) -> None:
    session = room._session
    session.enter_room("library")
    room.sources.choose(Source(COLLECTION, "Wall"))
    room.grid.opened.emit(1)
    assert session.room == "enhance"
    assert [path.name for path in session.photos] == ["DSC_0002.jpg", "DSC_0001.jpg"]
    assert session.path == PHOTOS[1]


def test_what_is_chosen_stays_chosen_while_the_library_changes(room: LibraryRoom, qtbot: QtBot) -> None:
    room.grid._choose(4, frozenset({4, 5}), 4)
    chosen = [room.paths()[4], room.paths()[5]]
    other = shelf()
    room._session.take_shelf(Shelf({p: e for p, e in other.entries.items() if p != PHOTOS[8]}, other.folders), 1)
    qtbot.waitUntil(lambda: len(names(room)) == len(PHOTOS) - 1, timeout=10_000)
    assert [room.paths()[place] for place in sorted(room.grid.selected())] == chosen


def test_dropped_pictures_become_likes_on_the_likes(room: LibraryRoom) -> None:
    wanted: list[object] = []
    room._session.likes_wanted.connect(lambda paths, starred: wanted.append((paths, starred)))
    room.take_dropped([HOME], as_likes=True)
    assert wanted == [((HOME,), False)]


def test_a_folder_offers_its_starred_photos_as_likes(room: LibraryRoom) -> None:
    wanted: list[object] = []
    room._session.likes_wanted.connect(lambda paths, starred: wanted.append((paths, starred)))
    menu = room.sources.menu_for(Source(FOLDER, str(HOME)))
    for action in menu.actions():
        if action.text().startswith("Use"):
            action.trigger()
    assert wanted == [((HOME,), False), ((HOME,), True)]


def report(count: int) -> LikesReport:
    traits = [plain(n, kinds=("sky",)) for n in range(count)]
    paths = tuple(HOME / f"{n}.jpg" for n in range(count))
    return LikesReport(paths, tuple(traits), readiness_of(traits))


def test_readiness_is_told_in_words_and_bars(room: LibraryRoom) -> None:
    room._session.take_likes(report(1))
    assert room.readiness.title.text().startswith("1 like")
    assert "cannot tell a look" in room.readiness.words.text()
    room._session.take_likes(report(25))
    assert "Ready to teach." in room.readiness.words.text()
    assert "at night and indoors" in room.readiness.words.text()
    assert room.readiness.look.text() == "One look"
    assert room.readiness._bars["Sky"][2].text() == "25"
    assert not room.readiness.split.isVisible()


def test_two_looks_can_be_kept_apart(room: LibraryRoom) -> None:
    kept: list[tuple[str, tuple[Path, ...]]] = []
    room._session.collection_wanted.connect(lambda name, paths: kept.append((name, paths)))
    found = report(10)
    looks = ((0, 1, 2, 3), (4, 5, 6, 7, 8, 9))
    room._session.take_likes(replace(found, readiness=replace(found.readiness, looks=looks)))
    assert room.readiness.look.text() == "Two looks"
    room.readiness.split.click()
    assert [len(paths) for _, paths in kept] == [4, 6]


def test_selected_photos_can_be_given_a_style_and_exported(room: LibraryRoom, qtbot: QtBot) -> None:
    wanted: list[object] = []
    room._session.edits_wanted.connect(lambda paths, change: wanted.append(paths))
    room._session.export_sheet_wanted.connect(wanted.append)
    assert not room.foot.export.isEnabled()
    room.grid._choose(0, frozenset({0, 1}), 0)
    assert room.foot.words.text() == "2 of 9 selected"
    room.foot.style_menu().actions()[0].trigger()
    qtbot.mouseClick(room.foot.export, Qt.MouseButton.LeftButton)
    assert wanted == [tuple(room.paths()[:2])] * 2


def test_folders_above_opened_ones_do_not_show() -> None:
    assert list(folder_tree(shelf())) == [HOME, HOME / "coast", HOME / "walks"]
    assert folder_tree(shelf())[HOME] == 10


def test_names_leave_out_what_all_of_them_share() -> None:
    assert set(short_names(PHOTOS[:3]).values()) == {"0000", "0001", "0002"}
    assert set(short_names(PHOTOS[-3:] + PHOTOS[:1]).values()) == {"IMG_0", "IMG_1", "IMG_2", "DSC_0000"}


def test_a_mark_alone_lists_nothing_anew(room: LibraryRoom, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    session = room._session
    listed: list[object] = []
    monkeypatch.setattr(room, "_list", lambda: listed.append(1))
    entries = dict(session.shelf.entries)
    entries[PHOTOS[4]] = replace(entries[PHOTOS[4]], marks=Marks(stars=2), is_edited=True)
    session.take_shelf(replace(session.shelf, entries=dict(entries)), 5)
    place = room.paths().index(PHOTOS[4])
    qtbot.waitUntil(lambda: room.grid.cells[place].stars == 2, timeout=10_000)
    assert room.grid.cells[place].is_edited
    assert listed == []
    room.bar.show_filters(Filters(stars=1))
    entries[PHOTOS[5]] = replace(entries[PHOTOS[5]], marks=Marks(stars=3))
    session.take_shelf(replace(session.shelf, entries=dict(entries)), 6)
    qtbot.waitUntil(lambda: bool(listed), timeout=10_000)


def test_near_copies_that_count_once_say_so(room: LibraryRoom) -> None:
    session, liked = room._session, PHOTOS[:4]
    session.mark(liked, liked=True)
    readiness = replace(readiness_of(()), count=4, distinct=2, copies=((0, 1, 3),))
    session.take_likes(LikesReport(tuple(liked), (), readiness))
    shown = {path: room.grid.cells[room._places[path]].copies for path in liked}
    assert list(shown.values()) == [3, 3, 0, 3]
    room.grid._choose(room._places[liked[0]], frozenset({room._places[liked[0]]}), 0)
    assert "one of 3 near-copies" in room.grid.spoken()
    session.mark([liked[0]], liked=False)
    assert room.grid.cells[room._places[liked[0]]].copies == 0


def test_the_empty_library_stands_in_the_middle(qtbot: QtBot) -> None:
    session = Session()
    room = LibraryRoom(session)
    qtbot.addWidget(room)
    room.resize(1500, 900)
    room.show()
    QApplication.processEvents()
    frame, page = room.empty_frame, room.empty
    left, right = frame.x(), page.width() - frame.geometry().right() - 1
    assert abs(left - right) <= 1
    session.close()


def test_heads_of_the_sources_follow_the_theme(room: LibraryRoom, qapp: QApplication) -> None:
    heads = room.sources._heads
    try:
        for name, tokens in (("light", LIGHT), ("dark", DARK)):
            theme.apply(qapp, name)
            assert {head.foreground(0).color().name().upper() for head in heads} == {tokens.text2}
    finally:
        theme.apply(qapp, "dark")

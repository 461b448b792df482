"""The Teach room: what can be chosen, what is said in every state, and what the buttons ask for."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QIcon, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.learning import (
    DONE,
    INTERRUPTED,
    LEARNING,
    MIDDLE,
    PAUSED,
    REFUSED,
    Learning,
    LearningWish,
    Moment,
    Weights,
    next_moment,
    weights_of,
)
from app.library import Entry, Marks, Shelf
from app.pairs import PairsFound
from app.panels.styles import StylesPanel
from app.panels.teach import TeachRoom
from app.panels.teach.words import guard_words, state_words
from app.pictures import Styled
from app.session import Session
from engine.pair_names import Matched
from engine.styles import Learned, Style

LIKES = tuple(Path(f"/photos/like-{n}.jpg") for n in range(8))
OWN = Style("harbour-light", "Harbour light", "yours", Path("harbour-light.safetensors"), (0.5, 0.5))


def picture(level: int) -> QImage:
    made = QImage(48, 32, QImage.Format.Format_RGB32)
    made.fill(QColor(level, level, level))
    return made


def wish(**changes: object) -> LearningWish:
    made = LearningWish("Harbour light", LIKES, previews=LIKES[:2], minutes=10.0)
    return replace(made, **changes)  # type: ignore[arg-type]


def learning(status: str = LEARNING, **changes: object) -> Learning:
    made = Learning(
        wish(),
        status,
        seconds=432.0,
        left=168.0,
        usable_since=48.0,
        kept=426.0,
        before=(picture(40), picture(50)),
        now=(picture(90), picture(100)),
        moments=(Moment(15.0, (picture(60), picture(70)), True), Moment(60.0, (picture(80), picture(85)), True)),
        curves=(("fidelity", ((6.0, 1.0), (12.0, 0.5))), ("quality", ((6.0, 0.2), (12.0, 0.4)))),
        guards=(("skin", 0), ("clipped", 0)),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def like(session: Session, paths: tuple[Path, ...] = LIKES) -> None:
    entries = {path: Entry(path, n, Marks(liked=True), liked_at=float(n + 1)) for n, path in enumerate(paths)}
    session.take_shelf(Shelf(entries), 0)


@pytest.fixture
def session(qtbot: QtBot) -> Iterator[Session]:
    made = Session()
    yield made
    made.close()


@pytest.fixture
def room(session: Session) -> Iterator[TeachRoom]:
    made = TeachRoom(session)
    made.resize(1600, 900)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def test_without_likes_it_says_where_teaching_starts(room: TeachRoom) -> None:
    assert room.empty.isVisible()
    wanted: list[str] = []
    room.wanted.connect(wanted.append)
    room._add.click()
    assert wanted == ["add_likes"]


def test_what_is_dropped_here_is_liked(room: TeachRoom, session: Session) -> None:
    asked: list[object] = []
    session.likes_wanted.connect(lambda paths, starred: asked.append((paths, starred)))
    room.take_dropped([Path("/finished")])
    assert asked == [((Path("/finished"),), False)]


def test_teach_asks_for_what_was_chosen(room: TeachRoom, session: Session) -> None:
    session.take_styles((OWN,))
    like(session)
    wishes: list[LearningWish] = []
    session.learning_wanted.connect(wishes.append)
    QTest.keyClicks(room.stage.name, " two")
    room.choices.start.choose(1)
    room.choices.time.choose(3)
    room.choices.balance.speak_value(100)
    room.stage.teach.click()
    (asked,) = wishes
    assert asked.name == "My style two"
    assert asked.likes == LIKES
    assert asked.previews == LIKES[:6]
    assert (asked.start, asked.start_style) == (str(OWN.file), OWN.id)
    assert asked.minutes == 10.0
    assert asked.balance == 100.0
    assert asked.weights.quality == pytest.approx(0.4)


def test_open_photos_are_practised_on_and_shown_but_not_the_likes(room: TeachRoom, session: Session) -> None:
    like(session)
    ordinary = tuple(Path(f"/photos/{n}.jpg") for n in range(3))
    session.photos = (*ordinary, LIKES[0])
    session.photos_changed.emit()
    choices = room.choices.practice.choices()
    assert (choices[0], choices[1][:6], choices[2]) == ("Ordinary photos", "3 open", "Photos in a folder…")
    room.choices.practice.choose(1)
    wishes: list[LearningWish] = []
    session.learning_wanted.connect(wishes.append)
    room.stage.teach.click()
    assert wishes[0].practice == ordinary
    assert wishes[0].previews == ordinary


def test_a_photo_that_cannot_be_shown_gives_its_place_to_the_next(room: TeachRoom, session: Session) -> None:
    session.take_photos(tuple(Path(f"/open/{number}.jpg") for number in range(12)))
    like(session)
    names = room.stage._names
    assert names == ("0", "2", "4", "6", "8", "10")
    session.small_changed.emit(Path("/open/4.jpg"), QImage())
    assert room.stage._names == ("0", "2", "5", "6", "8", "10")


def test_the_numbers_of_the_expert_win_over_the_slider(room: TeachRoom, session: Session) -> None:
    like(session)
    room.choices.expert.set_open(True)
    field = room.choices.fields.numbers["identity"]
    field.setText("0,3")
    field.editingFinished.emit()
    assert room.choices.choice.weights == Weights(identity=0.3)
    field.setText("much")
    field.editingFinished.emit()
    assert room.choices.choice.weights == Weights(identity=0.3)
    assert field.text() == "0.3"


def test_while_it_learns_everything_stands_in_its_place(room: TeachRoom, session: Session) -> None:
    like(session)
    session.take_learning(learning())
    stage = room.stage
    assert stage.title.text() == "Harbour light"
    assert stage.state.text() == "Learning for 7 min 12 s."
    assert stage.more.text() == "About 3 min left. A usable style is kept since 0:48, last 6 s ago."
    assert stage.guard.text() == "Skin, highlights and structure within limits"
    assert stage.line.share() == pytest.approx(0.72)
    assert stage.line.mark() == pytest.approx(0.08)
    assert [cell.words for cell in stage.strip.cells()] == ["Before", "15 s", "1 min", "Now, 7 min"]
    assert sum(pair.isVisible() for pair in stage.pairs) == 2
    assert stage.pause.isVisible()
    assert stage.keep.text() == "Stop and keep"
    assert not stage.teach.isVisible()
    assert room.choices.time.value.text() == "10 min"
    assert not room.choices.time.button.isVisible()


def test_pausing_resuming_and_keeping_are_asked_for(room: TeachRoom, session: Session) -> None:
    like(session)
    session.take_learning(learning())
    asked: list[object] = []
    session.learning_pause_wanted.connect(asked.append)
    session.learning_keep_wanted.connect(asked.append)
    room.stage.pause.click()
    QTest.keyClick(room, Qt.Key.Key_Space)
    session.take_learning(learning(PAUSED))
    assert room.stage.pause.text() == "Resume"
    room.stage.pause.click()
    room.stage.keep.click()
    assert asked == [True, True, False, None]


def test_a_moment_can_be_looked_at_and_gone_back_to(room: TeachRoom, session: Session) -> None:
    like(session)
    now = learning()
    session.take_learning(now)
    strip = room.stage.strip
    strip.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(strip, key)
    assert room.stage.chosen_moment() == 60.0
    assert room.stage.pairs[0].now.picture == now.moments[1].pictures[0]
    asked: list[object] = []
    session.learning_keep_wanted.connect(asked.append)
    assert room.stage.keep.text() == "Keep 1 min"
    room.stage.keep.click()
    assert asked == [60.0]


def test_another_photo_can_be_seen_over_time(room: TeachRoom, session: Session) -> None:
    like(session)
    now = learning()
    session.take_learning(now)
    room.stage.pairs[1].click()
    assert room.stage.strip_name.text() == "like-1"
    assert room.stage.strip.cells()[1].picture == now.moments[0].pictures[1]


def test_a_taught_style_follows_the_slider_at_once(room: TeachRoom, session: Session) -> None:
    like(session)
    room.stage.name.setText("Harbour light")
    room.stage.renamed.emit("Harbour light")
    session.take_styles((OWN,))
    asked: list[tuple[object, ...]] = []
    session.balance_wanted.connect(lambda *values: asked.append(values))
    session.styled_wanted.connect(lambda *values: asked.append(values))
    session.take_learning(learning(DONE))
    assert asked == [(OWN, LIKES[:2], "now", None)]
    assert room.choices.balance.is_live()
    room.choices.balance.speak_value(80)
    assert asked[-1] == (OWN, 80.0)
    assert room.stage.teach.text() == "Teach again"
    assert room.duel.isEnabled()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"status": PAUSED}, "Paused. Nothing is running."),
        ({"status": INTERRUPTED}, "Learning was interrupted; the style from 7 min 6 s is kept."),
        ({"status": INTERRUPTED, "kept": None}, "Learning was interrupted before there was a usable style."),
        ({"status": REFUSED, "problem": "No like could be opened."}, "No like could be opened."),
        ({"status": DONE}, "Harbour light is with your styles."),
        ({"status": LEARNING, "seconds": 0.0}, "Looking at your likes."),
    ],
)
def test_every_state_has_its_sentence(changes: dict[str, object], said: str) -> None:
    assert state_words(learning(**changes))[0] == said  # type: ignore[arg-type]


def test_a_guard_that_bites_says_so_in_place_of_the_line(room: TeachRoom, session: Session) -> None:
    like(session)
    session.take_learning(learning())
    session.styled_changed.emit((Styled(picture(90), ("skin",)), Styled(picture(91))), "now")
    assert room.stage.pairs[0].accessibleDescription() == "Changed more than usual"
    assert not room.stage.pairs[1].accessibleDescription()
    assert room.stage.guard.text().startswith("Skin moved further than usual in")
    assert guard_words(learning(guards=None)) == ("", False)


def test_the_slider_stands_for_the_weights_of_the_paper() -> None:
    assert weights_of(MIDDLE) == Weights(0.05, 1.0, 0.1)
    assert weights_of(100).quality == pytest.approx(0.4)
    assert weights_of(100).identity == pytest.approx(0.1)
    assert weights_of(0).quality == pytest.approx(0.0125)
    assert weights_of(0).identity > 0.1
    qualities = [weights_of(balance).quality for balance in range(0, 101, 5)]
    assert qualities == sorted(qualities)


def test_moments_come_after_15_seconds_and_then_twice_as_late_each_time() -> None:
    moments, now = [], 0.0
    for _ in range(6):
        now = next_moment(now)
        moments.append(now)
    assert moments == [15.0, 60.0, 120.0, 240.0, 480.0, 960.0]


def test_the_styles_panel_shows_own_styles_first_and_what_is_being_learned(session: Session, qtbot: QtBot) -> None:
    panel = StylesPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert panel.none_yet.isVisible()
    session.take_learning(learning())
    assert panel.learning.isVisible()
    assert panel.learning.words.text() == "Harbour light is being learned."
    session.take_styles((OWN,))
    session.take_learning(learning(DONE))
    assert next(iter(panel.cards)) == OWN.id
    assert not panel.learning.isVisible()
    assert not panel.none_yet.isVisible()
    panel.teach.click()
    assert session.room == "teach"


def test_a_narrow_room_scrolls_and_keeps_its_buttons(room: TeachRoom, session: Session) -> None:
    like(session)
    session.take_learning(learning())
    room.resize(1024, 560)
    QApplication.processEvents()
    assert room.width() == 1024
    assert room.stage.keep.visibleRegion().boundingRect().width() > 0
    assert room.choices.goes_on.isVisible()


def test_the_focus_follows_the_button_that_takes_the_place_of_another(room: TeachRoom, session: Session) -> None:
    like(session)
    room.activateWindow()
    room.stage.teach.setFocus()
    session.take_learning(learning())
    assert room.stage.focusWidget() is room.stage.pause
    session.take_learning(learning(DONE))
    assert room.stage.focusWidget() is room.stage.teach


# ── pairs ───────────────────────────────────────────────────────────────────────────────────────────────────────────


FOLDERS = (Path("/trip/raw"), Path("/trip/finished"))


def found(pairs: int, *, alone: tuple[str, ...] = ()) -> PairsFound:
    files = tuple((FOLDERS[0] / f"{n}.nef", FOLDERS[1] / f"{n}.jpg") for n in range(pairs))
    return PairsFound(FOLDERS, Matched(files, tuple(FOLDERS[0] / name for name in alone)))


def plural(words: str) -> str:
    """Words as they are with English installed; another test may have done that."""
    return words.replace("(s)", "s")


def name_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    names = iter(map(str, FOLDERS))
    monkeypatch.setattr("app.panels.teach.pairs_part.QFileDialog.getExistingDirectory", lambda *_: next(names))


def test_pairs_in_folders_are_counted_and_taught_alone_or_with_the_likes(
    room: TeachRoom, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    session.pairs_wanted.connect(asked.append)
    wishes: list[LearningWish] = []
    session.learning_wanted.connect(wishes.append)
    name_folders(monkeypatch)
    room._pairs.click()
    assert asked == [FOLDERS]
    part = room.choices.pairs
    assert part.words.text() == "Looking for pairs."
    assert not room.stage.teach.isEnabled()
    session.pairs_found.emit(found(38, alone=("a.nef", "b.nef", "c.nef")))
    assert plural(part.words.text()) == "38 pairs found by name. Without a finished picture: a.nef, b.nef and 1 more."
    room.stage.teach.click()
    assert (wishes[-1].likes, wishes[-1].pairs) == ((), FOLDERS)
    like(session)
    room.stage.teach.click()
    assert (wishes[-1].likes, wishes[-1].pairs) == (LIKES, FOLDERS)
    part.likes.choose(1)
    room.stage.teach.click()
    assert wishes[-1].likes == ()


def test_folders_without_pairs_say_why_and_teach_nothing(
    room: TeachRoom, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    name_folders(monkeypatch)
    room._pairs.click()
    session.pairs_found.emit(PairsFound(FOLDERS, problem="No names of raw and finished belong together."))
    assert room.choices.pairs.words.text() == "No names of raw and finished belong together."
    assert not room.stage.teach.isEnabled()
    room.choices.pairs.pairs.choose(0)
    assert not room.choices.pairs.choice.is_set


def test_photos_she_corrected_teach_by_her_edits_and_not_by_how_they_were(
    room: TeachRoom, session: Session, tmp_path: Path
) -> None:
    edited = tmp_path / "edited.jpg"
    edited.touch()
    entries = {
        path: Entry(path, n, Marks(liked=True), liked_at=float(n + 1)) for n, path in enumerate((*LIKES, edited))
    }
    entries[edited] = replace(entries[edited], is_edited=True)
    session.take_shelf(Shelf(entries), 0)
    offers = room.choices.pairs.pairs.choices()
    assert re.fullmatch(r"1 photo(\(s\))? you edited", offers[1])
    room.choices.pairs.pairs.choose(1)
    wishes: list[LearningWish] = []
    session.learning_wanted.connect(wishes.append)
    room.stage.teach.click()
    assert (wishes[0].corrected, wishes[0].finished, wishes[0].likes) == ((edited,), (), LIKES)
    room.choices.pairs.pairs.choose(0)
    room.stage.teach.click()
    assert (wishes[1].corrected, wishes[1].finished, wishes[1].likes) == ((), (edited,), LIKES)


# ── versions ────────────────────────────────────────────────────────────────────────────────────────────────────────

FIRST = replace(OWN, learned=Learned(1.7e9, likes=26, score=0.6))
SECOND = replace(OWN, id="harbour-light-2", name="Harbour light 2", learned=Learned(1.8e9, OWN.id, 30, 4, 0.3))


def test_without_versions_there_is_no_room_for_them(room: TeachRoom) -> None:
    assert not room.choices.versions.isVisibleTo(room)


def test_versions_stand_in_a_tree_and_one_can_go_back_to_each(room: TeachRoom, session: Session) -> None:
    like(session)
    asked: list[tuple[object, ...]] = []
    session.styled_wanted.connect(lambda *values: asked.append(values))
    session.take_styles((SECOND, FIRST))
    versions = room.choices.versions
    assert versions.ids() == [FIRST.id, SECOND.id]
    assert versions.tree.topLevelItemCount() == 1
    assert "30 likes, 4 pairs" in plural(versions._items[SECOND.id].text(0))
    assert versions._items[SECOND.id].parent() is versions._items[FIRST.id]
    assert {values[2] for values in asked} == {f"version:{FIRST.id}", f"version:{SECOND.id}"}
    session.styled_changed.emit((Styled(picture(90)),), f"version:{FIRST.id}")
    assert versions._pictures[FIRST.id] == picture(90)
    icon = versions._items[FIRST.id].icon(0)
    plain, chosen = (icon.pixmap(QSize(40, 30), mode).toImage() for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected))
    assert plain == chosen, "a chosen photo keeps its colours"

    versions.tree.setCurrentItem(versions._items[SECOND.id])
    assert session.version == SECOND.id
    assert room.choices.choice.start == SECOND
    assert room.stage.state.text() == "Harbour light 2 is with your styles."
    assert room.stage.more.text().startswith("Your look took in part")
    assert room.choices.balance.is_live()
    assert (SECOND, LIKES[:6], "now", None) in asked
    moved: list[object] = []
    session.balance_wanted.connect(lambda *values: moved.append(values))
    room.choices.balance.committed.emit(80.0)
    assert moved == [(SECOND, 80.0)]
    versions.tree.setCurrentItem(versions._items[FIRST.id])
    assert room.stage.more.text().startswith("Your look took.")


def test_refining_a_version_leaves_it_and_ends_in_the_next(room: TeachRoom, session: Session) -> None:
    like(session)
    session.take_styles((SECOND, FIRST))
    session.choose_version(FIRST.id)
    wishes: list[LearningWish] = []
    session.learning_wanted.connect(wishes.append)
    assert room.stage.teach.text() == "Teach again"
    room.stage.teach.click()
    (asked,) = wishes
    assert (asked.name, asked.start_style, asked.version) == ("Harbour light", FIRST.id, 3)
    assert session.version == ""


def test_a_version_that_was_deleted_is_gone_from_the_stage(room: TeachRoom, session: Session) -> None:
    like(session)
    session.take_styles((SECOND, FIRST))
    session.choose_version(SECOND.id)
    session.take_styles((FIRST,))
    assert room.choices.versions.ids() == [FIRST.id]
    assert room.choices.versions.current() == FIRST.id
    assert session.style_called(SECOND.id) is None


def test_the_photos_she_chose_to_look_at_are_remembered(room: TeachRoom, session: Session, tmp_path: Path) -> None:
    chosen = [tmp_path / f"{n}.jpg" for n in range(8)]
    for path in chosen:
        path.touch()
    like(session)
    room._previews.choose(chosen)
    again = TeachRoom(session)
    assert again._previews.photos() == tuple(chosen[:6])
    chosen[0].unlink()
    assert again._previews.photos() == tuple(chosen[1:6])
    session.change_settings(teach_photos="no list")
    assert again._previews.photos() == LIKES[:6]
    again.deleteLater()


@pytest.mark.parametrize(
    ("score", "said"),
    [(None, ""), (0.7, "Your look took."), (0.3, "Your look took in part"), (0.1, "It is not clear")],
)
def test_how_well_it_took_is_said_in_words(score: float | None, said: str) -> None:
    _, more = state_words(learning(DONE, score=score))
    assert more.startswith(said)
    assert "Learned in 7 min 12 s." in more


def test_a_deep_way_is_given_time_and_a_quick_one_back_keeps_what_she_chose(room: TeachRoom, session: Session) -> None:
    like(session)
    method = room.choices.fields.method
    assert room.choices.choice.minutes == 2.0
    method.setCurrentIndex(method.findData("bilateral"))
    method.activated.emit(method.currentIndex())
    assert (room.choices.choice.method, room.choices.choice.minutes) == ("bilateral", 10.0)
    room.choices.choose(minutes=60.0)
    method.setCurrentIndex(method.findData("uegan"))
    method.activated.emit(method.currentIndex())
    assert room.choices.choice.minutes == 60.0


def test_the_rival_of_a_blind_duel_can_be_chosen(room: TeachRoom, session: Session) -> None:
    like(session)
    look = Style("natural", "Natural", "look", Path("looks.safetensors"))
    session.take_styles((SECOND, FIRST, look))
    session.choose_version(SECOND.id)
    assert room.duel.isEnabled()
    room.duel.click()
    menu = room.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]
    offers = {action.text(): action for action in menu.actions()}
    assert list(offers) == ["Natural and the original", "The original", "Harbour light", "A look"]
    offers["Harbour light"].trigger()
    assert session.room == "duel"
    assert session.duels.wish is not None
    assert session.duels.wish.contenders == (SECOND.id, FIRST.id)
    menu.close()


def test_a_style_that_is_dropped_is_left_to_the_window(room: TeachRoom, tmp_path: Path) -> None:
    data = QMimeData()
    for name, taken in (("gift.penchant", False), ("photo.jpg", True)):
        data.setUrls([QUrl.fromLocalFile(str(tmp_path / name))])
        event = QDragEnterEvent(
            QPoint(), Qt.DropAction.CopyAction, data, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
        )
        event.setAccepted(False)
        room.dragEnterEvent(event)
        assert event.isAccepted() == taken


def test_the_pictures_over_time_stand_under_the_others(room: TeachRoom, session: Session) -> None:
    like(session)
    session.take_learning(learning())
    room.resize(1400, 900)
    room.show()
    QApplication.processEvents()
    stage = room.stage
    strip = stage.strip.mapTo(stage, stage.strip.box(0).topLeft().toPoint())
    assert strip.x() == stage.pairs[0].mapTo(stage, QPoint()).x() == stage.title.mapTo(stage, QPoint()).x()


def test_a_style_can_be_taught_from_a_look(room: TeachRoom, session: Session) -> None:
    like(session)
    look = Style("vivid", "Vivid", "look", Path("looks.safetensors"))
    session.take_styles((look, Style("dped", "DPED", "added", Path("dped"), texture=True)))
    session.choose_version("vivid")
    assert room.choices.choice.start == look
    assert not room.stage.name.isHidden()
    assert [words for words, _, _ in room.choices._starts()] == ["Nothing", "Vivid"]
    wanted: list[LearningWish] = []
    session.learning_wanted.connect(wanted.append)
    room.stage.teach.click()
    assert (wanted[0].start_style, wanted[0].start_words) == ("vivid", "Vivid")


def test_what_a_learning_says_of_the_likes_stands_whole_on_a_line_of_its_own(room: TeachRoom, session: Session) -> None:
    like(session)
    said = "These likes say different things or too little. " * 4
    session.take_learning(learning(note=said))
    room.resize(1100, 800)
    room.show()
    QApplication.processEvents()
    note = room.stage.note
    assert note.text() == said
    assert said not in room.stage.more.text()
    assert note.height() >= note.heightForWidth(note.width())
    session.take_learning(learning())
    assert note.isHidden()


def test_the_heart_is_filled_once_there_is_a_like_and_the_page_says_what_comes(
    room: TeachRoom, session: Session
) -> None:
    card = room.choices.likes
    empty = card._heart.grab().toImage()
    like(session)
    assert card._heart.grab().toImage() != empty
    assert room.stage.more.text() == "What is learned will stand beside each photo."

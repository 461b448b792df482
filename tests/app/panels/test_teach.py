"""The Teach room: what can be chosen, what is said in every state, and what the buttons ask for."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
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
from app.panels.styles import StylesPanel
from app.panels.teach import TeachRoom
from app.panels.teach.words import guard_words, state_words
from app.pictures import Styled
from app.session import Session
from engine.styles import Style

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

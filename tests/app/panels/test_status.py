"""The status line: where styles run is said, and can be chosen there."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.learning import DONE, LEARNING, Learning, LearningWish
from app.panels.status import StatusLine
from app.session import Session
from app.words import device_words


@pytest.fixture
def line(qtbot: QtBot) -> StatusLine:
    made = StatusLine(Session())
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_device_is_said_as_it_is_now(line: StatusLine) -> None:
    assert line.device.text().strip() == "Processor"
    line.device._session.take_device("cuda")
    assert line.device.text().strip() == "Graphics card"
    assert "Graphics card" in line.device.accessibleName()


def test_the_device_can_be_chosen(line: StatusLine) -> None:
    session = line.device._session
    asked: list[bool] = []
    session.devices_wanted.connect(lambda: asked.append(True))
    line.device.click()
    assert asked
    session.take_devices(("cpu", "cuda"))
    actions = line.device._menu.actions()
    assert [action.text() for action in actions] == ["Automatic", "Processor", "Graphics card"]
    assert [action.isChecked() for action in actions] == [True, False, False]
    actions[2].trigger()
    assert session.settings.device == "cuda"
    line.device._menu.hide()


def test_a_device_of_another_computer_stays_on_offer() -> None:
    assert device_words.choices(("cpu",), "mps") == {
        "auto": "Automatic",
        "cpu": "Processor",
        "mps": "Graphics card",
    }


def test_a_learning_is_in_reach_from_the_other_rooms(line: StatusLine) -> None:
    session, part = line.device._session, line.learning
    assert not part.isVisible()
    wish = LearningWish("Harbour light", (Path("a.jpg"),), minutes=1.0)
    session.take_learning(Learning(wish, LEARNING, seconds=30.0))
    assert part.isVisible()
    assert part.button.text() == "Learning Harbour light"
    assert part.line.share() == 0.5
    part.button.click()
    assert session.room == "teach"
    assert not part.isVisible()
    session.enter_room("enhance")
    session.take_learning(Learning(wish, DONE, seconds=60.0))
    assert not part.isVisible()

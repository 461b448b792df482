"""From photos somebody likes to a style of her own: in the window, with the real learning in its own process."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from app import application
from app.jobs import Jobs
from app.learning import DONE, LEARNING, PAUSED, Learning, LearningWish
from app.main_window import MainWindow
from app.panels.teach import TeachRoom
from app.session import Session
from engine.decode import open_photo
from engine.edit import Edit
from engine.render import render

WAIT = 240_000


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[tuple[Session, Jobs, MainWindow]]:
    session, jobs, made = application.build()
    made.resize(1600, 1000)
    made.show()
    session.warm_up()
    qtbot.waitUntil(lambda: bool(session.styles), timeout=WAIT)
    yield session, jobs, made
    session.drop_learning()
    made.close()
    jobs.close()
    made.deleteLater()


def now(session: Session) -> Learning:
    """The learning; a beginning one that nobody has heard of yet stands at nothing."""
    return session.learning or Learning(LearningWish("", ()), "")


@pytest.mark.slow
def test_likes_become_a_style_while_she_watches(
    window: tuple[Session, Jobs, MainWindow], qtbot: QtBot, shared_data: Path
) -> None:
    session, _, made = window
    likes = sorted((shared_data / "photos" / "good").rglob("*.jpg"))[:12]
    session.add_likes(likes)
    qtbot.waitUntil(lambda: len(session.liked_paths()) >= 8, timeout=WAIT)
    session.enter_room("teach")
    room = made.page()
    assert isinstance(room, TeachRoom)
    room.choices.choose(minutes=0.5)
    room.stage.name.setText("Harbour light")
    room.stage.renamed.emit("Harbour light")
    room.stage.teach.click()

    qtbot.waitUntil(lambda: now(session).status == LEARNING and now(session).kept is not None, timeout=WAIT)
    room.stage.pause.click()
    qtbot.waitUntil(lambda: now(session).status == PAUSED, timeout=WAIT)
    stood = now(session).seconds
    room.stage.pause.click()
    qtbot.waitUntil(lambda: now(session).status == DONE, timeout=WAIT)
    assert now(session).seconds > stood
    style = session.styles[0]
    assert (style.name, style.kind) == ("Harbour light", "yours")
    assert style.id in made.enhance.styles.cards
    photo = open_photo(likes[0], at_least=400)
    plain = render(photo, Edit(), None, long_edge=200).pixels.astype(int)
    taught = render(photo, Edit(style=style.id), style, long_edge=200).pixels
    assert np.abs(taught - plain).mean() > 1

"""What guards say, and where it is seen."""

from pytestqt.qtbot import QtBot

from app.panels.status import StatusLine
from app.session import Session
from app.words.guard_words import words
from engine.guards import Guards

CALM = Guards(0.0, 0.001, 0.0, 0.99)
HARD = Guards(0.08, 0.125, 0.0, 0.9)


def test_sentences_name_the_share_and_the_gravest_comes_first(qtbot: QtBot) -> None:
    said = [sentence.replace("\u202f", " ") for sentence in words(HARD)]
    assert said == [
        "Fine structure changed more than usual.",
        "Skin moved further than usual in 8 % of the picture.",
        "12 % of the picture lost its detail in white or black.",
    ]
    assert words(CALM) == ()
    assert "sRGB" in words(Guards(0, 0, 0.5, 1))[0]


def test_the_status_line_says_it_only_while_it_bites(qtbot: QtBot) -> None:
    session = Session()
    line = StatusLine(session)
    qtbot.addWidget(line)
    line.show()
    assert not line.guard.isVisible()
    session.guards_changed.emit(HARD)
    assert line.guard.isVisible()
    assert line.guard_words.text() == "Fine structure changed more than usual"
    assert "Skin moved" in line.guard.toolTip()
    for calm in (CALM, None):
        session.guards_changed.emit(calm)
        assert not line.guard.isVisible()
    session.close()

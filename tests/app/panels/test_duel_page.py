"""The page of a blind duel: keys answer, names stay hidden to the end, and the result says no more than it knows."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.duels.duel import EVEN, LEFT, ORIGINAL, RIGHT, DuelWish, begin
from app.duels.held import DuelPictures, DuelView
from app.duels.scores import Rate, rate, tally, wilson
from app.main_window import MainWindow
from app.panels.duel import DuelPage, words
from app.panels.duel.result import won_and_lost
from app.session import Session

PHOTOS = tuple(Path(f"IMG_{number}.jpg") for number in range(30))


def grey(level: int) -> QImage:
    picture = QImage(300, 200, QImage.Format.Format_RGB32)
    picture.fill(level * 0x010101)
    return picture


class Judge:
    """A page with a duel, whose pictures come at once."""

    def __init__(self, qtbot: QtBot, session: Session, contenders: tuple[str, ...], count: int, focus: bool) -> None:
        self.session, self.duels = session, session.duels
        self.asked: list[DuelView] = []
        self.duels.view_wanted.connect(self._bring)
        self.page = DuelPage(session)
        qtbot.addWidget(self.page)
        self.page.resize(1200, 800)
        self.page.show()
        session.hold_duel(DuelWish(contenders, PHOTOS, focus=focus))
        self.duels.take(begin(contenders, PHOTOS, focus=focus, count=count, seed=2))

    def _bring(self, view: DuelView) -> None:
        self.asked.append(view)
        self.duels.pictures_changed.emit(DuelPictures(view.pair, grey(60), grey(180), (3000, 2000)))

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self.page, key)

    def prefer(self, style: str) -> None:
        """Answer for a style, where it stands."""
        assert self.duels.duel is not None
        pair = self.duels.duel.current
        assert pair is not None
        self.press(Qt.Key.Key_Left if pair.left == style else Qt.Key.Key_Right)

    def answers(self) -> tuple[str, ...]:
        assert self.duels.duel is not None
        return self.duels.duel.answers


@pytest.fixture
def judge(qtbot: QtBot, session: Session) -> Judge:
    return Judge(qtbot, session, ("vivid", "natural", ORIGINAL), 12, True)


def said(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_keys_answer(judge: Judge) -> None:
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Down):
        judge.press(key)
    assert judge.answers() == (LEFT, RIGHT, EVEN)
    judge.press(Qt.Key.Key_Backspace)
    assert judge.answers() == (LEFT, RIGHT)
    assert "3 of 12" in said(judge.page)


def test_buttons_answer_and_arrows_on_them_too(judge: Judge) -> None:
    judge.page.question.right.click()
    judge.page.question.even.click()
    QTest.keyClick(judge.page.question.right, Qt.Key.Key_Left)
    assert judge.answers() == (RIGHT, EVEN, LEFT)


def test_no_name_is_seen_before_the_end(judge: Judge, session: Session) -> None:
    names = {style.name for style in session.styles} | {"Original"} | {photo.stem for photo in PHOTOS}
    spoken = [*said(judge.page), *(w.accessibleName() for w in judge.page.findChildren(QWidget))]
    spoken += [w.toolTip() for w in judge.page.findChildren(QWidget)]
    assert judge.page.question.view.tags() == []
    assert not [words_ for words_ in spoken if any(name in words_ for name in names)]


def test_pictures_must_be_seen_before_they_are_judged(judge: Judge) -> None:
    judge.duels.view_wanted.disconnect(judge._bring)
    judge.press(Qt.Key.Key_Left)
    judge.press(Qt.Key.Key_Left)
    assert judge.answers() == (LEFT,)
    assert not judge.page.question.left.isEnabled()


def test_the_next_pair_is_asked_for_beforehand(judge: Judge) -> None:
    duel = judge.duels.duel
    assert duel is not None
    assert (judge.asked[-1].pair, judge.asked[-1].next) == duel.pairs[:2]
    judge.press(Qt.Key.Key_Left)
    assert (judge.asked[-1].pair, judge.asked[-1].next) == duel.pairs[1:3]


def test_zoom_asks_for_sharp_pixels_and_a_new_pair_is_fitted(judge: Judge) -> None:
    judge.press(Qt.Key.Key_Z)
    assert not judge.page.question.view.viewport.is_fitted
    assert judge.asked[-1].part is not None
    judge.press(Qt.Key.Key_Left)
    assert judge.page.question.view.viewport.is_fitted
    assert judge.asked[-1].part is None


def test_left_stays_left_for_wide_pictures_in_a_tall_window(judge: Judge) -> None:
    judge.page.resize(700, 1400)
    view = judge.page.question.view
    first, second = view.stage.pane(0), view.stage.pane(1)
    assert first.right() < second.left()
    assert first.top() == second.top()


def test_stopping_without_an_answer_leads_back(judge: Judge, session: Session) -> None:
    judge.press(Qt.Key.Key_Escape)
    assert (judge.duels.duel, session.room) == (None, "enhance")


def test_esc_ends_with_what_there_is_and_once_more_closes(judge: Judge, session: Session) -> None:
    judge.prefer("vivid")
    judge.press(Qt.Key.Key_Escape)
    assert judge.duels.is_judged
    assert session.room == "duel"
    assert judge.page.stack.currentWidget() is judge.page.result
    judge.press(Qt.Key.Key_Backspace)
    assert judge.page.stack.currentWidget() is judge.page.question
    judge.prefer("vivid")
    judge.press(Qt.Key.Key_Escape)
    judge.press(Qt.Key.Key_Escape)
    assert session.room == "enhance"


def test_a_clear_winner_may_become_the_default_if_she_says_so(judge: Judge, session: Session) -> None:
    for _ in range(12):
        judge.prefer("vivid")
    result = judge.page.result
    assert "Vivid was preferred to Natural in 8 of 8 decided pairs." in said(result)
    assert result.supports
    assert result.default.property("role") == "primary"
    assert session.settings.default_style == "natural"
    result.default.click()
    assert session.settings.default_style == "vivid"
    assert session.room == "enhance"


def test_what_is_open_is_called_open(judge: Judge, session: Session) -> None:
    for index in range(12):
        duel = judge.duels.duel
        assert duel is not None
        assert duel.current is not None
        rivals = {duel.current.left, duel.current.right} - {"vivid"}
        judge.prefer("vivid" if index % 2 else rivals.pop())
    result = judge.page.result
    assert any(line.startswith("No clear winner yet") for line in said(result))
    assert not result.supports
    assert (result.default.property("role"), result.keep.property("role")) == ("normal", "primary")
    result.keep.click()
    assert session.settings.default_style == "natural"


def test_all_meet_all_without_a_focus(qtbot: QtBot, session: Session) -> None:
    judge = Judge(qtbot, session, ("expert-c", "vivid", "natural"), 30, False)
    for _ in range(30):
        assert judge.duels.duel is not None
        pair = judge.duels.duel.current
        assert pair is not None
        judge.prefer("natural" if "natural" in (pair.left, pair.right) else "vivid")
    assert any(line.startswith("Natural was preferred to Vivid in 10 of 10") for line in said(judge.page.result))


def test_answers_are_saved_with_names(judge: Judge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judge.prefer("vivid")
    judge.press(Qt.Key.Key_Escape)
    file = tmp_path / "answers.csv"
    monkeypatch.setattr("app.panels.duel.page.QFileDialog.getSaveFileName", lambda *_: (str(file), ""))
    judge.page.result.save.click()
    lines = file.read_text("utf-8").splitlines()
    assert lines[0] == "photo,left,right,answer"
    assert "Vivid" in lines[1]
    monkeypatch.setattr(
        "app.panels.duel.page.QFileDialog.getSaveFileName", lambda *_: (str(tmp_path / "answers.csv" / "x.csv"), "")
    )
    judge.page.result.save.click()
    toast = judge.page.toaster.toast()
    assert toast is not None
    judge.page.toaster.close()


def test_small_pictures_reach_their_places(judge: Judge) -> None:
    wanted: list[tuple[tuple[Path, str], ...]] = []
    judge.duels.samples_wanted.connect(wanted.append)
    for _ in range(4):
        judge.prefer("vivid")
    judge.press(Qt.Key.Key_Escape)
    photo, style = wanted[-1][0]
    judge.duels.sample_changed.emit(photo, style, grey(90))
    assert not judge.page.result.pictures[photo, style].picture().isNull()


def test_the_window_shows_nothing_else_and_comes_back(qtbot: QtBot, session: Session) -> None:
    window = MainWindow(session)
    window.complete()
    qtbot.addWidget(window)
    window.show()
    window.commands.by_id["duel"].trigger()
    assert session.room == "duel"
    assert session.duels.wish is not None
    assert session.duels.wish.contenders == ("natural", "expert-c", ORIGINAL)
    assert not window.header.isVisible()
    assert not window.status.isVisible()
    page = window.page()
    assert page is not None
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert session.room == "enhance"
    assert window.header.isVisible()


# ── words ───────────────────────────────────────────────────────────────────────────────────────────────────────


def made(wins: int, losses: int, evens: int = 0) -> Rate:
    return Rate(wins, losses, evens, *wilson(wins, wins + losses), 1.0)


def test_sentences_of_results() -> None:
    assert words.headline(made(19, 7), "Harbour light", "Natural") == (
        "Harbour light was preferred to Natural in 19 of 26 decided pairs."
    )
    assert words.headline(made(7, 19), "Harbour light", "Natural") == "On these photos Natural was preferred."
    assert words.headline(made(5, 5), "a", "b") == "No clear winner yet."
    assert words.headline(made(0, 0, 3), "a", "b") == "Nobody was preferred yet."
    assert "more pairs would tell" in words.headline(made(8, 4), "a", "b")
    assert words.evidence(made(19, 7), "Harbour light", supports=True).endswith("in favour of Harbour light.")
    assert "chance" in words.evidence(made(5, 5), "a", supports=False)
    assert "another rival" in words.evidence(made(19, 7), "a", supports=False)
    assert "against" in words.evidence(made(7, 19), "a", supports=False)


def test_shares_in_words() -> None:
    share, likely = words.shares(made(19, 7))
    assert share.replace("\u202f", " ") == "73 %"
    assert likely.replace("\u202f", " ") == "likely 54 to 86 %"
    assert words.shares(made(0, 0)) == ("Even", "nothing decided")


def test_photos_won_and_lost() -> None:
    duel = begin(("a", "b"), PHOTOS, focus=True, count=3, seed=1)
    for winner in ("a", "b", ""):
        pair = duel.current
        assert pair is not None
        duel = duel.answered(EVEN if not winner else LEFT if pair.left == winner else RIGHT)
    assert won_and_lost(duel, "a") == ([duel.pairs[0].photo], [duel.pairs[1].photo])
    assert rate(tally(duel.votes), "a", "b").decided == 2

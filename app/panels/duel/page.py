"""The page of a blind duel: it fills the window, asks, and shows the result. Names appear at the end only."""

from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from app.duels.duel import ORIGINAL, Duel, to_csv
from app.duels.held import DuelPart, DuelPictures, DuelView
from app.panels.duel.bar import DuelBar
from app.panels.duel.question import Question
from app.panels.duel.result import Result, votes_of
from app.session import Session
from app.storage import small_file
from app.widgets.room import RoomPage
from app.widgets.shown import Shown


class DuelPage(RoomPage):
    """Two pictures, three answers; then what they say."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._duels = session, session.duels
        self._seen: Duel | None = None
        self._judged = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.bar = DuelBar()
        self.question, self.result = Question(), Result()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.question)
        self.stack.addWidget(self.result)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.stack, 1)
        self._connect()
        self._show()

    def _connect(self) -> None:
        duels, question, result = self._duels, self.question, self.result
        self.bar.left.connect(self._out)
        question.answered.connect(duels.answer)
        question.back_wanted.connect(duels.undo)
        question.stop_wanted.connect(self._out)
        question.view.room_changed.connect(self._ask)
        question.view.region_wanted.connect(self._ask)
        result.closed.connect(self._leave)
        result.more_wanted.connect(duels.lengthen)
        result.save_wanted.connect(self._save)
        result.default_wanted.connect(self._use)
        duels.changed.connect(self._show)
        duels.pictures_changed.connect(self._show_pictures)
        duels.part_changed.connect(self._show_part)
        duels.sample_changed.connect(result.show_sample)

    def regions(self) -> list[QWidget]:
        """The bar and what is asked."""
        return [self.bar, self.stack]

    def take_focus(self) -> None:
        """Answers are given by keys at once."""
        self.setFocus()

    # ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────

    def _show(self) -> None:
        """Follow the duel: the next question, or the result."""
        duel, judged = self._duels.duel, self._duels.is_judged
        if duel is None:
            self._seen = None
            self.question.set_ready(ready=False)
            self.question.view.clear()
            return
        if judged:
            self._show_result(duel)
        else:
            self._show_question(duel)
        self._seen, self._judged = duel, judged

    def _show_question(self, duel: Duel) -> None:
        wish = self._duels.wish
        unseen = wish is not None and wish.unseen
        note = self.tr("Photos the style has not seen") if unseen else self.tr("Your photos")
        self.bar.show_question(note, len(duel.answers) + 1, len(duel.pairs))
        self.stack.setCurrentWidget(self.question)
        if self._seen is None or self._judged or self._seen.current != duel.current:
            self.question.set_ready(ready=False)
            self.question.view.zoom_to(None)
            self.setFocus()
        self._ask()

    def _ask(self, *_: object) -> None:
        """Have the job bring what this question needs, in the size of this window."""
        duel = self._duels.duel
        room: QSize = self.question.view.room
        if duel is None or duel.current is None or self._duels.is_judged or room.isEmpty():
            return
        following = duel.pairs[len(duel.answers) + 1 : len(duel.answers) + 2]
        part = self.question.view.wanted_part()
        view = DuelView(duel.current, following[0] if following else None, (room.width(), room.height()), part)
        self._duels.view_wanted.emit(view)

    def _show_pictures(self, pictures: DuelPictures) -> None:
        duel = self._duels.duel
        if duel is not None and pictures.pair == duel.current and not self._duels.is_judged:
            left = Shown(self.tr("Left"), "", pictures.left)
            right = Shown(self.tr("Right"), "", pictures.right)
            self.question.show_pair(left, right, pictures.size)

    def _show_part(self, part: DuelPart) -> None:
        duel = self._duels.duel
        if duel is not None and part.pair == duel.current:
            rect: QRect = part.rect
            self.question.show_part(rect, Shown("", "", part.left), Shown("", "", part.right))

    def _show_result(self, duel: Duel) -> None:
        self.bar.show_result()
        self.result.show_duel(duel, self._name_of, self._note_of)
        self.stack.setCurrentWidget(self.result)
        self._duels.samples_wanted.emit(self.result.samples())
        (self.result.default if self.result.supports else self.result.keep).setFocus(Qt.FocusReason.OtherFocusReason)

    def _name_of(self, contender: str) -> str:
        if contender == ORIGINAL:
            return self.tr("Original")
        style = self._session.style_called(contender)
        return style.name if style else contender

    def _note_of(self, contender: str) -> str:
        """What a contender is, in a word or two."""
        if contender == ORIGINAL:
            return self.tr("camera picture")
        if contender == self._session.settings.default_style:
            return self.tr("default style")
        style = self._session.style_called(contender)
        kinds = {
            "look": self.tr("bundled look"),
            "expert": self.tr("bundled look"),
            "yours": self.tr("your style"),
            "added": self.tr("added style"),
        }
        return kinds.get(style.kind, "") if style else ""

    # ── what the person does ────────────────────────────────────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answers; on the result, Esc closes and Backspace goes back to the last question."""
        if self._duels.is_judged:
            if event.key() == Qt.Key.Key_Escape:
                self._leave()
            elif event.key() == Qt.Key.Key_Backspace:
                self._duels.undo()
            else:
                super().keyPressEvent(event)
        elif event.isAutoRepeat() or not self.question.act(event.key()):
            super().keyPressEvent(event)

    def _out(self) -> None:
        """Out of the questions to the result, if there is one; out of the result to where the person came from."""
        duel = self._duels.duel
        if duel is not None and duel.answers and not self._duels.is_judged:
            self._duels.stop()
        else:
            self._leave()

    def _leave(self) -> None:
        self._duels.end()
        self._session.enter_room(self._duels.came_from)

    def _use(self, style_id: str) -> None:
        """The style becomes the default, because she says so."""
        self._session.change_settings(default_style=style_id)
        words = self.tr("{name} is the default style now.").format(name=self._name_of(style_id))
        self._leave()
        self._session.said.emit(words)

    def _save(self) -> None:
        duel = self._duels.duel
        if duel is None:
            return
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save answers"), str(Path.home() / "duel.csv"), self.tr("Tables (*.csv)")
        )
        if not name:
            return
        text = to_csv(votes_of(duel, lambda contender: contender and self._name_of(contender)))
        try:
            small_file.replace_file(Path(name), text.encode("utf-8"))
        except OSError as problem:
            words = self.tr("{name} could not be written: {reason}.")
            self.toaster.trouble(words.format(name=Path(name).name, reason=problem.strerror))
        else:
            self._session.said.emit(self.tr("The answers are in {name}.").format(name=Path(name).name))

    # ── events ──────────────────────────────────────────────────────────────────────────────────────────────────

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

"""The middle of the Teach room: name and buttons, how far it is, six photos before and now, one of them over time."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.learning import DONE, INTERRUPTED, KEPT, LEARNING, PAIRS, PAUSED, PAUSING, REFUSED, Learning
from app.panels.teach import words
from app.panels.teach.words import tr
from app.widgets.buttons import Button
from app.widgets.elided_label import ElidedLabel
from app.widgets.fold import Fold
from app.widgets.icon_label import IconLabel
from app.widgets.loss_plot import LossPlot
from app.widgets.marked_line import MarkedLine
from app.widgets.moment_strip import INSET, Cell, MomentStrip
from app.widgets.pair_picture import PairPicture
from app.words import duration_words

BEFORE, NOW, EARLIER = "before", "now", "earlier"
_COLUMNS, _GAP, _SIDE, _NAME = 3, 16, 24, 320
_RUNS = (LEARNING, PAUSING)


class TeachStage(QWidget):
    """Shows a learning, or what one would begin with.

    Signals:
        teach_wanted, pause_wanted (bool), drop_wanted: a button was pressed.
        keep_wanted: seconds of the moment that is to be kept, or None for the newest.
        photo_chosen: number of the photo that is to be seen over time.
        renamed: the person typed another name.
    """

    teach_wanted = Signal()
    pause_wanted = Signal(bool)
    keep_wanted = Signal(object)
    drop_wanted = Signal()
    photo_chosen = Signal(int)
    renamed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._learning: Learning | None = None
        self._names: tuple[str, ...] = ()
        self._befores: tuple[QImage, ...] = ()
        self._earlier: tuple[str, QImage] | None = None
        self._photo = 0
        self._moment = NOW
        self._focus_follows = False
        self.name, self.title, self.version = QLineEdit(), ElidedLabel(role="title"), QLabel()
        self.teach = Button(tr("Teach"), "primary")
        self.pause = Button(tr("Pause"), icon="pause")
        self.keep = Button(tr("Stop and keep"), "primary")
        self.drop = Button(tr("Discard"), "quiet")
        self.line = MarkedLine()
        self.state, self.more = QLabel(), ElidedLabel(role="second")
        self.note = QLabel()
        self.guard_icon, self.guard = IconLabel("shield-check"), ElidedLabel(role="second")
        self.pairs = [PairPicture(captions=number < _COLUMNS) for number in range(PAIRS)]
        self.strip = MomentStrip()
        self.strip_name, self.strip_hint = ElidedLabel(role="second"), QLabel(tr("Choose a moment to go back to it"))
        self.curve, self.plot = Fold(tr("Learning curve"), is_open=False), LossPlot()
        self._over_time = QWidget()
        self._build()
        self._connect()

    # ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────

    def show_photos(self, names: tuple[str, ...], befores: tuple[QImage, ...]) -> None:
        """The photos that are shown, as they were; null while they are being read."""
        self._names, self._befores = names, befores
        self._show_state()
        self._show_pairs()
        self._show_strip()

    def show_earlier(self, words: str, picture: QImage | None) -> None:
        """The photo of the strip in the style that was started from; None for nothing."""
        self._earlier = (words, picture) if picture is not None else None
        self._show_strip()

    def show_name(self, name: str, version: int) -> None:
        """What the style is, or will be, called."""
        if self.name.text() != name:
            self.name.setText(name)
        self.title.setText(name)
        is_open = self._learning is not None and self._learning.is_open
        words = tr("Version {number}") if is_open else tr("Next is version {number}")
        self.version.setText(words.format(number=version) if version > 1 or is_open else "")

    def set_may_teach(self, may: bool) -> None:
        """Whether teaching can begin."""
        self.teach.setEnabled(may)
        if may and self._focus_follows:
            self.teach.setFocus()
        self._focus_follows = False

    def show_learning(self, learning: Learning | None) -> None:
        """Follow a learning; None stands before one."""
        self._learning = learning
        if self._moment not in self._moments():
            self._moment = NOW
        self._show_head()
        self._show_state()
        self._show_pairs()
        self._show_strip()
        self._show_curve()

    def mark(self, warned: tuple[bool, ...]) -> None:
        """Mark the photos in which a guard bites."""
        for number, pair in enumerate(self.pairs):
            pair.set_warned(number < len(warned) and warned[number])

    def chosen_moment(self) -> float | None:
        """Seconds of the moment that is looked at; None for the newest."""
        return None if self._moment in (NOW, BEFORE, EARLIER) else float(self._moment)

    def photo(self) -> int:
        """Number of the photo that is seen over time."""
        return self._photo

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        # The pictures over time stand under the others; the frame around a chosen one goes beyond.
        column.setContentsMargins(theme.px(_SIDE) - INSET, theme.px(16), theme.px(_SIDE) - INSET, theme.px(16))
        column.setSpacing(0)
        column.addLayout(_inset(self._head()))
        column.addSpacing(theme.px(4))
        column.addLayout(_inset(self.line))
        column.addSpacing(theme.px(4))
        column.addLayout(_inset(self._said()))
        self.note.setProperty("role", "second")
        self.note.setWordWrap(True)
        column.addLayout(_inset(self.note))
        column.addSpacing(theme.px(20))
        column.addLayout(_inset(self._photos()))
        column.addSpacing(theme.px(20))
        column.addWidget(self._strip())
        column.addSpacing(theme.px(8))
        self.curve.add(self.plot)
        column.addLayout(_inset(self.curve))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The photos lie on the canvas, as everywhere.
        for part in (inside, area.viewport()):
            part.setObjectName("canvas")
            part.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _head(self) -> QHBoxLayout:
        self.name.setFixedWidth(theme.px(_NAME))
        self.name.setMaxLength(60)
        self.name.setAccessibleName(tr("Name of the style"))
        self.name.setPlaceholderText(tr("Name of the style"))
        self.version.setProperty("role", "second")
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.name)
        row.addWidget(self.title)
        row.addWidget(self.version, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        for button in (self.drop, self.pause, self.keep, self.teach):
            row.addWidget(button)
        return row

    def _said(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.state)
        row.addWidget(self.more, 1)
        row.addWidget(self.guard_icon)
        row.addWidget(self.guard)
        return row

    def _photos(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(_GAP))
        grid.setVerticalSpacing(theme.px(_GAP))
        for number, pair in enumerate(self.pairs):
            grid.addWidget(pair, number // _COLUMNS, number % _COLUMNS)
            pair.clicked.connect(lambda _=False, which=number: self._choose_photo(which))
        return grid

    def _strip(self) -> QWidget:
        title = QLabel(tr("Over time"))
        title.setProperty("role", "section")
        self.strip_hint.setProperty("role", "second")
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(title)
        row.addWidget(self.strip_name, 1)
        row.addWidget(self.strip_hint)
        row.setContentsMargins(INSET, 0, INSET, 0)
        column = QVBoxLayout(self._over_time)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        column.addLayout(row)
        column.addWidget(self.strip)
        self._over_time.setObjectName("canvas")
        self._over_time.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        return self._over_time

    def _connect(self) -> None:
        self.teach.clicked.connect(self.teach_wanted)
        self.pause.clicked.connect(self._press_pause)
        self.keep.clicked.connect(lambda: self.keep_wanted.emit(self.chosen_moment()))
        self.drop.clicked.connect(self.drop_wanted)
        self.name.textEdited.connect(self.renamed)
        self.name.returnPressed.connect(self.teach.click)
        self.strip.chosen.connect(self._choose_moment)

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _show_head(self) -> None:
        focus = self.focusWidget()
        learning = self._learning
        status = learning.status if learning is not None else ""
        is_open = learning is not None and learning.is_open
        typing = not is_open
        self.name.setVisible(typing)
        self.title.setVisible(not typing)
        self.version.setVisible(is_open or bool(self.version.text()))
        self.teach.setVisible(typing)
        self.teach.setText(tr("Teach again") if status in (DONE, KEPT) else tr("Teach"))
        self.pause.setVisible(is_open)
        self.pause.setEnabled(status != PAUSING)
        self.pause.setText(tr("Pause") if status in _RUNS else tr("Resume"))
        self.pause.set_picture("pause" if status in _RUNS else "play")
        self.keep.setVisible(is_open)
        moment = self.chosen_moment()
        self.keep.setEnabled(is_open and status != PAUSING and (learning is not None and learning.kept is not None))
        kept = tr("Keep {time}").format(time=duration_words.rounded(moment)) if moment is not None else ""
        self.keep.setText(kept or (tr("Stop and keep") if status in _RUNS else tr("Keep")))
        self.drop.setVisible(status in (PAUSED, INTERRUPTED))
        if focus in (self.teach, self.pause, self.keep, self.drop, self.name) and not focus.isVisibleTo(self):
            (self.pause if is_open else self.teach).setFocus()
            self._focus_follows = not is_open and not self.teach.isEnabled()

    def _show_state(self) -> None:
        learning = self._learning
        self.line.setVisible(learning is not None)
        note = learning.note if learning is not None and learning.status in _RUNS else ""
        self.note.setText(note)
        self.note.setVisible(bool(note))
        if learning is None:
            self.state.hide()  # nor does the room beside it set the words in
            self.more.setText(tr("What is learned will stand beside each photo.") if self._names else "")
            self.guard.hide()
            self.guard_icon.hide()
            return
        said, more = words.state_words(learning)
        self.state.setText(said)
        self.state.show()
        self.more.setText(more)
        self.line.setVisible(learning.status != REFUSED and (learning.is_open or learning.seconds > 0))
        self.line.set_share(learning.share)
        whole = learning.seconds / learning.share if learning.share else 0.0
        self.line.set_mark(learning.usable_since / whole if learning.usable_since is not None and whole else None)
        guard, bites = words.guard_words(learning)
        self.guard.setText(guard)
        self.guard_icon.set_icon("warning" if bites else "shield-check", "warning" if bites else "text2")
        self.guard.setVisible(bool(guard))
        self.guard_icon.setVisible(bool(guard))

    def _show_pairs(self) -> None:
        learning = self._learning
        befores = _filled(learning.before if learning is not None else (), self._befores)
        nows = self._pictures_of(self._moment)
        for number, pair in enumerate(self.pairs):
            there = number < len(self._names)
            pair.setVisible(there)
            if there:
                now = nows[number] if number < len(nows) else QImage()
                pair.set_pictures(self._names[number], befores[number] if number < len(befores) else QImage(), now)
                pair.setChecked(number == self._photo)

    def _show_strip(self) -> None:
        learning = self._learning
        self._over_time.setVisible(learning is not None and bool(self._names))
        if learning is None or not self._names:
            return
        photo = min(self._photo, len(self._names) - 1)
        self.strip_name.setText(self._names[photo])
        befores = _filled(learning.before, self._befores)
        cells = [Cell(BEFORE, tr("Before"), _nth(befores, photo))]
        cells += [
            Cell(str(moment.seconds), duration_words.rounded(moment.seconds), _nth(moment.pictures, photo))
            for moment in learning.moments
        ]
        now = tr("Now, {time}").format(time=duration_words.rounded(learning.seconds))
        rests = tr("Newest") if learning.seconds else learning.wish.name
        cells.append(Cell(NOW, now if learning.status in _RUNS else rests, _nth(learning.now, photo)))
        if self._earlier is not None:
            cells.append(Cell(EARLIER, self._earlier[0], self._earlier[1], apart=True))
        self.strip.set_cells(tuple(cells), self._moment)

    def _show_curve(self) -> None:
        learning = self._learning
        self.curve.setVisible(learning is not None and bool(learning.curves))
        if learning is None:
            return
        end = learning.seconds + (learning.left or 0.0)
        known = sorted(learning.curves, key=lambda curve: curve[0] not in ("fidelity", "quality"))
        curves = tuple((words.curve_words(name), points) for name, points in known[:4])
        self.plot.set_curves(curves, end, duration_words.rounded(end))

    def _pictures_of(self, moment: str) -> tuple[QImage, ...]:
        learning = self._learning
        if learning is None:
            return ()
        if moment == BEFORE:
            return _filled(learning.before, self._befores)
        found = next((m for m in learning.moments if str(m.seconds) == moment), None)
        return found.pictures if found is not None else learning.now

    def _moments(self) -> tuple[str, ...]:
        moments = self._learning.moments if self._learning is not None else ()
        return (NOW, BEFORE, EARLIER, *(str(moment.seconds) for moment in moments))

    def _choose_moment(self, moment: str) -> None:
        self._moment = moment
        self._show_head()
        self._show_pairs()
        self._show_strip()

    def _choose_photo(self, number: int) -> None:
        self._photo = number
        self._show_pairs()
        self._show_strip()
        self.photo_chosen.emit(number)

    def _press_pause(self) -> None:
        learning = self._learning
        if learning is not None:
            self.pause_wanted.emit(learning.status in _RUNS)


def _inset(part: QWidget | QLayout) -> QHBoxLayout:
    """A part of the page with the strip's margins around it."""
    row = QHBoxLayout()
    row.setContentsMargins(INSET, 0, INSET, 0)
    if isinstance(part, QLayout):
        row.addLayout(part)
    else:
        row.addWidget(part)
    return row


def _nth(pictures: tuple[QImage, ...], number: int) -> QImage:
    return pictures[number] if number < len(pictures) else QImage()


def _filled(first: tuple[QImage, ...], second: tuple[QImage, ...]) -> tuple[QImage, ...]:
    """Pictures of the first, those of the second where the first has none."""
    count = max(len(first), len(second))
    return tuple(p if not (p := _nth(first, n)).isNull() else _nth(second, n) for n in range(count))

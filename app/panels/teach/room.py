"""TeachRoom: connects what can be chosen with what is learned and shown."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QImage, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import theme
from app.duel import usual_wish
from app.learning import DONE, KEPT, LEARNING, PAIRS, PAUSING, Learning, LearningWish
from app.likes import LikesReport
from app.panels.teach.choices import TeachChoices
from app.panels.teach.likes_card import SHOWN
from app.panels.teach.stage import EARLIER, NOW, TeachStage
from app.panels.teach.words import tr
from app.pictures import Styled
from app.session import Session
from app.widgets.buttons import Button
from app.widgets.divider import Divider
from app.widgets.empty_state import DropFrame
from app.widgets.room import RoomPage
from engine.decode.extensions import PHOTO_EXTENSIONS
from engine.styles import Style

_LEFT, _LEAST, _MOST = 304, 248, 420
_LIVE = (0.0, 100.0)


class TeachRoom(RoomPage):
    """Left what is learned from, in the middle how the style becomes, below what follows from it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pictures: dict[Path, QImage] = {}
        self._asked: set[Path] = set()
        self._previews: tuple[Path, ...] = ()
        self._shown: tuple[Path, ...] = ()
        self._name = tr("My style")
        self._wish: LearningWish | None = None
        self._was_open = False
        self._earlier_key: tuple[str, Path] | None = None
        self._styled: tuple[Styled, ...] = ()
        self._styled_key: tuple[object, ...] = ()
        self.choices = TeachChoices(self._own_styles, self._open_photos)
        self.stage = TeachStage()
        self.empty = DropFrame(
            "heart", tr("No likes yet"), tr("Teaching starts with likes: press P on pictures you love.")
        )
        self.stack = QStackedWidget()
        self.foot = QLabel(tr("Six of your photos, refreshed every few seconds."))
        self.choose = Button(tr("Choose photos…"), "quiet", small=True)
        self.duel = Button(tr("Blind duel…"), small=True)
        self._build()
        self._connect()
        self._show_settings()
        self._show_likes()
        self._show_learning(session.learning)

    def regions(self) -> list[QWidget]:
        """Choices and stage."""
        return [self.choices, self.stack]

    def take_focus(self) -> None:
        """The first thing that can be pressed: teach, pause, or add likes."""
        stage = self.stage
        buttons = (stage.teach, stage.pause, self._add)
        button = next((b for b in buttons if b.isVisibleTo(self) and b.isEnabled()), self.choices.likes.add)
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    # ── parts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _build(self) -> None:
        self._add = Button(tr("Add likes…"), "primary")
        self.empty.add_button(self._add)
        framed = QWidget()
        framed.setObjectName("canvas")
        framed.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        around = QVBoxLayout(framed)
        around.setContentsMargins(*(theme.px(48),) * 4)
        around.addWidget(self.empty)
        for page in (framed, self.stage):
            self.stack.addWidget(page)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.stack, 1)
        column.addWidget(Divider())
        column.addWidget(self._bar())
        columns = QSplitter(Qt.Orientation.Horizontal)
        self.choices.setMinimumWidth(theme.px(_LEAST))
        self.choices.setMaximumWidth(theme.px(_MOST))
        for part in (self.choices, middle):
            columns.addWidget(part)
        columns.setStretchFactor(1, 1)
        columns.setChildrenCollapsible(False)
        columns.setHandleWidth(1)
        columns.setSizes([theme.px(_LEFT), theme.px(1300)])
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(columns)
        self.setAcceptDrops(True)

    def _bar(self) -> QWidget:
        bar = QFrame()
        bar.setFixedHeight(theme.px(theme.HEIGHTS.bar))
        self.foot.setProperty("role", "second")
        row = QHBoxLayout(bar)
        row.setContentsMargins(theme.px(12), 0, theme.px(24), 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.foot, 1)
        row.addWidget(self.choose)
        row.addWidget(self.duel)
        return bar

    def _connect(self) -> None:
        session, stage, choices = self._session, self.stage, self.choices
        for button in (self._add, choices.likes.add):
            button.clicked.connect(lambda: self.wanted.emit("add_likes"))
        stage.teach_wanted.connect(self._teach)
        stage.pause_wanted.connect(session.pause_learning)
        stage.keep_wanted.connect(session.keep_learned)
        stage.drop_wanted.connect(session.drop_learning)
        stage.renamed.connect(self._rename)
        stage.photo_chosen.connect(lambda _: self._show_earlier())
        choices.changed.connect(self._show_earlier)
        choices.changed.connect(self._show_ready)
        choices.balance_wanted.connect(self._rebalance)
        choices.folder_wanted.connect(self._ask_for_folder)
        choices.device_chosen.connect(lambda device: session.change_settings(device=device))
        choices.goes_on_chosen.connect(lambda on: session.change_settings(learn_on=on))
        self.choose.clicked.connect(self._ask_for_photos)
        self.duel.clicked.connect(self._duel)
        for signal in (session.likes_changed, session.marks_changed, session.shelf_changed):
            signal.connect(self._show_likes)
        session.photos_changed.connect(self._show_photos)
        session.learning_changed.connect(self._show_learning)
        session.small_changed.connect(self._show_small)
        session.styled_changed.connect(self._show_styled)
        session.styles_changed.connect(self._show_taught)
        session.devices_changed.connect(self._show_settings)
        session.settings_changed.connect(self._show_settings)

    # ── what is shown ───────────────────────────────────────────────────────────────────────────────────────────

    def _show_settings(self, *_: object) -> None:
        session = self._session
        self.choices.goes_on.setChecked(session.settings.learn_on)
        self.choices.fields.show_devices(session.devices, session.settings.device)

    def _show_likes(self, *_: object) -> None:
        likes, report = self._session.liked_paths(), self._session.likes
        measured = report if isinstance(report, LikesReport) and report.readiness.count else None
        self.choices.likes.show_likes(likes, measured if likes else None)
        self._ask_small(likes[-SHOWN:])
        for path in likes[-SHOWN:]:
            if path in self._pictures:
                self.choices.likes.strip.show_picture(path, self._pictures[path])
        self._show_photos()
        self._show_ready()

    def _show_photos(self, *_: object) -> None:
        """The photos that are shown before and now: those of the learning, chosen ones, open ones, or likes."""
        learning = self._session.learning
        if learning is not None and learning.status != "refused":
            photos = learning.wish.previews
        else:
            photos = self._wanted_previews()
        self._shown = photos
        self._ask_small(photos)
        befores = tuple(self._pictures.get(path, QImage()) for path in photos)
        self.stage.show_photos(tuple(path.stem for path in photos), befores)

    def _show_ready(self, *_: object) -> None:
        """Whether teaching can begin, and what the page shows."""
        session, learning = self._session, self._session.learning
        likes = session.liked_paths()
        is_open = learning is not None and learning.is_open
        self.stack.setCurrentIndex(1 if likes or learning is not None else 0)
        self.stage.set_may_teach(bool(likes) and bool(self._name.strip()) and not is_open)
        if not is_open:
            self.stage.show_name(self._name, self._version())
        self.duel.setEnabled(self._learned() is not None)
        self.choose.setEnabled(not is_open)

    def _show_learning(self, learning: Learning | None) -> None:
        is_open = learning is not None and learning.is_open
        self.choices.set_locked(is_open)
        if learning is not None and is_open and learning.wish != self._wish:
            self._wish = learning.wish
            self._show_wish(learning.wish)
        if learning is not None and self._was_open and learning.status in (DONE, KEPT):
            self._keep_balance(learning.wish)
        self._was_open = is_open
        over = learning is not None and learning.status in (DONE, KEPT)
        self._ask_styled()
        style = self._learned() if over else learning.style if learning is not None else None
        self.choices.set_live(_LIVE if style is not None and style.weights else None)
        if learning is not None and len(self._styled) == len(learning.wish.previews) and self._styled:
            now = tuple(made.picture for made in self._styled)
            learning = replace(learning, now=now, guards=_counted(self._styled))
            self.stage.mark(tuple(bool(made.biting) for made in self._styled))
        self._show_photos()
        self.stage.show_learning(learning)
        self._show_ready()
        self._show_earlier()

    def _keep_balance(self, wish: LearningWish) -> None:
        """Where the slider was moved to while it learned is where the finished style stands."""
        style, balance = self._learned(), self.choices.choice.balance
        if style is not None and balance != wish.balance:
            self._session.balance_wanted.emit(style, balance)

    def _show_wish(self, wish: LearningWish) -> None:
        """What is being learned stands at the left, also after a restart."""
        self._name = wish.name
        self.stage.show_name(wish.name, wish.version)
        start = next((style for style in self._session.styles if style.id == wish.start_style), None)
        self.choices.choose(
            practice=wish.practice,
            practice_words=self._practice_words(wish.practice),
            start=start,
            minutes=wish.minutes,
            balance=wish.balance,
            weights=wish.weights,
            method=wish.method,
        )

    def _show_taught(self) -> None:
        """A taught style is here, or its slider stands elsewhere."""
        self._ask_styled()
        self._show_ready()

    def _ask_styled(self) -> None:
        """The photos in the newest style: that which is being learned, or was, where its slider stands."""
        learning = self._session.learning
        over = learning is not None and learning.status in (DONE, KEPT)
        style = None if learning is None else self._learned() if over else learning.style
        photos = () if learning is None else learning.wish.previews
        moved = learning is not None and not over and self.choices.choice.balance != learning.wish.balance
        balance = self.choices.choice.balance if moved else None
        key = (style, learning.kept if learning is not None else None, photos, balance)
        if key == self._styled_key:
            return
        self._styled_key = key
        if style is None or not photos:
            self._styled = ()
        else:
            self._session.styled_wanted.emit(style, photos, NOW, balance)

    def _show_small(self, path: Path, picture: QImage) -> None:
        self._pictures[path] = picture
        self.choices.likes.strip.show_picture(path, picture)
        if path in self._shown:
            self._show_photos()

    def _show_styled(self, pictures: tuple[Styled, ...], wish: str) -> None:
        if wish == EARLIER:
            start = self.choices.choice.start
            self.stage.show_earlier(start.name if start is not None else "", pictures[0].picture)
        elif wish == NOW:
            self._styled = pictures
            self._show_learning(self._session.learning)

    def _show_earlier(self, *_: object) -> None:
        """The photo of the strip in the style that is started from."""
        learning = self._session.learning
        start = self.choices.choice.start
        number = self.stage.photo()
        if start is None or learning is None or number >= len(self._shown):
            self.stage.show_earlier("", None)
            return
        key = (start.id, self._shown[number])
        if key != self._earlier_key:
            self._earlier_key = key
            self.stage.show_earlier(start.name, QImage())
            self._session.styled_wanted.emit(start, (self._shown[number],), EARLIER, None)

    # ── what the person does ────────────────────────────────────────────────────────────────────────────────────

    def _teach(self) -> None:
        session, choice = self._session, self.choices.choice
        likes = session.liked_paths()
        if not likes or not self._name.strip():
            return
        own = set(likes)
        session.teach(
            LearningWish(
                self._name.strip(),
                likes,
                tuple(path for path in choice.practice if path not in own),
                self._wanted_previews(),
                start=str(choice.start.file) if choice.start is not None else "",
                start_style=choice.start.id if choice.start is not None else "",
                start_words=choice.start.name if choice.start is not None else "",
                balance=choice.balance,
                weights=choice.weights,
                method=choice.method,
                device=session.settings.device,
                minutes=choice.minutes,
                version=self._version(),
            )
        )

    def _rename(self, name: str) -> None:
        self._name = name
        self._show_ready()

    def _rebalance(self, balance: float) -> None:
        """A taught style follows the slider at once, and so do the photos of one that is being learned."""
        style, learning = self._learned(), self._session.learning
        if style is not None and learning is not None and learning.status in (DONE, KEPT):
            self._session.balance_wanted.emit(style, balance)
        elif learning is not None and learning.is_open:
            self._ask_styled()

    def _duel(self) -> None:
        session, style = self._session, self._learned()
        if style is not None:
            known = [each.id for each in session.styles]
            photos = self._open_photos() or self._shown
            session.hold_duel(usual_wish(style.id, known, session.settings.default_style, photos))

    def _ask_for_photos(self) -> None:
        endings = " ".join(f"*{ending}" for ending in sorted(PHOTO_EXTENSIONS))
        kinds = tr("Photos ({endings})").format(endings=endings)
        names, _ = QFileDialog.getOpenFileNames(self, tr("Six photos to look at"), str(self._folder()), kinds)
        if names:
            self._previews = tuple(Path(name) for name in names[:PAIRS])
            self._show_photos()

    def _ask_for_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, tr("Photos to practise on"), str(self._folder()))
        if name:
            self.choices.choose(practice=(Path(name),), practice_words=Path(name).name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        learning = self._session.learning
        if event.key() == Qt.Key.Key_Space and learning is not None and learning.is_open:
            self._session.pause_learning(learning.status in (LEARNING, PAUSING))
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._session.likes_report_wanted.emit()
        self._session.devices_wanted.emit()
        self._show_likes()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.empty.set_awake(False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()
            self.empty.set_awake(True)

    def dropEvent(self, event: QDropEvent) -> None:
        """Whatever is dropped here is liked."""
        self.empty.set_awake(False)
        event.acceptProposedAction()
        self.take_dropped(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())

    def take_dropped(self, paths: Iterable[Path]) -> None:
        """Files and folders become likes."""
        self._session.add_likes(paths)

    # ── what there is ───────────────────────────────────────────────────────────────────────────────────────────

    def _own_styles(self) -> tuple[Style, ...]:
        return tuple(style for style in self._session.styles if style.kind == "yours")

    def _open_photos(self) -> tuple[Path, ...]:
        """Open photos that are not liked: nobody has finished them."""
        likes = set(self._session.liked_paths())
        return tuple(path for path in self._session.photos if path not in likes)

    def _wanted_previews(self) -> tuple[Path, ...]:
        photos = self._previews or self._open_photos() or self._session.liked_paths()
        return photos[:PAIRS]

    def _learned(self) -> Style | None:
        """The newest style of this name."""
        return next((style for style in self._own_styles() if style.name.startswith(self._name.strip())), None)

    def _version(self) -> int:
        name = self._name.strip()
        return 1 + sum(style.name == name or style.name.rpartition(" ")[0] == name for style in self._own_styles())

    def _practice_words(self, practice: tuple[Path, ...]) -> str:
        if len(practice) == 1:
            return practice[0].name
        return tr("%n photo(s)", len(practice))

    def _ask_small(self, paths: tuple[Path, ...]) -> None:
        """Ask for pictures that are not here yet, each once."""
        missing = tuple(path for path in paths if path not in self._pictures)
        if missing and not set(missing) <= self._asked:
            self._asked |= set(missing)
            self._session.show_small(missing)

    def _folder(self) -> Path:
        path = self._session.path
        return path.parent if path is not None else Path.home()


def _counted(styled: tuple[Styled, ...]) -> tuple[tuple[str, int], ...]:
    """In how many photos each guard bites."""
    return tuple((name, sum(name in made.biting for made in styled)) for name in ("skin", "clipped", "structure"))

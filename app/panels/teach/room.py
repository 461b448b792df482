"""TeachRoom: connects what can be chosen with what is learned and shown."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QWidget

from app import style_menu
from app.learning import DONE, KEPT, LEARNING, PAUSING, REFUSED, Learning, LearningWish
from app.likes import LikesReport
from app.panels.teach.choices import TeachChoices
from app.panels.teach.frame import TeachFrame
from app.panels.teach.going_back import GoingBack
from app.panels.teach.likes_card import SHOWN
from app.panels.teach.previews import Previews, edited_photos, open_photos
from app.panels.teach.stage import EARLIER, NOW
from app.panels.teach.wishes import chosen_in, newest, next_version, wish_of
from app.panels.teach.words import tr
from app.pictures import Styled
from app.session import Session
from app.style_files import is_style_file
from app.versions import first_name
from engine.decode.extensions import PHOTO_EXTENSIONS
from engine.styles import YOURS, Style

_LIVE = (0.0, 100.0)


class TeachRoom(TeachFrame):
    """Left what is learned from, in the middle how the style becomes, below what follows from it."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        choices = TeachChoices(self._starts, lambda: open_photos(session), lambda: edited_photos(session))
        super().__init__(choices, parent)
        self._session = session
        self._previews = Previews(session)
        self._back = GoingBack(session, choices.versions)
        self._shown: tuple[Path, ...] = ()
        self._measured: tuple[Path, ...] | None = None
        self._name = tr("My style")
        self._wish: LearningWish | None = None
        self._was_open = False
        self._earlier_key: tuple[str, Path] | None = None
        self._styled: tuple[Styled, ...] = ()
        self._styled_key: tuple[object, ...] = ()
        self._connect()
        self._show_settings()
        self._show_styles()
        self._show_likes()
        self._show_version()

    # ── connections ────────────────────────────────────────────────────────────────────────────────────────────

    def _connect(self) -> None:
        session, stage, choices = self._session, self.stage, self.choices
        for button in (self._add, choices.likes.add):
            button.clicked.connect(lambda: self.wanted.emit("add_likes"))
        self._pairs.clicked.connect(choices.pairs.ask_for_folders)
        stage.teach_wanted.connect(self._teach)
        stage.pause_wanted.connect(session.pause_learning)
        stage.keep_wanted.connect(session.keep_learned)
        stage.drop_wanted.connect(session.drop_learning)
        stage.renamed.connect(self._rename)
        stage.photo_chosen.connect(lambda _: self._show_earlier())
        stage.photo_chosen.connect(lambda _: self._back.show_photo(self._strip_photo()))
        for show in (self._show_earlier, self._show_ready):
            choices.changed.connect(show)
        choices.balance_wanted.connect(self._rebalance)
        choices.folder_wanted.connect(self._ask_for_folder)
        choices.pairs_wanted.connect(session.pairs_wanted)
        choices.device_chosen.connect(lambda device: session.change_settings(device=device))
        choices.goes_on_chosen.connect(lambda on: session.change_settings(learn_on=on))
        self.choose.clicked.connect(self._ask_for_photos)
        self.duel.clicked.connect(self._offer_duel)
        for signal in (session.likes_changed, session.marks_changed, session.shelf_changed):
            signal.connect(self._show_likes)
        session.photos_changed.connect(self._show_photos)
        session.pairs_found.connect(self._take_pairs)
        session.version_changed.connect(self._show_version)
        session.learning_changed.connect(self._show_learning)
        session.small_changed.connect(self._show_small)
        session.styled_changed.connect(self._show_styled)
        session.styles_changed.connect(self._show_styles)
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
        self._previews.ask(likes[-SHOWN:])
        for path in likes[-SHOWN:]:
            if path in self._previews.pictures:
                self.choices.likes.strip.show_picture(path, self._previews.pictures[path])
        self._measure(likes)
        self._show_photos()
        self._show_ready()

    def _measure(self, likes: tuple[Path, ...]) -> None:
        """Have other likes than before measured, once somebody looks."""
        if self.isVisible() and likes != self._measured:
            self._measured = likes
            self._session.likes_report_wanted.emit()

    def _show_photos(self, *_: object) -> None:
        """The photos that are shown before and now: those of the learning, chosen ones, open ones, or likes."""
        learning = self._session.learning
        is_about_it = learning is not None and learning.status != REFUSED and self._picked() is None
        photos = learning.wish.previews if learning is not None and is_about_it else self._previews.photos()
        self._shown = photos
        self._previews.ask(photos)
        self.stage.show_photos(tuple(path.stem for path in photos), tuple(map(self._previews.picture, photos)))
        self.say_photos(len(photos))
        self._back.show_photo(self._strip_photo())

    def _show_ready(self, *_: object) -> None:
        """Whether teaching can begin, and what the page shows."""
        session, learning, pairs = self._session, self._session.learning, self.choices.choice.pairs
        likes = bool(session.liked_paths()) and (pairs.with_likes or not pairs.is_set)
        is_open = learning is not None and learning.is_open
        has_something = likes or pairs.is_set or learning is not None or bool(self._own_styles())
        self.stack.setCurrentIndex(1 if has_something else 0)
        self.stage.set_may_teach((likes or pairs.count > 0) and bool(self._name.strip()) and not is_open)
        if not is_open:
            self.stage.show_name(self._name, next_version(session.styles, self._name))
        self.duel.setEnabled(self._subject() is not None)
        self.choose.setEnabled(not is_open)

    def _show_learning(self, learning: Learning | None) -> None:
        is_open = learning is not None and learning.is_open
        self.choices.set_locked(is_open)
        if learning is not None and is_open and learning.wish != self._wish:
            self._wish = learning.wish
            self._name = learning.wish.name
            self.stage.show_name(learning.wish.name, learning.wish.version)
            self.choices.choose(**chosen_in(learning.wish, self._session.styles))
        if learning is not None and self._was_open and learning.status in (DONE, KEPT):
            self._session.choose_version("")
            self._keep_balance(learning.wish)
        self._was_open = is_open
        self._show_photos()
        shown = self._about()
        self._ask_styled()
        over = shown is not None and shown.status in (DONE, KEPT)
        style = self._subject() if over else shown.style if shown is not None else None
        self.choices.set_live(_LIVE if style is not None and style.weights else None)
        if shown is not None and len(self._styled) == len(shown.wish.previews) and self._styled:
            now = tuple(made.picture for made in self._styled)
            shown = replace(shown, now=now, guards=_counted(self._styled))
            self.stage.mark(tuple(bool(made.biting) for made in self._styled))
        self.stage.show_learning(shown)
        self._show_ready()
        self._show_earlier()

    def _about(self) -> Learning | None:
        """What the stage is about: the learning, or a version that she went back to."""
        learning, style = self._session.learning, self._picked()
        if style is None:
            return learning
        score = style.learned.score if style.learned is not None else None
        return Learning(LearningWish(style.name, (), previews=self._shown), KEPT, style=style, score=score)

    def _keep_balance(self, wish: LearningWish) -> None:
        """Where the slider was moved to while it learned is where the finished style stands."""
        style, balance = self._subject(), self.choices.choice.balance
        if style is not None and balance != wish.balance:
            self._session.balance_wanted.emit(style, balance)

    def _show_styles(self) -> None:
        """A style is here or gone, or its slider stands elsewhere."""
        self.choices.show_styles(self._session.styles)
        subject = self._subject()
        self.choices.versions.choose(subject.id if subject is not None else "")
        self._ask_styled()
        self._back.ask()
        self._show_ready()

    def _show_version(self, *_: object) -> None:
        """Go back to a version: it stands on the stage, the slider moves it, and the next one is refined from it."""
        style = self._picked()
        if style is not None:
            self._name = first_name(style.name)
            self.choices.choose(start=style)
            self.choices.versions.choose(style.id)
        elif self._session.learning is None or not self._session.learning.is_open:
            start = self._session.style_called(self._session.version or None)
            if start in self._starts():
                self.choices.choose(start=start)
        self._show_learning(self._session.learning)

    def _ask_styled(self) -> None:
        """The photos in the newest style: that which is being learned, or was, where its slider stands."""
        learning = self._about()
        over = learning is not None and learning.status in (DONE, KEPT)
        style = None if learning is None else self._subject() if over else learning.style
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
        self._previews.pictures[path] = picture
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
        start, photo = self.choices.choice.start, self._strip_photo()
        if start is None or self._session.learning is None or photo is None or start == self._picked():
            self.stage.show_earlier("", None)
            return
        key = (start.id, photo)
        if key != self._earlier_key:
            self._earlier_key = key
            self.stage.show_earlier(start.name, QImage())
            self._session.styled_wanted.emit(start, (photo,), EARLIER, None)

    # ── what the person does ────────────────────────────────────────────────────────────────────────────────────

    def _teach(self) -> None:
        if self.stage.teach.isEnabled():
            wish = wish_of(self._session, self.choices.choice, self._name, self._previews.photos())
            self._session.choose_version("")
            self._session.teach(wish)

    def _rename(self, name: str) -> None:
        self._name = name
        self._show_ready()

    def _rebalance(self, balance: float) -> None:
        """A taught style follows the slider at once, and so do the photos of one that is being learned."""
        style, about = self._subject(), self._about()
        if style is not None and about is not None and about.status in (DONE, KEPT):
            self._session.balance_wanted.emit(style, balance)
        elif about is not None and about.is_open:
            self._ask_styled()

    def _offer_duel(self) -> None:
        style = self._subject()
        if style is not None:
            menu = style_menu.duel_menu(self._session, style, self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.duel.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _take_pairs(self, found: object) -> None:
        self.choices.pairs.take_found(found)  # type: ignore[arg-type]

    def _ask_for_photos(self) -> None:
        endings = " ".join(f"*{ending}" for ending in sorted(PHOTO_EXTENSIONS))
        kinds = tr("Photos ({endings})").format(endings=endings)
        names, _ = QFileDialog.getOpenFileNames(self, tr("Six photos to look at"), str(self._folder()), kinds)
        if names:
            self._previews.choose([Path(name) for name in names])
            self._show_learning(self._session.learning)

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
        self._session.devices_wanted.emit()
        self._show_likes()
        self._back.ask()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths and not any(map(is_style_file, paths)):  # a style is for the window
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
        return tuple(style for style in self._session.styles if style.kind == YOURS)

    def _starts(self) -> tuple[Style, ...]:
        """Styles that the next one can be taught from: her own first, then all that change tone and colour."""
        others = (style for style in self._session.styles if style.kind != YOURS and not style.texture)
        return (*self._own_styles(), *others)

    def _picked(self) -> Style | None:
        """The version that she went back to; None while something is learned, or if it is gone."""
        learning = self._session.learning
        is_open = learning is not None and learning.is_open
        style = self._session.style_called(self._session.version or None)
        return None if is_open or style is None or style.kind != YOURS else style

    def _subject(self) -> Style | None:
        """The style that slider and duel are about: the version she went back to, or the newest of the name."""
        return self._picked() or newest(self._session.styles, self._name)

    def _strip_photo(self) -> Path | None:
        """The photo that is seen over time."""
        number = self.stage.photo()
        return self._shown[number] if number < len(self._shown) else None

    def _folder(self) -> Path:
        path = self._session.path
        return path.parent if path is not None else Path.home()


def _counted(styled: tuple[Styled, ...]) -> tuple[tuple[str, int], ...]:
    """In how many photos each guard bites."""
    return tuple((name, sum(name in made.biting for made in styled)) for name in ("skin", "clipped", "structure"))

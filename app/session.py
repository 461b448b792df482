"""Session: what is open now. Its signals are the app's vocabulary; panels and jobs know each other only through it.

Panels call commands (`open_paths`, `go`, `change`, `commit`, `choose_style`...). Jobs listen to the signals and bring
their results home with the `take_...` methods. Everything here runs on the GUI thread and returns at once.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from app import open_photos, strip_choice
from app.duels.held import Duels
from app.history import Change, History
from app.marking import Marking
from app.storage.recent import Recent
from app.storage.settings import Settings
from app.storage.snapshots import Snapshots
from app.strip_choice import StripChoice
from app.view import View
from engine.edit import Edit
from engine.errors import PhotoError

if TYPE_CHECKING:  # the window is painted before numpy is loaded
    from app.duels.duel import DuelWish
    from app.pictures import Opened, Preview
    from engine.image import Image
    from engine.styles import Style

OWN = ("quarter_turns", "flip", "angle", "crop", "tags")
"""Fields of an edit that belong to one photo and are not pasted on others."""
BLINK = 400
"""Milliseconds for which what is known of the photo before may stand around one that is on its way."""


class Session(Marking):
    """The open photos, the photo that is shown, its edit and history, and how it is looked at."""

    def __init__(self, settings: Settings | None = None, recent: Recent | None = None) -> None:
        super().__init__(settings or Settings(), recent or Recent())
        self.opened: tuple[Path, ...] = ()  # of which the filmstrip shows `photos`
        self.photos: tuple[Path, ...] = ()
        self.index = -1
        self.strip = StripChoice()
        self.image: Image | None = None
        self.facts: Any = None
        self.refusal: PhotoError | None = None
        self.preview: Preview | None = None
        self.styles: tuple[Style, ...] = ()
        self.clipboard: Edit | None = None
        self.view = View(mode=self.settings.mode, grid_count=self.settings.grid_count)
        self.region: tuple[int, int, int, int] | None = None
        self.duels = Duels(self)
        self.snapshots = Snapshots(self)
        self.edit = Edit()
        self.history = self._fresh()
        self._histories: dict[Path, History] = {}
        self._kept: set[Path] = set()  # photos that came with a saved edit
        self._hovered: str | None = None
        self._provisional = False
        self._later: list[Callable[[], None]] = []
        self._blink = QTimer(self, singleShot=True, interval=BLINK)
        self._blink.timeout.connect(self.photo_overdue)

    # ── values ──────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def path(self) -> Path | None:
        """The photo that is shown."""
        return self.photos[self.index] if 0 <= self.index < len(self.photos) else None

    @property
    def style(self) -> "Style | None":
        """The chosen style; None is the original, or a style that is not here."""
        return self.style_called(self.edit.style)

    @property
    def beside(self) -> "Style | None":
        """The style that stands in the place of the original, where both are seen; None is the original."""
        return self.style_called(self.view.beside) if self.view.mode in ("side", "split") else None

    @property
    def strength(self) -> float:
        """Strength of the chosen style, 0..1.5."""
        return self.edit.strength

    @property
    def look(self) -> Edit:
        """The edit on the canvas: the chosen one, or the chosen one with the hovered style."""
        return self.edit if self._hovered is None else self._with_style(self._hovered or None)

    @property
    def is_ready(self) -> bool:
        """Whether the shown photo has been read, so that it can be edited."""
        return self.image is not None

    @property
    def is_at_hand(self) -> bool:
        """Whether the shown photo can be edited, or is expected so soon that no control needs to look otherwise.

        A step that is made until then waits for it; see `set`.
        """
        return self.is_ready or self._blink.isActive()

    @property
    def is_provisional(self) -> bool:
        """Whether what is shown will be replaced by a better reading of the photo that is on its way."""
        return self.image is not None and self._provisional

    def style_called(self, style_id: str | None) -> "Style | None":
        """The style with this id."""
        return next((s for s in self.styles if s.id == style_id), None)

    # ── photos ──────────────────────────────────────────────────────────────────────────────────────────────────

    def open_paths(self, paths: Iterable[Path]) -> None:
        """Open files and folders in place of what is open. Folders are listed by a job; `photos_changed` follows."""
        wanted = tuple(Path(path) for path in paths)
        if not wanted:
            return
        if open_photos.needs_listing(wanted):
            self.listing_wanted.emit(wanted)
        else:
            self.take_photos(open_photos.list_photos(wanted, lambda _: True))
        self.remember(wanted)  # while the photo is being read

    def take_photos(self, photos: tuple[Path, ...]) -> None:
        """Show these photos, the first of them large."""
        if not photos:
            self.said.emit(self.tr("There are no photos in this folder."))
            return
        self.opened, self.strip = photos, StripChoice()
        self.photos, self.index = photos, 0
        self._show_photo(others_too=True)

    def show_in_strip(self, choice: StripChoice) -> None:
        """Show some of the open photos in the filmstrip, in an order; the one on the canvas stays."""
        path = self.path
        self.strip = choice
        self.photos = strip_choice.chosen(self.opened, choice, self.shelf, self.marks_of, path)
        self.index = self.photos.index(path) if path is not None else -1
        self.photos_changed.emit()

    def go(self, step: int) -> None:
        """Go some photos forwards or backwards; stops at the ends."""
        self.choose(max(0, min(self.index + step, len(self.photos) - 1)))

    def choose(self, index: int) -> None:
        """Show another of the open photos."""
        if 0 <= index < len(self.photos) and index != self.index:
            self.index = index
            self._show_photo()

    def close_photos(self) -> None:
        """Go back to nothing being open."""
        self.opened, self.photos, self.index = (), (), -1
        self._show_photo(others_too=True)

    def take_opened(self, opened: "Opened") -> None:
        """A photo has been read, or read again larger; a smaller reading comes too late."""
        if opened.path != self.path:
            return
        first = self.image is None
        if self.image is not None and not self._provisional and opened.image.width <= self.image.width:
            return
        self.image, self._provisional = opened.image, opened.provisional
        if first:
            self._begin(opened)
        self.image_changed.emit(self.image)
        if first:
            waiting, self._later = self._later, []
            for action in waiting:
                action()

    def take_refusal(self, path: Path, problem: PhotoError) -> None:
        """A photo cannot be shown."""
        if path == self.path:
            self._blink.stop()
            self.refusal, self.image, self.preview = problem, None, None
            self._later.clear()
            self.photo_refused.emit(problem)

    def take_preview(self, preview: "Preview") -> None:
        """A fitted picture is ready; one of another photo comes too late."""
        if preview.path == self.path and self.image is not None:
            self.preview = preview
            self.preview_changed.emit(preview)

    # ── edits ───────────────────────────────────────────────────────────────────────────────────────────────────

    def change(self, **fields: Any) -> None:
        """Change the edit while something is being dragged; no step yet.

        Raises:
            EditError: an unknown field, or a value outside its range.
        """
        if self.is_ready:
            self._set_edit(self.edit.with_(**fields))

    def commit(self, label: str, detail: str = "") -> None:
        """Make one step of everything changed since the last."""
        if self.is_ready:
            self._stand_at(self.history.push(label, self.edit, detail))

    def set(self, label: str, detail: str = "", **fields: Any) -> None:
        """Change the edit in one step. While the photo is being read, the step waits for it.

        Raises:
            EditError: an unknown field, or a value outside its range.
        """
        self._when_ready(lambda: self._step(label, detail, self.edit.with_(**fields)))

    def choose_style(self, style_id: str | None) -> None:
        """Choose a style at its own strength; None is the original."""
        self._hovered = None
        style = self.style_called(style_id)
        label = style.name if style else self.tr("Original")
        self._when_ready(lambda: self._step(label, "", self._with_style(style.id if style else None)))

    def preview_style(self, style_id: str | None) -> None:
        """Show a style without choosing it; "" shows the original, None ends it."""
        if style_id != self._hovered:
            self._hovered = style_id
            self.look_changed.emit(self.look)

    def pick_white(self, x: float, y: float) -> None:
        """Let temperature and tint make a place of the result grey; fractions 0..1. One step, once it is worked out."""
        if self.is_ready:
            self.white_wanted.emit((x, y))

    def undo(self) -> None:
        """Take back what was done last, an edit or a mark; in the Library that is a mark."""
        if self.undoes_marks:
            self.undo_marks()
        else:
            self.jump(self.history.index - 1)

    def redo(self) -> None:
        """Do again what was taken back last."""
        if self.redoes_marks:
            self.redo_marks()
        else:
            self.jump(self.history.index + 1)

    def jump(self, history_index: int) -> None:
        """Stand at any step of the history. What is being dragged is dropped."""
        if self.is_ready:
            self._stand_at(self.history.jump(history_index))

    def reset(self) -> None:
        """Back to the photo as it was taken, in one step."""
        self._when_ready(lambda: self._step(self.tr("Reset"), "", Edit()))

    def edit_of(self, path: Path) -> Edit | None:
        """What was decided about an open photo; None if it has not been touched here, so that its sidecar counts."""
        return self._histories[path].edit if path in self._histories else None

    def fresh_edit(self) -> Edit:
        """What a photo starts with that comes without a saved edit."""
        return self._fresh().edit

    def copy_edit(self) -> None:
        """Remember the edit for pasting."""
        self.clipboard = self.edit
        self.clipboard_changed.emit()

    def paste_edit(self) -> None:
        """Style and adjustments of the copied edit; crop, turn and scene stay the photo's own."""
        if self.clipboard is None:
            return
        copied = self.clipboard

        self._when_ready(lambda: self._take_step(self._pasting(copied)))

    def paste_on(self, paths: Iterable[Path]) -> None:
        """Style and adjustments of the copied edit on several photos; what is each photo's own stays."""
        if self.clipboard is not None:
            self._change_all(paths, self._pasting(self.clipboard))

    def style_on(self, paths: Iterable[Path], style_id: str | None) -> None:
        """Give several photos a style at its own strength; None is the original."""
        style = self.style_called(style_id)
        label, chosen = (style.name, style.id) if style else (self.tr("Original"), None)
        strength = style.default_strength if style else Edit().strength
        self._change_all(paths, Change(label, lambda edit: edit.with_(style=chosen, strength=strength)))

    def take_changed_edit(self, path: Path, edit: Edit, change: Change) -> None:
        """Make one step on a photo that is not shown, starting from its edit unless it has a history here."""
        history = self._histories.get(path, History.starting(edit, self.tr("Opened")))
        self._histories[path] = history.push(change.label, change.of(history.edit))
        self.keep_wanted.emit(path, self._histories[path].edit, True)

    # ── looking ─────────────────────────────────────────────────────────────────────────────────────────────────

    def set_view(self, **fields: Any) -> None:
        """Look at the photo another way.

        Raises:
            ValueError: a mode, zoom or size that there is not.
        """
        view = replace(self.view, **fields)
        if view.mode == "grid" and self.view.mode != "grid":
            view = replace(view, mode_before_grid=self.view.mode)
        if view != self.view:
            self.view = view
            self.view_changed.emit(view)
            self.change_settings(mode=view.mode, grid_count=view.grid_count)

    def enter_room(self, room: str) -> None:
        """Go to another room, by its id in `app.rooms`."""
        if room != self.room:
            self.room = room
            self.room_changed.emit(room)

    def hold_duel(self, wish: "DuelWish") -> None:
        """Go to a blind duel: a new one, or the one between the same styles that was left."""
        self.duels.want(wish, self.duels.came_from if self.room == "duel" else self.room)
        self.enter_room("duel")

    def look_at(self, rect: tuple[int, int, int, int] | None) -> None:
        """Ask for a part of the result at full size, sharp; None when the whole is fitted again."""
        if rect != self.region:
            self.region = rect
            self.region_wanted.emit(rect)

    def want_thumbnails(self, paths: Iterable[Path]) -> None:
        """Ask for small pictures; those in sight first. A new wish replaces the one before."""
        self.thumbnails_wanted.emit(tuple(paths))

    # ── styles ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def take_styles(self, styles: "tuple[Style, ...]") -> None:
        """The styles that can be chosen. A photo on which nothing was done yet starts anew with the default one."""
        self.styles = styles
        self.styles_changed.emit()
        if self.history.is_untouched and self.path not in self._kept:
            self._stand_at(self._fresh())

    # ── beginning and end ───────────────────────────────────────────────────────────────────────────────────────

    def warm_up(self) -> None:
        """Load what is slow to load, in the jobs' threads. The window calls it once it is on the screen."""
        self.warming.emit()

    def close(self) -> None:
        """End all jobs; what is not written yet is written first."""
        self.closing.emit()

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _show_photo(self, *, others_too: bool = False) -> None:
        """Turn to the photo at `index`; its image is on the way.

        Args:
            others_too: whether other photos are open than before.
        """
        self._later.clear()
        self._hovered = None
        if self.is_at_hand and self.path is not None:
            self._blink.start()
        else:
            self._blink.stop()
        self.image = self.facts = self.refusal = self.preview = self.region = None
        path = self.path
        self.history = self._histories.get(path, self._fresh()) if path else self._fresh()
        self.edit = self.history.edit
        self.reading_wanted.emit(path)
        if others_too:
            self.photos_changed.emit()
        self.photo_changed.emit(path)
        self.history_changed.emit()
        self.edit_changed.emit(self.edit)
        self.look_changed.emit(self.look)

    def _begin(self, opened: "Opened") -> None:
        """Take over what came with a photo that is read for the first time since it was shown."""
        self.refusal, self.facts = None, opened.facts
        if opened.saved is not None and opened.path not in self._histories:
            self._kept.add(opened.path)
            self._stand_at(History.starting(opened.saved, self.tr("Opened")))

    def _fresh(self) -> History:
        """The history of a photo on which nothing was done: the default style, or the original where it is not here."""
        style = self.style_called(self.settings.default_style)
        edit = Edit(style=style.id, strength=style.default_strength) if style else Edit()
        return History.starting(edit, self.tr("Opened"))

    def _with_style(self, style_id: str | None) -> Edit:
        """The edit with another style at that style's own strength; the chosen style keeps the strength it has."""
        if style_id == self.edit.style:
            return self.edit
        style = self.style_called(style_id)
        return self.edit.with_(style=style_id, strength=style.default_strength if style else Edit().strength)

    def _pasting(self, copied: Edit) -> Change:
        """Everything copied but what is each photo's own."""
        return Change(
            self.tr("Pasted edits"), lambda edit: replace(copied, **{name: getattr(edit, name) for name in OWN})
        )

    def _change_all(self, paths: Iterable[Path], change: Change) -> None:
        """Change the edits of photos: those known here at once, the others once a job has read their sidecars."""
        others = []
        for path in paths:
            if path == self.path:
                self._when_ready(lambda: self._take_step(change))
            elif path in self._histories:
                self.take_changed_edit(path, self._histories[path].edit, change)
            else:
                others.append(path)
        if others:
            self.edits_wanted.emit(tuple(others), change)

    def _when_ready(self, action: Callable[[], None]) -> None:
        if self.is_ready:
            action()
        elif self.path is not None and self.refusal is None:
            self._later.append(action)

    def _take_step(self, change: Change) -> None:
        self._step(change.label, "", change.of(self.edit))

    def _step(self, label: str, detail: str, edit: Edit) -> None:
        self._stand_at(self.history.push(label, edit, detail))

    def _set_edit(self, edit: Edit) -> None:
        look = self.look
        if edit != self.edit:
            self.edit = edit
            self.edit_changed.emit(edit)
        if self.look != look:
            self.look_changed.emit(self.look)

    def _stand_at(self, history: History) -> None:
        """Take over a history and the edit of its step; what is being dragged is over."""
        changed = history != self.history
        self.history = history
        self._set_edit(history.edit)
        if not changed:
            return
        if self.path is not None and not history.is_untouched:
            self._histories[self.path] = history
            self.keep_wanted.emit(self.path, history.edit, history.index > 0 or self.path in self._kept)
        self.history_changed.emit()

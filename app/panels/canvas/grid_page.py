"""Connects the grid with the session: one photo in several styles, the original first."""

from collections.abc import Collection, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from app.pictures import Preview
from app.session import Session
from app.view import GRID_COUNTS, View
from app.widgets.device_pixels import size_of
from app.widgets.picture_grid import GridCell, PictureGrid
from app.words import number_format
from engine.styles import YOURS, Style

ORIGINAL = ""
"""Id of the cell that stands for no style."""
_EXPECTED = (ORIGINAL, *(f"expected {place}" for place in range(1, max(GRID_COUNTS))))
"""Cells until the styles are known, a moment after the start: nothing moves when they come."""
_NONE_YET = "none yet"


def in_grid(styles: Sequence[Style], count: int, new: Collection[str] = ()) -> tuple[str, ...]:
    """Ids of the styles that stand in a grid: after the original what is the person's own, then the looks.

    Her own take half of the places at most, the newest first, so that looks stay beside them.

    Args:
        styles: all that can be chosen, in their usual order.
        count: pictures in the grid, the original included.
        new: ids of those that came while Penchant runs; they are always shown.
    """
    came = [style.id for style in styles if style.id in new][::-1]
    own = sorted((s for s in styles if s.kind == YOURS), key=lambda s: -(s.learned.made if s.learned else 0))
    hers = [*came, *(style.id for style in own if style.id not in new)][: max(len(came), (count - 1) // 2)]
    looks = [style.id for style in styles if style.kind not in (YOURS, "added")]
    rest = [style.id for style in styles if style.id not in looks]
    return tuple(dict.fromkeys((ORIGINAL, *hers, *looks, *rest)))[:count]


class GridPage(QObject):
    """The grid, and looking closer at one of its pictures."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.grid = PictureGrid()
        self._order: tuple[str, ...] = ()
        self._card_size = session.view.card_size
        self._shown: Path | None = None  # whose pictures they are
        self._back = ""  # mode to go back to from the grid, while one picture is looked at closer
        self._known: set[str] = set()
        self._new: set[str] = set()
        self.grid.chosen.connect(self._choose)
        self.grid.closer.connect(self._look_closer)
        self.grid.left.connect(lambda: session.set_view(mode=session.view.mode_before_grid))
        self.grid.room_changed.connect(self._set_card_size)
        session.card_changed.connect(self.grid.set_picture)
        session.preview_changed.connect(self._show_preview)
        session.photo_changed.connect(self._show_photo)
        session.photo_overdue.connect(self._forget_others)
        session.styles_changed.connect(self._fill)
        session.edit_changed.connect(self._show_edit)
        session.view_changed.connect(self._show_view)
        session.settings_changed.connect(self._show_settings)
        self._count = session.view.grid_count
        self._mode = session.view.mode
        self._show_settings()
        self._fill()

    @property
    def is_closer(self) -> bool:
        """Whether one picture of the grid is being looked at."""
        return bool(self._back)

    def key(self, key: int) -> bool:
        """Whether a key was used that leads back from looking closer: Esc as it was, Enter with this style."""
        if not self.is_closer or key not in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        if key != Qt.Key.Key_Escape:
            self._choose(self.grid.here())
        back = self._back
        self._session.set_view(mode="grid")
        self._session.set_view(mode_before_grid=back)
        return True

    def _look_closer(self, style_id: str) -> None:
        back = self._session.view.mode_before_grid
        self._session.preview_style(style_id)
        self._session.set_view(mode="single")
        self._back = back

    def _choose(self, style_id: str) -> None:
        if style_id not in _EXPECTED[1:]:
            self._session.choose_style(style_id or None)

    def _show_photo(self, _path: object) -> None:
        self._back = ""
        if not self._session.is_at_hand:
            self._forget_others()
        if self._session.view.mode == "grid":  # it is filled when it is entered
            self._fill()

    def _show_preview(self, preview: Preview) -> None:
        self._forget_others()
        self.grid.set_photo(preview.size)

    def _forget_others(self) -> None:
        """Pictures of the photo before stay in sight for a moment, until there is something of this one."""
        if self._shown != self._session.path:
            self._shown = self._session.path
            self.grid.forget_pictures()

    def _show_view(self, view: View) -> None:
        if view.grid_count != self._count:
            self._count = view.grid_count
            self._fill()
        if view.mode != self._mode:
            self._mode = view.mode
            if self._back:  # another mode was chosen while looking closer
                self._back = ""
                self._session.preview_style(None)
            if view.mode == "grid":
                self._fill()
            self._set_card_size(self.grid.room)

    def _set_card_size(self, edge: int) -> None:
        """The cells are the cards, larger; the cards get their size back afterwards."""
        view = self._session.view
        in_grid = view.mode == "grid"
        if in_grid and edge and self.grid.testAttribute(Qt.WidgetAttribute.WA_Resized):  # it has been laid out
            room = size_of(self.grid)  # the cards are made from the preview, which may not be smaller than they
            self._session.set_view(card_size=edge, picture_size=(max(1, room.width()), max(1, room.height())))
        elif not in_grid and view.card_size == self.grid.room:
            self._session.set_view(card_size=self._card_size)

    def _fill(self) -> None:
        """Choose which styles stand in the grid; choosing one of them changes nothing here."""
        styles = self._session.styles
        known = {style.id for style in styles}
        if self._known:
            self._new |= known - self._known
        self._known = known
        shown = list(in_grid(styles, self._count, self._new) if styles else _EXPECTED[: self._count])
        chosen = self._session.edit.style
        if chosen in known and chosen not in shown:
            shown[-1] = chosen or ORIGINAL
        self._order = tuple(shown)
        self._label()

    def _show_edit(self, *_: object) -> None:
        if self._session.view.mode == "grid":  # else a moving slider would have to wait for what nobody sees
            self._label()

    def _label(self) -> None:
        self.grid.set_cells([self._cell(style_id) for style_id in self._order])
        self.grid.set_chosen((self._session.edit.style or ORIGINAL) if self._session.styles else _NONE_YET)

    def _cell(self, style_id: str) -> GridCell:
        if style_id in _EXPECTED[1:]:
            return GridCell(style_id, "")
        style, edit = self._session.style_called(style_id), self._session.edit
        if style is None:
            return GridCell(ORIGINAL, self.tr("Original"))
        strength = edit.strength if style_id == edit.style else style.default_strength
        return GridCell(style_id, style.name, number_format.percent(strength))

    def _show_settings(self, *_: object) -> None:
        self.grid.set_shade(self._session.settings.canvas_shade)

"""The canvas panel with a session and no jobs: what it shows, what it asks for, and what its keys do."""

import gc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.panels.canvas import CanvasPanel, peek
from app.panels.canvas.grid_page import in_grid
from app.pictures import Masks, Opened, Preview, Region, Tones
from app.session import Session
from app.view import View
from engine.edit import Crop, Edit
from engine.errors import PhotoUnreadable
from engine.guards import Guards
from engine.image import Image
from engine.styles import Learned, Style

STYLES = tuple(
    Style(name.lower(), name, "look", Path("looks.safetensors"), default_strength=0.8)
    for name in ("Natural", "Vivid", "Soft")
)
A, B = Path("/photos/a.jpg"), Path("/photos/b.jpg")
SIZE = (6000, 4000)
BEFORE, AFTER = QColor("#c00000"), QColor("#0000c0")


def plain(colour: QColor, width: int = 600, height: int = 400) -> QImage:
    picture = QImage(width, height, QImage.Format.Format_RGB32)
    picture.fill(colour)
    return picture


def tones() -> Tones:
    counts = np.ones(256, np.int64)
    return Tones(counts, counts, counts, counts, 0.0, 0.0, 0.0)


class Desk:
    """A session whose jobs are played by the test, and the panel."""

    def __init__(self) -> None:
        self.session = Session()
        self.session.take_styles(STYLES)
        self.panel = CanvasPanel(self.session)
        self.panel.complete()
        self.panel.resize(900, 700)
        self.panel.show()
        QApplication.processEvents()

    def open(self, *paths: Path) -> None:
        self.session.open_paths(paths)
        self.read()

    def read(self) -> None:
        path = self.session.path
        assert path is not None
        self.session.take_opened(Opened(path, Image(np.zeros((4, 6, 3), np.uint8), full_size=SIZE)))
        self.bring()

    def bring(self, **fields: object) -> None:
        """A preview of what the session shows now."""
        path = self.session.path
        assert path is not None
        preview = Preview(path, self.session.look, plain(BEFORE), plain(AFTER), SIZE, tones())
        self.session.take_preview(replace(preview, **fields))
        QApplication.processEvents()

    def colour(self, x: float = 0.5, y: float = 0.5) -> QColor:
        """The colour on the canvas, at fractions of it."""
        page = self.panel.stack.currentWidget()
        assert page is not None
        return page.grab().toImage().pixelColor(round(x * page.width()), round(y * page.height()))


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication) -> Iterator[Desk]:
    theme.apply(qapp, "dark")
    desk = Desk()
    qtbot.addWidget(desk.panel)
    with qtbot.waitActive(desk.panel):
        desk.panel.activateWindow()
    yield desk
    desk.panel.close()
    del desk
    gc.collect()


def press(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, modifiers)
    QApplication.processEvents()


# ── pages ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_open_is_the_welcome_without_a_bar(desk: Desk) -> None:
    assert desk.panel.stack.currentWidget() is desk.panel.welcome
    assert not desk.panel.bar.isVisible()
    assert desk.panel.welcome.open_photos.hasFocus()


def test_how_large_a_photo_will_be_is_not_asked_of_a_page_that_was_never_shown(desk: Desk) -> None:
    desk.session.set_view(mode="split")
    assert desk.session.view.picture_size == View().picture_size
    desk.open(A)
    assert desk.session.view.picture_size != View().picture_size


def test_the_grid_stands_as_it_will_before_the_styles_are_known(qtbot: QtBot) -> None:
    session = Session()
    panel = CanvasPanel(session)
    qtbot.addWidget(panel)
    panel.complete()
    panel.resize(900, 700)
    panel.show()
    session.open_paths([A])
    session.take_opened(Opened(A, Image(np.zeros((4, 6, 3), np.uint8), full_size=SIZE)))
    places = [panel.grid.picture_rect(cell.id) for cell in panel.grid.cells]
    panel.grid.chosen.emit(panel.grid.cells[2].id)
    assert session.history.is_untouched
    session.take_styles(STYLES + tuple(replace(style, id=f"{style.id}-2") for style in STYLES))
    assert [panel.grid.picture_rect(cell.id) for cell in panel.grid.cells] == places
    assert [cell.name for cell in panel.grid.cells][:2] == ["Original", "Natural"]


def test_the_first_photo_is_shown_in_the_grid_and_takes_the_focus(desk: Desk) -> None:
    desk.open(A)
    assert desk.panel.stack.currentWidget() is desk.panel.grid
    assert desk.panel.grid.hasFocus()
    assert [cell.name for cell in desk.panel.grid.cells] == ["Original", "Natural", "Vivid", "Soft"]


def test_a_refused_photo_says_why_and_the_keys_stay_alive(desk: Desk, qtbot: QtBot) -> None:
    desk.open(A, B)
    desk.session.take_refusal(
        A, PhotoUnreadable("a.jpg ends too early, so it cannot be shown.", details="stops at 12 %")
    )
    assert desk.panel.stack.currentWidget() is desk.panel.refusal
    assert desk.panel.refusal.next.hasFocus()
    assert not desk.panel.bar.isEnabled()
    desk.panel.refusal.copy.click()
    assert QGuiApplication.clipboard().text().endswith("cannot be shown.\nstops at 12 %")
    with qtbot.waitSignal(desk.panel.wanted) as wanted:
        desk.panel.refusal.next.click()
    assert wanted.args == ["next"]
    desk.session.go(1)
    desk.read()
    assert desk.panel.stack.currentWidget() is desk.panel.grid
    assert desk.panel.bar.isEnabled()


# ── the photo ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_modes_follow_the_session_both_ways(desk: Desk) -> None:
    desk.open(A)
    for mode in ("side", "split", "single"):
        desk.panel.bar.modes.segment(mode).click()
        assert desk.session.view.mode == mode
        assert desk.panel.photo.mode == mode
        assert desk.panel.stack.currentWidget() is desk.panel.photo
    desk.session.set_view(mode="split", flat=True)
    assert desk.panel.photo.line.flat


def test_the_heart_and_the_stars_under_the_photo_mark_it(desk: Desk, qtbot: QtBot) -> None:
    session, bar, path = desk.session, desk.panel.bar, A
    desk.open(A, A.with_name("2.jpg"))
    qtbot.mouseClick(bar.heart, Qt.MouseButton.LeftButton)
    bar.stars.rated.emit(4)
    assert session.marks_of(path).liked
    assert session.marks_of(path).stars == 4
    session.undo()
    assert bar.stars.value() == 0
    session.undo()
    assert not bar.heart.isChecked()
    session.toggle([path], liked=True)
    session.go(1)
    assert not bar.heart.isChecked(), "the next photo has marks of its own"


def test_the_result_is_named_by_style_and_strength(desk: Desk) -> None:
    desk.open(A)
    desk.session.set_view(mode="side")
    assert [(tag.name, tag.note) for tag in desk.panel.photo.tags()] == [
        ("Before", ""),
        ("After", "Natural, 80\u202f%"),
    ]
    desk.session.choose_style(None)
    desk.bring()
    assert desk.panel.photo.tags()[1].note == "Original"
    desk.session.set("Exposure", exposure=1.0)
    desk.bring()
    assert desk.panel.photo.tags()[1].note == "Adjusted"


def test_another_style_can_stand_beside(desk: Desk) -> None:
    desk.open(A)
    desk.session.set_view(mode="split", beside="vivid")
    assert desk.session.beside == STYLES[1]
    desk.bring(beside=desk.session.beside)
    assert desk.panel.photo.tags()[0].name == "Vivid, 80\u202f%"


def test_a_name_opens_a_menu_of_what_may_stand_there(desk: Desk) -> None:
    desk.open(A)
    desk.session.set_view(mode="split")
    for side, choice, check in (
        (1, "Vivid", lambda: desk.session.edit.style == "vivid"),
        (0, "Soft", lambda: desk.session.view.beside == "soft"),
    ):
        desk.panel.photo.name_clicked.emit(side, desk.panel.mapToGlobal(QPoint(10, 10)))
        menu = desk.panel.findChild(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
        assert menu is not None
        assert [a.text() for a in menu.actions()][1:] == ["Natural", "Vivid", "Soft"]
        next(a for a in menu.actions() if a.text() == choice).trigger()
        menu.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert check()


def test_the_shade_is_chosen_from_the_canvas_menu(desk: Desk) -> None:
    desk.open(A)
    desk.session.set_view(mode="single")
    desk.panel.photo.menu_wanted.emit(desk.panel.mapToGlobal(QPoint(10, 10)))
    menu = desk.panel.findChild(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)
    assert menu is not None
    menu.actions()[-1].trigger()
    menu.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert desk.session.settings.canvas_shade == "white"
    assert desk.colour(0.005, 0.005) == QColor("white")


def test_zoom_asks_for_a_sharp_part_and_shows_it(desk: Desk, qtbot: QtBot) -> None:
    desk.open(A)
    desk.session.set_view(mode="single")
    desk.bring()
    desk.panel.zoom("actual")
    assert desk.session.view.zoom == "actual"
    assert desk.panel.bar.zoom.choice() == "actual"
    rect = desk.session.region
    assert rect is not None
    size = rect[2] - rect[0], rect[3] - rect[1]
    green = QColor("#00c000")
    region = Region(A, desk.session.look, rect, plain(BEFORE, *size), plain(green, *size))
    desk.session.region_changed.emit(region)
    assert desk.colour() == green
    desk.panel.zoom("fit")
    assert desk.session.region is None
    assert desk.session.view.zoom == "fit"
    assert desk.colour() == AFTER


def test_previews_are_asked_for_in_the_size_of_the_canvas(desk: Desk) -> None:
    desk.open(A)
    desk.session.set_view(mode="single")
    width, height = desk.session.view.picture_size
    assert (width, height) == (desk.panel.photo.width() - 48, desk.panel.photo.height() - 48)


def test_marks_go_at_once_when_clipping_is_switched_off(desk: Desk) -> None:
    desk.open(A)
    desk.session.set_view(mode="single", clipping=True)
    full = QImage(600, 400, QImage.Format.Format_Alpha8)
    full.fill(255)
    desk.bring(masks=Masks(full, full, full))
    page = desk.panel.photo.grab().toImage()
    y = page.height() // 2
    assert any(page.pixelColor(x, y) != AFTER for x in range(300, 360))
    desk.panel.bar.clipping.click()
    page = desk.panel.photo.grab().toImage()
    assert all(page.pixelColor(x, y) == AFTER for x in range(300, 360))


def release_backslash(desk: Desk) -> None:
    handle = desk.panel.window().windowHandle()
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(handle, QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Backslash, none, "\\"))


def test_holding_the_key_of_before_peeks_and_a_short_press_stays(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert peek.HOLD == 300
    monkeypatch.setattr(peek, "HOLD", 60_000)  # a loaded machine may press slowly
    desk.open(A)
    desk.session.set_view(mode="single")
    desk.session.set_view(before=True)  # what the command does when the key goes down
    release_backslash(desk)
    assert desk.session.view.before
    assert desk.colour() == BEFORE
    desk.session.set_view(before=False)
    desk.session.set_view(before=True)
    monkeypatch.setattr(peek, "HOLD", 0)
    release_backslash(desk)
    assert not desk.session.view.before
    assert desk.colour() == AFTER


# ── the grid ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_grid_shows_cards_in_its_own_size_and_gives_it_back(desk: Desk) -> None:
    desk.open(A)
    size = desk.session.view.card_size
    assert size == round(desk.panel.grid.picture_rect("").width())
    assert size > View().card_size
    desk.session.card_changed.emit("vivid", plain(AFTER, 300, 200))
    rect = desk.panel.grid.picture_rect("vivid").center().toPoint()
    assert desk.panel.grid.grab().toImage().pixelColor(rect) == AFTER
    desk.session.set_view(mode="side")
    assert desk.session.view.card_size == View().card_size


def test_the_grid_keeps_its_pictures_until_there_is_something_of_the_next_photo(desk: Desk) -> None:
    desk.open(A, B)
    desk.session.card_changed.emit("vivid", plain(AFTER, 300, 200))
    rect = desk.panel.grid.picture_rect("vivid").center().toPoint()
    seen = lambda: desk.panel.grid.grab().toImage().pixelColor(rect)  # noqa: E731
    desk.session.go(1)
    assert seen() == AFTER
    desk.read()
    assert seen() != AFTER
    desk.session.card_changed.emit("vivid", plain(AFTER, 300, 200))
    desk.bring()
    assert seen() == AFTER, "a second preview of the same photo takes nothing away"


def test_the_grid_shows_nothing_of_the_photo_before_for_long(desk: Desk, qtbot: QtBot) -> None:
    desk.open(A, B)
    desk.session.card_changed.emit("vivid", plain(AFTER, 300, 200))
    rect = desk.panel.grid.picture_rect("vivid").center().toPoint()
    with qtbot.waitSignal(desk.session.photo_overdue):
        desk.session.go(1)
    assert desk.panel.grid.grab().toImage().pixelColor(rect) != AFTER


def test_choosing_in_the_grid_moves_nothing(desk: Desk) -> None:
    desk.open(A)
    desk.session.set_view(grid_count=3)
    order = [cell.id for cell in desk.panel.grid.cells]
    assert order == ["", "natural", "vivid"]
    press(desk.panel.grid, Qt.Key.Key_End)
    press(desk.panel.grid, Qt.Key.Key_Return)
    assert desk.session.edit.style == "vivid"
    assert [cell.id for cell in desk.panel.grid.cells] == order


def test_a_chosen_style_beyond_the_grid_takes_its_last_place(desk: Desk) -> None:
    desk.open(A)
    desk.session.choose_style("soft")
    desk.session.set_view(grid_count=2)
    assert [cell.id for cell in desk.panel.grid.cells] == ["", "soft"]
    assert desk.panel.bar.count.text() == "2 styles"


def test_a_style_that_comes_while_the_grid_is_open_stands_in_it(desk: Desk) -> None:
    desk.open(A)
    desk.session.set_view(grid_count=3)
    added = Style("harbour", "Harbour", "added", Path("harbour.safetensors"))
    desk.session.take_styles((*STYLES, added))
    assert [cell.id for cell in desk.panel.grid.cells] == ["", "harbour", "natural"]
    desk.session.card_changed.emit("harbour", plain(AFTER, 300, 200))
    rect = desk.panel.grid.picture_rect("harbour").center().toPoint()
    assert desk.panel.grid.grab().toImage().pixelColor(rect) == AFTER
    desk.session.take_styles(STYLES)
    assert [cell.id for cell in desk.panel.grid.cells] == ["", "natural", "vivid"]


def test_ones_own_styles_stand_before_the_looks_and_leave_them_half_of_the_places() -> None:
    own = [Style(n, n, "yours", Path(n), learned=Learned(made=m)) for n, m in (("a", 1), ("b", 3), ("c", 2))]
    added = Style("file", "File", "added", Path("file"))
    assert in_grid((*STYLES, *own, added), 6) == ("", "b", "c", "natural", "vivid", "soft")
    assert in_grid((*STYLES, *own, added), 9) == ("", "b", "c", "a", "natural", "vivid", "soft", "file")
    assert in_grid((*STYLES, *own, added), 2) == ("", "natural")
    assert in_grid((*STYLES, *own, added), 2, {"file"}) == ("", "file")
    assert in_grid(STYLES, 6) == ("", "natural", "vivid", "soft")


def test_escape_leaves_the_grid_for_where_one_came_from(desk: Desk) -> None:
    desk.open(A)
    desk.session.set_view(mode="split")
    desk.session.set_view(mode="grid")
    press(desk.panel.grid, Qt.Key.Key_Escape)
    assert desk.session.view.mode == "split"


@pytest.mark.parametrize(("key", "style"), [(Qt.Key.Key_Escape, "natural"), (Qt.Key.Key_Return, "soft")])
def test_looking_closer_shows_one_style_large_and_comes_back(desk: Desk, key: Qt.Key, style: str) -> None:
    desk.open(A)
    desk.session.set_view(mode="split")
    desk.session.set_view(mode="grid")
    press(desk.panel.grid, Qt.Key.Key_End)
    press(desk.panel.grid, Qt.Key.Key_Space)
    assert desk.session.view.mode == "single"
    assert desk.session.look.style == "soft"
    assert desk.session.edit.style == "natural"
    press(desk.panel.photo, key)
    assert desk.session.view.mode == "grid"
    assert desk.session.look.style == desk.session.edit.style == style
    press(desk.panel.grid, Qt.Key.Key_Escape)
    assert desk.session.view.mode == "split"


def test_strength_in_the_bar_changes_the_style_in_one_step(desk: Desk) -> None:
    desk.open(A)
    steps = len(desk.session.history.steps)
    desk.panel.bar.strength.changed.emit(1.1)
    desk.panel.bar.strength.committed.emit(1.2)
    assert desk.session.edit.strength == 1.2
    assert len(desk.session.history.steps) == steps + 1


# ── tools ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_cropping_shows_all_of_the_photo_and_makes_one_step(desk: Desk) -> None:
    desk.open(A)
    desk.session.set("Crop", crop=Crop(0.1, 0.1, 0.9, 0.9))
    steps = len(desk.session.history.steps)
    tools: list[str] = []
    desk.panel.tool_changed.connect(tools.append)
    desk.panel.use_tool("crop")
    assert desk.panel.stack.currentWidget() is desk.panel.photo
    assert desk.panel.tools.bar.isVisible()
    assert not desk.panel.bar.isVisible()
    assert desk.session.edit.crop.is_whole
    desk.bring()
    press(desk.panel.photo, Qt.Key.Key_Left)
    press(desk.panel.photo, Qt.Key.Key_Return)
    crop = desk.session.edit.crop
    assert (crop.left, crop.top, crop.right, crop.bottom) == pytest.approx((0.09, 0.1, 0.89, 0.9))
    assert len(desk.session.history.steps) == steps + 1
    assert tools == ["crop", ""]
    assert desk.panel.stack.currentWidget() is desk.panel.grid


def test_escape_takes_crop_and_angle_back(desk: Desk) -> None:
    desk.open(A)
    edit, steps = desk.session.edit, len(desk.session.history.steps)
    desk.panel.use_tool("crop")
    desk.panel.tools.bar.angle_changed.emit(3.0)
    assert desk.session.edit.angle == 3.0
    press(desk.panel.photo, Qt.Key.Key_Escape)
    assert desk.session.edit == edit
    assert len(desk.session.history.steps) == steps


def test_straightening_alone_is_called_so_and_nothing_is_no_step(desk: Desk) -> None:
    desk.open(A)
    steps = len(desk.session.history.steps)
    desk.panel.use_tool("crop")
    desk.panel.use_tool("crop")
    assert len(desk.session.history.steps) == steps
    desk.panel.use_tool("crop")
    desk.panel.tools.bar.angle_changed.emit(-1.5)
    desk.panel.tools.bar.done.emit()
    assert desk.session.history.steps[-1].label == "Straighten"


def test_proportions_are_those_of_the_result(desk: Desk) -> None:
    desk.open(A)
    desk.panel.use_tool("crop")
    desk.bring()
    desk.panel.tools.bar.shape_chosen.emit("1:1")
    desk.panel.tools.finish()
    crop = desk.session.edit.crop
    width, height = (crop.right - crop.left) * SIZE[0], (crop.bottom - crop.top) * SIZE[1]
    assert width == pytest.approx(height)


def test_undo_and_another_photo_lay_the_crop_down(desk: Desk) -> None:
    desk.open(A, B)
    desk.session.set("Crop", crop=Crop(0.1, 0.1, 0.9, 0.9))
    desk.session.set("Exposure", exposure=1.0)
    desk.panel.use_tool("crop")
    desk.session.undo()
    assert desk.panel.tools.tool == ""
    assert desk.session.edit.crop == Crop(0.1, 0.1, 0.9, 0.9)
    desk.panel.use_tool("crop")
    desk.session.go(1)
    assert desk.panel.tools.tool == ""
    desk.session.go(-1)
    desk.read()
    assert desk.session.edit.crop == Crop(0.1, 0.1, 0.9, 0.9)


def test_the_white_point_is_asked_for_where_it_was_clicked(desk: Desk, qtbot: QtBot) -> None:
    desk.open(A)
    desk.panel.use_tool("white")
    photo = desk.panel.photo.stage.whole(0)
    point = QPoint(photo.x() + photo.width() // 2, photo.y() + photo.height() // 4)
    with qtbot.waitSignal(desk.session.white_wanted) as wanted:
        QTest.mouseClick(desk.panel.photo, Qt.MouseButton.LeftButton, pos=point)
    assert wanted.args[0] == pytest.approx((0.5, 0.25), abs=0.01)
    assert desk.panel.tools.tool == ""


def test_no_tool_is_taken_up_without_a_photo(desk: Desk) -> None:
    desk.panel.use_tool("crop")
    assert desk.panel.tools.tool == ""
    assert desk.session.edit == Edit(style="natural", strength=0.8)


def test_previews_are_large_enough_for_the_cells_of_the_grid(desk: Desk) -> None:
    desk.panel.resize(1800, 1200)
    desk.open(A)
    assert desk.session.view.mode == "grid"
    assert min(desk.session.view.picture_size) > 1000
    desk.session.set_view(mode="side")
    assert desk.session.view.picture_size == desk.panel.photo.room.toTuple()


def test_a_refused_photo_ends_the_zoom(desk: Desk) -> None:
    desk.open(A, B)
    desk.session.set_view(mode="single")
    desk.panel.zoom("actual")
    desk.session.go(1)
    desk.session.take_refusal(B, PhotoUnreadable("b.jpg cannot be read."))
    assert desk.session.view.zoom == "fit"
    assert desk.panel.bar.zoom.choice() == "fit"


# ── guards ──────────────────────────────────────────────────────────────────────────────────────────────────────────

BITES = Guards(skin=0.2, clipped=0.0, gamut=0.0, structure=0.99)


def test_a_guard_that_bites_is_said_on_the_edited_picture(desk: Desk) -> None:
    desk.open(A)
    desk.session.set_view(mode="side")
    desk.bring()
    guard, stage = desk.panel.photo_page.guard, desk.panel.photo.stage
    assert not guard.isVisible()
    desk.session.guards_changed.emit(BITES)
    assert guard.isVisible()
    assert guard.words() == "Skin moved further than usual"
    assert stage.seen(1).contains(guard.geometry())
    desk.session.set_view(mode="single")
    assert stage.seen(0).contains(guard.geometry())
    desk.session.set_view(before=True)
    assert not guard.isVisible()
    desk.session.set_view(before=False)
    assert guard.isVisible()
    desk.session.guards_changed.emit(replace(BITES, skin=0.0))
    assert not guard.isVisible()

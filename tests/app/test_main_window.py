"""The window: where the panels stand at every width, and what dropping, hiding and walking by keys do."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.learning import INTERRUPTED, LEARNING, Learning, LearningWish
from app.main_window import MainWindow
from app.panels.add_style import AddStyleSheet
from app.panels.share import ShareSheet
from app.pictures import Opened
from app.session import Session
from app.widgets.buttons import Button
from app.widgets.sheet import Sheet
from engine.errors import StyleError
from engine.image import Image
from tests.app.panels.conftest import STYLES


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(Session())
    made.complete()
    made.session.take_styles(STYLES)
    made.resize(1600, 1000)
    made.show()
    yield made
    made.close()
    made.deleteLater()
    QApplication.processEvents()


def open_photos(window: MainWindow, count: int = 2) -> None:
    window.session.take_photos(tuple(Path(f"/photos/{n}.jpg") for n in range(count)))
    pixels = np.full((40, 60, 3), 90, np.uint8)
    assert window.session.path is not None
    window.session.take_opened(Opened(window.session.path, Image(pixels, full_size=(600, 400))))
    window.session.set_view(mode="side")


def test_an_empty_window_shows_nothing_that_cannot_be_used(window: MainWindow) -> None:
    assert not window.enhance.left.isVisible()
    assert not window.enhance.adjust.isVisible()
    assert not window.enhance.gallery.isVisible()
    assert not window.commands.by_id["export"].isEnabled()


def test_while_photos_are_on_their_way_the_window_stands_as_around_one(window: MainWindow) -> None:
    window.expect_photos()
    assert window.enhance.right.isVisible()
    assert not window.canvas.welcome.isVisible()
    window.session.said.emit("There are no photos in this folder.")
    assert not window.enhance.right.isVisible()
    assert window.canvas.welcome.isVisible()


def test_a_photo_that_was_expected_takes_the_focus(window: MainWindow) -> None:
    window.expect_photos()
    open_photos(window)
    assert window.focusWidget() in (window.canvas.photo, window.canvas.grid)


def test_one_photo_needs_no_filmstrip_several_do(window: MainWindow) -> None:
    open_photos(window, 1)
    assert window.enhance.left.isVisible()
    assert not window.enhance.gallery.isVisible()
    open_photos(window, 2)
    assert window.enhance.gallery.isVisible()


def test_the_grid_stands_in_for_the_style_panel_and_gives_it_back(window: MainWindow) -> None:
    open_photos(window)
    window.session.set_view(mode="grid")
    assert not window.enhance.left.isVisible()
    window.session.set_view(mode="single")
    assert window.enhance.left.isVisible()


@pytest.mark.parametrize(("width", "left", "narrow"), [(1600, True, False), (1300, True, True), (1100, False, True)])
def test_panels_follow_the_width(window: MainWindow, width: int, left: bool, narrow: bool) -> None:
    open_photos(window)
    window.resize(width, 800)
    QApplication.processEvents()
    assert window.enhance.left.isVisible() is left
    assert bool(window.status.position.text()) is narrow
    assert window.canvas.width() >= 480


def test_the_right_panel_is_never_narrower_than_its_buttons(window: MainWindow) -> None:
    open_photos(window)
    window.resize(1024, 800)
    QApplication.processEvents()
    buttons = [window.enhance.adjust._buttons[name] for name in ("copy", "paste", "reset")]
    assert all(button.width() >= button.sizeHint().width() for button in buttons)
    assert window.enhance.right.minimumWidth() >= window.enhance.adjust.minimumSizeHint().width()


def test_a_window_made_narrow_takes_the_line_from_the_filmstrip_and_leaves_the_thumbnails(window: MainWindow) -> None:
    open_photos(window)
    QApplication.processEvents()
    strip = window.enhance.gallery.strip
    line, cells = strip.height() - strip.strip.height(), strip.strip.height()
    assert line > 0
    window.resize(1300, 800)
    QApplication.processEvents()
    assert strip.height() == strip.strip.height() == cells
    window.resize(1600, 1000)
    QApplication.processEvents()
    assert (strip.height(), strip.strip.height()) == (line + cells, cells)


def test_tab_opens_the_closed_panel_in_a_small_window(window: MainWindow) -> None:
    open_photos(window)
    window.resize(1100, 800)
    QApplication.processEvents()
    window.toggle("panels")
    assert window.enhance.left.isVisible()
    window.toggle("panels")
    assert not window.enhance.left.isVisible()
    assert window.enhance.adjust.isVisible()


def test_panels_filmstrip_and_everything_can_be_hidden_and_come_back(window: MainWindow) -> None:
    open_photos(window)
    for part in ("panels", "filmstrip", "bars"):
        window.toggle(part)
        window.toggle(part)
    assert window.enhance.left.isVisible()
    assert window.enhance.gallery.isVisible()
    assert window.header.isVisible()


def test_only_the_photo_hides_also_what_was_hidden_and_gives_everything_back(window: MainWindow) -> None:
    open_photos(window)
    window.toggle("panels")
    window.toggle("bars")
    parts = (window.header, window.enhance.left, window.enhance.right, window.enhance.gallery)
    assert not any(part.isVisible() for part in parts)
    window.toggle("bars")
    assert all(part.isVisible() for part in parts)


def test_dropped_files_are_opened(window: MainWindow, tmp_path: Path) -> None:
    wanted: list[Path] = []
    window.session.listing_wanted.connect(wanted.extend)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl("https://example.org/x.jpg")])
    event = QDropEvent(
        QPointF(), Qt.DropAction.CopyAction, data, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(event)
    assert wanted == [tmp_path]


def drop(window: MainWindow, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    window.dropEvent(
        QDropEvent(QPointF(), Qt.DropAction.CopyAction, data, Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier)
    )


def test_a_dropped_style_file_opens_its_sheet_and_photos_stay(window: MainWindow, tmp_path: Path) -> None:
    open_photos(window)
    photos = window.session.photos
    drop(window, tmp_path / "look.pth")
    (sheet,) = window.findChildren(Sheet)
    assert isinstance(sheet, AddStyleSheet)
    assert "look.pth" in sheet.accessibleName()
    assert window.session.photos == photos
    sheet.leave()


def test_of_what_is_dropped_together_photos_are_opened_and_styles_come_one_after_the_other(
    window: MainWindow, tmp_path: Path
) -> None:
    wanted: list[Path] = []
    window.session.listing_wanted.connect(wanted.extend)
    drop(window, tmp_path / "one.pth", tmp_path, tmp_path / "two.onnx")
    assert wanted == [tmp_path]
    for name in ("one.pth", "two.onnx"):
        (sheet,) = (sheet for sheet in window.findChildren(AddStyleSheet) if not sheet.isHidden())
        assert name in sheet.accessibleName()
        sheet.leave()
    assert all(sheet.isHidden() for sheet in window.findChildren(AddStyleSheet))


def test_a_style_can_be_added_by_command_without_a_photo(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = str(tmp_path / "look.onnx")
    monkeypatch.setattr("app.asking.QFileDialog.getOpenFileName", lambda *_: (chosen, ""))
    window.commands.by_id["add_style"].trigger()
    (sheet,) = window.findChildren(Sheet)
    assert "look.onnx" in sheet.accessibleName()
    sheet.leave()


def test_trouble_is_said_over_the_canvas_with_details_to_copy(window: MainWindow) -> None:
    open_photos(window)
    window.session.trouble.emit(StyleError("look.pth is damaged, so it was not opened.", details="line 3"))
    toast = window.canvas.toaster.toast()
    assert toast is not None
    assert "damaged" in toast.words
    toast.findChildren(Button)[0].click()
    assert QGuiApplication.clipboard().text().endswith("line 3")


def test_a_removed_style_can_be_brought_back(window: MainWindow) -> None:
    open_photos(window)
    restored: list[object] = []
    window.session.style_restore_wanted.connect(restored.append)
    window.session.style_removed.emit(STYLES[2])
    toast = window.canvas.toaster.toast()
    assert toast is not None
    toast.findChildren(Button)[0].click()
    assert restored == [STYLES[2]]


@pytest.mark.parametrize("name", ["export", "export_all", "keys", "preferences", "about"])
def test_every_sheet_opens_keeps_the_focus_and_closes(window: MainWindow, qtbot: QtBot, name: str) -> None:
    open_photos(window)
    window.show_sheet(name)
    (sheet,) = window.findChildren(Sheet)
    focus = QApplication.focusWidget()
    assert focus is None or sheet.isAncestorOf(focus)
    window.show_sheet("about")
    assert len(window.findChildren(Sheet)) == 1
    sheet.leave()
    qtbot.waitUntil(lambda: not window.findChildren(Sheet))


def test_ctrl_tab_goes_round_the_parts_of_the_window(window: MainWindow) -> None:
    open_photos(window)
    window.activateWindow()
    parts = [part for part in (window.header, *window.enhance.regions(), window.status) if part.isVisible()]
    assert len(parts) == 7, "header, left, photo, bar, right, filmstrip, status"
    window.canvas.take_focus()
    seen = []
    for _ in parts:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
        focus = window.focusWidget()
        seen.append(next(i for i, part in enumerate(parts) if part is focus or part.isAncestorOf(focus)))
    assert seen == [3, 4, 5, 6, 0, 1, 2]


def test_the_strength_comes_after_the_cards_above_it(window: MainWindow) -> None:
    open_photos(window)
    walked, widget = [], window.enhance.page_switch.nextInFocusChain()
    while widget is not window.canvas.photo:
        walked.append(widget)
        widget = widget.nextInFocusChain()
    cards = [walked.index(card) for card in window.enhance.styles.cards.values()]
    assert max(cards) < walked.index(window.enhance.styles.strength)


def test_tab_walks_through_one_part_after_the_other(window: MainWindow) -> None:
    open_photos(window)
    parts = (
        window.header,
        window.enhance.left,
        window.canvas,
        window.enhance.right,
        window.enhance.gallery,
        window.status,
    )
    walked: list[int] = []
    widget = window.header.nextInFocusChain()
    while widget is not None and widget is not window.header:
        inside = [n for n, part in enumerate(parts) if part.isAncestorOf(widget)]
        if inside and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            walked += inside
        widget = widget.nextInFocusChain()
    first = walked.index(0)
    assert walked[first:] + walked[:first] == sorted(walked)
    assert set(walked) == set(range(len(parts)))


def test_a_new_key_works_at_once(window: MainWindow) -> None:
    open_photos(window)
    window.session.change_settings(keys='{"grid": "G"}')
    assert [s.toString() for s in window.commands.by_id["grid"].shortcuts()] == ["G"]


def test_where_the_window_stood_is_remembered(window: MainWindow) -> None:
    window.close()
    assert window.session.settings.window


def half_learned(status: str) -> Learning:
    return Learning(LearningWish("Harbour light", (Path("/photos/0.jpg"),)), status, seconds=250.0)


def test_what_was_half_learned_when_the_computer_stopped_is_offered_to_go_on(window: MainWindow) -> None:
    wanted: list[bool] = []
    window.session.learning_pause_wanted.connect(wanted.append)
    window.session.take_learning(half_learned(INTERRUPTED))
    toast = window.canvas.toaster.toast()
    assert toast is not None
    assert toast.words == "Harbour light is not learned to its end yet; it stands at 4 min 10 s."
    toast.findChildren(Button)[0].click()
    assert wanted == [False]
    assert window.session.room == "teach"


def test_a_learning_that_runs_is_not_asked_about_nor_is_one_that_stops_later(window: MainWindow) -> None:
    window.session.take_learning(half_learned(LEARNING))
    window.session.take_learning(half_learned(INTERRUPTED))
    assert window.canvas.toaster.toast() is None


def test_sharing_a_style_opens_its_sheet(window: MainWindow) -> None:
    window.session.share_sheet_wanted.emit(STYLES[0])
    (sheet,) = window.findChildren(ShareSheet)
    assert sheet.isVisible()
    sheet.leave()


def test_a_dropped_shared_style_opens_the_sheet_that_adds_it(window: MainWindow, tmp_path: Path) -> None:
    gift = tmp_path / "gift.penchant"
    gift.write_bytes(b"no style at all")
    drop(window, gift)
    assert window.findChildren(AddStyleSheet)

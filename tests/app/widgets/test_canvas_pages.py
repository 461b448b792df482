"""What stands on the canvas without a photo, and the bar under it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.widgets import canvas_bar
from app.widgets.canvas_bar import CanvasBar
from app.widgets.crop_bar import CropBar
from app.widgets.refusal import Refusal
from app.widgets.welcome import Welcome


def fill(widget: QWidget, stage: QWidget, width: int, height: int) -> None:
    stage.resize(max(stage.width(), width), max(stage.height(), height))
    widget.setParent(stage)
    widget.resize(width, height)
    widget.show()
    QApplication.processEvents()


def test_the_welcome_offers_photos_folders_and_keys(stage: QWidget, qtbot: QtBot) -> None:
    welcome = Welcome()
    fill(welcome, stage, 1024, 568)
    welcome.take_focus()
    assert welcome.open_photos.hasFocus()
    wanted: list[str] = []
    welcome.wanted.connect(wanted.append)
    QTest.keyClick(welcome.open_photos, Qt.Key.Key_Return)
    welcome.open_folder.click()
    welcome.keys.click()
    assert wanted == ["open", "open_folder", "keys"]


def test_the_welcome_leads_from_looking_to_a_style_of_ones_own(stage: QWidget) -> None:
    welcome = Welcome()
    fill(welcome, stage, 1600, 928)
    said = [label.text() for label in welcome.findChildren(QLabel)]
    assert [words for words in said if words in ("Look", "Like", "Teach")] == ["Look", "Like", "Teach"]


@pytest.mark.parametrize("size", [(1024, 568), (1600, 928), (3000, 1900)])
def test_the_welcome_fits_and_stands_in_the_middle(stage: QWidget, size: tuple[int, int]) -> None:
    welcome = Welcome()
    fill(welcome, stage, *size)
    frame = welcome.frame.geometry()
    assert abs(frame.center().x() - size[0] // 2) <= 1
    assert frame.width() <= 912
    assert welcome.rect().contains(welcome.keys.geometry())
    assert frame.bottom() < welcome.keys.y()
    welcome.set_awake(True)
    assert welcome.frame.is_awake()


def test_a_refusal_says_one_sentence_and_leads_on(stage: QWidget) -> None:
    refusal = Refusal()
    fill(refusal, stage, 800, 600)
    refusal.show_problem("a.jpg ends too early, so it cannot be shown.", "1.9 of 6.4 MB", has_next=True)
    refusal.take_focus()
    wanted: list[str] = []
    refusal.wanted.connect(wanted.append)
    assert refusal.next.hasFocus()
    assert not refusal.open_photos.isVisible()
    assert not refusal.details.isVisible()  # folded
    refusal.fold.head().click()
    assert refusal.details.isVisible()
    refusal.next.click()
    refusal.show_in_folder.click()
    assert wanted == ["next", "show_in_folder"]


def test_the_last_photo_leads_to_other_photos_and_no_details_are_no_fold(stage: QWidget) -> None:
    refusal = Refusal()
    fill(refusal, stage, 800, 600)
    refusal.show_problem("a.jpg is no longer there.", "", has_next=False)
    refusal.take_focus()
    assert refusal.open_photos.hasFocus()
    assert not refusal.next.isVisible()
    assert not refusal.copy.isVisible()
    assert not refusal.fold.isVisible()


@pytest.fixture
def bar(stage: QWidget) -> CanvasBar:
    bar = CanvasBar((2, 4, 6))
    fill(bar, stage, 900, 40)
    return bar


def test_strength_and_count_stand_in_the_bar_only_in_the_grid(bar: CanvasBar) -> None:
    bar.show_mode("side", 6)
    assert not bar.strength.isVisible()
    assert not bar.count.isVisible()
    bar.show_mode("grid", 6)
    assert bar.strength.isVisible()
    assert bar.count.text() == "6 styles"
    assert not bar.zoom.isEnabled()


def test_in_the_smallest_window_the_grid_keeps_room_for_the_strength(bar: CanvasBar) -> None:
    bar.set_compact(True)
    bar.show_mode("grid", 6)
    bar.resize(752, 40)
    QApplication.processEvents()
    assert bar.strength.width() >= bar.strength.minimumSizeHint().width()
    assert bar.stars.width() >= bar.stars.sizeHint().width()
    assert not any(part.isVisible() for part in (bar.zoom, bar.before, bar.clipping))
    bar.show_mode("single", 6)
    assert all(part.isVisible() for part in (bar.zoom, bar.before, bar.clipping))


def test_the_bar_tells_what_was_chosen(bar: CanvasBar) -> None:
    seen: list[object] = []
    for signal in (bar.mode_chosen, bar.zoom_wanted, bar.count_chosen, bar.clipping_wanted):
        signal.connect(seen.append)
    bar.modes.segment("split").click()
    bar.zoom.segment("actual").click()
    bar.count.menu().actions()[1].trigger()
    bar.clipping.click()
    assert seen == ["split", "actual", 4, True]


@pytest.mark.parametrize(("scale", "choice", "words"), [(None, "fit", ""), (1.0, "actual", ""), (0.5, "other", "50")])
def test_the_zoom_is_shown_in_words(bar: CanvasBar, scale: float | None, choice: str, words: str) -> None:
    bar.show_zoom(scale)
    assert bar.zoom.choice() == choice
    other = bar.zoom.segment("other")
    assert other.isVisible() is bool(words)
    assert words in other.text()


def test_a_short_press_on_the_eye_stays_and_a_long_one_peeks(bar: CanvasBar, monkeypatch: pytest.MonkeyPatch) -> None:
    assert canvas_bar.HOLD == 300
    monkeypatch.setattr(canvas_bar, "HOLD", 60_000)  # a loaded machine may press slowly
    seen: list[bool] = []
    bar.before_wanted.connect(seen.append)
    QTest.mouseClick(bar.before, Qt.MouseButton.LeftButton)
    assert (seen[-1], bar.before.isChecked()) == (True, True)
    QTest.mouseClick(bar.before, Qt.MouseButton.LeftButton)
    assert (seen[-1], bar.before.isChecked()) == (False, False)
    QTest.mousePress(bar.before, Qt.MouseButton.LeftButton)
    assert seen[-1] is True
    monkeypatch.setattr(canvas_bar, "HOLD", 0)
    QTest.mouseRelease(bar.before, Qt.MouseButton.LeftButton)
    assert (seen[-1], bar.before.isChecked()) == (False, False)


def test_the_narrow_bar_is_much_narrower(bar: CanvasBar) -> None:
    wide = bar.sizeHint().width()
    bar.set_compact(True)
    assert bar.sizeHint().width() < wide - 150


def test_the_crop_bar_fits_the_smallest_canvas_and_tells(stage: QWidget) -> None:
    bar = CropBar()
    fill(bar, stage, 700, 40)
    assert bar.minimumSizeHint().width() < 700
    seen: list[object] = []
    bar.shape_chosen.connect(seen.append)
    bar.done.connect(lambda: seen.append("done"))
    bar.cancelled.connect(lambda: seen.append("cancelled"))
    bar.shapes.menu().actions()[3].trigger()
    bar.finish.click()
    bar.cancel.click()
    assert seen == ["5:4", "done", "cancelled"]
    assert bar.shapes.text() == "5:4"

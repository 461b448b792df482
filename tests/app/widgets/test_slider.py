"""The slider: drag, keys, wheel, typing, what it says while it moves and what counts as one step."""

from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QAction, QKeySequence, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app import theme
from app.tokens import DARK
from app.widgets.slider import Slider
from engine.controls import Control

CONTRAST = Control("contrast", "Contrast", "Light", -100, 100, help="Difference between dark and bright.")
EXPOSURE = Control("exposure", "Exposure", "Light", -5, 5, step=0.05, decimals=2, unit="EV")
Key = Qt.Key


@dataclass
class Heard:
    """Signals of a slider, in order."""

    changed: list[float] = field(default_factory=list)
    committed: list[float] = field(default_factory=list)


def listen(slider: Slider) -> Heard:
    heard = Heard()
    slider.changed.connect(heard.changed.append)
    slider.committed.connect(heard.committed.append)
    return heard


def make(stage: QWidget, control: Control = CONTRAST, width: int = 292) -> Slider:
    slider = Slider(control, parent=stage)
    slider.resize(width, slider.sizeHint().height())
    slider.show()
    QApplication.processEvents()
    return slider


@pytest.fixture
def slider(stage: QWidget) -> Slider:
    return make(stage)


@pytest.fixture
def heard(slider: Slider) -> Heard:
    return listen(slider)


def knob(slider: Slider) -> QPoint:
    return QPoint(round(slider.x_of(slider.value())), slider.height() // 2)


def move(slider: Slider, to: QPointF, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    button = Qt.MouseButton.LeftButton
    where = slider.mapToGlobal(to)
    event = QMouseEvent(QEvent.Type.MouseMove, to, where, Qt.MouseButton.NoButton, button, modifiers)
    QApplication.sendEvent(slider, event)


def press(slider: Slider, at: QPoint) -> None:
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=at)


def release(slider: Slider) -> None:
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(0, 0))


def test_it_starts_at_the_default_and_set_value_is_silent(slider: Slider, heard: Heard) -> None:
    assert slider.value() == 0
    slider.set_value(250)
    assert slider.value() == 100
    assert heard == Heard()


def test_a_drag_changes_all_along_and_is_committed_once(slider: Slider, heard: Heard) -> None:
    start = knob(slider)
    press(slider, start)
    assert heard.changed == [], "grasping the knob moves nothing"
    for x in (10, 20, 30):
        move(slider, QPointF(start.x() + x, start.y()))
    assert heard.committed == []
    release(slider)
    assert heard.changed == sorted(heard.changed)
    assert len(heard.changed) == 3
    assert heard.changed[-1] == pytest.approx(30 * 200 / slider.track().width(), abs=1)
    assert heard.committed == [heard.changed[-1]]


def test_a_press_on_the_track_brings_the_knob(slider: Slider, heard: Heard) -> None:
    press(slider, QPoint(round(slider.x_of(50)), slider.height() // 2))
    release(slider)
    assert heard.committed == [pytest.approx(50, abs=1)]


def test_a_drag_that_comes_back_is_no_step(slider: Slider, heard: Heard) -> None:
    start = knob(slider)
    press(slider, start)
    move(slider, QPointF(start.x() + 20, start.y()))
    move(slider, QPointF(start))
    release(slider)
    assert slider.value() == 0
    assert heard.committed == []


def test_dragging_beyond_the_end_does_not_lose_the_pointer(slider: Slider) -> None:
    start = knob(slider)
    press(slider, start)
    move(slider, QPointF(start.x() + 500, start.y()))
    assert slider.value() == 100
    move(slider, QPointF(start.x() + 10, start.y()))
    release(slider)
    assert slider.value() == pytest.approx(10 * 200 / slider.track().width(), abs=1)


def test_alt_drags_ten_times_finer(stage: QWidget) -> None:
    slider = make(stage, EXPOSURE)
    start = knob(slider)
    press(slider, start)
    move(slider, QPointF(start.x() + 10, start.y()), Qt.KeyboardModifier.AltModifier)
    release(slider)
    assert slider.value() == pytest.approx(10 * 0.1 * 10 / slider.track().width(), abs=0.006)
    assert round(slider.value() * 100) % 5, "finer than a step of 0.05"


def test_escape_takes_a_drag_back(slider: Slider, heard: Heard) -> None:
    slider.set_value(20)
    press(slider, knob(slider))
    move(slider, QPointF(200, 14))
    QTest.keyClick(slider, Key.Key_Escape)
    assert slider.value() == 20
    assert heard.changed[-1] == 20
    release(slider)
    assert heard.committed == []


@pytest.mark.parametrize("part", ["name", "knob", "value"])
def test_a_double_click_resets(slider: Slider, heard: Heard, part: str) -> None:
    slider.set_value(40)
    places = {"name": slider.name_box().center().toPoint(), "knob": knob(slider)}
    at = places.get(part, slider.value_box().center().toPoint())
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=at)
    field = slider.findChild(QLineEdit)
    if part == "value":
        assert field is not None
        QTest.mouseDClick(field, Qt.MouseButton.LeftButton)
    else:
        QTest.mouseDClick(slider, Qt.MouseButton.LeftButton, pos=at)
    assert slider.value() == 0
    assert heard.committed == [0]
    assert not slider.is_typed()


@pytest.mark.parametrize(
    ("key", "modifier", "value"),
    [
        (Key.Key_Right, Qt.KeyboardModifier.NoModifier, 1),
        (Key.Key_Up, Qt.KeyboardModifier.NoModifier, 1),
        (Key.Key_Left, Qt.KeyboardModifier.NoModifier, -1),
        (Key.Key_Down, Qt.KeyboardModifier.NoModifier, -1),
        (Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 10),
        (Key.Key_PageUp, Qt.KeyboardModifier.NoModifier, 20),
        (Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, -20),
    ],
)
def test_keys_move_by_steps(
    slider: Slider, heard: Heard, key: Qt.Key, modifier: Qt.KeyboardModifier, value: float
) -> None:
    QTest.keyClick(slider, key, modifier)
    assert heard.changed == [value]
    assert heard.committed == [value]


def test_a_held_key_is_one_step(slider: Slider, heard: Heard) -> None:
    QTest.keyPress(slider, Key.Key_Right)
    QTest.keyPress(slider, Key.Key_Right)
    QTest.keyPress(slider, Key.Key_Right)
    assert heard.committed == []
    QTest.keyRelease(slider, Key.Key_Right)
    assert heard.committed == [3]


def test_losing_the_focus_ends_the_step(slider: Slider, heard: Heard) -> None:
    slider.setFocus()
    QTest.keyPress(slider, Key.Key_Right)
    slider.clearFocus()
    assert heard.committed == [1]


def test_home_resets_and_keys_stay_within_the_range(slider: Slider) -> None:
    slider.set_value(95)
    QTest.keyClick(slider, Key.Key_PageUp)
    assert slider.value() == 100
    QTest.keyClick(slider, Key.Key_Home)
    assert slider.value() == 0


def test_keys_step_on_from_a_finely_set_value(stage: QWidget) -> None:
    slider = make(stage, EXPOSURE)
    slider.set_value(0.13)
    QTest.keyClick(slider, Key.Key_Right)
    assert slider.value() == pytest.approx(0.18)


def test_a_focused_slider_has_its_keys_before_the_window(stage: QWidget, slider: Slider) -> None:
    action = QAction(stage)
    action.setShortcut(QKeySequence(Key.Key_Right))
    stage.addAction(action)
    pressed = []
    action.triggered.connect(lambda: pressed.append(True))
    slider.setFocus()
    QTest.keyClick(slider, Key.Key_Right)
    assert slider.value() == 1
    assert pressed == []


def test_typing_a_value(slider: Slider, heard: Heard) -> None:
    slider.setFocus()
    QTest.keyClick(slider, Key.Key_Return)
    field = slider.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "-12")
    QTest.keyClick(field, Key.Key_Return)
    assert slider.value() == -12
    assert heard.committed == [-12]
    assert not slider.is_typed()
    assert slider.hasFocus()


def test_escape_leaves_the_value_as_it_was(slider: Slider, heard: Heard) -> None:
    slider.type_value()
    field = slider.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "77")
    QTest.keyClick(field, Key.Key_Escape)
    assert slider.value() == 0
    assert heard == Heard()


def test_what_is_no_number_is_marked_and_kept(slider: Slider, heard: Heard) -> None:
    slider.type_value()
    field = slider.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "bright")
    QTest.keyClick(field, Key.Key_Return)
    assert slider.is_typed()
    assert field.property("state") == "error"
    QTest.keyClicks(field, "5")
    assert field.property("state") == ""
    assert heard == Heard()


def test_a_typed_value_is_brought_into_the_range_and_taken_when_the_focus_moves_on(
    stage: QWidget, slider: Slider, heard: Heard
) -> None:
    other = make(stage)
    slider.type_value()
    field = slider.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "900")
    other.setFocus()
    assert slider.value() == 100
    assert heard.committed == [100]


def wheel(slider: Slider, delta: int) -> bool:
    at = QPointF(slider.rect().center())
    none = Qt.MouseButton.NoButton
    event = QWheelEvent(
        at,
        slider.mapToGlobal(at),
        QPoint(),
        QPoint(0, delta),
        none,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider, event)
    return event.isAccepted()


def test_the_wheel_moves_a_focused_slider_only(slider: Slider, heard: Heard, qtbot: QtBot) -> None:
    assert not wheel(slider, 120)
    assert slider.value() == 0
    slider.setFocus()
    for _ in range(3):
        assert wheel(slider, 120)
    assert slider.value() == 3
    assert heard.committed == [], "one turn of the wheel is one step"
    qtbot.waitUntil(lambda: heard.committed == [3], timeout=30_000)


def test_small_turns_of_a_fine_wheel_add_up(slider: Slider) -> None:
    slider.setFocus()
    for _ in range(4):
        wheel(slider, 30)
    assert slider.value() == 1


def test_right_to_left_mirrors_places_and_arrows(slider: Slider) -> None:
    slider.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert slider.value_box().left() == 0
    assert slider.name_box().right() == slider.width()
    assert slider.x_of(-100) > slider.x_of(100)
    QTest.keyClick(slider, Key.Key_Left)
    assert slider.value() == 1
    QTest.keyClick(slider, Key.Key_Up)
    assert slider.value() == 2


def test_words(stage: QWidget) -> None:
    slider = make(stage, EXPOSURE)
    assert slider.words() == "0"
    slider.set_value(0.6)
    assert slider.words() == "+0.60"
    kelvin = Control("temperature", "Temperature", "", 2000, 12000, 5450, 50, unit="K")
    assert make(stage, kelvin).words() == "5450\u202fK"
    assert Slider(CONTRAST, format=lambda value: f"about {value:.0f}", parent=stage).words() == "about 0"


def test_a_screen_reader_hears_name_role_and_value_and_can_set_it(slider: Slider, heard: Heard) -> None:
    slider.set_value(15)
    spoken = QAccessible.queryAccessibleInterface(slider)
    assert spoken.role() == QAccessible.Role.Slider
    assert spoken.text(QAccessible.Text.Name) == "Contrast"
    assert spoken.text(QAccessible.Text.Value) == "+15"
    assert spoken.text(QAccessible.Text.Description) == CONTRAST.help
    numbers = spoken.valueInterface()
    assert (numbers.minimumValue(), numbers.currentValue(), numbers.maximumValue()) == (-100, 15, 100)
    assert numbers.minimumStepSize() == 1
    numbers.setCurrentValue(40)
    assert heard.committed == [40]


def test_the_value_turns_brighter_once_changed(slider: Slider) -> None:
    def colours() -> set[str]:
        picture = slider.grab(slider.value_box().toRect()).toImage()
        return {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}

    slider.set_value(0)
    at_rest = max(colours())
    slider.set_value(88)
    assert max(colours()) > at_rest


def test_focus_draws_a_ring_and_shifts_nothing(slider: Slider) -> None:
    slider.set_value(30)
    size, at = slider.sizeHint(), slider.x_of(30)
    accent = theme.current().accent.lower()

    def has_ring() -> bool:
        picture = slider.grab().toImage()
        row = picture.height() // 2
        return any(picture.pixelColor(x, row).name() == accent for x in range(picture.width()))

    assert not has_ring()
    slider.setFocus()
    assert has_ring()
    assert (slider.sizeHint(), slider.x_of(30)) == (size, at)


def test_disabled_it_is_dim_and_a_drag_under_way_ends(slider: Slider, heard: Heard) -> None:
    press(slider, knob(slider))
    move(slider, QPointF(knob(slider)) + QPointF(20, 0))
    slider.setEnabled(False)
    assert len(heard.committed) == 1
    assert slider.grab().toImage().pixelColor(knob(slider)).name() == DARK.off


def test_heights_follow_the_text(slider: Slider, qapp: QApplication) -> None:
    assert slider.sizeHint().height() == 28
    theme.apply(qapp, "dark", 2)
    assert slider.sizeHint().height() == 56


def test_the_right_button_does_nothing(slider: Slider, heard: Heard) -> None:
    QTest.mouseClick(slider, Qt.MouseButton.RightButton, pos=QPoint(130, 14))
    assert heard == Heard()

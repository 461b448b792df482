"""What painted widgets say to a screen reader: role, name, and a value in words and as a number.

A widget takes part by having `make_accessible()`. Qt asks the factory only when something reads the screen.
"""

from collections.abc import Callable
from functools import cache
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleInterface,
    QAccessibleValueChangeEvent,
    QAccessibleValueInterface,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget


class Spoken(Protocol):
    """What a widget with a value offers."""

    def value(self) -> float: ...
    def spoken_value(self) -> str: ...
    def spoken_range(self) -> tuple[float, float, float]: ...
    def speak_value(self, value: float) -> None: ...


class AccessibleValue(QAccessibleWidget):
    """A slider-like widget for a screen reader: it can be read and set."""

    def __init__(self, widget: QWidget, spoken: Spoken, role: QAccessible.Role = QAccessible.Role.Slider) -> None:
        super().__init__(widget, role, widget.accessibleName())
        self._spoken = spoken
        self._numbers = _Numbers(spoken)

    # The bindings declare a C pointer as int; they take the object whose pointer it is.
    def interface_cast(self, kind: QAccessible.InterfaceType) -> object:  # type: ignore[override]
        if kind == QAccessible.InterfaceType.ValueInterface:
            return self._numbers
        return super().interface_cast(kind)

    def text(self, kind: QAccessible.Text) -> str:
        if kind == QAccessible.Text.Value:
            return self._spoken.spoken_value()
        return super().text(kind)


class AccessibleWords(QAccessibleWidget):
    """A painted widget for a screen reader whose value is words, such as a grid's current cell."""

    def __init__(self, widget: QWidget, role: QAccessible.Role, words: Callable[[], str]) -> None:
        super().__init__(widget, role, widget.accessibleName())
        self._words = words

    def text(self, kind: QAccessible.Text) -> str:
        if kind in (QAccessible.Text.Value, QAccessible.Text.Description):
            return self._words()
        return super().text(kind)


class _Numbers(QAccessibleValueInterface):
    # An object of its own: one that were both would be handed to C++ by its first base's pointer.
    def __init__(self, spoken: Spoken) -> None:
        super().__init__()
        self._spoken = spoken

    def currentValue(self) -> float:
        return self._spoken.value()

    def minimumValue(self) -> float:
        return self._spoken.spoken_range()[0]

    def maximumValue(self) -> float:
        return self._spoken.spoken_range()[1]

    def minimumStepSize(self) -> float:
        return self._spoken.spoken_range()[2]

    def setCurrentValue(self, value: float) -> None:
        self._spoken.speak_value(float(value))


@cache
def install() -> None:
    """Let Qt find the interfaces of painted widgets; once per process."""
    QAccessible.installFactory(_factory)


def value_changed(widget: QWidget, value: float) -> None:
    """Tell a screen reader that a value has moved."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(widget, value))


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say a sentence: a result, a step of progress."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


def _factory(_kind: str, thing: QObject | None) -> QAccessibleInterface | None:
    make = getattr(thing, "make_accessible", None)
    if make is None or not isinstance(thing, QWidget):
        return None
    interface: QAccessibleInterface = make()
    # Qt's cache frees the interface with the widget; until then Python must not.
    thing.__dict__["_accessible_interface"] = interface
    return interface

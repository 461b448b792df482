"""The order in which Tab walks through a window, in whatever order its parts were built."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def arrange(window: QWidget, parts: Sequence[QWidget]) -> None:
    """Let Tab walk through one part of a window after the other; inside a part the order stays."""
    # Of a list of which one member is a stop, any other may become the stop: all have their place.
    stops = tuple(_stops(window, Qt.FocusPolicy.StrongFocus))
    ordered = [stop for part in parts for stop in stops if part is stop or part.isAncestorOf(stop)]
    for before, after in pairwise(ordered):
        QWidget.setTabOrder(before, after)


def first_stop(part: QWidget) -> QWidget | None:
    """The first thing in a part of a window that takes the focus by Tab."""
    stops = _stops(part.window(), Qt.FocusPolicy.TabFocus)
    inside = (widget for widget in stops if widget is part or part.isAncestorOf(widget))
    return next((widget for widget in inside if widget.isVisible() and widget.isEnabled()), None)


def _stops(window: QWidget, ways: Qt.FocusPolicy) -> Iterator[QWidget]:
    """Everything in a window that can take the focus in one of these ways, in the order of Tab."""
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        if widget.focusPolicy() & ways:
            yield widget
        widget = widget.nextInFocusChain()

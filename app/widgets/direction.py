"""Painted widgets where people read from right to left: boxes on the other side, words at the other end."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtWidgets import QStyle, QWidget


def is_mirrored(widget: QWidget) -> bool:
    """Whether it is laid out from right to left."""
    return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft


def turned(widget: QWidget, box: QRectF) -> QRectF:
    """A box meant for left to right, where it stands in this widget."""
    if is_mirrored(widget):
        box.moveLeft(widget.width() - box.right())
    return box


def aligned(widget: QWidget, side: Qt.AlignmentFlag) -> Qt.AlignmentFlag:
    """Words at the start (AlignLeft) or end (AlignRight) of a line, for painting."""
    return (
        QStyle.visualAlignment(widget.layoutDirection(), side)
        | Qt.AlignmentFlag.AlignVCenter
        | Qt.AlignmentFlag.AlignAbsolute
    )

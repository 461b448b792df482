"""The style sheet of Qt's own widgets, filled from the tokens. What it cannot say is painted in app/widgets."""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields

from app import resources
from app.tokens import Tokens

# Lengths in `px` grow with the text, except the lines of 1 and 2 px.
_SHEET = """
* { color: @text; font-size: @body; outline: 0; }
*:disabled { color: @off; }
QWidget { background: @panel; }
QLabel, QCheckBox, QRadioButton { background: transparent; }
#canvas, #grid { background: @canvas; }
#filmstrip, QListView, QTreeView, QTableView, QPlainTextEdit { background: @well; border: 2px solid @well; }
QListView[role="plain"], QTreeView[role="plain"], QTableView[role="plain"] { background: @panel; border-color: @panel; }
QListView:focus, QTreeView:focus, QTableView:focus, QPlainTextEdit:focus { border-color: @accent; }
QListView[role="plain"]:focus, QTreeView[role="plain"]:focus, QTableView[role="plain"]:focus { border-color: @accent; }
#filmstrip, #filmstrip:focus { border: 0; }
QFrame[role="frame"] { background: @panel; border: 1px solid @rule; border-radius: 6px; }
QListView::item { min-height: 28px; }
QAbstractItemView::item:selected { background: @selected; color: @text; }

QLabel[role="title"] { font-size: @title; font-weight: 600; }
QLabel[role="heading"] { font-size: @heading; font-weight: 600; }
QLabel[role="section"] { font-weight: 600; }
QLabel[role="second"] { color: @text2; }
QLabel[role="caption"] { color: @text2; font-size: @caption; }
QLabel[role="second"]:disabled, QLabel[role="caption"]:disabled { color: @off; }

QMenuBar { background: transparent; }
QMenuBar::item { padding: 4px 8px; color: @text2; background: transparent; }
QMenu { background: @panel; border: 1px solid @rule; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 3px; }
QMenu::separator { background: @line; height: 1px; margin: 4px 8px; }
QMenuBar::item:selected, QMenu::item:selected { background: @raised; color: @text; }
QMenu::item:disabled { color: @off; background: transparent; }
QStatusBar { border-top: 1px solid @well; }
QStatusBar::item { border: 0; }
QStatusBar QLabel { color: @text2; font-size: @caption; }

QPushButton { background: @raised; border: 2px solid @raised; border-radius: 4px; min-height: 28px; padding: 0 12px; }
QPushButton[small="true"] { min-height: 24px; }
QPushButton[pictured="true"] { padding-left: 36px; }
QPushButton:hover { background: @hover; border-color: @hover; }
QPushButton:pressed, QPushButton:disabled { background: @pressed; border-color: @pressed; }
QPushButton[role="primary"] { background: @accent; border-color: @accent; color: @on_accent; font-weight: 600; }
QPushButton[role="primary"]:hover { background: @accent_hover; border-color: @accent_hover; }
QPushButton[role="primary"]:pressed { background: @accent_pressed; border-color: @accent_pressed; }
QPushButton[role="primary"]:disabled { background: @raised; border-color: @raised; color: @off; }
QPushButton[role="chip"] { min-height: 20px; padding: 0 8px; font-size: @caption; }
QPushButton[role="quiet"] { background: transparent; border-color: transparent; }
QPushButton[role="quiet"]:hover { background: @hover; border-color: @hover; }
QPushButton[role="quiet"]:pressed { background: @pressed; border-color: @pressed; }
QPushButton:focus, QPushButton[role]:focus { border-color: @accent; }
QPushButton::menu-indicator, QToolButton::menu-indicator { image: none; width: 0; }

QToolButton { background: transparent; border: 2px solid transparent; border-radius: 4px; min-width: 24px;
    min-height: 24px; }
QStatusBar QToolButton { min-height: 20px; }
QToolButton[role="caption"] { color: @text2; font-size: @caption; }
QToolButton:hover { background: @pressed; }
QToolButton:checked { background: @raised; }
QToolButton:focus { border-color: @accent; }

QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox { background: @well; border: 1px solid @edge; border-radius: 4px;
    min-height: 28px; padding: 1px 9px; }
QLineEdit, QSpinBox, QDoubleSpinBox, QPlainTextEdit { selection-background-color: @accent;
    selection-color: @on_accent; }
QLineEdit QToolButton { min-width: 0; min-height: 0; border: 0; padding: 0; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled { border-color: @line; }
QLineEdit[state="error"] { border-color: @error; }
QLineEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus { border: 2px solid @accent; padding: 0 8px; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: url("@caret"); width: 12px; height: 12px; }
QComboBox QListView, QComboBox QListView:focus { background: @panel; border: 1px solid @rule; padding: 4px; }
QComboBox QListView::item { min-height: 28px; padding: 0 4px; border-radius: 3px; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button { width: 0;
    border: 0; }

QCheckBox, QRadioButton { border: 2px solid transparent; border-radius: 4px; spacing: 8px; min-height: 24px; }
QCheckBox:focus, QRadioButton:focus { border-color: @accent; }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid @edge;
    border-radius: 3px; background: @well; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url("@check"); }
QRadioButton::indicator { border-radius: 8px; }
QRadioButton::indicator:checked { width: 6px; height: 6px; border: 5px solid @accent; background: @on_accent; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @line; }

QToolTip { background: @well; color: @text; border: 1px solid @rule; padding: 6px 10px; font-size: @caption; }
QAbstractScrollArea { border: 0; }
QScrollBar { background: transparent; }
QScrollBar:vertical { width: 12px; }
QScrollBar:horizontal { height: 12px; }
QScrollBar::handle { background: @rule; border: 2px solid @panel; border-radius: 6px; }
QScrollBar::handle:hover { background: @edge; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page { background: transparent;
    width: 0; height: 0; }
QSplitter::handle { background: @well; width: 1px; height: 1px; }
"""


def fill(tokens: Tokens, px: Callable[[float], int], type_sizes: Mapping[str, int]) -> str:
    """Style sheet of one theme.

    Args:
        tokens: colours, inserted for `@name`.
        px: makes a length at 100 % follow the text size.
        type_sizes: pixels of each type role, inserted for `@role`.

    Raises:
        KeyError: the sheet names a token that does not exist.
    """
    words: dict[str, str] = {field.name: str(getattr(tokens, field.name)) for field in fields(tokens)}
    words |= {role: f"{size}px" for role, size in type_sizes.items()}
    words["caret"] = resources.path("icons", f"caret-down-{tokens.name}.svg").as_posix()
    words["check"] = resources.path("icons", f"check-{tokens.name}.svg").as_posix()
    grown = re.sub(r"\b(\d+)px", lambda found: f"{_grow(int(found[1]), px)}px", _SHEET)
    return re.sub(r"@([a-z_0-9]+)", lambda found: words[found[1]], grown)


def _grow(length: int, px: Callable[[float], int]) -> int:
    return length if length <= 2 else px(length)

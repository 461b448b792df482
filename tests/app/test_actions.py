"""The command table: complete, free of clashes, and every key reaches its menu entry."""

from collections import Counter

from PySide6.QtGui import QKeySequence

from app.actions import COMMANDS, MENUS
from app.menus import MENU_ORDER


def test_no_key_means_two_things() -> None:
    keys = Counter(key for command in COMMANDS.values() for key in command.keys)
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_key_is_one_that_qt_knows() -> None:
    for command in COMMANDS.values():
        for key in command.keys:
            assert QKeySequence(key).toString(), f"{command.id}: {key}"


def test_no_single_letter_destroys_anything() -> None:
    destroying = {"reset", "quit", "export", "paste"}
    for name in destroying:
        assert all(len(key) > 1 for key in COMMANDS[name].keys)


def test_the_keys_that_photographers_expect() -> None:
    expected = {"single": "E", "side": "Y", "split": "Shift+Y", "grid": "N", "before": "\\", "clipping": "J"}
    expected |= {"zoom": "Z", "crop": "R", "white": "W", "keys": "?", "filmstrip": "F6", "undo": "Ctrl+Z"}
    for name, key in expected.items():
        assert key in COMMANDS[name].keys


def test_every_menu_entry_is_a_command_and_every_command_has_words() -> None:
    assert set(MENU_ORDER) == set(MENUS)
    for entries in MENU_ORDER.values():
        assert set(entries) - {"-", "recent", "rating"} <= set(COMMANDS)
    assert all(command.words for command in COMMANDS.values())

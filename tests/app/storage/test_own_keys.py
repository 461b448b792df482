"""Keys of the person's own: kept, undone, and never given to two commands."""

from hypothesis import given
from hypothesis import strategies as st

from app.actions import COMMANDS
from app.storage import own_keys


def test_a_key_of_ones_own_replaces_the_usual_ones() -> None:
    text = own_keys.with_key("", "export", "Ctrl+P")
    assert own_keys.keys_of(text, "export") == ("Ctrl+P",)
    assert own_keys.keys_of(text, "undo") == COMMANDS["undo"].keys


def test_going_back_to_the_usual_key_leaves_nothing_behind() -> None:
    text = own_keys.with_key("", "export", "Ctrl+P")
    assert own_keys.with_key(text, "export", COMMANDS["export"].keys[0]) == "{}"


def test_a_taken_key_names_its_command() -> None:
    assert own_keys.taken_by("", "E", "grid") == "single"
    assert own_keys.taken_by("", "E", "single") == ""
    moved = own_keys.with_key("", "single", "Q")
    assert own_keys.taken_by(moved, "E", "grid") == ""


@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    assert set(own_keys.parse(text)) <= set(COMMANDS)

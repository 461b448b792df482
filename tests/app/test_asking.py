"""Asking for files: what was chosen comes back, nothing if the person thinks better of it; the kinds are offered."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app import asking

START = Path("/photos")


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def answer(monkeypatch: pytest.MonkeyPatch, *names: str) -> list[tuple[object, ...]]:
    """Answer every dialog with these names; gives what it was asked."""
    asked: list[tuple[object, ...]] = []
    first = names[0] if names else ""

    def answering(value: object) -> Callable[..., object]:
        def dialog(*given: object) -> object:
            asked.append(given)
            return value

        return dialog

    monkeypatch.setattr("app.asking.QFileDialog.getOpenFileNames", answering((list(names), "")))
    monkeypatch.setattr("app.asking.QFileDialog.getOpenFileName", answering((first, "")))
    monkeypatch.setattr("app.asking.QFileDialog.getExistingDirectory", answering(first))
    return asked


ASK: list[Callable[[QWidget], list[Path]]] = [
    lambda window: asking.photos(window, START),
    lambda window: asking.folder(window, START),
    lambda window: asking.likes(window, START),
    asking.style,
]


@pytest.mark.parametrize("ask", ASK)
def test_what_was_chosen_comes_back(
    window: QWidget, monkeypatch: pytest.MonkeyPatch, ask: Callable[[QWidget], list[Path]]
) -> None:
    answer(monkeypatch, "/photos/a.jpg")
    assert ask(window) == [Path("/photos/a.jpg")]
    answer(monkeypatch)
    assert ask(window) == []


def test_dialogs_offer_the_kinds_that_can_be_opened(window: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answer(monkeypatch)
    asking.likes(window, START)
    asking.style(window)
    assert "*.jpg" in str(asked[0][-1])
    assert "*.safetensors" in str(asked[1][-1])
    assert all("All files (*)" in str(given[-1]) for given in asked)

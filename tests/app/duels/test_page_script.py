"""The script of the page that asks other people, run against a made-up browser."""

import json

import pytest
from pytestqt.qtbot import QtBot

from app.duels.page import _SCRIPT

qml = pytest.importorskip("PySide6.QtQml")

BROWSER = """
var saved = "", stored = {}, heard = {}, parts = {};
function part(id) {
  if (!parts[id]) parts[id] = { textContent: "", hidden: false, src: "", addEventListener: (name, act) => { parts[id].act = act; } };
  return parts[id];
}
var document = {
  getElementById: part,
  addEventListener: (name, act) => { heard[name] = act; },
  querySelectorAll: () => [],
  createElement: () => ({ click: () => {} }),
};
var localStorage = { getItem: name => stored[name] || null, setItem: (name, value) => { stored[name] = value; } };
function Blob(parts) { saved = parts[0]; }
var URL = { createObjectURL: () => "" };
function press(key, repeat) { heard.keydown({ key: key, repeat: !!repeat, preventDefault: () => {} }); }
part("pairs").textContent = PAIRS;
"""  # noqa: E501
PAIRS = {"name": "study", "pictures": [["l1", "r1"], ["l2", "r2"], ["l3", "r3"]]}


class Browser:
    """The page, opened."""

    def __init__(self, stored: str = "") -> None:
        self.engine = qml.QJSEngine()
        self.run(BROWSER.replace("PAIRS", json.dumps(json.dumps(PAIRS))))
        if stored:
            self.run(f"stored['penchant-duel-study'] = {json.dumps(stored)}")
        self.run(_SCRIPT)

    def run(self, script: str) -> str:
        result = self.engine.evaluate(script)
        assert not result.isError(), result.toString()
        return str(result.toString())


def test_keys_answer_and_the_answers_are_saved(qtbot: QtBot) -> None:
    page = Browser()
    assert page.run("part('left').src + part('right').src + part('count').textContent") == "l1r11 of 3"
    page.run("press('ArrowLeft'); press('ArrowLeft', true); press('ArrowRight'); press('Backspace')")
    assert page.run("part('left').src") == "l2"
    page.run("press('ArrowDown'); press('ArrowRight'); press('ArrowRight')")
    assert page.run("part('ask').hidden + ' ' + part('end').hidden") == "true false"
    page.run("parts.save.act()")
    assert page.run("saved") == "pair,answer\n1,left\n2,none\n3,right\n"


def test_a_page_that_was_closed_goes_on(qtbot: QtBot) -> None:
    assert Browser('["left", "none"]').run("part('left').src") == "l3"
    assert Browser("damaged").run("part('left').src") == "l1"

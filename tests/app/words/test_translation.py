"""Plurals are words, not brackets, and the compiled file is the one that was written."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTranslator
from pytestqt.qtbot import QtBot

from app import resources
from app.words import translation

ROOT = Path(__file__).resolve().parents[3]


def plurals() -> dict[str, list[str]]:
    tree = ET.parse(resources.path("translations", "penchant_en.ts"))
    return {
        str(message.findtext("source")): [str(form.text) for form in message.iter("numerusform")]
        for message in tree.iter("message")
    }


def test_every_sentence_with_a_number_has_its_plurals() -> None:
    sources = {
        text
        for path in (ROOT / "app").rglob("*.py")
        for text in re.findall(r'"([^"\n]*%n[^"\n]*)"', path.read_text("utf-8"))
    }
    assert sources
    assert sources <= set(plurals())


def test_the_compiled_file_says_what_the_written_one_says(qtbot: QtBot) -> None:
    compiled = QTranslator()
    assert compiled.load("penchant_en", str(resources.path("translations")))
    assert compiled.translate("GalleryPanel", "%n photo(s)", "", 1) == plurals()["%n photo(s)"][0]
    tree = ET.parse(resources.path("translations", "penchant_en.ts"))
    for context in tree.iter("context"):
        for message in context.iter("message"):
            forms = [form.text for form in message.iter("numerusform")]
            for number, form in ((1, forms[0]), (5, forms[1])):
                name, source = str(context.findtext("name")), str(message.findtext("source"))
                assert compiled.translate(name, source, "", number) == form


def test_installed_plurals_reach_the_window(qtbot: QtBot) -> None:
    app = QCoreApplication.instance()
    assert app is not None
    translation.install(app)
    assert QCoreApplication.translate("GalleryPanel", "%n photo(s)", "", 1) == "1 photo"
    assert QCoreApplication.translate("GalleryPanel", "%n photo(s)", "", 35) == "35 photos"

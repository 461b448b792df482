"""The report: a page that stands alone, and the same figures for programs."""

import json
import math
import re
from html.parser import HTMLParser

from engine.tags import Tags
from training.evaluate import Evaluation
from training.evaluate_figures import Row, Scores
from training.report import as_page, as_values, words_of


def evaluation(*, paired: bool = True) -> Evaluation:
    rows = []
    for index in range(6):
        for style, gain in (("Original", 0.0), ("<b>Mine & co", 2.0)):
            scores = Scores(psnr=20.0 + index + gain, delta_e=10.0 - index - gain, structure=0.99)
            alone = Scores(structure=0.99 - index / 100, newly=0.01)
            jpeg = b"\xff\xd8" + f"{style}{index}".encode()
            rows.append(Row(f"photo{index}", scores if paired else alone, style, Tags(time="night"), (jpeg, jpeg)))
    return Evaluation(("Original", "<b>Mine & co"), tuple(rows), (("x.png", "x.png is damaged."),), paired)


class Checker(HTMLParser):
    """Every tag that opens closes, in order."""

    EMPTY = ("meta", "img")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words(page: str) -> list[str]:
    checker = Checker()
    checker.feed(page)
    assert checker.open == []
    return checker.words


def test_the_page_is_whole_and_asks_nobody_for_anything() -> None:
    page = as_page(evaluation(), "Measured here.")
    said = words(page)
    assert "<b>Mine & co" in said
    assert "x.png is damaged." in said
    assert "6 photos with their targets. Measured here." in said
    assert not re.search(r"https?://|src=\"(?!data:)|<script|@import|url\(", page)


def test_differences_and_kinds_have_their_tables() -> None:
    said = words(as_page(evaluation()))
    assert "Difference to Original" in said
    assert "+2.00" in said
    assert "time: night (6)" in said
    assert "dE2000 by kind of photo" in said
    assert "structure by kind" not in " ".join(said)
    assert "Struct by kind of photo" in words(as_page(evaluation(paired=False)))


def test_the_worst_photos_come_first_and_only_so_many() -> None:
    captions = [said for said in words(as_page(evaluation(), shown=2)) if said.startswith("photo")]
    assert [caption.split(",")[0] for caption in captions] == ["photo0", "photo1"] * 2
    alone = [said for said in words(as_page(evaluation(paired=False), shown=1)) if said.startswith("photo")]
    assert alone[0].startswith("photo5")


def test_values_are_json_that_every_program_reads() -> None:
    found = evaluation()
    rows = (*found.rows, Row("same", Scores(psnr=math.inf), "Original"))
    values = json.loads(json.dumps(as_values(Evaluation(found.candidates, rows, (), True)), allow_nan=False))
    assert values["photos"] == 7
    assert values["rows"][-1] == {"name": "same", "style": "Original", "tags": {}, "psnr": None}
    mine = values["styles"][1]
    assert mine["difference"]["psnr"]["mean"] == 2.0
    assert mine["difference"]["psnr"]["count"] == 6
    assert mine["kinds"][0]["photos"] == 6
    assert "difference" not in values["styles"][0]


def test_values_in_words() -> None:
    from training.evaluate_figures import MEASURES

    assert words_of(MEASURES[0], 23.456) == "23.46"
    assert words_of(MEASURES[0], math.inf) == "equal"
    assert words_of(MEASURES[0], None) == ""
    assert words_of(MEASURES[0], 1.5, signed=True) == "+1.50"

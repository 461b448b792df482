"""A blind duel as one page of HTML, for people at other computers; it needs nothing but itself and names nobody.

Who stands where is in a key beside the page: a table of pair, photo, left, right. The page gives back a table of pair
and answer, and the two together are votes.
"""

import base64
import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from html import escape

from app.duels.duel import ANSWERS, COLUMNS, DuelError, Pair, Vote, read_contender, written_contender
from app.tokens import DARK

KEY_COLUMNS = ("pair", "photo", "left", "right")

_STYLE = f"""
:root {{ color-scheme: dark; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; min-height: 100vh; display: flex; flex-direction: column; background: {DARK.canvas};
  color: {DARK.text}; font: 13px/20px Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums; }}
header {{ height: 44px; padding: 0 12px; display: grid; grid-template-columns: 1fr auto 1fr; align-items: center;
  background: {DARK.panel}; color: {DARK.text2}; }}
header b {{ color: {DARK.text}; font-weight: 600; }}
main {{ flex: 1; display: flex; flex-direction: column; justify-content: center; padding: 24px 32px; }}
h1 {{ font-size: 20px; line-height: 28px; font-weight: 600; text-align: center; margin: 0 0 32px; }}
.pair {{ display: grid; grid-template-columns: 1fr 1fr; gap: 24px 32px; }}
img {{ width: 100%; max-height: 62vh; object-fit: contain; display: block; }}
button {{ font: inherit; color: {DARK.text}; background: {DARK.raised}; border: 2px solid {DARK.raised};
  border-radius: 4px; height: 48px; padding: 0 16px; cursor: pointer; }}
button:hover {{ background: {DARK.hover}; border-color: {DARK.hover}; }}
button:focus-visible {{ border-color: {DARK.accent}; outline: 0; }}
.even {{ justify-self: center; grid-column: 1 / 3; background: transparent; border-color: transparent; }}
kbd {{ font: 12px/16px Inter, system-ui, sans-serif; border: 1px solid {DARK.rule}; border-radius: 3px;
  padding: 1px 5px; margin-left: 8px; }}
footer {{ padding: 0 32px 16px; color: {DARK.text2}; font-size: 12px; line-height: 16px; }}
"""

_SCRIPT = """
const pairs = JSON.parse(document.getElementById("pairs").textContent);
const place = "penchant-duel-" + pairs.name;
let answers = [];
try { answers = JSON.parse(localStorage.getItem(place) || "[]").slice(0, pairs.pictures.length); } catch (problem) { }
const by = id => document.getElementById(id);
const keys = { ArrowLeft: "left", ArrowRight: "right", ArrowDown: "none" };
function show() {
  try { localStorage.setItem(place, JSON.stringify(answers)); } catch (problem) { }
  const index = answers.length, over = index >= pairs.pictures.length;
  by("count").textContent = over ? "" : (index + 1) + " of " + pairs.pictures.length;
  by("ask").hidden = over;
  by("end").hidden = !over;
  if (over) return;
  by("left").src = pairs.pictures[index][0];
  by("right").src = pairs.pictures[index][1];
}
function answer(what) {
  if (answers.length < pairs.pictures.length) { answers.push(what); show(); }
}
function save() {
  const text = "pair,answer\\n" + answers.map((what, index) => (index + 1) + "," + what + "\\n").join("");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = pairs.name + "-answers.csv";
  link.click();
}
document.addEventListener("keydown", event => {
  if (event.repeat) return;
  if (keys[event.key]) { event.preventDefault(); answer(keys[event.key]); }
  if (event.key === "Backspace" && answers.length) { event.preventDefault(); answers.pop(); show(); }
});
for (const button of document.querySelectorAll("[data-answer]"))
  button.addEventListener("click", () => answer(button.dataset.answer));
by("save").addEventListener("click", save);
show();
"""


def page(pictures: Sequence[tuple[bytes, bytes]], name: str) -> str:
    """The page.

    Args:
        pictures: JPEGs of left and right, pair by pair.
        name: of the study; in the name of the file of answers.
    """
    shown = [[_data(left), _data(right)] for left, right in pictures]
    # "<" is escaped, so that nothing in a name can end the script.
    pairs = json.dumps({"name": name, "pictures": shown}).replace("<", "\\u003c")
    sides = "".join(
        f'<button data-answer="{answer}" class="{css}">{words}<kbd>{key}</kbd></button>'
        for answer, css, words, key in (
            ("left", "", "Left", "←"),
            ("right", "", "Right", "→"),
            ("none", "even", "No difference", "↓"),
        )
    )
    return (
        f'<!doctype html><html lang=en><head><meta charset="utf-8"><title>Blind duel</title><style>{_STYLE}</style>'
        f"</head><body><header><b>Blind duel</b><span id=count></span><span></span></header>"
        f"<main><div id=ask><h1>Which one do you prefer?</h1><div class=pair>"
        f'<img id=left alt="Left picture"><img id=right alt="Right picture">{sides}</div></div>'
        f"<div id=end hidden><h1>Thank you. That was the last pair.</h1>"
        f'<div class=pair><button class="even" id=save>Save the answers</button></div></div></main>'
        f"<footer>Sides are shuffled, and nothing is named. <kbd>Backspace</kbd> one back. "
        f"Answers stay on this computer until you save and send them. {escape(name)}</footer>"
        f'<script type="application/json" id=pairs>{pairs}</script><script>{_SCRIPT}</script></body></html>\n'
    )


def to_key(pairs: Iterable[Pair]) -> str:
    """Who stands where: a table of pair, photo, left, right."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(KEY_COLUMNS)
    for number, pair in enumerate(pairs, 1):
        name = pair.photo.name.encode("utf-8", "backslashreplace").decode("utf-8")
        writer.writerow((number, name, written_contender(pair.left), written_contender(pair.right)))
    return text.getvalue()


def read_key(text: str, name: str) -> dict[str, tuple[str, str, str]]:
    """Read what `to_key` wrote: photo, left and right by number.

    Raises:
        DuelError: a column is missing.
    """
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    missing = [column for column in KEY_COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise DuelError(f"{name} is no key of a duel: it has no column {missing[0]}.", subject=name)
    return {
        row["pair"]: (row["photo"] or "", read_contender(row["left"] or ""), read_contender(row["right"] or ""))
        for row in rows
    }


def is_numbered(text: str) -> bool:
    """Whether answers come from a page, by the number of the pair."""
    head = text.removeprefix("\ufeff").partition("\n")[0]
    return "pair" in head.split(",") and not set(COLUMNS) <= {part.strip() for part in head.split(",")}


def joined(text: str, name: str, key: Mapping[str, tuple[str, str, str]]) -> tuple[Vote, ...]:
    """Votes of answers by number and a key.

    Args:
        text: a table of pair and answer.
        name: of its file, for sentences.
        key: by `read_key`.

    Raises:
        DuelError: a pair is not in the key, or an answer means nothing.
    """
    votes = []
    for line, row in enumerate(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))), 2):
        number, answer = (row.get("pair") or "").strip(), (row.get("answer") or "").strip().lower()
        if number not in key:
            raise DuelError(f"Line {line} of {name} answers a pair that the key does not have.", subject=name)
        if answer not in ANSWERS:
            raise DuelError(
                f"Line {line} of {name} says {answer or 'nothing'} instead of {', '.join(ANSWERS)}.", subject=name
            )
        votes.append(Vote(*key[number], answer))
    if not votes:
        raise DuelError(f"{name} holds no answers.", subject=name)
    return tuple(votes)


def _data(jpeg: bytes) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(jpeg).decode("ascii")

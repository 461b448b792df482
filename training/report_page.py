"""The look of a report: one page of HTML that needs nothing but itself, dark or light as the reader's desktop."""

import base64
from collections.abc import Iterable, Sequence
from html import escape

STYLE = """
:root { color-scheme: dark; --canvas: #242424; --panel: #2b2b2b; --line: #3f3f3f; --text: #e8e8e8; --text2: #b8b8b8;
  --accent: #86b2d9; }
@media (prefers-color-scheme: light) { :root { color-scheme: light; --canvas: #d6d6d6; --panel: #efefef;
  --line: #b4b4b4; --text: #1b1b1b; --text2: #4b4b4b; --accent: #24618f; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 32px 24px 48px; background: var(--canvas); color: var(--text);
  font: 13px/20px Inter, system-ui, sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1280px; margin: 0 auto; }
h1 { font-size: 20px; line-height: 28px; font-weight: 600; margin: 0 0 4px; }
h2 { font-size: 15px; line-height: 20px; font-weight: 600; margin: 32px 0 8px; }
p, footer { color: var(--text2); margin: 0 0 8px; max-width: 90ch; }
.wide { overflow-x: auto; background: var(--panel); border-radius: 4px; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: 8px 12px; text-align: right; white-space: nowrap; vertical-align: top; font-weight: 400; }
th:first-child, td:first-child { text-align: left; }
thead th { color: var(--text2); border-bottom: 1px solid var(--line); }
tbody th { text-align: left; }
small { display: block; color: var(--text2); font-size: 12px; line-height: 16px; }
.best { font-weight: 600; color: var(--accent); }
.sheet { display: grid; gap: 16px; grid-template-columns: repeat(auto-fill, minmax(400px, 1fr)); }
figure { margin: 0; }
figure div { display: grid; grid-auto-flow: column; grid-auto-columns: 1fr; gap: 4px; }
img { width: 100%; display: block; }
figcaption { color: var(--text2); font-size: 12px; line-height: 16px; padding: 4px 0; overflow-wrap: anywhere; }
dt { font-weight: 600; } dd { margin: 0 0 4px; color: var(--text2); }
"""


def page(title: str, parts: Iterable[str]) -> str:
    """A whole page of parts that are HTML already; names that are no valid text are escaped."""
    head = f'<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
    text = f"<!doctype html><html lang=en><head>{head}<style>{STYLE}</style></head><body><main>\n"
    text += "\n".join(parts) + "\n</main></body></html>\n"
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def heading(words: str, level: int = 2) -> str:
    """A heading."""
    return f"<h{level}>{escape(words)}</h{level}>"


def paragraph(words: str) -> str:
    """A sentence or two."""
    return f"<p>{escape(words)}</p>"


def table(head: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """A table.

    Args:
        head: words over the columns.
        rows: words of the first column, and cells made by `cell`.
    """
    columns = "".join(f"<th scope=col>{escape(words)}</th>" for words in head)
    lines = "".join(f"<tr><th scope=row>{escape(name)}</th>{''.join(cells)}</tr>" for name, cells in rows)
    return f'<div class="wide"><table><thead><tr>{columns}</tr></thead><tbody>{lines}</tbody></table></div>'


def cell(value: str, note: str = "", *, best: bool = False) -> str:
    """One value with a smaller note under it."""
    marked = ' class="best"' if best else ""
    under = f"<small>{escape(note)}</small>" if note else ""
    return f"<td><span{marked}>{escape(value)}</span>{under}</td>"


def figure(pictures: Sequence[tuple[str, bytes]], caption: str) -> str:
    """Pictures beside each other, each with what it shows (for screen readers), and one caption under them."""
    shown = "".join(_picture(words, jpeg) for words, jpeg in pictures if jpeg)
    return f"<figure><div>{shown}</div><figcaption>{escape(caption)}</figcaption></figure>"


def sheet(figures: Iterable[str]) -> str:
    """Figures in as many columns as fit."""
    return f'<div class="sheet">{"".join(figures)}</div>'


def _picture(words: str, jpeg: bytes) -> str:
    data = base64.b64encode(jpeg).decode("ascii")
    return f'<img loading=lazy alt="{escape(words)}" src="data:image/jpeg;base64,{data}">'

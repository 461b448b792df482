"""A page with pictures of what was kept and what was refused, to be opened in any browser."""

import html
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from training.data.views import Bytes
from training.match.windows import SIDE, VERDICTS, Scene, Window, camera_patch, phone_patch

FOLDER = "report"
PAGE = "report.html"
SAMPLES = 8
"""Pictures of windows shown of each verdict that concerns how the photos lie on each other."""

MEANINGS = {
    "kept": "kept",
    "flat": "flat: nothing to go by",
    "clipped": "white or black: what was there is lost",
    "moved": "too far out of place",
    "unlike": "not alike enough",
}
_COLOURS = {
    "kept": (70, 200, 90),
    "flat": (150, 150, 150),
    "clipped": (240, 240, 240),
    "moved": (250, 170, 40),
    "unlike": (230, 60, 60),
}
_SHOWN = ("kept", "unlike", "moved", "clipped", "flat")
_OVERVIEW = 900
_QUALITY = 88


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of two photos.

    Attributes:
        phone: name of the phone's photo.
        camera: name of the camera's photo.
        part: "train" or "test": where the windows that were kept went.
        counts: windows by verdict; all 0 where the photos were not aligned.
        agreeing: features that agree.
        matches: features that were compared.
        scale: pixels of the camera's photo per pixel of the phone's.
        correlation: median over the windows that were kept; 0 where there are none.
        problem: why the photos were refused; "" if they were not.
        pictures: names of the pictures in the report's folder, with a caption each; the overview first.
    """

    phone: str
    camera: str
    part: str
    counts: dict[str, int]
    agreeing: int = 0
    matches: int = 0
    scale: float = 0.0
    correlation: float = 0.0
    problem: str = ""
    pictures: tuple[tuple[str, str], ...] = ()


def count(windows: Sequence[Window]) -> dict[str, int]:
    """Windows by verdict, every verdict named."""
    found = Counter(window.verdict for window in windows)
    return {verdict: found[verdict] for verdict in VERDICTS}


def write_pictures(folder: Path, name: str, scene: Scene, windows: Sequence[Window]) -> tuple[tuple[str, str], ...]:
    """An overview of a photo with all its windows, and some windows of each verdict beside the camera's.

    Args:
        folder: of the report.
        name: begins the names of the files.
        scene: the two photos.
        windows: of them.

    Returns:
        Names of the files and captions, the overview first.

    Raises:
        OSError: a picture cannot be written.
    """
    written = [(_write(folder / f"{name}.jpg", _overview(scene, windows)), "")]
    for verdict in _SHOWN:
        several = [window for window in windows if window.verdict == verdict]
        for number, window in enumerate(_some(several)):
            both = np.hstack([phone_patch(scene, window.x, window.y), camera_patch(scene, window)])
            path = folder / f"{name}-{verdict}-{number}.jpg"
            written.append((_write(path, both), _caption(window)))
    return tuple(written)


def write_page(folder: Path, found: Sequence[Matched], phone: str, notes: Sequence[str]) -> Path:
    """The page, beside its pictures.

    Args:
        folder: of the report.
        found: what became of the photos.
        phone: name of the phone.
        notes: sentences about photos that had no counterpart.

    Returns:
        The page.

    Raises:
        OSError: it cannot be written.
    """
    totals = {verdict: sum(one.counts[verdict] for one in found) for verdict in VERDICTS}
    refused = sum(bool(one.problem) for one in found)
    lead = (
        f"{totals['kept']} pairs of {SIDE} x {SIDE} pixels were kept from {len(found) - refused} of {len(found)} pairs"
        " of photos. In every picture the phone's part is on the left, the camera's on the right."
    )
    legend = "".join(
        f'<span><i style="background:rgb{_COLOURS[v]}"></i>{MEANINGS[v]}: {totals[v]}</span>' for v in VERDICTS
    )
    remarks = "".join(f"<li>{html.escape(note)}</li>" for note in notes)
    body = "\n".join(_section(one) for one in found)
    title = f"Matched photos: {html.escape(phone)}"
    page = folder / PAGE
    page.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"<h1>{title}</h1><p>{lead}</p><p class=legend>{legend}</p><ul>{remarks}</ul>\n{body}\n</html>\n",
        "utf-8",
    )
    return page


def _some(windows: Sequence[Window]) -> list[Window]:
    """Evenly picked from the best to the worst: the doubtful ones are worth a look."""
    places = np.linspace(0, len(windows) - 1, min(SAMPLES, len(windows))).round().astype(int)
    ranked = sorted(windows, key=lambda window: -window.correlation)
    return [ranked[place] for place in dict.fromkeys(places.tolist())]


def _section(one: Matched) -> str:
    heading = f"<h2>{html.escape(one.phone)} and {html.escape(one.camera)}</h2>"
    if one.problem:
        return f"<section>{heading}<p class=refused>{html.escape(one.problem)}</p></section>"
    counts = ", ".join(f"{MEANINGS[v].split(':')[0]} {one.counts[v]}" for v in VERDICTS if one.counts[v])
    facts = (
        f"<p>{counts or 'no room for a window'}. {one.agreeing} of {one.matches} details agree; the camera has"
        f" {one.scale:.2f} pixels for one of the phone's; for {one.part}.</p>"
    )
    overview = "".join(f'<img class=overview src="{html.escape(n)}" alt="">' for n, _ in one.pictures[:1])
    samples = "".join(
        f'<figure><img src="{html.escape(n)}" alt=""><figcaption>{html.escape(caption)}</figcaption></figure>'
        for n, caption in one.pictures[1:]
    )
    return f"<section>{heading}{facts}{overview}<div>{samples}</div></section>"


def _caption(window: Window) -> str:
    if window.verdict in ("flat", "clipped"):
        return window.verdict
    x, y = window.shift
    return f"{window.verdict}, {window.correlation:.3f}, moved {x:+.1f} {y:+.1f}, turned {window.turn:+.2f}°"


def _overview(scene: Scene, windows: Sequence[Window]) -> Bytes:
    """The phone's photo with every window in the colour of its verdict."""
    height, width = scene.phone.shape[:2]
    share = min(1.0, _OVERVIEW / max(height, width))
    size = (max(1, round(width * share)), max(1, round(height * share)))
    picture = np.array(cv2.resize(scene.phone, size, interpolation=cv2.INTER_AREA), np.uint8)
    for window in windows:
        left, top = round(window.x * share) + 1, round(window.y * share) + 1
        right, bottom = round((window.x + SIDE) * share) - 2, round((window.y + SIDE) * share) - 2
        cv2.rectangle(picture, (left, top), (right, bottom), _COLOURS[window.verdict], 2)
    return picture


def _write(path: Path, picture: Bytes) -> str:
    done, content = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    if not done:
        raise OSError(f"{path.name} could not be made")
    path.write_bytes(content.tobytes())
    return path.name


_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:960px;margin:2em auto;padding:0 1em}"
    "body{background:#1c1c1e;color:#ddd}"
    "h1{font-weight:600}h2{font-size:1.05em;margin:2.5em 0 .3em}.overview{max-width:100%;border-radius:6px}"
    ".refused{color:#f08a7a}figure{display:inline-block;margin:.6em .6em 0 0;width:200px;vertical-align:top}"
    "figcaption{font-size:12px;color:#999}.legend span{margin-right:1.2em;white-space:nowrap}"
    ".legend i{display:inline-block;width:.8em;height:.8em;border-radius:2px;margin-right:.4em}ul{color:#999}"
)

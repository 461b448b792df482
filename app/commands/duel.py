"""The command `duel`: styles judged blind, in the window or on a page for others, and what recorded answers say."""

import os
import random
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.commands.enhance import chosen_style
from app.commands.photos import gather
from app.commands.report import print_json, print_line
from app.duels.duel import ORIGINAL, USUAL, DuelError, DuelWish, Pair, Vote, begin, from_csv
from app.duels.page import is_numbered, joined, page, read_key, to_key
from app.duels.scores import Rate, Score, Table, bradley_terry, more_pairs, rate, supports_default, tally
from app.storage.small_file import replace_file
from engine.errors import PenchantError
from engine.styles import Style

NOTHING_DONE, MISUNDERSTOOD = 1, 2
PICTURE = 1000
"""Long edge of the pictures of a page."""
_NAME = 24
_LARGEST = 20_000_000

OpenWindow = Callable[[DuelWish], int]


@dataclass(frozen=True, slots=True)
class Request:
    """What was typed, by the names of the options."""

    styles: tuple[str, ...] = ()
    photos: tuple[str, ...] = ()
    pairs: int = USUAL
    seed: int | None = None
    answers: tuple[Path, ...] = ()
    key: Path | None = None
    page: Path | None = None
    recursive: bool = False
    as_json: bool = False


def hold_duel(request: Request, open_window: OpenWindow | None) -> int:
    """Do what was asked for: count answers, write a page, or open the window.

    Args:
        request: what was typed.
        open_window: opens the window on a duel and stays until it is closed; None where there is none.

    Returns:
        the exit status.
    """
    try:
        if request.answers:
            return _count(request)
        styles = _styles(request.styles)
        if len(styles) < 2:
            raise DuelError("Name two styles at least, like --styles natural,vivid; original is one too.")
        photos = _photos(request)
        if request.page is not None:
            return _write_page(request, request.page, styles, photos)
        return _open(request, styles, photos, open_window)
    except PenchantError as problem:
        print_line(problem.sentence)
        return MISUNDERSTOOD


# ── what was asked for ──────────────────────────────────────────────────────────────────────────────────────────


def _styles(typed: Iterable[str]) -> dict[str, Style | None]:
    """Styles by id, in the order typed; `ORIGINAL` for none."""
    names = [part.strip() for words in typed for part in words.split(",") if part.strip()]
    found = [chosen_style(name) for name in names]
    return {style.id if style else ORIGINAL: style for style in found}


def _photos(request: Request) -> tuple[Path, ...]:
    found, problems = gather(request.photos, recursive=request.recursive)
    for problem in problems:
        print_line(problem.sentence)
    missing = [photo.path for photo in found if not photo.path.is_file()]
    for path in missing:
        print_line(f"{path} is not there, so it was left out.")
    photos = tuple(photo.path.absolute() for photo in found if photo.path not in missing)
    if not photos:
        raise DuelError("Name the photos, or a folder of them, that the styles meet on.")
    return photos


def _open(
    request: Request, styles: dict[str, Style | None], photos: tuple[Path, ...], open_window: OpenWindow | None
) -> int:
    """The window, where there is a screen. With two styles the first is judged against the second."""
    blend = next((style.name for style in styles.values() if style is not None and "+" in style.id), "")
    if blend:
        raise DuelError(f"{blend} is a blend, which the window cannot show; --page can.", subject=blend)
    if open_window is None or not has_screen():
        raise DuelError("There is no screen here. --page FILE writes a page to judge on; --answers counts answers.")
    wish = DuelWish(tuple(styles), photos, focus=len(styles) == 2, count=request.pairs, seed=request.seed)
    return open_window(wish)


def has_screen() -> bool:
    """Whether a window can be opened."""
    if sys.platform in ("win32", "darwin") or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


# ── a page for others ───────────────────────────────────────────────────────────────────────────────────────────


def _write_page(request: Request, file: Path, styles: dict[str, Style | None], photos: tuple[Path, ...]) -> int:
    seed = random.SystemRandom().randrange(1 << 30) if request.seed is None else request.seed
    duel = begin(tuple(styles), photos, count=request.pairs, seed=seed)
    pictures: list[tuple[bytes, bytes]] = []
    while len(pictures) < len(duel.pairs):
        pair = duel.pairs[len(pictures)]
        try:
            pictures.append(_pictures(pair, styles))
        except PenchantError as problem:
            print_line(problem.sentence)
            # What is made already counts as asked, so that pairs and pictures stay together.
            duel = replace(duel, answers=("none",) * len(pictures)).without(pair.photo)
    if not pictures:
        raise DuelError("None of the photos can be opened, so no page was written.")
    file = file.with_suffix(".html")
    key = file.with_name(f"{file.stem}.key.csv")
    try:
        replace_file(file, page(pictures, file.stem).encode("utf-8", "backslashreplace"))
        replace_file(key, to_key(duel.pairs).encode("utf-8"))
    except OSError as problem:
        print_line(f"{file} could not be written: {problem.strerror}.")
        return NOTHING_DONE
    print_line(f"{file} asks about {len(pictures)} pairs. Count the answers with --answers FILE --key {key}")
    return 0


def _pictures(pair: Pair, styles: dict[str, Style | None]) -> tuple[bytes, bytes]:
    """JPEGs of left and right."""
    import simplejpeg

    from engine.decode import open_photo
    from engine.edit import Edit
    from engine.render import render
    from engine.resize import resize_long_edge

    photo = resize_long_edge(open_photo(pair.photo, at_least=PICTURE), PICTURE)
    made = []
    for style in (styles[pair.left], styles[pair.right]):
        edit = Edit(style=style.id, strength=style.default_strength) if style else Edit()
        made.append(simplejpeg.encode_jpeg(render(photo, edit, style).pixels, 90, "RGB", "444"))
    return made[0], made[1]


# ── what the answers say ────────────────────────────────────────────────────────────────────────────────────────


def _count(request: Request) -> int:
    """Answers of one person or many, as a matrix, scores, win rates and a sentence."""
    votes = [vote for file in request.answers for vote in _votes(file, request.key)]
    named = [replace(vote, left=_name(vote.left), right=_name(vote.right)) for vote in votes]
    wanted = tuple(style.name if style else _name(ORIGINAL) for style in _styles(request.styles).values())
    table = tally(named, wanted)
    if not (table.wins.any() or table.evens.any()):
        print_line("None of the answers is about these styles.")
        return NOTHING_DONE
    (_print_values if request.as_json else _print_words)(table, focus=bool(wanted))
    return 0


def _votes(file: Path, key: Path | None) -> tuple[Vote, ...]:
    text = _text(file)
    if not is_numbered(text):
        return from_csv(text, file.name)
    if key is None:
        raise DuelError(f"{file.name} comes from a page; name its key with --key FILE.", subject=file)
    return joined(text, file.name, read_key(_text(key), key.name))


def _text(file: Path) -> str:
    try:
        if file.stat().st_size > _LARGEST:
            raise DuelError(f"{file.name} is too large to be a table of answers.", subject=file)
        return file.read_text("utf-8")
    except OSError as problem:
        raise DuelError(f"{file} cannot be read: {problem.strerror}.", subject=file) from problem
    except UnicodeDecodeError as problem:
        raise DuelError(f"{file.name} is no table of answers.", subject=file, details=str(problem)) from problem


def _name(contender: str) -> str:
    """The name of a style, whether its id or its name was written; of one that is not here, what was written."""
    if contender == ORIGINAL:
        return "Original"
    try:
        style = chosen_style(contender)
    except PenchantError:
        return contender
    return style.name if style else "Original"


def _met(table: Table) -> list[tuple[str, str, Rate]]:
    """Everybody who met anybody, the one with more wins first."""
    found = []
    for index, first in enumerate(table.contenders):
        for second in table.contenders[index + 1 :]:
            one = rate(table, first, second)
            if one.decided or one.evens:
                found.append((first, second, one) if one.wins >= one.losses else (second, first, _turned(one)))
    return found


def _turned(one: Rate) -> Rate:
    return Rate(one.losses, one.wins, one.evens, 1 - one.high, 1 - one.low, one.chance)


def _print_words(table: Table, *, focus: bool) -> None:
    heads = "".join(f"{_short(name):>{_NAME}}" for name in (*table.contenders, "total"))
    print_line(f"{'preferred to:':<{_NAME}}{heads}", sys.stdout)
    for row, name in enumerate(table.contenders):
        cells = ["–" if row == column else str(n) for column, n in enumerate(table.wins[row])]
        values = "".join(f"{cell:>{_NAME}}" for cell in (*cells, str(table.wins[row].sum())))
        print_line(f"{_short(name):<{_NAME}}{values}", sys.stdout)
    print_line("", sys.stdout)
    for first, second, one in _met(table):
        interval = f"{one.share:.0%}, 95 % interval {one.low:.0%} to {one.high:.0%}, chance {one.chance:.2g}"
        evens = f"; {one.evens} no difference" if one.evens else ""
        print_line(f"{first} over {second}: {one.wins} of {one.decided} ({interval}){evens}", sys.stdout)
    print_line("", sys.stdout)
    print_line("Strength (Bradley-Terry; expected preference against an average rival)", sys.stdout)
    for score in bradley_terry(table):
        low, high = (replace(score, score=end).share for end in (score.low, score.high))
        numbers = f"{score.share:>6.0%}  {low:.0%} to {high:.0%}  (log odds {score.score:+.2f})"
        print_line(f"{_short(score.contender):<{_NAME}}{numbers}", sys.stdout)
    print_line("", sys.stdout)
    print_line(_verdict(table, focus=focus), sys.stdout)


def _verdict(table: Table, *, focus: bool) -> str:
    """Whether there is a reason to make a style the default: the first one named, else the strongest."""
    first, rivals = _standing(table, focus=focus)
    if supports_default(table, first, rivals):
        return f"The evidence supports making {first} the default style."
    main = rate(table, first, rivals[0])
    more = more_pairs(main)
    if main.outcome == "open" and more:
        return f"No clear winner between {first} and {rivals[0]} yet; about {more} more pairs would tell."
    return f"The evidence does not support making {first} the default style."


def _standing(table: Table, *, focus: bool) -> tuple[str, Sequence[str]]:
    names = table.contenders if focus else tuple(score.contender for score in bradley_terry(table))
    return names[0], names[1:]


def _print_values(table: Table, *, focus: bool) -> None:
    first, rivals = _standing(table, focus=focus)
    print_json(
        {
            "contenders": table.contenders,
            "wins": table.wins.tolist(),
            "no_difference": table.evens.tolist(),
            "totals": table.wins.sum(1).tolist(),
            "rates": [_rate_values(*met) for met in _met(table)],
            "scores": [_score_values(score) for score in bradley_terry(table)],
            "first": first,
            "supports_default": supports_default(table, first, rivals),
        }
    )


def _rate_values(first: str, second: str, one: Rate) -> dict[str, Any]:
    counts = {"wins": one.wins, "losses": one.losses, "no_difference": one.evens}
    return (
        {"first": first, "second": second}
        | counts
        | {
            "share": one.share,
            "interval": [one.low, one.high],
            "chance": one.chance,
            "more_pairs": more_pairs(one),
        }
    )


def _score_values(score: Score) -> dict[str, Any]:
    return {"name": score.contender, "score": score.score, "interval": [score.low, score.high], "share": score.share}


def _short(name: str) -> str:
    return name if len(name) < _NAME else f"{name[: _NAME - 2]}…"

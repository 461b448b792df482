"""The command `evaluate`: styles measured on folders of photos, as lines, as JSON and as a report."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.report import print_json, print_line
from app.storage import folders
from engine.errors import PenchantError

if TYPE_CHECKING:
    from training.evaluate import Candidate, Evaluation, Way
    from training.evaluate_figures import Measure, Row

NOTHING_MEASURED, MISUNDERSTOOD = 1, 2
NIQE_FILE, NIMA_FILE = "niqe_pris_params.npz", "nima.pth"
"""Looked for in the person's own folder `scorers`; neither comes with Penchant."""
REPORT_PICTURE, UNPAIRED_EDGE = 400, 1024
_NAME, _COLUMN = 32, 16


@dataclass(frozen=True, slots=True)
class Request:
    """What was typed, by the names of the options."""

    styles: tuple[str, ...]
    raw: Path | None = None
    target: Path | None = None
    photos: Path | None = None
    strength: float | None = None
    tags: Path | None = None
    niqe: Path | None = None
    nima: Path | None = None
    long_edge: int = -1
    report: Path | None = None
    as_json: bool = False


def evaluate_styles(request: Request) -> int:
    """Measure what was asked for.

    Returns:
        the exit status: 0, 1 where nothing could be measured, 2 where something was not understood.
    """
    from training.evaluate import evaluate

    try:
        folder, target = _folders_of(request)
        candidates = _candidates(request)
        way = _way(request, folder, paired=target is not None)
        columns = _columns(way, paired=target is not None)
        if len(candidates) == 1 and not request.as_json:
            print_line(_head("photo", columns), sys.stdout)

        def tell(row: "Row") -> None:
            _tell_row(row, candidates, columns, as_json=request.as_json)

        found = evaluate(candidates, folder, target, way=way, report=tell)
    except PenchantError as problem:
        print_line(problem.sentence)
        return MISUNDERSTOOD
    for _, sentence in found.left_out:
        print_line(sentence)
    if not found.rows:
        print_line("There are no pairs to be measured." if target else "There are no photos to be measured.")
        return NOTHING_MEASURED
    _tell_means(found, columns, as_json=request.as_json)
    return _write_report(found, request, way) if request.report else 0


# ── what was asked for ──────────────────────────────────────────────────────────────────────────────────────────


def _folders_of(request: Request) -> tuple[Path, Path | None]:
    from training.evaluate import EvaluationError

    if request.photos is not None and (request.raw is not None or request.target is not None):
        raise EvaluationError("Give --raw and --target for pairs, or --photos for photos without targets.")
    if request.photos is None and (request.raw is None or request.target is None):
        raise EvaluationError("Name the photos: --raw and --target for pairs, or --photos.")
    if request.photos is not None:
        return request.photos, None
    assert request.raw is not None
    return request.raw, request.target


def _candidates(request: Request) -> "list[Candidate]":
    from app.commands.enhance import chosen_style
    from engine.edit import STRENGTH
    from training.evaluate import Candidate

    if request.strength is not None:
        STRENGTH.check(request.strength)
    names = [part.strip() for typed in request.styles for part in typed.split(",") if part.strip()]
    candidates = []
    for name in dict.fromkeys(names):
        style = chosen_style(name)
        candidates.append(Candidate(style.name if style else "Original", style, request.strength))
    return list({candidate.name: candidate for candidate in candidates}.values())


def _way(request: Request, folder: Path, *, paired: bool) -> "Way":
    from training.evaluate import Scorers, Way

    own = folders.data() / "scorers"
    niqe, nima = (
        given or (own / usual if (own / usual).is_file() else None)
        for given, usual in ((request.niqe, NIQE_FILE), (request.nima, NIMA_FILE))
    )
    long_edge = request.long_edge if request.long_edge >= 0 else 0 if paired else UNPAIRED_EDGE
    tags = _tags(request.tags, folder) if request.tags else None
    return Way(long_edge, REPORT_PICTURE if request.report else 0, Scorers.of(niqe, nima), tags)


def _tags(where: Path, folder: Path) -> dict[str, Any]:
    """What FiveK's authors say of each photo, by the photo's name."""
    from training.data.fivek_tags import number_of, read_tags
    from training.evaluate import EvaluationError

    by_number, notes = read_tags(where)
    for note in notes:
        print_line(note)
    if not by_number:
        raise EvaluationError(f"There is no categories.txt of FiveK in {where}.", subject=where)
    names = [path.stem for path in folder.iterdir()] if folder.is_dir() else []
    numbers = {name: number_of(name) for name in names}
    return {name: by_number[number] for name, number in numbers.items() if number is not None and number in by_number}


# ── what is told ────────────────────────────────────────────────────────────────────────────────────────────────


def _tell_row(row: "Row", candidates: "Sequence[Candidate]", columns: "Sequence[Measure]", *, as_json: bool) -> None:
    """Every row as JSON; for people, rows of one style as a table, of several only that it goes on."""
    from training.report import scores_values, words_of

    if as_json:
        print_json({"name": row.name, "style": row.style} | scores_values(row.scores))
    elif len(candidates) == 1:
        print_line(_line(row.name, [words_of(m, row.scores.of(m)) for m in columns]), sys.stdout)
    elif row.style == candidates[-1].name:
        print_line(row.name)


def _tell_means(found: "Evaluation", columns: "Sequence[Measure]", *, as_json: bool) -> None:
    if as_json:
        _print_means(found)
        return
    from training.evaluate_figures import summary
    from training.report import words_of

    several = len(found.candidates) > 1
    if several:
        print_line(_head("style", columns), sys.stdout)
    for name in found.candidates:
        estimates = summary(found.of(name))
        known = [(m, estimates.get(m.key)) for m in columns]
        means = [words_of(m, one.mean) if one else "" for m, one in known]
        intervals = [f"{words_of(m, one.low)}..{words_of(m, one.high)}" if one else "" for m, one in known]
        print_line(_line(name if several else "mean", means), sys.stdout)
        print_line(_line("  95 % interval", intervals), sys.stdout)


def _print_means(found: "Evaluation") -> None:
    """One line of JSON for each style."""
    from training.report import as_values

    values = as_values(found)
    counts = {"photos": values["photos"], "left_out": len(found.left_out)}
    for style in values["styles"]:
        scores = style["scores"]
        means = {key: one["mean"] for key, one in scores.items()}
        intervals = {key: [one["low"], one["high"]] for key, one in scores.items()}
        more = {"intervals": intervals, "difference": style.get("difference", {}), "kinds": style["kinds"]}
        print_json({"name": "mean", "style": style["name"]} | means | counts | more)


def _columns(way: "Way", *, paired: bool) -> "list[Measure]":
    """What will be measured."""
    from training.evaluate_figures import AGAINST_TARGET, MEASURES

    missing = set() if paired else set(AGAINST_TARGET)
    missing |= {"niqe"} if way.scorers.niqe is None else set()
    missing |= {"nima"} if way.scorers.nima is None else set()
    return [measure for measure in MEASURES if measure.key not in missing]


def _head(first: str, columns: "Sequence[Measure]") -> str:
    return _line(first, [measure.title for measure in columns])


def _line(first: str, words: Sequence[str]) -> str:
    return f"{_short(first):<{_NAME}}" + "".join(f"{word:>{_COLUMN}}" for word in words)


def _short(name: str) -> str:
    return name if len(name) < _NAME else f"{name[: _NAME - 2]}…"


def _write_report(found: "Evaluation", request: Request, way: "Way") -> int:
    """The page, and the same as JSON beside it."""
    from app.storage.small_file import replace_file
    from training.report import as_page, as_values

    assert request.report is not None
    size = f"Measured at {way.long_edge} pixels at most." if way.long_edge else "Measured at the size of the files."
    page = request.report.with_suffix(".html")
    try:
        replace_file(page, as_page(found, size).encode("utf-8"))
        replace_file(page.with_suffix(".json"), json.dumps(as_values(found), indent=1).encode("ascii"))
    except OSError as problem:
        print_line(f"{page} could not be written: {problem.strerror}.")
        return NOTHING_MEASURED
    print_line(f"The report is {page}; the same for programs is {page.with_suffix('.json').name}.")
    return 0

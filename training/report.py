"""The report of an evaluation: as one page of HTML, and as values for programs."""

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from engine.tags import UNKNOWN, VALUES
from training.evaluate import Evaluation
from training.evaluate_figures import (
    MEASURES,
    RESAMPLES,
    Estimate,
    Measure,
    Row,
    Scores,
    differences,
    kinds,
    summary,
    worst_first,
)
from training.report_page import cell, figure, heading, page, paragraph, sheet, table

SHOWN = 24
"""Photos of a contact sheet."""
REPORT_VERSION = 1


def as_values(evaluation: Evaluation) -> dict[str, Any]:
    """Everything that was found, as JSON can hold it; what is no finite number is null."""
    reference = reference_of(evaluation)
    return {
        "version": REPORT_VERSION,
        "paired": evaluation.paired,
        "photos": len({row.name for row in evaluation.rows}),
        "left_out": [{"name": name, "sentence": sentence} for name, sentence in evaluation.left_out],
        "nima_scorer": evaluation.scorer,
        "reference": reference,
        "styles": [_style_values(evaluation, name, reference) for name in evaluation.candidates],
        "rows": [_row_values(row) for row in evaluation.rows],
    }


def as_page(evaluation: Evaluation, note: str = "", shown: int = SHOWN) -> str:
    """The report as HTML: figures, differences, kinds of photos, contact sheets with the worst first.

    Args:
        evaluation: made with small pictures, if it is to have contact sheets.
        note: one line on how it was made.
        shown: photos of each contact sheet at most.
    """
    photos = len({row.name for row in evaluation.rows})
    against = "with their targets" if evaluation.paired else "without targets"
    parts = [heading("How the styles did", 1), paragraph(f"{photos} photos {against}. {note}".strip())]
    parts += [_main_table(evaluation), *_difference_table(evaluation), *_kind_table(evaluation)]
    for name in evaluation.candidates:
        parts += _contact_sheet(evaluation, name, shown)
    parts += [*_left_out(evaluation), _foot(evaluation)]
    return page("Evaluation", parts)


def reference_of(evaluation: Evaluation) -> str:
    """The style that the others are compared with: the first one asked for."""
    return evaluation.candidates[0]


def words_of(measure: Measure, value: float | None, *, signed: bool = False) -> str:
    """A value as it is printed."""
    if value is None:
        return ""
    if math.isinf(value):
        return "equal"
    sign = "+" if signed else ""
    return f"{value:{sign}.{measure.decimals}f}"


def finite(value: float | None) -> float | None:
    """A value that JSON can hold."""
    return value if value is not None and math.isfinite(value) else None


# ── values ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _style_values(evaluation: Evaluation, name: str, reference: str) -> dict[str, Any]:
    rows = evaluation.of(name)
    values: dict[str, Any] = {"name": name, "scores": _estimates(summary(rows))}
    if name != reference:
        values["difference"] = _estimates(differences(evaluation.rows, name, reference))
    values["kinds"] = [
        {"tag": tag, "value": value, "photos": len(some), "scores": _estimates(summary(some))}
        for (tag, value), some in kinds(rows).items()
    ]
    return values


def _estimates(found: dict[str, Estimate]) -> dict[str, dict[str, float | int | None]]:
    return {
        key: {"mean": finite(e.mean), "low": finite(e.low), "high": finite(e.high), "count": e.count}
        for key, e in found.items()
    }


def _row_values(row: Row) -> dict[str, Any]:
    known = {tag: value for tag in VALUES if (value := getattr(row.tags, tag)) != UNKNOWN}
    return {"name": row.name, "style": row.style, "tags": known} | scores_values(row.scores)


def scores_values(scores: Scores) -> dict[str, float | None]:
    """Scores by name; what was not measured is left out."""
    return {name: finite(value) for name, value in asdict(scores).items() if value is not None}


# ── the page ────────────────────────────────────────────────────────────────────────────────────────────────────


def _taken(found: Sequence[dict[str, Estimate]]) -> list[Measure]:
    """The measures that any of these has."""
    return [measure for measure in MEASURES if any(measure.key in one for one in found)]


def _main_table(evaluation: Evaluation) -> str:
    found = {name: summary(evaluation.of(name)) for name in evaluation.candidates}
    measures = _taken(list(found.values()))
    best = {measure.key: _best(measure, found) for measure in measures}
    rows = [
        (name, [_estimate_cell(m, one.get(m.key), best=best[m.key] == name) for m in measures])
        for name, one in found.items()
    ]
    return table(["Style", *(measure.title for measure in measures)], rows)


def _difference_table(evaluation: Evaluation) -> list[str]:
    reference = reference_of(evaluation)
    found = {n: differences(evaluation.rows, n, reference) for n in evaluation.candidates if n != reference}
    measures = _taken(list(found.values()))
    if not measures:
        return []
    rows = [
        (name, [_estimate_cell(m, one.get(m.key), signed=True, best=_is_gain(m, one.get(m.key))) for m in measures])
        for name, one in found.items()
    ]
    note = "Photo by photo; a marked value is better, and its interval leaves out no difference."
    head = ["Style", *(measure.title for measure in measures)]
    return [heading(f"Difference to {reference}"), paragraph(note), table(head, rows)]


def _kind_table(evaluation: Evaluation) -> list[str]:
    found = kinds(evaluation.rows)
    main = _main_measure(evaluation)
    if not found or main is None:
        return []
    rows = []
    for (tag, value), some in found.items():
        one = [summary(row for row in some if row.style == name).get(main.key) for name in evaluation.candidates]
        count = len({row.name for row in some})
        label = f"{tag}: {value.replace('_', ' ')} ({count})"
        rows.append((label, [_estimate_cell(main, estimate) for estimate in one]))
    return [heading(f"{main.title} by kind of photo"), table(["Photos", *evaluation.candidates], rows)]


def _contact_sheet(evaluation: Evaluation, name: str, shown: int) -> list[str]:
    rows = [row for row in worst_first(evaluation.of(name)) if row.pictures][:shown]
    if not rows:
        return []
    return [heading(f"{name}, the worst first"), sheet(_figure(row) for row in rows)]


def _figure(row: Row) -> str:
    names = (f"{row.name} as it was", f"{row.name} in {row.style}", f"{row.name} as it should be")
    known = [(m, value) for m in MEASURES if (value := row.scores.of(m)) is not None]
    caption = ", ".join([row.name, *(f"{m.title} {words_of(m, value)}" for m, value in known)])
    return figure(list(zip(names, row.pictures, strict=False)), caption)


def _left_out(evaluation: Evaluation) -> list[str]:
    if not evaluation.left_out:
        return []
    return [heading("Left out"), *(paragraph(sentence) for _, sentence in evaluation.left_out)]


def _foot(evaluation: Evaluation) -> str:
    found = _taken([summary(evaluation.rows)])
    lines = "".join(f"<dt>{m.title}</dt><dd>{m.meaning}</dd>" for m in found)
    scorer = paragraph(f"NIMA by {evaluation.scorer}.") if evaluation.scorer else ""
    how = f"Intervals hold 95 %: percentiles of {RESAMPLES} resamples of the photos."
    return f"{heading('What is measured')}<dl>{lines}</dl>{scorer}{paragraph(how)}"


def _estimate_cell(measure: Measure, found: Estimate | None, *, signed: bool = False, best: bool = False) -> str:
    if found is None:
        return cell("")
    low, high = (words_of(measure, value, signed=signed) for value in (found.low, found.high))
    note = f"{low} to {high}" if found.count > 1 and found.low != found.high else ""
    return cell(words_of(measure, found.mean, signed=signed), note, best=best)


def _best(measure: Measure, found: dict[str, dict[str, Estimate]]) -> str:
    """The style that is best in one measure; nobody where one alone was measured."""
    known = {name: one[measure.key].mean for name, one in found.items() if measure.key in one}
    if len(known) < 2:
        return ""
    distance = {"higher": {name: -v for name, v in known.items()}, "lower": known}
    away = distance.get(measure.better, {name: abs(v - 1) for name, v in known.items()})
    return min(away, key=lambda name: away[name])


def _is_gain(measure: Measure, found: Estimate | None) -> bool:
    if found is None or not found.is_clear or measure.better == "one":
        return False
    return (found.mean > 0) == (measure.better == "higher")


def _main_measure(evaluation: Evaluation) -> Measure | None:
    """What kinds of photos are compared by: the difference to the target, else naturalness, else structure."""
    taken = summary(evaluation.rows)
    by_key = {measure.key: measure for measure in MEASURES}
    return next((by_key[key] for key in ("delta_e", "niqe", "structure") if key in taken), None)

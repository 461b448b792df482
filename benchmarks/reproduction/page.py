"""The page of results: every figure with its interval, every claim with what came out; none is typed by hand."""

import json
import textwrap
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.reproduction.experiment import SECONDS, Claim, Experiment, results_of
from benchmarks.reproduction.measuring import Measures, differences, summary

Results = Mapping[str, list[Measures]]
HOLDS, FAILS, OPEN = "holds", "**does not hold**", "undecided"
QUIET, LOUD = "undecided, as a control should be", "**decided, though a control**"
COUNTED = {
    HOLDS: "hold",
    FAILS: "do not hold",
    OPEN: "are undecided",
    QUIET: "are controls and undecided, as they should be",
    LOUD: "are controls and decided",
}
SCALE = "scale"

INTRODUCTION = """# What the papers claim, in our hands

Made by `python -m benchmarks.reproduction page` of what `python -m benchmarks.reproduction run` measured with our own
trainers (`benchmarks/reproduction/`: a readable file for each experiment, results beside it). Everything is small, and
says how small: whole photos or patches of 32 to 96 px, narrow networks, minutes instead of days, higher rates than the
papers'. Retouchers, cameras and scorers are **simulated**. Five house looks (natural, vivid, soft film, warm evening,
cool clear: they look at the photo first, are distinct and repeat themselves) stand for FiveK's experts, vivid for
expert C; photos go in dark, flat and pale, as if undeveloped. They are no people, and no figure here says anything
about FiveK, DPED or AVA. Photos to measure by are of other series than those to learn from.

A claim **holds** or **does not hold** only where the 95 % interval of the difference (Student's t over seeds, taken
seed by seed) leaves out 0; else it is undecided, as a control should be: there, what makes the difference elsewhere is
missing. Intervals behind ± are of the same kind; with three seeds they are wide. Seeds count from 0, or from 10 or 20
where earlier ones were looked at while settings were chosen; where some were added later (`--seeds`, `--variant`), the
remark says so, and the tables say which variants have fewer.

```
python -m benchmarks.reproduction run all --photos PHOTOS --work DIR --seeds 3
python -m benchmarks.scale -o benchmarks/reproduction/results/scale.json
python -m benchmarks.reproduction page
```
A run that was broken off goes on when the command is given again.
"""

ENDING = """## Proven by tests rather than experiments
A run that was killed and resumed gives the same weights to the bit, the replay pool included
(`tests/training/test_resume.py`); two processes tell the losses of one, paired to 1e-4 and UEGAN to 1e-3
(`tests/training/test_distributed.py`, slow).

## Not tried
NIMA's published weights (none are free), the conditional U-Net (it has one width, 13 million parameters), user studies,
DPED's own discriminator (it needs patches of 100 px), and anything on FiveK's or DPED's own photos: the 14 FiveK pairs
at hand are for evaluation only.
"""


def write_page(results: Path, output: Path) -> None:
    """Write the page of all experiments that have results."""
    from benchmarks.reproduction.__main__ import EXPERIMENTS, experiment

    found = {name: (experiment(name), results_of(results / f"{name}.json")) for name in EXPERIMENTS}
    there = {name: (what, kept["results"]) for name, (what, kept) in found.items() if kept.get("results")}
    parts = [INTRODUCTION, _overview(there), *(_section(name, *each) for name, each in there.items())]
    costs = results / f"{SCALE}.json"
    if costs.exists():
        parts.append(_scale(json.loads(costs.read_text(encoding="utf-8"))))
    parts.append(_missing([what for name, (what, _) in found.items() if name not in there]))
    output.write_text("\n".join((*parts, ENDING)), encoding="utf-8")


def verdict(claim: Claim, results: Results) -> str:
    """Whether a claim holds: decided only where the interval of the difference leaves out 0."""
    found = _difference(claim, results)
    is_open = not abs(found.mean) > found.half
    if claim.control:
        return QUIET if is_open else LOUD
    if is_open:
        return OPEN
    return HOLDS if (found.mean > 0) == claim.higher else FAILS


def _difference(claim: Claim, results: Results) -> Any:
    pair = (results.get(name, []) for name in (claim.better, claim.worse))
    better, worse = ([row[claim.measure] for row in rows] for rows in pair)
    return differences(better, worse)


def _can_be_judged(claim: Claim, results: Results) -> bool:
    return bool(results.get(claim.better)) and bool(results.get(claim.worse))


def _overview(there: Mapping[str, tuple[Experiment, Results]]) -> str:
    rows, verdicts = [], Counter[str]()
    for name, (experiment, results) in there.items():
        for claim in filter(lambda claim: _can_be_judged(claim, results), experiment.claims):
            found = verdict(claim, results)
            verdicts[found] += 1
            rows.append(f"| `{name}` | {_words(claim, experiment)} | {claim.source} | {found} |")
    counted = ", ".join(f"{verdicts[found]} {words}" for found, words in COUNTED.items() if verdicts[found])
    table = ["| experiment | claim | source | |", "|---|---|---|---|", *rows]
    return "\n".join(("## All claims", f"Of {verdicts.total()}, {counted}.", "", *table)) + "\n"


def _missing(experiments: list[Experiment]) -> str:
    if not experiments:
        return ""
    lines = ["## Written and not run yet", "Their claims are open; the command above runs them.", ""]
    for experiment in experiments:
        claims = "; ".join(f"{_words(claim, experiment)} ({claim.source})" for claim in experiment.claims)
        lines.append(_wrapped(f"- **{experiment.title}.** {experiment.setting} {experiment.remark}".strip()))
        lines.append(_wrapped(f"  Claims: {claims}."))
    return "\n".join(lines) + "\n"


def _section(name: str, experiment: Experiment, results: Results) -> str:
    seeds = max(len(rows) for rows in results.values())
    minutes = sum(row[SECONDS] for rows in results.values() for row in rows) / 60
    times = f"{seeds} seeds" if seeds > 1 else "1 seed"
    lines = [f"## {experiment.title}", f"`{name}`, {times}, {minutes:.1f} minutes of one slow processor in all."]
    lines += [_wrapped(experiment.setting), "", "| variant | " + " | ".join(experiment.columns.values()) + " |"]
    lines.append("|---" * (len(experiment.columns) + 1) + "|")
    for title in filter(results.get, experiment.variants):
        rows = results[title]
        cells = [_cell(rows, measure) for measure in experiment.columns]
        few = f" ({len(rows)} of {seeds} seeds)" if len(rows) < seeds else ""
        lines.append(f"| {title}{few} | " + " | ".join(cells) + " |")
    lines += ["", "| claim | difference | |", "|---|---|---|"]
    for claim in experiment.claims:
        if _can_be_judged(claim, results):
            found = _difference(claim, results)
            lines.append(f"| {_words(claim, experiment)} ({claim.source}) | {found} | {verdict(claim, results)} |")
    return "\n".join(lines) + ("\n\n" + _wrapped(experiment.remark) if experiment.remark else "") + "\n"


def _wrapped(text: str) -> str:
    return textwrap.fill(text, 120, break_on_hyphens=False)


def _cell(rows: list[Measures], measure: str) -> str:
    return str(summary([row[measure] for row in rows])) if rows and measure in rows[0] else ""


def _words(claim: Claim, experiment: Experiment) -> str:
    measure = experiment.columns[claim.measure].removesuffix(", dB")
    return f"{claim.better}: {'more' if claim.higher else 'less'} {measure} than {claim.worse}"


def _scale(costs: list[dict[str, Any]]) -> str:
    lines = [
        "## What a training costs",
        _wrapped(
            "`benchmarks.scale`, one thread per process, on two cores of a virtual machine. Other programs only ever "
            "slow a step, so figures are the upper quartile over steps. Two processes share one batch."
        ),
        "",
    ]
    lines += ["| network | processes | crop, px | batch | photos/s | s a step | memory of a process, MB |"]
    lines += ["|---" * 7 + "|", *("| " + " | ".join(str(value) for value in cost.values()) + " |" for cost in costs)]
    return "\n".join(lines) + "\n"

"""Results as a page: every figure with its interval, every claim with what came out."""

from collections.abc import Mapping
from typing import Any

from benchmarks.reproduction.experiments import Claim, Experiment
from benchmarks.reproduction.measuring import Measures, differences, summary

Results = Mapping[str, list[Measures]]


def as_text(experiment: Experiment, results: Results, facts: Mapping[str, Any]) -> str:
    """Markdown: the facts of the run, a table of variants, a table of claims."""
    measures = list(list(results.values())[-1][0])
    lines = [f"### {experiment.title}", "", ", ".join(f"{name} {value}" for name, value in facts.items()), ""]
    lines += ["| variant | " + " | ".join(measures) + " |", "|---" * (len(measures) + 1) + "|"]
    for name, rows in results.items():
        cells = [str(summary([row[each] for row in rows])) if each in rows[0] else "" for each in measures]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += ["", "| claim | source | difference, seed by seed | |", "|---|---|---|---|"]
    lines += [_claim(claim, results) for claim in experiment.claims]
    return "\n".join(lines) + "\n"


def verdict(claim: Claim, results: Results) -> str:
    """ "holds" or "does not hold" where the 95 % interval of the difference leaves out 0, else "undecided"."""
    found = differences(*([row[claim.measure] for row in results[name]] for name in (claim.better, claim.worse)))
    gain = found.mean if claim.higher else -found.mean
    if not abs(found.mean) > found.half:
        return "undecided"
    return "holds" if gain > 0 else "does not hold"


def _claim(claim: Claim, results: Results) -> str:
    found = differences(*([row[claim.measure] for row in results[name]] for name in (claim.better, claim.worse)))
    word = "more" if claim.higher else "less"
    words = f"{claim.better} has {word} {claim.measure} than {claim.worse}"
    return f"| {words} | {claim.source} | {found} | {verdict(claim, results)} |"

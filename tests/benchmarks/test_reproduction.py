"""The machinery of the reproduction experiments: intervals, verdicts, simulated retouchers, one run from end to end."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.reproduction.__main__ import make_plan, run
from benchmarks.reproduction.experiments import EXPERIMENTS, Claim, Experiment
from benchmarks.reproduction.measuring import differences, summary
from benchmarks.reproduction.report import as_text, verdict
from benchmarks.reproduction.retouched import RETOUCHERS, prepare, versions
from tests.training.small_runs import a_photo, write_photos
from training.terms import TAKES

CLAIM = Claim("a", "b", "psnr", "nowhere")


def results(a: list[float], b: list[float]) -> dict[str, list[dict[str, float]]]:
    return {name: [{"psnr": value} for value in values] for name, values in (("a", a), ("b", b))}


def test_intervals_are_students() -> None:
    found = summary([1.0, 2.0, 3.0])
    assert found.mean == 2.0
    assert found.half == pytest.approx(4.303 / 3**0.5, rel=1e-3)
    assert np.isnan(summary([1.0]).half)
    # What a seed does to both alike does not count.
    assert differences([11.0, 21.0, 31.1], [10.0, 20.0, 30.0]).half < 0.2


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ([2.0, 2.1, 2.2], [1.0, 1.1, 1.2], "holds"),
        ([1.0, 1.1, 1.2], [2.0, 2.1, 2.2], "does not hold"),
        ([1.0, 3.0, 2.0], [2.0, 2.0, 2.0], "undecided"),
        ([2.0], [1.0], "undecided"),
    ],
)
def test_a_claim_is_only_decided_where_seeds_agree(a: list[float], b: list[float], words: str) -> None:
    assert verdict(CLAIM, results(a, b)) == words


def test_retouchers_are_distinct_and_repeat_themselves() -> None:
    photo = np.clip(a_photo(3), 0, 255).astype(np.uint8)
    first, again = versions(photo), versions(photo)
    assert set(first) == set(RETOUCHERS)
    assert all(np.array_equal(first[name], again[name]) for name in RETOUCHERS)
    for name in RETOUCHERS[1:]:
        assert np.abs(first[name].astype(int) - first["natural"]).mean() > 1


def test_every_claim_is_about_variants_that_are_there(tmp_path: Path) -> None:
    for experiment in EXPERIMENTS.values():
        names = {*experiment.variants, "photo"}
        for claim in experiment.claims:
            assert {claim.better, claim.worse} <= names
        for changes in experiment.variants.values():
            plan = make_plan(experiment.usual, changes, tmp_path, tmp_path, seed=0, steps=3)
            assert set(plan.losses) <= set(TAKES)


def test_an_experiment_runs_and_is_taken_up_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prepare(write_photos(tmp_path / "from", 12), tmp_path / "data", edge=64, learned=8, held=4)
    held = sorted(path.name for path in (tmp_path / "data" / "held" / "photos").iterdir())
    learned = {path.name for path in (tmp_path / "data" / "learn" / "vivid").iterdir()}
    assert len(held) == 4
    assert len(learned) == 8
    assert not learned & set(held)
    usual: dict[str, Any] = {"program": "paired", "network": "can32", "size": 32, "batch": 2, "losses": {"mae": 1.0}}
    variants = {name: {"arguments": {"width": width, "dilated": 1}} for name, width in (("a", 8), ("b", 4))}
    experiment = Experiment("A try", usual, variants, (CLAIM,), steps=2)
    found = run(experiment, tmp_path / "data", tmp_path / "runs", range(2), 2)
    assert {name: len(rows) for name, rows in found.items()} == {"photo": 2, "a": 2, "b": 2}
    monkeypatch.setattr("benchmarks.reproduction.__main__.train", lambda plan: pytest.fail("trained again"))
    assert run(experiment, tmp_path / "data", tmp_path / "runs", range(2), 2) == found
    text = as_text(experiment, found, {"steps": 2})
    assert "| a |" in text
    assert "a has more psnr than b" in text

"""A plan is a value and a file, refuses what cannot be followed, and needs no torch."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import TrainingError
from training.__main__ import PROGRAMS as MODULES
from training.plan import PLAN, PROGRAMS, VERSION, TrainingPlan


def some_plan(folder: Path) -> TrainingPlan:
    return TrainingPlan(
        "unpaired",
        folder,
        name="Été",
        data={"photos": ("a", "b"), "good": ("c",)},
        losses={"mae": 1.0, "ssim": 0.5},
        steps=30,
        options={"quality": 0.1},
    )


def test_a_plan_is_read_as_it_was_written(tmp_path: Path) -> None:
    plan = some_plan(tmp_path / "run")
    path = plan.write()
    assert path == tmp_path / "run" / PLAN
    assert TrainingPlan.read(path) == plan
    assert [each.name for each in path.parent.iterdir()] == [PLAN]


def test_what_is_not_said_has_its_default() -> None:
    plan = TrainingPlan.from_json('{"program": "paired", "folder": "run"}')
    assert plan == TrainingPlan("paired", Path("run"))
    assert plan.option("quality", 0.3) == 0.3
    assert plan.paths("photos") == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": VERSION + 1}, "newer version"),
        ({"spead": 3}, "spead"),
        ({"program": "magic"}, "program is one of paired"),
        ({"batch": 0}, "batch"),
        ({"batch": 1.5}, "batch"),
        ({"steps": "many"}, "steps"),
        ({"rate": float("nan")}, "rate"),
        ({"folder": 4}, "folder"),
        ({"data": {"photos": 4}}, "photos"),
        ({"losses": {"mae": "much"}}, "mae"),
        ({"arguments": []}, "arguments"),
        ({"name": " "}, "name"),
    ],
)
def test_a_plan_that_cannot_be_followed_names_the_reason(
    tmp_path: Path, changes: dict[str, object], words: str
) -> None:
    path = some_plan(tmp_path).write()
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | changes))
    with pytest.raises(TrainingError, match=words) as caught:
        TrainingPlan.read(path)
    assert PLAN in caught.value.sentence


def test_no_plan_at_all(tmp_path: Path) -> None:
    for text in ("{", "[]", '{"program": "paired"}'):
        (tmp_path / "p.json").write_text(text)
        with pytest.raises(TrainingError, match=r"p\.json"):
            TrainingPlan.read(tmp_path / "p.json")
    with pytest.raises(TrainingError, match="absent"):
        TrainingPlan.read(tmp_path / "absent.json")


def test_an_option_that_is_no_number_is_refused(tmp_path: Path) -> None:
    plan = TrainingPlan("paired", tmp_path, options={"quality": "high"})
    with pytest.raises(TrainingError, match="quality"):
        plan.option("quality", 1.0)


def test_every_program_has_a_module() -> None:
    assert set(MODULES) == set(PROGRAMS)


def test_plan_and_progress_load_no_torch() -> None:
    code = "import sys, training.plan, training.progress, training.__main__; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

"""A plan runs in its own process: told on standard output and in the log, never over another run."""

import json
from pathlib import Path

import pytest

from engine.errors import TrainingError
from tests.training.small_runs import write_photos
from training.__main__ import FAILED, MISUNDERSTOOD, main, prepare_folder, run_plan
from training.plan import LAST, LOG, TrainingPlan
from training.progress import Progress, Report


def test_a_plan_that_cannot_be_followed_is_answered_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "plan.json").write_text('{"program": "magic", "folder": "x"}')
    assert main([str(tmp_path / "plan.json")]) == MISUNDERSTOOD
    told = Progress.read(capsys.readouterr().out)
    assert told.kind == "failed"
    assert "plan.json" in told.message


def test_a_run_is_never_begun_over_another(tmp_path: Path) -> None:
    plan = TrainingPlan("paired", tmp_path / "run")
    prepare_folder(plan, resume=False)
    (plan.folder / LAST).write_bytes(b"state")
    with pytest.raises(TrainingError, match="Resume"):
        prepare_folder(plan, resume=False)
    prepare_folder(plan, resume=True)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(TrainingError, match="file"):
        prepare_folder(TrainingPlan("paired", tmp_path / "file" / "run"), resume=False)


def test_failure_and_success_are_the_last_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "a_program.py"
    program.write_text(
        "from engine.errors import TrainingError\n"
        "from training.progress import Progress\n"
        "def run(plan, report):\n"
        "    if plan.options: raise TrainingError('Too few photos.')\n"
        "    report(Progress(1, 1, 0.5, kind='done', files=('style.safetensors',)))\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(main.__globals__["PROGRAMS"], "paired", "a_program")
    for options, status, kind in (({}, 0, "done"), ({"fail": 1}, FAILED, "failed")):
        plan = TrainingPlan("paired", tmp_path / kind, options=options)
        prepare_folder(plan, resume=False)
        assert run_plan(plan) == status
        assert json.loads(capsys.readouterr().out)["kind"] == kind
        assert Progress.read((plan.folder / LOG).read_text()).kind == kind


def test_a_preview_photo_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "idle_program.py").write_text("def run(plan, report): pass\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setitem(main.__globals__["PROGRAMS"], "paired", "idle_program")
    there = write_photos(tmp_path / "photos", 1) / "photo 00.png"
    plan = TrainingPlan("paired", tmp_path / "run", previews=(str(there), str(tmp_path / "gone.jpg")))
    prepare_folder(plan, resume=False)
    assert run_plan(plan) == 0
    told = [Progress.read(line) for line in capsys.readouterr().out.splitlines()]
    assert [progress.kind for progress in told] == ["note"]
    assert "gone.jpg" in told[0].message


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    from training.__main__ import log

    report = Report(lambda progress: log(tmp_path / "absent" / LOG, progress))
    report(Progress(1, 1, 1.0))
    assert not (tmp_path / "absent").exists()

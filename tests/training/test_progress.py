"""Progress is one line of JSON."""

import json

import pytest

from training.progress import KINDS, Progress, Report


def test_progress_is_one_line_of_json() -> None:
    line = Progress(250, 6000, 41.5, 0.02, {"natural": 33.1}).line()
    assert "\n" not in line
    assert json.loads(line) == {
        "step": 250,
        "steps": 6000,
        "seconds": 41.5,
        "loss": 0.02,
        "agreement": {"natural": 33.1},
        "kind": "step",
    }


def test_progress_is_read_as_it_was_told() -> None:
    told = Progress(3, 9, 1.5, kind="preview", terms={"mae": 0.0}, rate=0.0, message="Zwölf.", files=("a.png", "b.png"))
    assert Progress.read(told.line()) == told
    assert Progress.read(told.line()[:-1] + ', "later": 1}') == told
    assert told.kind in KINDS


@pytest.mark.parametrize("line", ["", "no", "[]", '{"step": 1}'])
def test_other_lines_are_no_progress(line: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (json says it in its own words)
        Progress.read(line)


def test_every_listener_hears_in_order() -> None:
    heard: list[str] = []
    report = Report(lambda _: heard.append("first"), lambda progress: heard.append(progress.message))
    report(Progress(0, 0, 0.0, kind="note", message="second"))
    assert heard == ["first", "second"]
    assert not report.stopping

"""Progress is one line of JSON."""

import json

from training.progress import Progress


def test_progress_is_one_line_of_json() -> None:
    line = Progress(250, 6000, 41.5, 0.02, {"natural": 33.1}).line()
    assert "\n" not in line
    assert json.loads(line) == {
        "step": 250,
        "steps": 6000,
        "seconds": 41.5,
        "loss": 0.02,
        "agreement": {"natural": 33.1},
    }

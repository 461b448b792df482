"""A journal takes a run up where it ended, whatever ended it."""

import json
from pathlib import Path

import pytest
from PIL import Image as Pillow

from engine import journal
from engine.batch import run
from engine.edit import Edit
from engine.errors import ExportError, StyleError
from engine.export.options import ExportOptions
from engine.exporting import Job
from engine.styles import Style
from tests.conftest import make_photo

OPTIONS = ExportOptions(format="png", long_edge=40, on_conflict="overwrite")


def no_style(name: str) -> Style:
    raise StyleError(f"no {name}")


@pytest.fixture
def jobs(tmp_path: Path) -> list[Job]:
    """Three photos; the one in the middle is broken."""
    found = []
    for name in ("a", "b", "ü"):
        path = tmp_path / f"{name}.png"
        Pillow.fromarray(make_photo(50, 70)).save(path)
        found.append(Job(path, tmp_path / "out" / f"{name}.png", Edit(contrast=20)))
    found[1].source.write_bytes(b"broken")
    return found


def test_only_what_is_left_is_done_again(jobs: list[Job], tmp_path: Path) -> None:
    first = journal.begin(tmp_path / "state", jobs, OPTIONS)
    assert run(jobs, OPTIONS, journal=first).refused == 1
    left, options, going_on = journal.resume(first.path, no_style)
    assert (left, options) == ([jobs[1]], OPTIONS)
    Pillow.fromarray(make_photo(50, 70)).save(jobs[1].source)
    assert run(left, options, journal=going_on).done == 1
    assert journal.resume(first.path, no_style)[0] == []


def test_a_result_that_is_gone_or_cut_is_made_again(jobs: list[Job], tmp_path: Path) -> None:
    kept = journal.begin(tmp_path / "state", jobs, OPTIONS)
    run(jobs, OPTIONS, journal=kept)
    jobs[0].target.unlink()
    jobs[2].target.write_bytes(b"cut")
    assert journal.resume(kept.path, no_style)[0] == jobs


def test_a_skipped_photo_is_over(jobs: list[Job], tmp_path: Path) -> None:
    options = ExportOptions(on_conflict="skip")
    jobs[0].target.parent.mkdir()
    jobs[0].target.write_bytes(b"old")
    kept = journal.begin(tmp_path / "state", jobs[:1], options)
    run(jobs[:1], options, journal=kept)
    assert journal.resume(kept.path, no_style)[0] == []


def test_a_power_cut_in_the_middle_of_a_line(jobs: list[Job], tmp_path: Path) -> None:
    kept = journal.begin(tmp_path / "state", jobs, OPTIONS)
    run(jobs[:1], OPTIONS, journal=kept)
    with kept.path.open("a") as file:
        file.write('{"done": 2, "pa')
    assert journal.resume(kept.path, no_style)[0] == jobs[1:]


def test_styles_are_found_again_by_their_id(tmp_path: Path) -> None:
    style = Style("vivid", "Vivid", "look", tmp_path / "looks.safetensors")
    job = Job(tmp_path / "a.jpg", tmp_path / "b.jpg", Edit(style="vivid", strength=0.8), style)
    kept = journal.begin(tmp_path / "state", [job], OPTIONS)
    assert journal.resume(kept.path, {"vivid": style}.__getitem__)[0] == [job]
    with pytest.raises(StyleError):
        journal.resume(kept.path, no_style)


@pytest.mark.parametrize(
    "content",
    ["", "photo", "[1]\n", '{"journal": 2, "options": {}}\n', '{"journal": 1}\n', '{"journal": 1, "options": 3}\n'],
)
def test_what_is_no_journal_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(content)
    with pytest.raises(ExportError, match=r"x\.jsonl is not a journal"):
        journal.resume(path, no_style)
    with pytest.raises(ExportError, match="is not a journal"):
        journal.resume(tmp_path / "gone.jsonl", no_style)


def test_lines_are_plain_json_and_old_journals_go(jobs: list[Job], tmp_path: Path) -> None:
    for _ in range(journal.KEPT + 5):
        kept = journal.begin(tmp_path / "state", jobs, OPTIONS)
    lines = [json.loads(line) for line in kept.path.read_text(encoding="ascii").splitlines()]
    assert lines[0]["options"]["long_edge"] == 40
    assert [line["source"] for line in lines[1:]] == [str(job.source) for job in jobs]
    assert len(list((tmp_path / "state").iterdir())) == journal.KEPT


def test_a_full_disk_does_not_end_the_run(jobs: list[Job], tmp_path: Path) -> None:
    kept = journal.begin(tmp_path / "state", jobs, OPTIONS)
    kept.path.unlink()
    kept.path.mkdir()
    assert run(jobs, OPTIONS, journal=kept).done == 2

"""Whole journeys at the command line, each in a process of its own, as a person or a script would start it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import simplejpeg

from tests.conftest import ROOT, make_photo

LONG = "ä" * 120 + ".jpg"


def penchant(*arguments: str | Path, given: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run the program to its end."""
    command = [sys.executable, "-W", "error", str(ROOT / "main.py"), *map(str, arguments)]
    ran = subprocess.run(command, input=given, capture_output=True, text=True, timeout=250, check=False)
    assert "Traceback" not in ran.stdout + ran.stderr, ran.stderr
    return ran


def events_of(ran: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.stdout.splitlines()]


def save(path: Path, height: int = 96, width: int = 144) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(simplejpeg.encode_jpeg(make_photo(height, width), 92, "RGB", "420"))
    return path


def files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def test_a_folder_of_all_sorts(tmp_path: Path) -> None:
    """Good, broken, empty, oddly named photos, a folder named like a photo: what can be done is done, in its name."""
    photos = tmp_path / "photos"
    good = [save(photos / name).name for name in ("a.jpg", "日本 ✨.jpg", LONG, "no extension wanted.JPEG")]
    (photos / "cut.jpg").write_bytes((photos / "a.jpg").read_bytes()[:3000])
    (photos / "empty.jpg").write_bytes(b"")
    (photos / "text.png").write_text("no picture")
    (photos / "folder.jpg").mkdir()
    before = {name: (photos / name).read_bytes() for name in files(photos)}

    ran = penchant("enhance", photos, "--style", "vivid", "-o", tmp_path / "out", "--json")

    events = events_of(ran)
    assert ran.returncode == 1
    refused = {Path(e["source"]).name: e["kind"] for e in events if e["event"] == "refused"}
    assert refused == {"cut.jpg": "PhotoUnreadable", "empty.jpg": "PhotoUnreadable", "text.png": "PhotoUnknown"}
    assert files(tmp_path / "out") == sorted(Path(name).stem + ".jpg" for name in good)
    for name in files(tmp_path / "out"):
        assert simplejpeg.decode_jpeg((tmp_path / "out" / name).read_bytes()).shape == (96, 144, 3)
    assert {name: (photos / name).read_bytes() for name in files(photos)} == before


def test_the_same_name_twice_and_targets_that_are_refused(tmp_path: Path) -> None:
    one, other = save(tmp_path / "one" / "a.jpg"), save(tmp_path / "other" / "a.jpg")
    out = tmp_path / "out"
    ran = penchant("enhance", one, other, "-o", out)
    assert (ran.returncode, files(out)) == (0, ["a_Natural-2.jpg", "a_Natural.jpg"])

    before = one.read_bytes()
    (out / "a.jpg").symlink_to(one)
    ran = penchant("enhance", one, "-o", out, "--template", "{name}", "--on-conflict", "overwrite")
    assert (ran.returncode, "originals are never changed" in ran.stderr) == (1, True)
    assert one.read_bytes() == before
    assert (out / "a.jpg").is_symlink()

    (tmp_path / "file").write_bytes(b"")
    ran = penchant("enhance", one, "-o", tmp_path / "file" / "out")
    assert (ran.returncode, "so nothing was written" in ran.stderr) == (1, True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    photo, out = save(tmp_path / "a.jpg"), tmp_path / "out"
    out.mkdir()
    out.chmod(0o555)
    ran = penchant("enhance", photo, "-o", out)
    out.chmod(0o755)
    assert (ran.returncode, "read-only" in ran.stderr, files(out)) == (1, True, [])


def test_stopping_and_going_on(tmp_path: Path) -> None:
    """Ctrl+C in the middle of a run leaves whole files only; the journal takes the run up again."""
    photos, out = tmp_path / "photos", tmp_path / "out"
    big = np.tile(make_photo(250, 300), (10, 10, 1))
    data = simplejpeg.encode_jpeg(big, 90, "RGB", "420")
    photos.mkdir()
    for number in range(16):
        (photos / f"{number:02}.jpg").write_bytes(data)

    command = [sys.executable, str(ROOT / "main.py"), "enhance", str(photos), "-o", str(out), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for line in process.stdout:
        if json.loads(line)["event"] == "done":
            break
    process.send_signal(signal.SIGINT)
    rest, said = process.communicate(timeout=250)

    assert process.returncode == 130
    assert "Traceback" not in said
    finished = json.loads(rest.splitlines()[-1])
    assert (finished["event"], finished["cancelled"]) == ("finished", True)
    assert 1 <= len(files(out)) < 16
    assert not list(out.glob(".*"))
    for name in files(out):
        assert simplejpeg.decode_jpeg((out / name).read_bytes()).shape == big.shape

    (journal,) = Path(os.environ["PENCHANT_HOME"]).rglob("*.jsonl")
    ran = penchant("enhance", "--resume", journal, "--json")
    assert ran.returncode == 0
    assert events_of(ran)[-1]["done"] == 16 - finished["done"]
    assert files(out) == [f"{number:02}.jpg" for number in range(16)]


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    """A pipe that is closed early, as by `head -1`, ends the command without a complaint."""
    photos = [str(save(tmp_path / f"{name}.jpg")) for name in "ab"]
    program = f"'{sys.executable}' '{ROOT / 'main.py'}' enhance {' '.join(photos)} -o '{tmp_path / 'out'}' --json"
    ran = subprocess.run(f"{program} | head -1", shell=True, capture_output=True, text=True, timeout=250, check=False)
    assert json.loads(ran.stdout)["event"] == "started"
    assert ran.stderr == ""


@pytest.mark.shared
def test_every_hostile_file_is_written_or_refused_by_name(shared_data: Path, tmp_path: Path) -> None:
    folders = (shared_data / "bad_input", shared_data / "raw" / "truncated_or_broken")
    hostile = sorted(p for folder in folders for p in folder.rglob("*") if p.is_file() and p.name != "SOURCE.txt")
    assert len(hostile) > 300
    ran = penchant(
        *("enhance", "-", "-o", tmp_path / "out", "--json", "--quality", "80"),
        *("--long-edge", "400", "--template", "{seq:04}"),
        given="\n".join(map(str, hostile)),
    )
    events = events_of(ran)
    done = [e for e in events if e["event"] == "done"]
    refused = [e for e in events if e["event"] == "refused"]
    assert len(done) + len(refused) == len(hostile)
    assert {e["kind"] for e in refused} <= {"PhotoMissing", "PhotoUnreadable", "PhotoUnknown", "PhotoTooLarge"}
    assert all(Path(e["source"]).name in e["sentence"] for e in refused)
    assert sorted(files(tmp_path / "out")) == sorted(Path(e["target"]).name for e in done)

"""The commands learn, styles export and styles import."""

import json
from pathlib import Path

import pytest

from app.cli import run
from app.commands.learn import Request, plan_of
from engine.errors import StyleError, TrainingError
from engine.styles import styles_of
from tests.training.made_likes import finished, flat_photos, write_photos


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PENCHANT_HOME", str(tmp_path / "home"))
    return tmp_path


def test_from_likes_to_a_shared_style(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    photos = flat_photos(8)
    likes = str(write_photos(home / "likes", finished(photos)))
    assert run(["learn", "--likes", likes, "--name", "My warm print", "--steps", "2", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[-2]["kind"] == "done"
    assert lines[-1]["id"] == "my-warm-print"
    (style,) = styles_of(Path(lines[-1]["file"]))
    assert style.learned is not None
    assert (style.learned.likes, style.learned.parent) == (8, "")
    assert style.learned.made > 1e9
    shared, table = home / "warm.penchant", home / "warm.cube"
    assert run(["styles", "export", "my-warm-print", "-o", str(shared)]) == 0
    assert run(["styles", "export", "my-warm-print", "-o", str(table), "--photos", likes, "--size", "17"]) == 0
    assert "dE2000" in capsys.readouterr().out
    assert table.read_text().startswith('TITLE "My warm print"\nLUT_3D_SIZE 17')
    assert run(["styles", "import", str(shared)]) == 0
    assert "My warm print 2 was added" in capsys.readouterr().out
    with pytest.raises(StyleError, match="taken"):
        plan_of(Request("my WARM print", likes=(likes,)))


def test_a_table_needs_photos(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["styles", "export", "vivid", "-o", str(home / "vivid.cube")]) == 2
    assert "--photos" in capsys.readouterr().err
    assert run(["styles", "export", "vivid", "-o", str(home / "vivid.doc")]) == 2
    assert not list(home.glob("vivid*"))


def test_what_cannot_be_learned_is_said(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (home / "empty").mkdir()
    assert run(["learn", "--likes", str(home / "empty"), "--name", "Nothing"]) == 1
    assert capsys.readouterr().err.startswith("There are no photos in empty")
    assert run(["learn", "--name", "Nothing"]) == 2
    assert "--likes" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (Request("Vivid", likes=("a",)), "taken"),
        (Request("...", likes=("a",)), "needs a name"),
        (Request("Mine", likes=("a",), method="magic"), "method is one of"),
        (Request("Mine", pairs=(Path("raw"), Path("done")), method="uegan"), "learns from likes"),
    ],
)
def test_requests_that_cannot_be_followed(home: Path, request_: Request, why: str) -> None:
    with pytest.raises((StyleError, TrainingError), match=why):
        plan_of(request_)


def test_every_choice_reaches_the_plan(home: Path) -> None:
    request = Request(
        "Mine",
        likes=("likes",),
        ordinary=("plain",),
        pairs=(Path("raw"), Path("done")),
        start="vivid",
        options={"balance": 70.0, "identity": 0.5},
        fields={"minutes": 2.0, "device": "cpu"},
    )
    plan = plan_of(request)
    assert plan.program == "personal"
    assert plan.data == {"likes": ("likes",), "ordinary": ("plain",), "before": ("raw",), "after": ("done",)}
    assert (plan.minutes, plan.device) == (2.0, "cpu")
    assert plan.options == {"balance": 70.0, "identity": 0.5, "start_style": "vivid"}
    assert Path(plan.start).exists()
    deep = plan_of(Request("Mine", likes=("likes",), method="uegan", options={"balance": 60.0}))
    assert (deep.program, deep.options) == ("personal", {"balance": 60.0, "method": "uegan"})

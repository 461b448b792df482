"""`penchant train`: a plan from options or a file, told in words or JSON, the style among the person's own."""

import json
from pathlib import Path

import pytest

from app.cli import run
from app.commands.inspect import all_styles
from app.commands.train import Request, in_words, make_plan, parse_options
from engine.errors import TrainingError
from main import is_command
from tests.training.small_runs import write_pairs
from training.plan import PLAN, STYLE, TrainingPlan
from training.presets import PRESETS
from training.progress import Progress


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, ...]]:
    return write_pairs(tmp_path_factory.mktemp("pairs"))


def options(data: dict[str, tuple[str, ...]], folder: Path, *more: str) -> list[str]:
    sizes = ["--steps", "2", "--batch", "2", "--size", "32", "--device", "cpu"]
    sources = ["--photos", data["photos"][0], "--targets", data["targets"][0]]
    return ["train", "paired", *sources, "-o", str(folder), "--network", "can32", *sizes, *more]


def test_a_style_is_taught_and_added(
    tmp_path: Path, data: dict[str, tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert is_command("train")
    arguments = options(data, tmp_path / "run", "--losses", "mae:2,ssim", "--name", "Sunny", "--add")
    assert run(arguments) == 0
    told = capsys.readouterr()
    assert "mae" in told.err
    assert "Sunny was added" in told.out
    assert "Sunny" in [style.name for style in all_styles()]
    plan = TrainingPlan.read(tmp_path / "run" / PLAN)
    assert (plan.losses, plan.network, plan.steps) == ({"mae": 2.0, "ssim": 1.0}, "can32", 2)


def test_json_lines_and_resume(
    tmp_path: Path, data: dict[str, tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "run"
    assert run(options(data, folder, "--json")) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["kind"] == "done"
    assert run(options(data, folder)) == 2
    assert "Resume it" in capsys.readouterr().err
    (folder / STYLE).unlink()
    assert run(["train", "paired", "-o", str(folder), "--resume", "--json"]) == 0
    assert (folder / STYLE).exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["train", "magic", "-o", "run"], "program is one of"),
        (["train", "paired", "-o", "nothing", "--resume"], "no training in nothing"),
        (["train", "paired"], "--output"),
        (["train", "paired", "-o", "run", "--losses", "mae:much"], "mae:much"),
        (["train", "paired", "-o", "run", "--set", "clip"], "NAME=VALUE"),
        (["train", "paired", "-o", "run", "--preset", "magic"], "no preset"),
        (["train", "paired", "--plan", "absent.json"], "absent"),
    ],
)
def test_what_is_not_understood_is_a_sentence(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert words in capsys.readouterr().err


def test_what_is_given_stands_above_preset_and_plan(tmp_path: Path) -> None:
    TrainingPlan("unpaired", tmp_path / "run", steps=7, options={"quality": 0.9}).write(tmp_path / "plan.json")
    request = Request(
        "unpaired", tmp_path / "plan.json", "code", {"batch": 3}, options=("identity=0", "features=bands")
    )
    plan = make_plan(request)
    assert (plan.batch, plan.steps, plan.schedule) == (3, 7, "linear")
    wanted = {"quality": 0.9, "identity": 0, "features": "bands", "adversary_rate": 4.0}
    assert wanted.items() <= plan.options.items()
    with pytest.raises(TrainingError, match="a plan for unpaired"):
        make_plan(Request("paired", tmp_path / "plan.json"))


def test_every_preset_is_a_plan_of_losses_and_options_that_exist(tmp_path: Path) -> None:
    from training.losses import make_loss
    from training.presets import with_preset
    from training.terms import TAKES

    for system, which in PRESETS:
        plan = with_preset(TrainingPlan("paired", tmp_path), system, which)
        assert TrainingPlan.from_json(plan.to_json()).losses == dict(plan.losses)
        assert set(plan.losses) <= set(TAKES)
        for option in (name for name in plan.options if "." in name):
            loss, setting = option.split(".")
            needs = {"features": len} if loss in ("content", "fidelity") else {}
            make_loss(loss, **needs, **{setting: plan.options[option]})


def test_options_are_numbers_lists_or_words() -> None:
    found = parse_options(("clip=1", "fidelity.weights=[1, 2]", "keep=best", "mirror=false"))
    assert found == {"clip": 1, "fidelity.weights": [1, 2], "keep": "best", "mirror": False}


def test_progress_in_words() -> None:
    step = Progress(5, 60, 10.0, terms={"mae": 0.123456}, photos_per_second=3.4567, left=3700.0)
    assert in_words(step) == "5/60  mae 0.1235  3.46 photos/s  1 h 1 min left"
    assert in_words(Progress(5, 0, 1.0, kind="note", message="A sentence.")) == "5  A sentence."
    assert in_words(Progress(5, 9, 1.0, kind="preview", held_out={"psnr": 21.5})) == "5/9  held out: psnr 21.5"

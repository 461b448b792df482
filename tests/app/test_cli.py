"""The command line in this process: what it understands, says and returns."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import simplejpeg
import typer.main
from PIL import Image as Pillow

import main
from app import cli
from tests.conftest import make_photo

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command; gives its exit status, standard output and standard error."""

    def command(*arguments: str | Path) -> tuple[int, str, str]:
        status = cli.run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return status, said.out, said.err

    return command


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A small JPEG in a folder of its own."""
    return save(tmp_path / "photos" / "a.jpg")


def save(path: Path, seed: int = 7) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(simplejpeg.encode_jpeg(make_photo(96, 144, seed=seed), 95, "RGB", "420"))
    return path


def names(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file())


def test_one_photo(run: Run, photo: Path, tmp_path: Path) -> None:
    status, out, err = run("enhance", photo, "--style", "vivid", "-o", tmp_path / "out")
    assert (status, out) == (0, "")
    assert "a.jpg → " in err
    assert names(tmp_path / "out") == ["a_Vivid.jpg"]


def test_the_default_is_beside_the_photo_in_the_natural_look(run: Run, photo: Path) -> None:
    assert run("enhance", photo)[0] == 0
    assert names(photo.parent / "enhanced") == ["a_Natural.jpg"]


def test_json_is_one_object_a_line(run: Run, photo: Path, tmp_path: Path) -> None:
    gone = tmp_path / "gone.jpg"
    status, out, _ = run("enhance", photo, gone, "-o", tmp_path / "out", "--json", "--jobs", "1")
    events = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert [e["event"] for e in events] == ["started", "done", "started", "refused", "finished"]
    assert events[1]["target"] == str(tmp_path / "out" / "a_Natural.jpg")
    assert (events[1]["width"], events[1]["height"], events[1]["bytes"] > 0) == (144, 96, True)
    assert (events[3]["source"], events[3]["kind"]) == (str(gone), "PhotoMissing")
    assert "gone.jpg" in events[3]["sentence"]
    assert (events[4]["done"], events[4]["refused"], events[4]["cancelled"]) == (1, 1, False)


def test_a_folder_keeps_names(run: Run, photo: Path, tmp_path: Path) -> None:
    save(photo.with_name("b.jpg"))
    (photo.parent / "notes.txt").write_text("no photo")
    (photo.parent / ".hidden.jpg").write_bytes(photo.read_bytes())
    save(photo.parent / "deeper" / "c.jpg")
    assert run("enhance", photo.parent, "-o", tmp_path / "out")[0] == 0
    assert names(tmp_path / "out") == ["a.jpg", "b.jpg"]
    assert run("enhance", photo.parent, "-o", tmp_path / "all", "--recursive")[0] == 0
    assert (tmp_path / "all" / "deeper" / "c.jpg").exists()
    assert names(tmp_path / "all") == ["a.jpg", "b.jpg", "c.jpg"]


def test_into_the_photos_own_folder(run: Run, photo: Path) -> None:
    before = photo.read_bytes()
    assert run("enhance", photo.parent, "-o", photo.parent)[0] == 0
    assert names(photo.parent) == ["a.jpg", "a_Natural.jpg"]
    assert photo.read_bytes() == before


def test_strength_and_adjustments_reach_the_picture(run: Run, photo: Path, tmp_path: Path) -> None:
    means = []
    for number, options in enumerate((["--strength", "0"], ["--strength", "0", "--set", "exposure=1"])):
        target = tmp_path / str(number)
        assert run("enhance", photo, "-o", target, "--format", "png", "--template", "x", *options)[0] == 0
        with Pillow.open(target / "x.png") as picture:
            means.append(sum(picture.convert("L").histogram()[i] * i for i in range(256)) / (96 * 144))
    assert means[1] > means[0] + 20


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--style", "nothing"], "nothing"),
        (["--strength", "2"], "Strength goes from 0 to 1.5"),
        (["--set", "exposure=bright"], "exposure=bright is not a setting like exposure=0.3"),
        (["--set", "exposure=9"], "Exposure goes from -5 to 5"),
        (["--set", "sharpness=1"], "no adjustment called sharpness"),
        (["--set", "strength=1"], "no adjustment called strength"),
        (["--set", "exposure=nan"], "needs a number"),
        (["--format", "gif"], "no format called gif"),
        (["--quality", "0"], "Quality goes from 1 to 100"),
        (["--bit-depth", "16"], "JPEG does not hold 16 bits"),
        (["--color-space", "cmyk"], "no color space called cmyk"),
        (["--on-conflict", "ask"], "no choice for taken names called ask"),
        (["--template", "{nmae}"], "no {nmae} to put into a name"),
        (["--device", "abacus"], "no device called abacus"),
        (["--resume", "gone.jsonl"], "gone.jsonl is not a journal"),
        (["--unheard-of"], "No such option"),
    ],
)
def test_what_is_not_understood_is_said_and_nothing_written(
    run: Run, photo: Path, tmp_path: Path, options: list[str], words: str
) -> None:
    status, out, err = run("enhance", photo, "-o", tmp_path / "out", *options)
    assert (status, out) == (2, "")
    assert words in " ".join(err.split())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("arguments", [["enhance"], ["frobnicate"], ["evaluate", "--style", "vivid"]])
def test_usage(run: Run, arguments: list[str]) -> None:
    assert run(*arguments)[0] == 2


def test_dry_run_prints_names_and_writes_nothing(run: Run, photo: Path, tmp_path: Path) -> None:
    save(tmp_path / "out" / "a.jpg")
    other = save(tmp_path / "other" / "a.jpg")
    status, out, _ = run("enhance", photo, other, "-o", tmp_path / "out", "--template", "{name}", "--dry-run", "--json")
    plan = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [(Path(p["target"]).name, p["state"]) for p in plan] == [("a-2.jpg", "changed"), ("a-3.jpg", "changed")]
    assert names(tmp_path / "out") == ["a.jpg"]
    assert "Name taken" in run("enhance", photo, "-o", tmp_path / "out", "--template", "{name}", "--dry-run")[1]


def test_a_plan_that_would_hit_an_original_is_not_fine(run: Run, photo: Path) -> None:
    how = ["-o", str(photo.parent), "--template", "{name}", "--on-conflict", "overwrite"]
    before = photo.read_bytes()
    assert run("enhance", photo, *how, "--dry-run")[0] == 1
    status, _, err = run("enhance", photo, *how)
    assert (status, "originals are never changed" in err) == (1, True)
    assert photo.read_bytes() == before


def test_facts_in_names(run: Run, photo: Path, tmp_path: Path) -> None:
    _, out, _ = run("enhance", photo, "-o", tmp_path, "--dry-run", "--template", "{camera|unknown}/{w}x{h}_{name}")
    assert out.strip().endswith(str(tmp_path / "unknown" / "144x96_a.jpg"))


def test_no_empty_folder_is_left_where_nothing_could_be_exported(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jpg"
    bad.write_text("no photo", encoding="utf-8")
    for there in (False, True):
        out = tmp_path / f"out-{there}"
        if there:
            out.mkdir()
        status, _, err = run("enhance", bad, "-o", out)
        assert status == 1
        assert "bad.jpg" in err
        assert out.exists() is there


def test_a_folder_without_photos(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.jpg").mkdir()
    status, _, err = run("enhance", tmp_path / "x.jpg", "-o", tmp_path / "out")
    assert (status, err.splitlines()[0]) == (1, "There are no photos in x.jpg.")


def test_a_list_on_standard_input(run: Run, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.StringIO(f"{photo}\n\n{photo}\n"))
    assert run("enhance", "-", "-o", tmp_path / "out")[0] == 0
    assert names(tmp_path / "out") == ["a_Natural.jpg"]


def test_several_photos_keep_a_journal_to_go_on_with(run: Run, photo: Path, tmp_path: Path) -> None:
    other = photo.with_name("b.jpg")
    other.write_bytes(b"broken")
    assert run("enhance", photo, other, "-o", tmp_path / "out")[0] == 1
    from app.storage import folders

    (kept,) = (folders.state() / "exports").iterdir()
    save(other)
    status, out, _ = run("enhance", "--resume", kept, "--json")
    assert status == 0
    assert [json.loads(line)["source"] for line in out.splitlines()[:2]] == [str(other)] * 2
    assert names(tmp_path / "out") == ["a_Natural.jpg", "b_Natural.jpg"]


def test_gps_goes_if_asked(run: Run, photo: Path, tmp_path: Path) -> None:
    exif = Pillow.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    Pillow.fromarray(make_photo(40, 60)).save(photo, exif=exif)
    for options, expected in ([], True), (["--strip-gps"], False):
        run("enhance", photo, "-o", tmp_path / "out", "--template", "x", "--on-conflict", "overwrite", *options)
        with Pillow.open(tmp_path / "out" / "x.jpg") as picture:
            assert (0x8825 in picture.getexif()) == expected


def test_styles_are_listed(run: Run) -> None:
    status, out, _ = run("styles", "--json")
    listed = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert {"expert-c", "natural"} <= {style["id"] for style in listed}
    assert all(set(style) == {"id", "name", "kind", "default_strength", "summary"} for style in listed)
    plain = run("styles")[1]
    assert all(style["name"] in plain for style in listed)


def test_evaluate_measures_pairs(run: Run, photo: Path, tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "a.jpg").write_bytes(photo.read_bytes())
    save(photo.with_name("alone.jpg"))
    folders = ["--raw", str(photo.parent), "--target", str(tmp_path / "target")]
    status, out, err = run("evaluate", "--style", "original", *folders, "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert status == 0
    assert [row["name"] for row in rows] == ["a", "mean"]
    assert rows[0]["ssim"] == pytest.approx(1.0)
    assert (rows[1]["photos"], rows[1]["left_out"]) == (1, 1)
    assert "alone.jpg" in err
    assert run("evaluate", "--style", "vivid", *folders)[0] == 0
    assert run("evaluate", "--style", "vivid", "--raw", tmp_path / "none", "--target", tmp_path)[0] == 2


def test_a_terminal_gets_a_moving_line(run: Run, photo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = photo.with_name("b.jpg")
    other.write_bytes(b"broken")
    monkeypatch.setattr("app.commands.report._is_terminal", lambda: True)
    status, out, err = run("enhance", photo, other, "-o", tmp_path / "out")
    assert (status, out) == (1, "")
    assert "b.jpg" in err
    assert "1 of 2 photos exported, 1 not exported." in err


def test_main_knows_the_commands() -> None:
    command = typer.main.get_command(cli.app)
    assert set(main.COMMANDS) == set(command.commands)  # type: ignore[attr-defined]


def test_version(run: Run) -> None:
    from engine.version import VERSION

    assert run("--version") == (0, f"Penchant {VERSION}\n", "")
    project = (Path(main.__file__).parent / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{VERSION}"' in project


def test_a_number_of_photos_at_a_time_is_not_negative(run: Run, photo: Path, tmp_path: Path) -> None:
    assert run("enhance", photo, "-o", tmp_path / "out", "--jobs", "-1")[0] == 2

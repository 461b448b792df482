"""Evaluation of styles on files, with the real decoders and the real render; figures against numpy and by hand."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image as PillowImage

from engine.networks.nima import NimaV2
from engine.styles import bundled
from engine.tags import Tags
from tests.conftest import make_photo
from training.evaluate import Candidate, EvaluationError, Scorers, Way, compare, evaluate
from training.evaluate_figures import Row, Scores, differences, estimate, kinds, summary, worst_first
from training.metrics import sharpness_kept
from training.scorer_file import save_scorer

ORIGINAL = Candidate("Original")


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    raw, target = tmp_path / "raw", tmp_path / "target"
    raw.mkdir()
    target.mkdir()
    return raw, target


def put(folder: Path, name: str, pixels: np.ndarray) -> None:
    PillowImage.fromarray(pixels).save(folder / name)


def darker(pixels: np.ndarray) -> np.ndarray:
    return (pixels * 0.8).astype(np.uint8)


def test_photos_as_they_are_are_compared_by_name(folders: tuple[Path, Path]) -> None:
    first, second = make_photo(40, 60), make_photo(50, 36, seed=3)
    put(folders[0], "one.png", first)
    put(folders[1], "one.tif", darker(first))
    put(folders[0], "two.png", second)
    put(folders[1], "two.png", second // 2)
    found = evaluate([ORIGINAL], *folders)
    assert [row.name for row in found.rows] == ["one", "two"]
    expected = compare(first, darker(first))
    scores = found.rows[0].scores
    assert (scores.psnr, scores.ssim, scores.ms_ssim) == (expected.psnr, expected.ssim, expected.ms_ssim)
    assert (scores.sharpness, scores.newly) == (1.0, 0.0)
    assert scores.structure == pytest.approx(1.0)
    mean = summary(found.rows)["psnr"].mean
    assert mean == pytest.approx(np.mean([row.scores.psnr for row in found.rows]))


def test_rows_are_told_as_they_are_known(folders: tuple[Path, Path]) -> None:
    for folder in folders:
        put(folder, "a.png", make_photo(20, 20))
    told: list[Row] = []
    evaluate([ORIGINAL], *folders, report=told.append)
    assert [row.name for row in told] == ["a"]
    assert told[0].scores.ssim == pytest.approx(1.0)
    assert told[0].scores.ms_ssim is None


def test_what_cannot_be_compared_is_left_out_with_a_sentence(folders: tuple[Path, Path]) -> None:
    put(folders[0], "alone.png", make_photo(20, 20))
    put(folders[0], "larger.png", make_photo(30, 20))
    put(folders[1], "larger.png", make_photo(20, 20))
    put(folders[0], "tiny.png", make_photo(20, 20)[:5, :5])
    put(folders[1], "tiny.png", make_photo(20, 20)[:5, :5])
    (folders[0] / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    put(folders[1], "broken.png", make_photo(20, 20))
    found = evaluate([ORIGINAL], *folders)
    assert found.rows == ()
    assert [name for name, _ in found.left_out] == ["alone.png", "broken.png", "larger.png", "tiny.png"]
    assert all(Path(name).stem in sentence for name, sentence in found.left_out)


def test_several_styles_are_measured_on_the_same_photos_without_targets(folders: tuple[Path, Path]) -> None:
    vivid = next(style for style in bundled() if style.id == "vivid")
    for seed in range(2):
        put(folders[0], f"{seed}.png", make_photo(200, 300, seed=seed))
    candidates = [ORIGINAL, Candidate("Vivid", vivid), Candidate("Vivid, strong", vivid, 1.5)]
    found = evaluate(candidates, folders[0], way=Way(long_edge=150, pictures=60))
    assert [(row.name, row.style) for row in found.rows[:3]] == [("0", c.name) for c in candidates]
    assert len(found.rows) == 6
    assert not found.paired
    assert all(row.scores.psnr is None for row in found.rows)
    structure = [summary(found.of(candidate.name))["structure"].mean for candidate in candidates]
    assert structure[0] > structure[1] > structure[2] > 0.9
    assert all(len(row.pictures) == 2 and row.pictures[0].startswith(b"\xff\xd8") for row in found.rows)


def test_scorers_judge_only_if_they_are_given(folders: tuple[Path, Path], tmp_path: Path) -> None:
    put(folders[0], "a.png", make_photo(200, 200))
    assert evaluate([ORIGINAL], folders[0]).rows[0].scores.nima is None
    torch.manual_seed(0)
    save_scorer(tmp_path / "made-up.safetensors", NimaV2().eval(), "made up", {})
    found = evaluate([ORIGINAL], folders[0], way=Way(scorers=Scorers.of(None, tmp_path / "made-up.safetensors")))
    judged = found.rows[0].scores.nima
    assert judged is not None
    assert 1 < judged < 10
    assert found.scorer == "made-up.safetensors"


def test_niqe_is_measured_with_its_parameters(folders: tuple[Path, Path], shared_data: Path) -> None:
    put(folders[0], "a.png", make_photo(200, 300))
    put(folders[0], "small.png", make_photo(100, 100))
    scorers = Scorers.of(shared_data / "checkpoints" / "niqe" / "niqe_pris_params.npz", None)
    rows = evaluate([ORIGINAL], folders[0], way=Way(scorers=scorers)).rows
    assert rows[0].scores.niqe is not None
    assert rows[1].scores.niqe is None


def test_files_that_are_something_else(tmp_path: Path) -> None:
    (tmp_path / "a.npz").write_bytes(b"nothing")
    with pytest.raises(EvaluationError, match=r"a\.npz holds no parameters of NIQE"):
        Scorers.of(tmp_path / "a.npz", None)
    with pytest.raises(EvaluationError, match="There are no photos in"):
        evaluate([ORIGINAL], tmp_path)
    with pytest.raises(EvaluationError, match="is not a folder"):
        evaluate([ORIGINAL], tmp_path / "none")


# ── figures ─────────────────────────────────────────────────────────────────────────────────────────────────────


def row(name: str, style: str = "a", tags: Tags | None = None, **scores: float) -> Row:
    return Row(name, Scores(**scores), style, tags or Tags())


def test_intervals_are_always_the_same_and_hold_what_they_promise() -> None:
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(200):
        found = estimate(list(rng.normal(20, 3, 30)))
        assert found is not None
        held += found.low <= 20 <= found.high
    # A percentile interval of 30 values holds a little less than 95 %.
    assert 0.89 < held / 200 <= 0.99
    assert estimate([1.0, 2.0, 4.0]) == estimate([1.0, 2.0, 4.0])


def test_intervals_are_as_wide_as_the_normal_ones_for_many_values() -> None:
    values = np.random.default_rng(2).normal(0, 1, 400)
    found = estimate(list(values))
    assert found is not None
    assert found.high - found.low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.06)


def test_one_value_infinite_values_and_none() -> None:
    assert estimate([]) is None
    one = estimate([3.0])
    assert one is not None
    assert (one.mean, one.low, one.high, one.count) == (3.0, 3.0, 3.0, 1)
    equal = estimate([math.inf, 30.0])
    assert equal is not None
    assert math.isinf(equal.mean)


def test_what_could_not_be_measured_does_not_count() -> None:
    found = summary([row("1", niqe=4.0), row("2", niqe=math.nan), row("3", psnr=20.0)])
    assert (found["niqe"].mean, found["niqe"].count, found["psnr"].count) == (4.0, 1, 1)
    assert "ssim" not in found


def test_differences_are_taken_photo_by_photo() -> None:
    hard = [10.0, 20.0, 30.0, 40.0, 50.0, 60.0]
    rows = [row(str(i), "a", psnr=value) for i, value in enumerate(hard)]
    rows += [row(str(i), "b", psnr=value + 1 + 0.1 * i) for i, value in enumerate(hard)]
    rows.append(row("only-a", "a", psnr=90.0))
    found = differences(rows, "b", "a")["psnr"]
    assert found.mean == pytest.approx(1.25)
    assert found.count == 6
    assert 1.0 < found.low < found.high < 1.5
    assert found.is_clear
    assert not differences(rows, "a", "a")["psnr"].is_clear


def test_kinds_of_photos_need_some_photos() -> None:
    rows = [row(str(i), tags=Tags(time="night" if i < 5 else "day", subject="people")) for i in range(8)]
    assert {kind: len(some) for kind, some in kinds(rows).items()} == {("subject", "people"): 8, ("time", "night"): 5}


def test_the_worst_come_first() -> None:
    paired = [row("1", delta_e=3.0), row("2", delta_e=9.0), row("3", delta_e=5.0)]
    assert [one.name for one in worst_first(paired)] == ["2", "3", "1"]
    alone = [row("1", structure=0.99), row("2", structure=0.9), row("3", structure=1.0)]
    assert [one.name for one in worst_first(alone)] == ["2", "1", "3"]


def test_sharpness_is_blind_to_light_and_contrast() -> None:
    photo = make_photo(96, 144)
    assert sharpness_kept(photo, photo) == 1
    assert sharpness_kept(photo, (40 + photo * 0.6).astype(np.uint8)) == pytest.approx(1, abs=0.03)
    soft = np.array(PillowImage.fromarray(photo).resize((48, 32)).resize((144, 96)))
    assert sharpness_kept(photo, soft) < 0.7
    noise = np.random.default_rng(0).normal(0, 8, photo.shape)
    assert sharpness_kept(photo, (photo + noise).clip(0, 255).astype(np.uint8)) > 1.2
    assert math.isnan(sharpness_kept(photo, np.zeros_like(photo)))

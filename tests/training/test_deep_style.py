"""The deep way to a personal style: it begins as the quick style, its losses go down, and it never ends below."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.checkpoints import native
from engine.checkpoints.opening import open_enhancer
from engine.enhance import grade_for
from engine.errors import StyleError, TrainingError
from engine.grade import apply
from engine.networks.adaptive_numpy import SIZE
from engine.styles import styles_of
from tests.training.made_likes import finished, flat_photos, write_photos
from training import deep_evidence, deep_lessons, deep_style, personal
from training.deep_losses import apart
from training.deep_networks import RefinedQuick, quick_photos
from training.falloff import fallen
from training.plan import LAST, STYLE, TrainingPlan
from training.progress import Progress, Report
from training.state import load_state

Sources = dict[str, tuple[str, ...]]


@pytest.fixture(autouse=True)
def _little_work(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A quick style of few steps; one thread, since several would wait for each other on a busy machine."""
    monkeypatch.setattr(deep_lessons, "STEPS", 3)
    monkeypatch.setattr(deep_evidence, "SAMPLES", 1)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """Twelve likes and as many ordinary photos."""
    root = tmp_path_factory.mktemp("photos")
    photos = flat_photos(24)
    likes = write_photos(root / "likes", finished(photos[:12]))
    return {"likes": (str(likes),), "ordinary": (str(write_photos(root / "ordinary", photos[12:])),)}


def plan_for(folder: Path, data: Sources, method: str, **options: object) -> TrainingPlan:
    given = {"method": method, "features": "bands", **options}
    return TrainingPlan("personal", folder, name="Warm", data=data, steps=3, batch=2, device="cpu", options=given)


def run(plan: TrainingPlan, *, stop_at: int = 0) -> list[Progress]:
    """Run a plan here; stopped when so many steps are told."""
    told: list[Progress] = []
    plan.folder.mkdir(parents=True, exist_ok=True)

    def listen(progress: Progress) -> None:
        told.append(progress)
        report.stopping = bool(stop_at) and progress.step >= stop_at

    report = Report(listen)
    personal.run(plan, report)
    return told


@pytest.fixture
def every_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures after every step."""
    completed = deep_style.completed
    monkeypatch.setattr(
        deep_style, "completed", lambda plan, method: replace(completed(plan, method), report_every=1, preview_every=2)
    )


@pytest.mark.usefixtures("every_step")
def test_stopped_and_gone_on_with_it_is_the_same_to_the_bit(tmp_path: Path, sources: Sources) -> None:
    whole, parts = (plan_for(tmp_path / name, sources, "uegan") for name in "ab")
    told = run(whole)
    assert told[-1].kind == "done"
    assert next(progress.files for progress in told if progress.kind == "saved") == (STYLE,)  # the quick one, at once
    assert run(parts, stop_at=1)[-1].kind == "stopped"
    assert (parts.folder / STYLE).exists()
    assert run(parts)[-1].kind == "done"
    states = [load_state(plan.folder / LAST) for plan in (whole, parts)]
    for network in ("generator", "discriminator"):
        first, second = (state["networks"][network] for state in states if state)
        assert first.keys() == second.keys()
        assert all(torch.equal(first[name], second[name]) for name in first)


@pytest.mark.usefixtures("every_step")
def test_anchored_it_learns(tmp_path: Path, sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    batch = deep_style.DeepCourse._batch
    monkeypatch.setattr(deep_style.DeepCourse, "_batch", lambda course, _: batch(course, 0))
    options = {"quality": 0, "fidelity": 0, "identity": 0}
    plan = replace(plan_for(tmp_path / "run", {"likes": sources["likes"]}, "bilateral", **options), steps=8)
    steps = [progress.terms for progress in run(plan) if progress.kind == "step"]
    assert all(set(terms) == {"found_again", "near"} for terms in steps)
    assert sum(steps[-1].values()) < sum(steps[0].values())


@pytest.mark.parametrize(("method", "margin"), [("bilateral", -9.0), ("uegan", -9.0), ("uegan", 9.0)])
def test_the_quick_style_is_kept_unless_the_evidence_is_against_it(
    tmp_path: Path, sources: Sources, method: str, margin: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deep_style, "MARGIN", margin)
    plan = plan_for(tmp_path / "run", sources, method)
    told = run(plan)
    description = native.read_description(plan.style_file)
    notes = " ".join(progress.message for progress in told if progress.kind == "note")
    if margin > 0:
        assert description.architecture == "adaptive"
        assert (description.card["method"], description.card["tried"]["method"]) == ("quick", method)
        assert "so the style is the quick one" in notes
    else:
        assert description.architecture == {"bilateral": "refined", "uegan": "uegan"}[method]
        assert description.card["method"] == method
        assert "did better" in notes
        assert method == "bilateral" or open_enhancer(plan.style_file).kind == "grade"
    (style,) = styles_of(plan.style_file)
    assert (style.name, style.kind, style.summary) == ("Warm", "yours", "Learned from 12 photos you like.")
    picture = np.ascontiguousarray(flat_photos(1, seed=9)[0])
    assert np.abs(apply(grade_for(style, picture), picture) - picture).mean() > 1e-3


def test_light_that_falls_off_in_the_likes_does_so_in_the_style_whatever_the_network_learned(
    tmp_path: Path, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deep_style, "MARGIN", 9.0)
    photos, falloff = flat_photos(24, seed=4), torch.tensor([-0.2, -0.3, -0.4])
    likes = fallen(torch.from_numpy(np.stack(finished(photos))).permute(0, 3, 1, 2), falloff).permute(0, 2, 3, 1)
    data = {**sources, "likes": (str(write_photos(tmp_path / "likes", list(likes.numpy()))),)}
    plan = plan_for(tmp_path / "run", data, "bilateral")
    notes = [progress.message for progress in run(plan) if progress.kind == "note"]
    assert any("falls off" in note for note in notes)
    description = native.read_description(plan.style_file)
    assert (description.architecture, description.card["method"]) == ("refined", "quick")
    assert all(slope < -0.1 for slope in description.card["falloff"])


def test_the_refined_network_begins_as_the_quick_style() -> None:
    looks, shares = torch.randn(2, SIZE) * 0.1, torch.tensor([0.5, 0.6])
    photos = torch.rand(2, 3, 48, 40)
    with torch.no_grad():
        made = RefinedQuick(looks, shares)(photos)
    torch.testing.assert_close(made, quick_photos(looks, shares, photos, photos), atol=1e-4, rtol=0)
    assert float(apart(made, made)) == pytest.approx(0.0, abs=1e-5)


def test_too_few_likes_and_another_method_are_sentences(tmp_path: Path, sources: Sources) -> None:
    few = write_photos(tmp_path / "few", finished(flat_photos(5)))
    with pytest.raises(TrainingError, match="at least 12 different likes"):
        run(plan_for(tmp_path / "a", {"likes": (str(few),)}, "uegan"))
    with pytest.raises(TrainingError, match="not by magic"):
        run(plan_for(tmp_path / "b", sources, "magic"))


def test_a_start_that_is_none_is_said(tmp_path: Path) -> None:
    from training.deep_start import load_start

    with pytest.raises(StyleError):
        load_start(tmp_path / "none.safetensors")

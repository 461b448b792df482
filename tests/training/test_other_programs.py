"""Several experts, several domains, a scorer, the feature net: each learns and leaves a file that can be used."""

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.checkpoints.opening import open_enhancer
from engine.decode import open_photo
from engine.edit import Edit
from engine.errors import PenchantError
from engine.networks.multi_domain_enhancer import MultiDomainEnhancer
from engine.render import render
from engine.styles import styles_of
from tests.training.small_runs import losses_of, plan_of, run_here, write_photos
from training.feature_file import load_features
from training.multi_domain import far_from_clean
from training.scorer import earth_mover, read_scores
from training.scorer_file import load_scorer


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("photos")
    lights = {"photos": 1.0, "dark": 0.7, "bright": 1.3}
    return {name: write_photos(root / name, 4, light=light) for name, light in lights.items()}


def falls(told: list, least: float) -> bool:
    losses = [sum(terms.values()) for _, terms in sorted(losses_of(told).items())]
    return float(np.mean(losses[-4:])) < least * float(np.mean(losses[:4]))


def test_experts_are_styles_of_one_file_and_differ(tmp_path: Path, folders: dict[str, Path]) -> None:
    data = {"photos": (str(folders["photos"]),), "targets": (str(folders["dark"]), str(folders["bright"]))}
    plan = plan_of("experts", tmp_path, data, steps=24, rate=4e-3, name="Us", losses={"mse": 1.0})
    told = run_here(plan)
    assert told[-1].kind == "done"
    styles = {style.name: style for style in styles_of(plan.style_file)}
    assert list(styles) == ["Us dark", "Us bright", "Us"]
    assert styles["Us"].weights == (0.5, 0.5)
    photo = open_photo(next(folders["photos"].iterdir()))
    light = {name: render(photo, Edit(strength=1.0), style).pixels.mean() for name, style in styles.items()}
    assert light["Us dark"] < light["Us"] < light["Us bright"]


def test_one_expert_is_not_several(tmp_path: Path, folders: dict[str, Path]) -> None:
    data = {"photos": (str(folders["photos"]),), "targets": (str(folders["dark"]),)}
    with pytest.raises(PenchantError, match="2 to 26"):
        run_here(plan_of("experts", tmp_path, data))


def test_domains_learn_to_take_apart_first_and_then_to_improve(tmp_path: Path, folders: dict[str, Path]) -> None:
    fields = {"steps": 12, "arguments": {"width": 4, "blocks": 1}, "rate": 2e-3}
    options = {"adversary_width": 4, "intrinsic_steps": 9, "paired": 1.0}
    data = {"good": (str(folders["photos"]), str(folders["bright"]))}
    plan = plan_of("domains", tmp_path, data, options=options, **fields)
    told = run_here(plan)
    terms = losses_of(told)
    assert set(terms[9]) == {"reconstruction", "product", "retinex"}
    assert {"adversarial", "class", "cycle", "paired", "discriminator", "class_of_real"} < set(terms[10])
    assert terms[9]["retinex"] < terms[1]["retinex"]
    photo = next(folders["photos"].iterdir())
    assert open_enhancer(plan.style_file).name == "mdie"
    [style] = styles_of(plan.style_file)
    shown = render(open_photo(photo), Edit(strength=1.0), style).pixels
    assert shown.shape == open_photo(photo).pixels.shape


def test_the_first_steps_throw_no_photo_far_off(tmp_path: Path, folders: dict[str, Path]) -> None:
    fields = {"steps": 5, "arguments": {"width": 16, "blocks": 1}, "rate": 2e-3}
    options = {"adversary_width": 4, "intrinsic_steps": 1, "paired": 1.0}
    plan = plan_of("domains", tmp_path, {"good": (str(folders["photos"]),)}, options=options, **fields)
    terms = losses_of(run_here(plan))
    # Were the last layer to learn as fast as the others, it would be 0.9 in the step after the first.
    assert max(terms[step]["paired"] for step in (3, 4, 5)) < 0.3


def test_only_photos_that_were_asked_to_become_all_high_are_compared_with_the_clean_ones() -> None:
    output, clean = torch.zeros(3, 3, 4, 4), torch.full((3, 3, 4, 4), 0.5)
    clean[1] = 9.0
    wanted = torch.tensor([[1.0, 1, 1], [1, 0, 1], [1, 1, 1]])
    assert float(far_from_clean(output, clean, wanted)) == pytest.approx(0.5)
    assert float(far_from_clean(output, clean, torch.zeros(3, 3))) == 0


def test_what_taking_apart_loses_is_not_lost_to_the_photo() -> None:
    torch.manual_seed(0)
    photo = torch.rand(1, 3, 40, 48)
    ours, thesis = (MultiDomainEnhancer(8, 1, form).eval() for form in ("ours", "thesis"))
    with torch.no_grad():
        for enhancer, kept in ((ours, True), (thesis, False)):
            enhancer.generator.last.weight.zero_()  # changes nothing
            assert torch.allclose(enhancer(photo), photo, atol=1e-5) == kept


def test_a_photo_too_small_to_be_taken_apart_is_a_sentence(tmp_path: Path, folders: dict[str, Path]) -> None:
    with pytest.raises(PenchantError, match="at least 64"):
        run_here(plan_of("domains", tmp_path, {"good": (str(folders["photos"]),)}, size=32, batch=1))


def test_a_scorer_learns_from_what_people_said(tmp_path: Path, folders: dict[str, Path]) -> None:
    lines = [f"{folders['photos'] / p.name},{','.join(['0'] * 8 + ['3', '1'])}" for p in folders["photos"].iterdir()]
    lines.append("taken away.png," + ",".join("1" * 10))
    (tmp_path / "scores.csv").write_text("\n".join(lines))
    data = {"scores": (str(tmp_path / "scores.csv"),)}
    options = {"head_steps": 2, "head_rate": 1.0}
    plan = plan_of("scorer", tmp_path / "run", data, steps=4, rate=1e-3, options=options)
    told = run_here(plan)
    assert "taken away.png" in told[0].message
    losses = losses_of(told)
    assert losses[4]["emd"] < losses[1]["emd"]
    opinions = load_scorer(plan.style_file)(torch.rand(1, 3, 40, 40))
    assert opinions.sum() == pytest.approx(1.0, abs=1e-4)


def test_a_list_of_scores_that_is_none_is_named(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    for text in ("a.jpg,1,2", "a.jpg,1,2,3,4,5,6,7,8,9,x", "a.jpg,0,0,0,0,0,0,0,0,0,0"):
        path.write_text(text)
        with pytest.raises(PenchantError, match=r"Line 1 of scores\.csv"):
            read_scores(path)
    path.write_text("")
    with pytest.raises(PenchantError, match="no scores"):
        read_scores(path)


def test_the_earth_movers_distance_counts_how_far_opinions_lie_apart() -> None:
    shares = torch.eye(10)
    distances = [float(earth_mover(shares[:1], shares[other][None])) for other in range(10)]
    assert distances[0] == pytest.approx(0, abs=1e-5)
    assert all(np.diff(distances) > 0)
    assert distances[9] == pytest.approx((9 / 10) ** 0.5)


@pytest.mark.shared
def test_the_feature_net_learns_by_a_plan(tmp_path: Path, folders: dict[str, Path], shared_data: Path) -> None:
    data = {
        "photos": (str(folders["photos"]),),
        "teacher": (str(shared_data / "checkpoints" / "vgg19_distilled_16x"),),
    }
    plan = plan_of("features", tmp_path, data, steps=8, batch=4, rate=2e-3)
    assert falls(run_here(plan), 0.98)
    assert len(load_features(plan.style_file)(torch.rand(1, 3, 32, 32))) == 5

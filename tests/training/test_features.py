"""Teaching the feature net: what counts, how it is measured, and that a moment of it brings it nearer."""

import argparse
import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open

from engine.errors import StyleError
from engine.networks.features import FeatureNet
from engine.networks.vgg_distilled import DistilledVgg
from tests.conftest import make_photo
from training.data.folders import Photo, load_photos, split_photos
from training.feature_file import BUNDLED, load_features, save_features
from training.features import (
    HELD_SIZE,
    STAGES,
    Teacher,
    held_out_pairs,
    learning_rate,
    make_teacher,
    measure,
    mismatch,
    random_views,
    train,
)


@pytest.fixture(scope="module")
def photos() -> list[Photo]:
    return [Photo(make_photo(80, 80, seed), good=True) for seed in range(4)]


@pytest.fixture(scope="module")
def teacher(photos: list[Photo], tmp_path_factory: pytest.TempPathFactory) -> Teacher:
    """A teacher as published, with random weights."""
    torch.manual_seed(0)
    file = tmp_path_factory.mktemp("teacher") / "5SE.pth"
    torch.save({"epoch": 1, "model": DistilledVgg().state_dict()}, file)
    return make_teacher(file, random_views(photos, 4, np.random.default_rng(0)))


def test_the_teachers_features_have_mean_square_one(teacher: Teacher, photos: list[Photo]) -> None:
    for feature in teacher(random_views(photos, 4, np.random.default_rng(0))):
        assert feature.square().mean().item() == pytest.approx(1.0, rel=1e-3)
        assert not feature.requires_grad


def test_quiet_channels_count_more_and_all_together_as_much(teacher: Teacher) -> None:
    for weights in teacher.weights:
        assert weights.mean().item() == pytest.approx(1.0, rel=1e-4)
        assert weights.min() >= 0.5


def test_mismatch_is_the_mean_over_stages_of_weighted_squares() -> None:
    ours = [torch.zeros(1, 2, 2, 2), torch.ones(1, 1, 1, 1)]
    theirs = [torch.full((1, 2, 2, 2), 2.0), torch.ones(1, 1, 1, 1)]
    weights = [torch.tensor([0.5, 1.5]).view(1, 2, 1, 1), torch.ones(1, 1, 1, 1)]
    assert mismatch(ours, theirs, weights).item() == pytest.approx((4 * 0.5 + 4 * 1.5) / 2 / 2)
    assert mismatch(theirs, theirs, weights).item() == 0


def test_the_rate_rises_and_falls() -> None:
    rates = [learning_rate(step, step / 1000) for step in range(1, 1001)]
    assert rates[0] < 0.05
    assert max(rates) == pytest.approx(1.0, abs=0.01)
    assert rates[-1] < 0.01


def test_views_are_parts_of_photos(photos: list[Photo]) -> None:
    views = random_views(photos, 6, np.random.default_rng(1))
    assert views.shape == (6, 3, 64, 64)
    assert 0 <= views.min() < views.max() <= 1
    assert torch.equal(views, random_views(photos, 6, np.random.default_rng(1)))


def test_the_teacher_matches_itself_in_every_respect(teacher: Teacher, photos: list[Photo]) -> None:
    measured = measure(teacher, teacher, *held_out_pairs(photos))  # type: ignore[arg-type]
    assert set(measured) == {"explained", "distances", "distances_normed"}
    for by_stage in measured.values():
        assert list(by_stage) == list(STAGES)
        assert all(value == pytest.approx(1.0, abs=1e-3) for value in by_stage.values())


def test_a_moment_of_teaching_brings_it_nearer(teacher: Teacher, photos: list[Photo]) -> None:
    torch.manual_seed(1)
    network, lines = FeatureNet(), []
    views = random_views(photos, 4, np.random.default_rng(2))
    before = mismatch(network(views), teacher(views), teacher.weights).item()
    options = argparse.Namespace(steps=30, minutes=math.inf, batch=2, rate=3e-3, seed=0, fast=False)
    average = train(network, photos, teacher, options, lambda *line: lines.append(line))
    assert mismatch(average(views), teacher(views), teacher.weights).item() < 0.9 * before
    assert [line[0] for line in lines] == [30]
    assert lines[0][3] is average


def test_a_run_ends_when_its_minutes_are_over(teacher: Teacher, photos: list[Photo]) -> None:
    options = argparse.Namespace(steps=1000, minutes=1e-6, batch=2, rate=1e-3, seed=0, fast=False)
    lines: list[tuple[object, ...]] = []
    train(FeatureNet(), photos, teacher, options, lambda *line: lines.append(line))
    assert [line[0] for line in lines] == [1]


def test_a_net_comes_back_from_its_file(tmp_path: Path) -> None:
    torch.manual_seed(2)
    network = FeatureNet()
    save_features(tmp_path / "sub" / "f.safetensors", network, {"seed": 2})
    loaded = load_features(tmp_path / "sub" / "f.safetensors")
    assert not any(p.requires_grad for p in loaded.parameters())
    for name, value in loaded.state_dict().items():
        assert torch.allclose(value, network.state_dict()[name], rtol=1e-3, atol=1e-4)
    with safe_open(tmp_path / "sub" / "f.safetensors", "pt") as file:
        assert json.loads(file.metadata()["penchant"])["card"] == {"seed": 2}


@pytest.mark.parametrize(
    "description", ["", "[]", '{"architecture": "bilateral", "format": 1}', '{"architecture": "features", "format": 1}']
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, description: str) -> None:
    from safetensors.torch import save_file

    save_file({"a": torch.zeros(2)}, tmp_path / "f.safetensors", metadata={"penchant": description})
    with pytest.raises(StyleError, match=r"f\.safetensors was not recognised"):
        load_features(tmp_path / "f.safetensors")


def test_the_bundled_net_is_small_and_says_where_it_comes_from() -> None:
    network = load_features()
    assert sum(values.numel() for values in network.parameters()) <= 1_500_000
    with safe_open(BUNDLED, "pt") as file:
        card = json.loads(file.metadata()["penchant"])["card"]
    assert {"teacher", "data", "licence", "command", "seed", "steps", "measured"} <= set(card)
    assert BUNDLED.with_suffix(".md").is_file()


@pytest.mark.shared
def test_the_bundled_net_sees_of_unseen_photos_what_its_teacher_sees(shared_data: Path) -> None:
    """By as many held-out photos as take a moment; its card has all of them."""
    train_paths, held_paths = split_photos(shared_data / "photos")
    teacher_file = shared_data / "checkpoints" / "vgg19_distilled_16x" / "5SE.pth"
    views = random_views(load_photos(train_paths[:8], 128), 8, np.random.default_rng(0))
    teacher = make_teacher(teacher_file, views)
    with safe_open(BUNDLED, "pt") as file:
        card = json.loads(file.metadata()["penchant"])["card"]
    teacher = replace(teacher, scales=torch.tensor(card["scales"]))
    measured = measure(load_features(), teacher, *held_out_pairs(load_photos(held_paths[::6], HELD_SIZE)))
    for stage, share in card["measured"]["explained"].items():
        assert measured["explained"][stage] == pytest.approx(share, abs=0.1)
    assert min(measured["explained"].values()) > 0.3
    assert min(measured["distances"].values()) > 0.8

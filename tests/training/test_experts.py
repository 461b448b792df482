"""Teaching several styles at once, on generated photos: it learns, repeats, and keeps its schedule."""

import argparse

import numpy as np
import pytest
import torch
from torch import Tensor

from engine.networks.bilateral import BilateralNetwork
from tests.conftest import make_photo
from training.data.batches import make_batch
from training.data.folders import Photo
from training.data.lesson import Lesson
from training.experts import (
    agreement,
    batch_loss,
    follow,
    held_out_batch,
    learning_rate,
    predict,
    see,
    train,
    trust_head,
)
from training.looks import retouch
from training.progress import Progress
from training.style_file import STYLES


def teachers(lesson: Lesson) -> list[Tensor]:
    return [lesson.colours.clamp(0, 1) ** 0.5, *retouch(lesson)]


def trusting(images: Tensor) -> Tensor:
    return torch.ones(len(images))


def fresh_network() -> BilateralNetwork:
    torch.manual_seed(0)
    return BilateralNetwork(1, experts=len(STYLES), statistics=True, guide="luma", start_at_identity=True)


def photos(count: int) -> list[Photo]:
    return [Photo(make_photo(256, 256, seed), good=seed % 2 == 0) for seed in range(count)]


def run(steps: int) -> list[tuple[Progress, BilateralNetwork]]:
    told: list[tuple[Progress, BilateralNetwork]] = []
    options = argparse.Namespace(steps=steps, rate=4e-3, batch=1, seed=3, fast=False)
    check = held_out_batch(photos(1), teachers, trusting)
    train(fresh_network(), photos(2), teachers, trusting, check, options, lambda *progress: told.append(progress))
    return told


def test_a_few_steps_bring_the_network_nearer_to_its_teachers() -> None:
    check = held_out_batch(photos(1), teachers, trusting)
    before = agreement(fresh_network().eval(), check)
    [(progress, network)] = run(12)
    assert progress.step == progress.steps == 12
    assert progress.agreement == agreement(network, check)
    assert progress.agreement["expert-c"] > before["expert-c"]
    assert np.mean(list(progress.agreement.values())) > np.mean(list(before.values()))


def test_the_same_seed_gives_the_same_weights() -> None:
    first, second = (run(2)[0][1].state_dict() for _ in range(2))
    assert all(torch.equal(first[name], second[name]) for name in first)


def test_half_precision_is_near_full_precision() -> None:
    network = fresh_network().eval()
    seen = torch.rand(2, 3, 256, 256, generator=torch.Generator().manual_seed(0))
    weights = torch.eye(len(STYLES)).expand(2, -1, -1)
    with torch.no_grad():
        exact, fast = (predict(network, *see(network, seen, fast=fast), weights) for fast in (False, True))
    assert not torch.equal(exact, fast)
    assert (exact - fast).abs().max() < 0.02


def test_what_the_judge_says_is_learned_from_judged_photos_only() -> None:
    network = fresh_network()
    head, rng = trust_head(network), np.random.default_rng(0)
    seen = torch.rand(2, 3, 256, 256, generator=torch.Generator().manual_seed(0))
    gradients = []
    for judged in ([False, False], [True, False]):
        head.zero_grad()
        batch = make_batch(
            seen, seen, torch.tensor([0.9, 0.1]), torch.tensor(judged), teachers, 20, np.random.default_rng(0)
        )
        batch_loss(network, head, batch, rng, fast=False).backward()
        gradients.append(sum(float(p.grad.abs().sum()) for p in head.parameters() if p.grad is not None))
    assert gradients[0] == 0
    assert gradients[1] > 0


def test_the_rate_warms_up_and_fades() -> None:
    rates = [learning_rate(step, 1000, 1.0) for step in range(1000)]
    assert rates[0] == pytest.approx(0.01, rel=0.01)
    assert max(rates) == pytest.approx(1.0, abs=0.05)
    assert rates[-1] < 0.01
    assert all(np.diff(rates[100:]) < 0)


def test_the_average_follows_slowly() -> None:
    average, network = torch.nn.Linear(2, 2), torch.nn.Linear(2, 2)
    start, goal = average.weight.clone(), network.weight.clone()
    follow(average, network, 0.75)
    assert torch.allclose(average.weight, 0.75 * start + 0.25 * goal)

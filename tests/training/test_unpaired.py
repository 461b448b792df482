"""Unpaired training: terms as the plan weighs them, a discriminator that learns, a pool of earlier photos, a style."""

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.checkpoints.opening import open_enhancer
from engine.errors import PenchantError
from tests.training.small_runs import losses_of, plan_of, run_here, write_sets
from training.unpaired import ReplayPool

OPTIONS = {"adversary_width": 2, "features": "bands", "adversary_rate": 1.0}
FIELDS = {"size": 72, "arguments": {"width": 8}}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, ...]]:
    return write_sets(tmp_path_factory.mktemp("sets"))


def test_both_networks_learn_and_the_style_opens(tmp_path: Path, data: dict[str, tuple[str, ...]]) -> None:
    plan = plan_of("unpaired", tmp_path, data, steps=6, options=OPTIONS, **FIELDS)
    told = run_here(plan)
    terms = losses_of(told)
    assert set(terms[1]) == {"discriminator", "relativistic_hinge_generator", "fidelity", "identity"}
    assert terms[6]["discriminator"] < terms[1]["discriminator"]
    assert told[-1].kind == "done"
    photo = np.random.default_rng(0).random((48, 40, 3)).astype(np.float32)
    assert np.abs(open_enhancer(plan.style_file).run(photo) - photo).max() > 0


def test_weights_are_options_and_a_weight_of_0_costs_nothing(tmp_path: Path, data: dict[str, tuple[str, ...]]) -> None:
    weights = ({"quality": 0.1, "identity": 0}, {"quality": 0.4, "identity": 0})
    plans = [
        plan_of("unpaired", tmp_path / str(index), data, steps=1, options=OPTIONS | each, **FIELDS)
        for index, each in enumerate(weights)
    ]
    low, high = (losses_of(run_here(plan))[1] for plan in plans)
    assert "identity" not in low
    assert high["relativistic_hinge_generator"] == pytest.approx(4 * low["relativistic_hinge_generator"], rel=1e-4)


def test_both_sets_have_an_order_of_their_own(tmp_path: Path, data: dict[str, tuple[str, ...]]) -> None:
    from training.compute import computing
    from training.sources import cache_of, photos_of, view_of
    from training.unpaired import UnpairedCourse

    plan = plan_of("unpaired", tmp_path, data, options=OPTIONS, network="uegan", **FIELDS)
    with computing(plan) as compute:
        sets = [photos_of(plan, name, view_of(plan), cache_of(plan), print) for name in ("photos", "good")]
        course = UnpairedCourse(plan, compute, sets[0], sets[1], None)
        drawn = [(batch.ordinary.names, batch.good.names) for batch in course.batches(range(8))]
    orders = [[int(name[6:8]) % 50 for names in side for name in names] for side in zip(*drawn, strict=True)]
    assert orders[0] != orders[1]
    assert all(sorted(set(order)) == [0, 1, 2, 3] for order in orders)


def test_the_pool_shows_earlier_photos_half_of_the_time() -> None:
    pool = ReplayPool(4, seed=1)
    first = torch.arange(4.0).view(4, 1, 1, 1)
    assert torch.equal(pool.exchange(first, 0), first)
    old = 0
    for step in range(1, 101):
        fresh = torch.full((4, 1, 1, 1), 100.0 * step)
        shown = pool.exchange(fresh, step)
        old += int((shown != fresh).sum())
        assert len(pool.photos) == 4
    assert 120 < old < 280
    nothing = ReplayPool(0, seed=1)
    assert torch.equal(nothing.exchange(first, 0), first)


def test_a_set_that_is_not_named_is_a_sentence(tmp_path: Path, data: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(PenchantError, match="names no good"):
        run_here(plan_of("unpaired", tmp_path, {"photos": data["photos"]}, **FIELDS))
    with pytest.raises(PenchantError, match="at least 65"):
        run_here(plan_of("unpaired", tmp_path, data, size=32))


def test_equal_sets_teach_nothing(tmp_path: Path, data: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(PenchantError, match="same ones"):
        run_here(plan_of("unpaired", tmp_path, {**data, "good": data["photos"]}))


def test_the_discriminator_may_learn_alone_at_first(tmp_path: Path, data: dict[str, tuple[str, ...]]) -> None:
    plan = plan_of("unpaired", tmp_path, data, steps=3, options={**OPTIONS, "judge_first": 2}, **FIELDS)
    terms = losses_of(run_here(plan))
    assert set(terms[1]) == set(terms[2]) == {"discriminator"}
    assert {"discriminator", "identity"} < set(terms[3])

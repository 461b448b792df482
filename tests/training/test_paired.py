"""Paired training: the loss falls, every network gives a style that the engine uses, losses combine."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image as Pillow

from engine.checkpoints.inspection import inspect
from engine.checkpoints.native import read_description
from engine.checkpoints.opening import open_enhancer
from engine.checkpoints.probe import probe_photo
from engine.decode import open_photo
from engine.edit import Edit
from engine.errors import PenchantError, TrainingError
from engine.render import render
from engine.styles import styles_of
from engine.version import VERSION
from tests.training.small_runs import losses_of, plan_of, run_here, write_pairs
from training.plan import STYLE


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, ...]]:
    return write_pairs(tmp_path_factory.mktemp("pairs"))


SMALL_CAN = {"network": "can32", "arguments": {"width": 8, "dilated": 2}}


def mean_loss(told: list, steps: range) -> float:
    return float(np.mean([sum(terms.values()) for step, terms in losses_of(told).items() if step in steps]))


def rendered(folder: Path, photo: str) -> np.ndarray:
    [style] = styles_of(folder / STYLE)
    return np.asarray(render(open_photo(Path(photo)), Edit(strength=1.0), style).pixels)


@pytest.mark.parametrize("fields", [SMALL_CAN, {"network": "bilateral", "losses": {"mse": 1.0, "roughness": 0.01}}])
def test_the_loss_falls_and_the_style_renders(
    tmp_path: Path, data: dict[str, tuple[str, ...]], fields: dict[str, object]
) -> None:
    plan = plan_of("paired", tmp_path, data, steps=24, rate=4e-3, name="Bright", **fields)
    told = run_here(plan)
    assert told[-1].kind == "done"
    assert told[-1].files == (STYLE,)
    assert mean_loss(told, range(19, 25)) < 0.9 * mean_loss(told, range(1, 7))
    photo = next(Path(data["photos"][0]).iterdir())
    after = rendered(plan.folder, str(photo))
    before = np.asarray(open_photo(photo).pixels)
    assert after.shape == before.shape
    assert np.abs(after.astype(int) - before).mean() > 0.5
    assert [style.name for style in styles_of(plan.style_file)] == ["Bright"]


@pytest.mark.parametrize(
    ("network", "arguments", "size"),
    [
        ("unet", {"width": 4}, 32),
        ("conditional_can", {"width": 8, "dilated": 1}, 32),
        ("dped", {}, 32),
        ("dped_plus", {}, 32),
        ("csrnet", {}, 32),
        ("uegan", {"width": 8}, 32),
        ("can", {"width": 8, "dilations": (1, 2, 1)}, 32),
        ("bilateral", {"guide": "curves", "batch_norm": True}, 32),
    ],
)
def test_every_network_can_be_trained_and_opened(
    tmp_path: Path, data: dict[str, tuple[str, ...]], network: str, arguments: dict[str, object], size: int
) -> None:
    plan = plan_of("paired", tmp_path, data, steps=2, network=network, arguments=arguments, size=size)
    told = run_here(plan)
    assert told[-1].kind == "done"
    enhancer = open_enhancer(plan.style_file)
    result = enhancer.run(np.random.default_rng(0).random((48, 40, 3)).astype(np.float32))
    assert result.shape == (48, 40, 3)


def test_losses_combine_each_with_its_weight(tmp_path: Path, data: dict[str, tuple[str, ...]]) -> None:
    names = ("mae", "ssim", "ms_ssim", "color", "color_ssim", "content", "fidelity", "identity", "variation")
    weights = dict.fromkeys(names, 1.0)
    options = {"features": "bands", "color.blur": "doro"}
    terms = [
        losses_of(
            run_here(plan_of("paired", tmp_path / name, data, steps=1, losses=each, options=options, **SMALL_CAN))
        )
        for name, each in (("once", weights), ("twice", dict.fromkeys(weights, 2.0)))
    ]
    once, twice = (each[1] for each in terms)
    assert set(once) == set(names)
    assert all(twice[name] == pytest.approx(2 * once[name], rel=1e-5) for name in names)


def test_the_style_says_how_it_was_taught(tmp_path: Path, data: dict[str, tuple[str, ...]]) -> None:
    losses, options = {"mae": 1.0, "fidelity": 0.5, "color": 0.0}, {"features": "bands"}
    plan = plan_of("paired", tmp_path, data, steps=1, seed=5, losses=losses, options=options, **SMALL_CAN)
    run_here(plan)
    facts = inspect(plan.style_file).facts
    assert facts["losses"] == {"mae": 1.0, "fidelity": 0.5}
    assert facts["features"] == "fixed bands"
    assert facts["arguments"]["width"] == 8
    assert (facts["program"], facts["seed"], facts["licence"], facts["data"]) == ("paired", 5, "yours", "4 pairs")
    assert facts["preview"] is True
    assert facts["written_by"] == VERSION
    assert str(tmp_path) not in str(dict(facts))
    picture = Pillow.open(BytesIO(read_description(plan.style_file).preview))
    assert picture.size == probe_photo().shape[1::-1]


@pytest.mark.parametrize(
    "loss", ["hinge_generator", "relativistic_hinge_generator", "log_gan_generator", "wgan_generator"]
)
def test_a_discriminator_is_taught_where_a_loss_needs_one(
    tmp_path: Path, data: dict[str, tuple[str, ...]], loss: str
) -> None:
    options = {"adversary_width": 4, "critic_steps": 2}
    losses = {"mae": 1.0, loss: 0.1}
    plan = plan_of("paired", tmp_path, data, steps=2, size=72, losses=losses, options=options, **SMALL_CAN)
    told = run_here(plan)
    assert set(losses_of(told)[1]) == {"mae", loss, "discriminator"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"network": "magic"}, "no network magic"),
        ({"losses": {"magic": 1.0}}, "no loss magic"),
        ({"losses": {"cycle": 1.0}}, "another kind of training"),
        ({"losses": {"mae": 0.0}}, "nothing to learn"),
        ({"losses": {"texture": 1.0}}, "100 x 100"),
        ({"losses": {"hinge_generator": 1.0, "wgan_generator": 1.0}, "size": 72}, "one discriminator"),
        ({"losses": {"nima": 1.0}}, "scorer"),
        ({"options": {"mae.blur": "doro"}, "losses": {"mae": 1.0}}, "no such setting"),
        ({"arguments": {"magic": 1}, "network": "can32"}, "can32 cannot be made"),
        ({"data": {}}, "photos"),
        ({"data": {"photos": ("nowhere",), "targets": ("nowhere else",)}}, "nowhere"),
        ({"start": "absent.safetensors"}, "absent"),
    ],
)
def test_what_cannot_be_followed_is_a_sentence(
    tmp_path: Path, data: dict[str, tuple[str, ...]], fields: dict[str, object], words: str
) -> None:
    with pytest.raises(PenchantError, match=words):
        run_here(plan_of("paired", tmp_path, **({"data": data} | fields)))


def test_a_style_can_be_the_start_of_another(tmp_path: Path, data: dict[str, tuple[str, ...]]) -> None:
    first = plan_of("paired", tmp_path / "first", data, steps=12, rate=4e-3, **SMALL_CAN)
    run_here(first)
    second = plan_of("paired", tmp_path / "second", data, steps=1, start=str(first.style_file), **SMALL_CAN)
    third = plan_of("paired", tmp_path / "third", data, steps=1, **SMALL_CAN)
    begun, fresh = (sum(losses_of(run_here(plan))[1].values()) for plan in (second, third))
    assert begun < fresh
    wrong = plan_of("paired", tmp_path / "wrong", data, start=str(first.style_file), network="bilateral")
    with pytest.raises(TrainingError, match="another network"):
        run_here(wrong)


def test_half_precision_is_near_single(tmp_path: Path, data: dict[str, tuple[str, ...]]) -> None:
    plans = [plan_of("paired", tmp_path / p, data, steps=2, precision=p, **SMALL_CAN) for p in ("full", "half")]
    full, half = (losses_of(run_here(plan))[2]["mae"] for plan in plans)
    assert full != half
    assert half == pytest.approx(full, rel=0.05)


def test_previews_and_the_best_state_are_kept(tmp_path: Path, data: dict[str, tuple[str, ...]]) -> None:
    photo = next(Path(data["photos"][0]).iterdir())
    held = {"held_photos": data["photos"], "held_targets": data["targets"]}
    more = {"previews": (str(photo), "absent.png"), "preview_every": 2, "options": {"keep": "best", "average": 0.5}}
    plan = plan_of("paired", tmp_path, data | held, steps=4, **more, **SMALL_CAN)
    told = [progress for progress in run_here(plan) if progress.kind == "preview"]
    assert [progress.files for progress in told] == [("previews/0000002-0.jpg",), ("previews/0000004-0.jpg",)]
    assert all((plan.folder / file).exists() for progress in told for file in progress.files)
    assert (plan.folder / "previews" / "before-0.jpg").exists()
    assert {"psnr", "psnr_before"} == set(told[0].held_out)
    best = torch.load(plan.folder / "best.pt", weights_only=True)
    assert best["score"] == max(progress.held_out["psnr"] for progress in told)

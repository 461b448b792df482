"""A refined quick style: two grids added, the slider live, the torch forms' result, and damaged files refused."""

from pathlib import Path

import numpy as np
import pytest
import torch

from engine.balance import with_balance
from engine.checkpoints import native
from engine.enhance import grade_for
from engine.grade import apply
from engine.networks.adaptive_numpy import SIZE
from engine.networks.refined_numpy import NETWORK, RefinedForward
from engine.styles import styles_of
from tests.conftest import make_photo
from training.deep_networks import RefinedQuick, write_refined
from training.networks import Around
from training.personal_style import Taught


def refined() -> RefinedQuick:
    """A quick style whose refinement does something."""
    torch.manual_seed(1)
    falloff = torch.tensor([-0.05, -0.1, -0.2])
    network = RefinedQuick(torch.randn(1, SIZE) * 0.004, torch.tensor([1.0]), falloff)
    with torch.no_grad():
        bias = network.module.prediction.bias
        assert bias is not None
        bias[3 * 8 : 4 * 8] += 0.1  # red is lifted
        network.share.fill_(0.5)
    return network.eval()


def test_numpy_gives_what_torch_learned_and_the_slider_is_live(tmp_path: Path) -> None:
    network = refined()
    taught = Taught("Mine", network.looks, (1.0,), 50.0)
    write_refined(tmp_path / "mine.safetensors", network, taught, {"likes": 12})
    (style,) = styles_of(tmp_path / "mine.safetensors")
    photo = np.ascontiguousarray(make_photo(256, 256, 3) / 255, np.float32)
    square = torch.from_numpy(photo).permute(2, 0, 1)[None]
    with torch.no_grad():
        wanted = network(square, Around(square))[0].permute(1, 2, 0).numpy()
    made = apply(grade_for(style, photo), photo)
    assert np.abs(made - wanted).mean() < 0.01  # a grid carries the looks nearly
    assert abs(float((made - wanted)[..., 0].mean())) < 0.005
    assert np.abs((made - wanted)[:24, :24].mean()) < 0.01  # the corners are as dark
    shares = [with_balance(style, balance).weights[-1] for balance in (0, 50, 100)]
    assert shares == pytest.approx([0.8, 1.0, 1.2])


def test_without_a_network_light_falls_off_alone(tmp_path: Path) -> None:
    network = refined()
    network.share.zero_()
    write_refined(tmp_path / "mine.safetensors", network, Taught("Mine", network.looks, (1.0,), 50.0), {"likes": 12})
    assert NETWORK not in native.read_description(tmp_path / "mine.safetensors").arguments
    (style,) = styles_of(tmp_path / "mine.safetensors")
    photo = np.full((256, 256, 3), 0.5, np.float32)
    made = apply(grade_for(style, photo), photo).mean(2)
    assert made[:8, :8].mean() < 0.85 * made[112:144, 112:144].mean()


def test_a_network_that_does_not_fit_is_refused() -> None:
    network = refined()
    weights = {f"refined.{name}": value.numpy() for name, value in network.module.state_dict().items()}
    looks = {"looks": np.zeros((1, SIZE), np.float32)}
    arguments = {"form": 2, NETWORK: network.arguments}
    RefinedForward(weights | looks, arguments)
    with pytest.raises(ValueError, match="falloff"):
        RefinedForward(weights | looks | {"falloff": np.zeros(7, np.float32)}, arguments)
    with pytest.raises(ValueError, match=r"splat\.0"):
        RefinedForward(looks, arguments)
    with pytest.raises(ValueError, match="looks"):
        RefinedForward(weights, arguments)

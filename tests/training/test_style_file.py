"""The style file that training writes: its description, its weights, and the file that is bundled."""

import json
from pathlib import Path

import pytest
import torch
from safetensors import safe_open

from engine.networks.bilateral import BilateralNetwork
from training.looks import LOOKS
from training.style_file import STYLES, save_styles

BUNDLED = Path(__file__).resolve().parents[2] / "resources" / "styles"
ARGUMENTS = {"channel_multiplier": 1, "experts": len(STYLES), "statistics": True, "guide": "luma"}


@pytest.fixture
def network() -> BilateralNetwork:
    torch.manual_seed(0)
    return BilateralNetwork(**ARGUMENTS).eval()


def description_of(path: Path) -> dict:
    with safe_open(path, "pt") as file:
        return json.loads(file.metadata()["penchant"])


def test_the_file_makes_the_same_network_again(tmp_path: Path, network: BilateralNetwork) -> None:
    path = tmp_path / "new" / "x.safetensors"
    save_styles(path, network.to(memory_format=torch.channels_last), ARGUMENTS, {"seed": 1})
    description = description_of(path)
    again = BilateralNetwork(**description["arguments"]).eval()
    with safe_open(path, "pt") as file:
        again.load_state_dict({name: file.get_tensor(name) for name in file.keys()})  # noqa: SIM118 (no mapping)
    photo, shares = torch.rand(1, 3, 256, 256), torch.tensor([description["styles"][2]["weights"]])
    assert torch.allclose(network(photo, shares), again(photo, shares), atol=5e-3)
    assert description["card"] == {"seed": 1}
    assert description["preview"].startswith("/9j/"), "a JPEG"


def test_every_style_has_its_own_expert(tmp_path: Path, network: BilateralNetwork) -> None:
    path = tmp_path / "x.safetensors"
    save_styles(path, network, ARGUMENTS, {})
    weights = torch.tensor([style["weights"] for style in description_of(path)["styles"]])
    assert torch.equal(weights, torch.eye(len(STYLES)))


def test_experts_are_in_the_order_of_their_teachers() -> None:
    assert [style.id for style in STYLES] == ["expert-c", *LOOKS]


def test_looks_are_never_called_experts() -> None:
    assert [style.id for style in STYLES if style.kind == "expert"] == ["expert-c"]
    assert all("expert" not in style.name.lower() for style in STYLES if style.kind == "look")


def test_the_bundled_file_holds_these_styles_and_each_has_a_card() -> None:
    description = description_of(BUNDLED / "looks.safetensors")
    assert [style["id"] for style in description["styles"]] == [style.id for style in STYLES]
    for style in STYLES:
        assert style.name in (BUNDLED / f"{style.id}.md").read_text(encoding="utf-8")

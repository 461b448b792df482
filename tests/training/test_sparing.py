"""The sparing layer: it tells unseen photos of the two kinds apart, and only the styles that promise it get it."""

import json
from pathlib import Path

import cv2
import numpy as np
import torch
from safetensors import safe_open

from engine.networks.bilateral import BilateralNetwork
from tests.conftest import make_photo
from training import sparing
from training.data.batches import as_tensor
from training.data.folders import Photo
from training.sparing import read_styles, spared_share, teach_sparing
from training.style_file import STYLES, save_styles

ARGUMENTS = {"channel_multiplier": 1, "experts": len(STYLES), "statistics": True, "guide": "luma"}


def marked(count: int, start: int) -> list[Photo]:
    """Good ones are lighter."""
    made = [(make_photo(256, 256, seed) // 2, seed % 2 == 0) for seed in range(start, start + count)]
    return [Photo((pixels + 127 * good).astype(np.uint8), good) for pixels, good in made]


def test_good_photos_are_spared_and_ordinary_ones_are_not() -> None:
    torch.manual_seed(0)
    network = BilateralNetwork(1, experts=2, statistics=True, guide="luma", sparing_experts=[1])
    network.eval().requires_grad_(requires_grad=False)
    teach_sparing(network, marked(16, 0), seed=0)
    unseen = marked(8, 50)
    shares = spared_share(network, as_tensor([photo.pixels for photo in unseen]))
    good = torch.tensor([photo.good for photo in unseen])
    assert shares[good].min() > 0.5 > shares[~good].max()


def test_a_file_gets_the_layer_and_keeps_the_rest(tmp_path: Path, monkeypatch, capsys) -> None:
    torch.manual_seed(1)
    before = tmp_path / "before.safetensors"
    save_styles(before, BilateralNetwork(**ARGUMENTS), ARGUMENTS, {"command": "first"})
    for kind in ("good", "ordinary"):
        (tmp_path / "photos" / kind).mkdir(parents=True)
        for seed in range(12):
            cv2.imwrite(str(tmp_path / "photos" / kind / f"{kind}{chr(97 + seed)}.png"), make_photo(96, 96, seed))
    after = tmp_path / "after.safetensors"
    monkeypatch.setattr("sys.argv", ["sparing", str(before), "--photos", str(tmp_path / "photos"), "-o", str(after)])
    monkeypatch.setattr(torch, "set_num_threads", lambda count: None)
    monkeypatch.setattr(sparing, "LOADED_SIZE", 256)
    sparing.main()
    assert set(json.loads(capsys.readouterr().out)["spared"]) == {"good", "ordinary"}
    description, network, _ = read_styles(after)
    assert [STYLES[index].id for index in description["arguments"]["sparing_experts"]] == ["natural"]
    assert description["card"]["command"].startswith("first; python -m training.sparing")
    with safe_open(before, "pt") as old:
        assert all(torch.equal(network.state_dict()[name], old.get_tensor(name).float()) for name in old.keys())  # noqa: SIM118
    assert network.spare is not None
    assert network.spare.weight.abs().sum() > 0

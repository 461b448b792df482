"""What tests of published networks share: counting, reading weights, and the pairs of the shared folder."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from engine.decode import open_photo
from engine.edit import Edit
from engine.render import render
from training.metrics import psnr

PAIRS = ("fivek_c_deeplpf", "fivek_c_uegan/test", "fivek_c_uegan/val")


def count(network: nn.Module) -> int:
    """How many numbers a network learns."""
    return sum(p.numel() for p in network.parameters())


def weights(path: Path) -> dict[str, Any]:
    """A published file, without running anything in it."""
    state: dict[str, Any] = torch.load(path, weights_only=True, map_location="cpu")
    return state


@cache
def pairs_of(shared: Path) -> list[tuple[np.ndarray, np.ndarray]]:
    """The fourteen photos of FiveK with Expert C's retouch, (h, w, 3) uint8."""
    found = []
    for folder in (shared / "pairs" / part for part in PAIRS):
        targets = {path.stem: path for path in (folder / "label").iterdir()}
        raw = sorted((folder / "raw").iterdir())
        found += [(pixels(path), pixels(targets[path.stem])) for path in raw]
    return found


def pixels(path: Path) -> np.ndarray:
    """A photo as 8-bit sRGB."""
    return render(open_photo(path), Edit(strength=0.0), None).pixels


def tensor(picture: np.ndarray) -> Tensor:
    """(h, w, 3) uint8 to (1, 3, h, w), 0..1."""
    return torch.from_numpy(picture.astype(np.float32) / 255).permute(2, 0, 1)[None]


@torch.inference_mode()
def enhanced(network: nn.Module, picture: np.ndarray) -> np.ndarray:
    """A picture through a network, rounded as it would be saved."""
    result = network(tensor(picture))[0].clamp(0, 1).permute(1, 2, 0).numpy()
    return (result * 255 + 0.5).astype(np.uint8)


def mean_psnr(network: nn.Module, pairs: list[tuple[np.ndarray, np.ndarray]]) -> float:
    """How near a network comes to the targets, dB."""
    return float(np.mean([psnr(enhanced(network, photo), target) for photo, target in pairs]))

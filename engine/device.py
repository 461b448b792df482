"""Where networks run: processor or graphics card, in single precision or bfloat16; measured once, then remembered.

A measurement runs the network on a small photo in every way that this computer has, and keeps the fastest of those
whose answer stays within 40 dB of single precision on the processor. It is kept in the cache folder under the network,
the device and PyTorch's version.
"""

import hashlib
import json
import logging
import os
import platform
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.kernels import cache_folder
from engine.strips import cores

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

AUTO, CPU, CUDA, MPS = "auto", "cpu", "cuda", "mps"
NEAR_ENOUGH = 40.0
"""Decibels to single precision that a faster way has to keep."""
_TRIAL_SIDE = 192
_NAMES = {CUDA: "CUDA graphics card", MPS: "Apple graphics processor"}
_MEMORY_WORDS = ("out of memory", "can't allocate memory", "not enough memory", "bad allocation")

Floats = NDArray[np.float32]
_lock = threading.Lock()
_wanted = AUTO


@dataclass(frozen=True, slots=True)
class Way:
    """One way to run a network.

    Attributes:
        device: "cpu", "cuda" or "mps".
        precision: "float32" or "bfloat16".
    """

    device: str = CPU
    precision: str = "float32"

    @property
    def dtype(self) -> "torch.dtype":
        """Of weights and values."""
        import torch

        return torch.bfloat16 if self.precision == "bfloat16" else torch.float32

    def place(self, module: "nn.Module") -> "nn.Module":
        """Move a module there; it is changed."""
        import torch

        module = module.to(device=self.device, dtype=self.dtype)
        for values in (*module.parameters(), *module.buffers()):
            if values.ndim == 4:  # the module's own method would also try it on tables of colour, which have five axes
                values.data = values.data.contiguous(memory_format=torch.channels_last)
        return module

    def tensor(self, values: NDArray[Any]) -> "Tensor":
        """Values (1, C, h, w) there."""
        import torch

        return torch.from_numpy(values).to(device=self.device, dtype=self.dtype, memory_format=torch.channels_last)


Trial = Callable[["nn.Module", Way, Floats], Floats]
"""Runs a module that was put somewhere on (h, w, 3), 0..1, and answers likewise."""


def prefer(device: str, devices: Sequence[str] | None = None) -> str:
    """Say where styles are to run from now on.

    Args:
        device: "auto", "cpu", "cuda" or "mps".
        devices: those of this computer, where they are known; PyTorch is loaded to see, otherwise.

    Returns:
        a sentence if this computer does not have it and the processor does it; else "".
    """
    global _wanted
    if device not in (AUTO, CPU, CUDA, MPS):
        raise ValueError(f"there is no device {device}")
    _wanted = device
    if device in (AUTO, CPU) or device in (available() if devices is None else devices):
        return ""
    return f"There is no {_NAMES[device]} here, so the processor does it."


def preferred() -> str:
    """What `prefer` was told last."""
    return _wanted


def available() -> tuple[str, ...]:
    """The devices of this computer, the processor first."""
    import torch

    more = ((CUDA, torch.cuda), (MPS, torch.backends.mps))
    return (CPU, *(name for name, kind in more if kind.is_available()))


def has_bfloat16() -> bool:
    """Whether the processor computes with bfloat16 itself; if not, PyTorch imitates it slowly."""
    import torch

    supports = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    if supports is not None and supports():
        return True
    return platform.machine() in ("arm64", "aarch64") and torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]


def ways(device: str = AUTO) -> tuple[Way, ...]:
    """Ways to run on a device, single precision first; for "auto", or one that is not here, see `available`."""
    import torch

    here = available()
    devices = here if device == AUTO else (device if device in here else CPU,)
    found = []
    for name in devices:
        found.append(Way(name))
        if (name == CPU and has_bfloat16()) or (name == CUDA and torch.cuda.is_bf16_supported()):
            found.append(Way(name, "bfloat16"))
    return tuple(found)


def choose(module: "nn.Module", run: Trial, device: str | None = None) -> Way:
    """The fastest way to run a network whose answer is good enough.

    Args:
        module: the network; it is copied for the trial.
        run: shows it a photo.
        device: as for `prefer`; None for what is preferred.
    """
    candidates = ways(_wanted if device is None else device)
    if len(candidates) == 1:
        return candidates[0]
    key = _key(module, candidates)
    with _lock:
        kept = _remembered().get(key)
        if isinstance(kept, dict) and (way := _way_of(kept)) in candidates:
            return way
        way, seconds = _measured(module, run, candidates)
        _remember(key, {**asdict(way), "seconds": seconds})
    return way


def is_out_of_memory(problem: BaseException) -> bool:
    """Whether a network could not run because memory was too small."""
    if isinstance(problem, MemoryError):
        return True
    # PyTorch's own error for a graphics card is one of these, and says so in these words.
    return isinstance(problem, RuntimeError) and any(words in str(problem).casefold() for words in _MEMORY_WORDS)


def decibels(made: Floats, wanted: Floats) -> float:
    """PSNR of a picture against another, both clipped to 0..1; minus infinity where it is not made of numbers."""
    if not np.isfinite(made).all():
        return float("-inf")
    error = np.mean((np.clip(made, 0, 1) - np.clip(wanted, 0, 1)) ** 2, dtype=np.float64)
    return float(-10 * np.log10(max(float(error), 1e-12)))


def trial_photo(side: int = _TRIAL_SIDE) -> Floats:
    """A made picture with gradients, edges and noise; side x side x 3, 0..1."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32) / side
    waves = 0.25 * np.sin(40 * x * y)[..., None] + 0.1 * np.random.default_rng(0).standard_normal((side, side, 1))
    picture = np.stack([x, 0.5 * (x + y), 1 - y], -1) * 0.7 + waves * 0.4 + 0.1
    return np.asarray(np.clip(picture, 0, 1), np.float32)


def _measured(module: "nn.Module", run: Trial, candidates: tuple[Way, ...]) -> tuple[Way, float]:
    """The fastest of the ways, and its seconds; the first is what the others are compared with."""
    import copy

    photo = trial_photo()
    wanted: Floats | None = None
    best, shortest = candidates[0], float("inf")
    for way in candidates:
        try:
            placed = way.place(copy.deepcopy(module))
            made, seconds = _timed(lambda p=placed, w=way: run(p, w, photo))  # type: ignore[misc]
        except RuntimeError as problem:  # no memory, or an operator that a device does not have
            logging.getLogger(__name__).info("%s is not used: %s", way, problem)
            continue
        wanted = made if wanted is None else wanted
        if seconds < shortest and decibels(made, wanted) >= NEAR_ENOUGH:
            best, shortest = way, seconds
    return best, shortest


def _timed(work: Callable[[], Floats]) -> tuple[Floats, float]:
    """A result, and the shorter of two times after one that is not counted; answers are on the processor, so all
    that was asked of a graphics card is over."""
    made = work()
    seconds = []
    for _ in range(2):
        began = time.perf_counter()
        made = work()
        seconds.append(time.perf_counter() - began)
    return made, min(seconds)


def _key(module: "nn.Module", candidates: tuple[Way, ...]) -> str:
    """Names the network by its shapes, and the computer by what a measurement depends on."""
    import torch

    shapes = [(name, tuple(value.shape)) for name, value in module.state_dict().items()]
    card = torch.cuda.get_device_name() if CUDA in available() else ""
    facts = repr((shapes, candidates, card, cores(), torch.__version__, platform.processor()))
    return f"{type(module).__name__}-{hashlib.sha256(facts.encode()).hexdigest()[:20]}"


def _file() -> Path:
    return cache_folder() / "devices.json"


def _remembered() -> dict[str, Any]:
    try:
        values = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _remember(key: str, value: dict[str, Any]) -> None:
    path = _file()
    part = path.with_suffix(f".{os.getpid()}.part")
    with suppress(OSError):  # measured again next time
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(_remembered() | {key: value}, indent=1), encoding="utf-8")
        part.replace(path)


def _way_of(values: dict[str, Any]) -> Way | None:
    device, precision = values.get("device"), values.get("precision")
    return Way(device, precision) if isinstance(device, str) and isinstance(precision, str) else None

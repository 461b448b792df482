"""Networks that look at the whole photo, run tile by tile all the same: what they see of it is found out first.

An instance norm, or attention to the means of a photo, gives a tile another result than the photo. `WholeNetwork` is a
copy of a network whose layers of that kind can be told what to see. They are told in stages: in each, tiles run up to
the layers whose inputs are settled by the stages before, and moments of those inputs are gathered. Which layers belong
to a stage is found with a small picture: a layer not yet told answers NaN, and what sees NaN has to wait. DPED needs
eight stages, UEGAN two.

Doublings that align corners depend on the size of the picture; here a tile is doubled as that part of the photo is.
"""

import copy
import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from engine.networks.uegan import VARIANCE_FLOOR, ChannelMoments

Rect = tuple[int, int, int, int]
Size = tuple[int, int]
T = TypeVar("T")

_SIDE = 128
_PLAN_SIDE = 64
_AT_ONCE = 2048
"""Values of a channel whose moments are taken in single precision."""
_REACH_SIDES = (256, 512, 1024)


class Enough(Exception):
    """Raised from inside a network when everything that a stage asks for has been seen."""


@dataclass(slots=True)
class Moments:
    """Mean and biased variance of each channel of one layer's input, gathered tile by tile.

    Attributes:
        count: pixels so far.
        mean, spread: (C,) float64; spread is the sum of squared distances from the mean.
    """

    count: int
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]

    def add(self, features: Tensor) -> None:
        """Take in (1, C, h, w), by Chan, Golub and LeVeque's update, which does not lose digits as sums do."""
        rows = max(1, _AT_ONCE // max(1, features.shape[3])) if features.device.type == "cpu" else features.shape[2]
        for part in torch.split(features, max(1, rows), 2):
            here = part.shape[2] * part.shape[3]
            if not here:
                continue
            mean, spread = _mean_and_spread(part.float())
            distance = mean - self.mean
            total = self.count + here
            self.mean = self.mean + distance * (here / total)
            self.spread = self.spread + spread + distance**2 * (self.count * here / total)
            self.count = total

    def tensors(self, like: Tensor) -> tuple[Tensor, Tensor]:
        """Mean and biased variance, (C,) float32, where `like` is."""
        values = (self.mean, self.spread / max(1, self.count))
        mean, variance = (torch.from_numpy(value.astype(np.float32)).to(like.device) for value in values)
        return mean, variance


@dataclass(frozen=True, slots=True)
class Place:
    """Which part of the photo a tile is.

    Attributes:
        tile: x0, y0, x1, y1 that the network is given.
        core: the part of it that counts.
        full: (width, height) of the photo.
    """

    tile: Rect
    core: Rect
    full: Size


Watch = Callable[[int, Tensor], Moments | None]
"""Asked with the number of a layer's call and its input; None lets the layer look for itself."""


@dataclass(slots=True)
class _Frame:
    """What all layers of one network know of the run that goes on; calls are counted through each run.

    `watch` answers for a layer that asks about the whole photo: None says that the layer is to look for itself.
    """

    watch: Watch | None = None
    place: Place | None = None
    sizes: Sequence[Size] = ()
    seen: list[Size] | None = None
    calls: int = 0

    def next_call(self, x: Tensor) -> int:
        call, self.calls = self.calls, self.calls + 1
        if self.seen is not None:
            self.seen.append((x.shape[3], x.shape[2]))
        return call


class WholeNetwork:
    """A network that can be run on tiles of a photo.

    Args:
        module: (1, 3, h, w) to (1, 3, h, w); it is copied.

    Attributes:
        module: the copy; it may be moved.
        multiple: tiles have to begin at multiples of this: what the coarsest features stand for.
        stages: the layers to be told, by the number of their call, in the order in which they can be gathered.
    """

    def __init__(self, module: nn.Module) -> None:
        self._frame = _Frame()
        self.multiple = _coarsest(module)
        self.module = _watched(copy.deepcopy(module).eval(), self._frame)
        self.doubles = any(isinstance(part, _WholeDoubling) for part in self.module.modules())
        self._sizes: tuple[Size, tuple[Size, ...]] = ((0, 0), ())
        self.stages = self._stages() if any(isinstance(p, WholeLayer) for p in self.module.modules()) else ()

    def told(self, x: Tensor, moments: dict[int, Moments], place: Place | None = None) -> Tensor:
        """Run a tile with what is known of the photo; layers without moments see the tile alone.

        Without a place the tile is taken for a photo of its own.
        """
        return self._run(x, lambda call, _: moments.get(call), place)

    def gather(self, x: Tensor, moments: dict[int, Moments], stage: tuple[int, ...], place: Place) -> None:
        """Run a tile as far as a stage asks, and take its inputs into `moments`; those of earlier stages are used."""
        left = set(stage)

        def watch(call: int, features: Tensor) -> Moments | None:
            if call not in stage:
                return moments.get(call)
            self.take(call, features, moments, place)
            left.discard(call)
            if not left:
                raise Enough
            return moments[call]  # nothing of this stage depends on what this answers

        try:
            self._run(x, watch, place)
        except Enough:
            return

    def within(self, work: Callable[[], T], moments: dict[int, Moments], place: Place, first_call: int) -> T:
        """Do a piece of the network's work, as in `told`; its layers are counted from `first_call` on."""
        self._prepare(lambda call, _: moments.get(call), place)
        self._frame.calls = first_call
        with torch.inference_mode():
            return work()

    def take(self, call: int, features: Tensor, moments: dict[int, Moments], place: Place) -> None:
        """Count what the layer of this call is given of one tile."""
        moments.setdefault(call, _nothing(features.shape[1])).add(self._core(call, features, place))

    def reach(self) -> int | None:
        """How many pixels on each side of a pixel count, apart from what is told; None if it is too many to find."""
        for side in _REACH_SIDES:
            found = self._spread(side)
            if found is not None:
                # A doubling that aligns corners reads up to a pixel further to one side, depending on the place.
                return found + (2 * self.multiple if self.doubles else 0)
        return None

    def _spread(self, side: int) -> int | None:
        """How far NaN in the middle of a picture of this side gets; None if to the border."""
        block = max(1, self.multiple)
        start = side // 2 // block * block
        like = next(self.module.parameters(), torch.zeros(1))
        x = torch.full((1, 3, side, side), 0.5, device=like.device, dtype=like.dtype)
        x[:, :, start : start + block, start : start + block] = torch.nan
        out = self._run(x, lambda _, features: _unit(features.shape[1]), None).isnan().any(1)[0]
        rows, columns = (out.any(axis).nonzero().flatten() for axis in (1, 0))
        if not len(rows):
            return 0
        ends = [int(lines[i]) for lines in (rows, columns) for i in (0, -1)]
        if min(ends) == 0 or max(ends) == side - 1:
            return None
        low, high = min(ends[0], ends[2]), max(ends[1], ends[3])
        return max(start - low, high - (start + block - 1))

    def _stages(self) -> tuple[tuple[int, ...], ...]:
        """The calls that can be gathered together, in order."""
        like = next(self.module.parameters(), torch.zeros(1))
        side = max(_PLAN_SIDE, 4 * self.multiple)
        steps = torch.linspace(0, 1, side * side, device=like.device, dtype=like.dtype)
        x = steps.view(1, 1, side, side).expand(1, 3, side, side)
        stages: list[tuple[int, ...]] = []
        settled: set[int] = set()
        ready: list[int] = []

        def watch(call: int, features: Tensor) -> Moments | None:
            if call in settled:
                return None
            if not features.isnan().any():
                ready.append(call)
            return _unknown(features.shape[1])

        while True:
            ready.clear()
            self._run(x, watch, None)
            if not ready:
                return tuple(stages)
            stages.append(tuple(ready))
            settled.update(ready)

    def _core(self, call: int, features: Tensor, place: Place) -> Tensor:
        """Of a tile's features those that belong to its core; at the photo's ends all, padding included."""
        width, height = self._sizes_for(place.full)[call]
        across, down = _step(place.full[0], width), _step(place.full[1], height)
        x0, x1 = _span(place.tile[0], place.core[0], place.core[2], place.full[0], across, features.shape[3])
        y0, y1 = _span(place.tile[1], place.core[1], place.core[3], place.full[1], down, features.shape[2])
        return features[:, :, y0:y1, x0:x1]

    def _sizes_for(self, full: Size) -> tuple[Size, ...]:
        """(width, height) of every layer's input for a whole photo."""
        if self._sizes[0] != full:
            self._sizes = (full, self._shapes(full))
        return self._sizes[1]

    def _shapes(self, full: Size) -> tuple[Size, ...]:
        """Each side of the features grows in proportion from one multiple to the next, so two small photos tell.

        Tensors without memory would tell as well; but what torch loads for them takes longer than the first tile.
        """
        base, step = max(_PLAN_SIDE, 4 * self.multiple), self.multiple
        small = tuple(base + side % step for side in full)
        less, more = self._seen(small), self._seen(tuple(side + step for side in small))
        times = tuple((side - start) // step for side, start in zip(full, small, strict=True))
        return tuple(
            (a[0] + (b[0] - a[0]) * times[0], a[1] + (b[1] - a[1]) * times[1]) for a, b in zip(less, more, strict=True)
        )

    def _seen(self, size: tuple[int, ...]) -> list[Size]:
        """(width, height) of every layer's input for a photo of this size."""
        like = next(self.module.parameters(), torch.zeros(1))
        self._frame.seen = []
        try:
            self._run(torch.zeros(1, 3, size[1], size[0], device=like.device, dtype=like.dtype), lambda *_: None, None)
            return self._frame.seen
        finally:
            self._frame.seen = None

    def _run(self, x: Tensor, watch: Watch, place: Place | None) -> Tensor:
        self._prepare(watch, place)
        with torch.inference_mode():
            result: Tensor = self.module(x)
        return result

    def _prepare(self, watch: Watch, place: Place | None) -> None:
        sizes = self._sizes_for(place.full) if place and (self.stages or self.doubles) else ()  # may run the network
        frame = self._frame
        frame.watch, frame.place, frame.calls, frame.sizes = watch, place, 0, sizes


class WholeLayer(nn.Module):
    """A layer in whose place it stands, and the frame that knows of the photo."""

    def __init__(self, plain: nn.Module, frame: _Frame) -> None:
        super().__init__()
        self.plain = plain
        self.frame = frame

    def __deepcopy__(self, memo: dict[int, object]) -> "WholeLayer":
        return type(self)(copy.deepcopy(self.plain, memo), self.frame)


class _Told(WholeLayer, ABC):
    """A layer that depends on the moments of the whole photo."""

    def forward(self, x: Tensor) -> Tensor:
        """As the layer does, or with what is known of the photo."""
        call = self.frame.next_call(x)
        moments = self.frame.watch(call, x) if self.frame.watch else None
        if moments is None:
            result: Tensor = self.plain(x)
            return result
        return self.told(x, moments)

    @abstractmethod
    def told(self, x: Tensor, moments: Moments) -> Tensor:
        """The answer for a tile of a photo with these moments."""


class _WholeNorm(_Told):
    def told(self, x: Tensor, moments: Moments) -> Tensor:
        norm = self.plain
        assert isinstance(norm, nn.InstanceNorm2d)
        mean, variance = moments.tensors(x)
        weight, bias = (None if value is None else value.float() for value in (norm.weight, norm.bias))
        # One photo at a time: a norm with given statistics is what batch-norm does when it is not learning.
        return functional.batch_norm(x, mean, variance, weight, bias, training=False, eps=norm.eps)


class _WholeMoments(_Told):
    def told(self, x: Tensor, moments: Moments) -> Tensor:
        mean, variance = moments.tensors(x)
        told = mean
        if self.plain.deviation:
            unbiased = variance * (moments.count / max(1, moments.count - 1))
            told = torch.cat([mean, (unbiased + VARIANCE_FLOOR).sqrt()])
        return told.to(x.dtype).view(1, -1, 1, 1).expand(len(x), -1, -1, -1)


class _WholeMean(_Told):
    def told(self, x: Tensor, moments: Moments) -> Tensor:
        return moments.tensors(x)[0].to(x.dtype).view(1, -1, 1, 1)


class _WholeDoubling(WholeLayer):
    """Bilinear doubling with aligned corners: those of the photo."""

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, h, w) to (N, C, 2h, 2w)."""
        frame = self.frame
        call, place = frame.next_call(x), frame.place
        if place is None:
            result: Tensor = self.plain(x)
            return result
        width, height = frame.sizes[call]
        left = place.tile[0] // _step(place.full[0], width)
        top = place.tile[1] // _step(place.full[1], height)
        return _doubled(_doubled(x, 2, top, height), 3, left, width)


def _doubled(x: Tensor, axis: int, start: int, whole: int) -> Tensor:
    """Double one axis of the part of a line of `whole` pixels that begins at `start`."""
    size = x.shape[axis]
    target = torch.arange(2 * start, 2 * (start + size), dtype=torch.float64)
    source = target * ((whole - 1) / max(1, 2 * whole - 1)) - start
    first = source.floor().clamp(0, size - 1)
    share = (source - first).clamp(0, 1).to(x)
    first = first.long().to(x.device)
    shape = [-1 if a == axis else 1 for a in range(4)]
    near, far = x.index_select(axis, first), x.index_select(axis, (first + 1).clamp(max=size - 1))
    return torch.lerp(near, far, share.view(shape))


def _mean_and_spread(features: Tensor) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of each channel of (1, C, h, w): mean, and sum of squared distances from it."""
    count = features.shape[2] * features.shape[3]
    if features.device.type != "cpu" or count < 2:
        variance, mean = torch.var_mean(features, dim=(0, 2, 3), correction=0)
        return mean.double().cpu().numpy(), variance.double().cpu().numpy() * count
    # What batch-norm notes while it learns is a tenth of the work of var_mean; of few values it is as exact.
    mean, variance = torch.zeros(2, features.shape[1])
    features = features.contiguous(memory_format=torch.channels_last)
    functional.batch_norm(features, mean, variance, training=True, momentum=1.0)
    return mean.double().numpy(), variance.double().numpy() * (count - 1)


def _watched(module: nn.Module, frame: _Frame) -> nn.Module:
    """The module with layers of ours in the places of those that see the whole photo."""
    for name, child in module.named_children():
        layer = _layer_for(child)
        if layer is None:
            _watched(child, frame)
        else:
            setattr(module, name, layer(child, frame))
    return module


def _coarsest(module: nn.Module) -> int:
    """How many pixels a side the coarsest features of a network stand for."""
    steps = [1]

    def note(_: nn.Module, inputs: tuple[object, ...], __: object) -> None:
        maps = (x for x in inputs if isinstance(x, Tensor) and x.ndim == 4)
        steps.extend(_step(_SIDE, x.shape[3]) for x in maps if x.shape[3] > 1)

    shadow = copy.deepcopy(module).eval()
    hooks = [part.register_forward_hook(note) for part in shadow.modules()]
    like = next(shadow.parameters(), torch.zeros(1))
    with torch.inference_mode():
        shadow(torch.zeros(1, 3, _SIDE, _SIDE, device=like.device, dtype=like.dtype))
    for hook in hooks:
        hook.remove()
    return max(steps)


def _layer_for(child: nn.Module) -> type[WholeLayer] | None:
    if isinstance(child, nn.InstanceNorm2d):
        by_running = child.track_running_stats and not getattr(child, "own", False)
        return None if by_running else _WholeNorm
    if isinstance(child, ChannelMoments):
        return _WholeMoments
    if isinstance(child, nn.AdaptiveAvgPool2d) and child.output_size in (1, (1, 1)):
        return _WholeMean
    is_doubling = isinstance(child, nn.Upsample) and child.mode == "bilinear" and child.align_corners
    return _WholeDoubling if is_doubling and child.scale_factor == 2 else None


def _span(tile: int, low: int, high: int, full: int, step: int, size: int) -> tuple[int, int]:
    """First and last feature of a core along one axis."""
    return (low - tile) // step, size if high >= full else (high - tile) // step


def _step(pixels: int, features: int) -> int:
    """How many pixels a feature stands for, a power of two in all networks that have strides."""
    return max(1, 1 << round(math.log2(pixels / features)))


def _nothing(channels: int) -> Moments:
    return Moments(0, np.zeros(channels), np.zeros(channels))


def _unit(channels: int) -> Moments:
    return Moments(2, np.zeros(channels), np.full(channels, 2.0))


def _unknown(channels: int) -> Moments:
    return Moments(2, np.full(channels, np.nan), np.full(channels, np.nan))

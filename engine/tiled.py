"""An enhancer's network, run on tiles: what it has to know of the whole photo first, and what to do when it cannot.

Memory that does not suffice makes tiles smaller, and at last sends them to the processor; an answer that is no picture
is tried again in single precision before it is given up.
"""

import copy
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine import device
from engine.checkpoints.enhancer import Enhancer, NeedsMemory
from engine.errors import StyleError
from engine.tags import NOTHING_KNOWN, Tags
from engine.tiles import CELL, Rect, Size, Tile, halves, sampled, with_surroundings

if TYPE_CHECKING:
    from torch import nn

    from engine.networks.whole import Moments, WholeNetwork

Floats = NDArray[np.float32]
Read = Callable[[Rect], Floats]
"""Gives a part of the photo, h x w x 3, sRGB-encoded, 0..1."""
Check = Callable[[float], None]
"""Told a share of the work that was done; may raise to stop it."""

COUNTED = 4_000_000
"""Pixels from which the moments of a larger photo are taken; up to there every pixel counts."""
AT_ONCE = 4_000_000
"""Pixels of the largest photo that a network sees whole if its reach cannot be found."""
LARGEST, SMALLEST = 1024, 64
_SHORT_REACH = 32
_BLACK_BOX_MULTIPLE = 32
_FELT = 1 / 1024
"""A change of the answer that counts as one."""
_LIGHT, _BLACK = 0.1, 1 / 255


class TiledNetwork:
    """One enhancer; may be used by several photos and threads, one tile at a time.

    Args:
        enhancer: the network and how it wants photos.
        tags: what is known of the scene.
        name: what the person calls the style.

    Attributes:
        reach: how far a pixel's surroundings count; None if only a photo as a whole will do.
        note: a sentence about where it runs, if that is not as usual; else "".

    Raises:
        StyleError: it does not run.
    """

    def __init__(self, enhancer: Enhancer, tags: Tags = NOTHING_KNOWN, name: str = "") -> None:
        self._enhancer, self._name = enhancer, name or enhancer.path.stem
        self._tags = tags if enhancer.takes_tags else NOTHING_KNOWN
        self._lock = threading.RLock()
        self.note = ""
        self._way = device.Way()
        self._whole = _whole(enhancer, self._tags)
        if self._whole is None:
            self._master, self.reach, self._multiple = None, self._felt_reach(), _BLACK_BOX_MULTIPLE
        else:
            self._master, self.reach = self._whole.module, self._whole.reach()
            self._multiple = self._whole.multiple
            self._move(device.choose(self._master, self._trial))
        self._side = self._usual_side()

    @property
    def way(self) -> device.Way:
        """How it runs now."""
        return self._way

    def takes(self, full: Size) -> bool:
        """Whether a photo of this size can be treated tile by tile, or is small enough to be seen as a whole."""
        if self.reach is not None:
            return self._side > 0
        return full[0] * full[1] <= AT_ONCE and self._enhancer.reading.size is None

    def work(self, full: Size) -> float:
        """Work on a photo's moments, in units of one run of the network over the whole photo."""
        if self._whole is None or not self._whole.stages:
            return 0.0
        # On the average a stage ends in the middle of the network.
        return 0.5 * len(self._whole.stages) * min(1.0, COUNTED / (full[0] * full[1]))

    def look(self, read: Read, full: Size, check: Check) -> "dict[int, Moments]":
        """What the network has to know of the whole photo; nothing for most.

        Args:
            read: the photo.
            full: (width, height) of it.
            check: see `Check`.

        Raises:
            StyleError: it does not run on this photo.
        """
        moments: dict[int, Moments] = {}
        whole = self._whole
        if whole is None or self.reach is None:
            return moments
        squares = sampled(full, COUNTED, self._counting_side(full))
        for stage in whole.stages:
            for square in squares:
                with self._lock:
                    self._gather(read, full, moments, stage, square)
                check(self.work(full) / len(whole.stages) / len(squares))
        return moments

    def run(
        self, read: Read, full: Size, moments: "dict[int, Moments]", core: Rect, check: Check = lambda _share: None
    ) -> Floats:
        """A part of the photo as the network makes it, h x w x 3, unclipped.

        Args:
            read: the photo.
            full: (width, height) of it.
            moments: what `look` found.
            core: the part.
            check: see `Check`; asked before each tile, and told the share of the photo that each tile is.

        Raises:
            StyleError: the answer is no picture, or there is no memory for it.
        """
        x0, y0, x1, y1 = core
        out = np.empty((y1 - y0, x1 - x0, 3), np.float32)
        waiting = [core]
        while waiting:
            part = waiting.pop()
            if self.reach is not None and max(part[2] - part[0], part[3] - part[1]) > self._side:
                waiting += halves(part, self._multiple)
                continue
            check(0.0)
            with self._lock:
                made = self._part(read, full, moments, part)
            if made is None:  # with other means now
                waiting.append(part)
                continue
            out[part[1] - y0 : part[3] - y0, part[0] - x0 : part[2] - x0] = made
            check((part[2] - part[0]) * (part[3] - part[1]) / (full[0] * full[1]))
        return out

    def _part(self, read: Read, full: Size, moments: "dict[int, Moments]", core: Rect) -> Floats | None:
        """One tile; None if it is to be tried again."""
        tile = with_surroundings(core, full, max(full) if self.reach is None else self.reach, self._multiple)
        photo = read(tile.whole)
        try:
            made = self._answer(photo, tile, full, moments)
        except NeedsMemory as problem:
            self._yield_to(MemoryError(problem.details), core)
            return None
        except (RuntimeError, MemoryError, ValueError) as problem:
            self._yield_to(problem, core)
            return None
        if _is_picture(photo, made):
            return tile.cut(made)
        if self._way == device.Way():
            sentence = f"{self._name} gave no picture back, so it was not used."
            raise StyleError(sentence, subject=self._enhancer.path, details="black, or values that are not finite")
        self._move(device.Way(self._way.device) if self._way.precision != "float32" else device.Way())
        return None

    def _answer(self, photo: Floats, tile: Tile, full: Size, moments: "dict[int, Moments]") -> Floats:
        if self._whole is None:
            return self._boxed(photo)
        return self._shown(photo, lambda whole, x: whole.told(x, moments, self._place(tile, full)))

    def _shown(self, photo: Floats, run: Callable[["WholeNetwork", Any], Any]) -> Floats:
        reading, whole = self._enhancer.reading, self._whole
        assert whole is not None
        answer = run(whole, self._way.tensor(reading.shown(photo)))
        return reading.read(answer.float().cpu().numpy(), photo.shape)

    def _boxed(self, photo: Floats) -> Floats:
        """A tile through a network that brings its own computation, continued to its size if it has one."""
        size = self._enhancer.reading.size
        if size is None:
            return self._enhancer.run(photo, self._tags)
        margins = [(0, size[0] - photo.shape[0]), (0, size[1] - photo.shape[1]), (0, 0)]
        made = self._enhancer.run(np.pad(photo, margins, "edge"), self._tags)
        return made[: photo.shape[0], : photo.shape[1]]

    def _gather(
        self, read: Read, full: Size, moments: "dict[int, Moments]", stage: tuple[int, ...], square: Rect
    ) -> None:
        """Take one square into the moments of a stage, in as many pieces as memory asks for."""
        assert self._whole is not None
        waiting = [square]
        while waiting:
            part = waiting.pop()
            if max(part[2] - part[0], part[3] - part[1]) > max(self._side, SMALLEST):
                waiting += halves(part, self._multiple)
                continue
            tile = with_surroundings(part, full, self.reach or 0, self._multiple)
            before = {call: copy.copy(moments[call]) for call in stage if call in moments}
            try:
                x = self._way.tensor(self._enhancer.reading.shown(read(tile.whole)))
                self._whole.gather(x, moments, stage, self._place(tile, full))
            except (RuntimeError, MemoryError) as problem:
                for call in stage:  # some of the stage's layers may have counted this part already
                    moments.pop(call, None)
                moments.update(before)
                self._yield_to(problem, part)
                waiting.append(part)

    def _counting_side(self, full: Size) -> int:
        """Side of the squares on which moments are counted: large where all of the photo is, so that little is
        computed twice; else as small as the reach allows, so that they are many and spread well."""
        if full[0] * full[1] <= COUNTED:
            return max(CELL, self._side // CELL * CELL)
        return CELL // 2 if (self.reach or 0) <= _SHORT_REACH else CELL

    def _place(self, tile: Tile, full: Size) -> Any:
        """The tile in the frame of the photo as it is shown, which may be continued to the right and below."""
        from engine.networks.whole import Place

        reading = self._enhancer.reading
        width, height = (max(side, reading.least) + -max(side, reading.least) % reading.multiple for side in full)

        def continued(rect: Rect) -> Rect:
            x1, y1 = rect[2:]
            return rect[0], rect[1], width if x1 == full[0] else x1, height if y1 == full[1] else y1

        return Place(continued(tile.whole), continued(tile.core), (width, height))

    def _yield_to(self, problem: BaseException, core: Rect) -> None:
        """Make the next attempt possible, or say that there is none."""
        if not device.is_out_of_memory(problem):
            sentence = f"{self._name} does not run on this photo, so it was not used."
            raise StyleError(sentence, subject=self._enhancer.path, details=repr(problem)) from problem
        logging.getLogger(__name__).info("no memory for %s: %s", core, problem)
        smaller = min(self._side, max(core[2] - core[0], core[3] - core[1])) // 2
        if self.reach is not None and smaller >= SMALLEST:
            self._side = max(smaller, self._multiple)
        elif self._way.device != device.CPU:
            self.note = f"The graphics card has too little memory for {self._name}, so the processor does it."
            self._move(device.Way())
            self._side = self._usual_side()
        else:
            sentence = f"{self._name} needs more memory than there is, so it was not used."
            raise StyleError(sentence, subject=self._enhancer.path, details=str(problem)) from problem

    def _usual_side(self) -> int:
        """Large against the surroundings, so that little is computed twice, and small enough for a processor's memory;
        0 if a network of one size has no room beside them."""
        size, reach = self._enhancer.reading.size, self.reach or 0
        if size is not None:
            room = min(size) - 2 * (-(-reach // self._multiple) * self._multiple)
            return max(0, room // self._multiple * self._multiple)
        return LARGEST if reach > _SHORT_REACH or self._way.device != device.CPU else LARGEST // 2

    def _move(self, way: device.Way) -> None:
        if self._whole is not None and self._master is not None:
            self._whole.module = way.place(copy.deepcopy(self._master))
            self._way = way

    def _trial(self, module: "nn.Module", way: device.Way, photo: Floats) -> Floats:
        """Run the network somewhere on a small photo, layers seeing that alone."""
        assert self._whole is not None
        before = self._whole.module, self._way
        self._whole.module, self._way = module, way
        try:
            return self._shown(photo, lambda whole, x: whole.told(x, {}))
        finally:
            self._whole.module, self._way = before

    def _felt_reach(self) -> int | None:
        """How far a change in the middle of a noisy picture is felt; None if everywhere."""
        side = min(self._enhancer.reading.size or (CELL, CELL))
        photo = device.trial_photo(side)
        start, end = side // 2 - 16, side // 2 + 16
        other = photo.copy()
        other[start:end, start:end] = 1 - other[start:end, start:end]
        try:
            felt = (np.abs(self._boxed(photo) - self._boxed(other)) > _FELT).any(axis=2)
        except (RuntimeError, ValueError, MemoryError) as problem:
            raise self._enhancer.unusable(repr(problem)) from problem
        places = np.argwhere(felt)
        if not len(places):
            return 0
        low, high = int(places.min()), int(places.max())
        return None if low == 0 or high == side - 1 else max(0, start - low, high - end + 1)


def _whole(enhancer: Enhancer, tags: Tags) -> "WholeNetwork | None":
    """The network with its layers told about the photo; None if its inside is not open, or not understood."""
    import torch

    module = enhancer.module
    if module is None or isinstance(module, torch.jit.ScriptModule) or enhancer.reading.layout != "NCHW":
        return None
    from engine.networks.whole import WholeNetwork

    try:
        return WholeNetwork(_tagged(module, tags) if enhancer.takes_tags else module)
    except (RuntimeError, NotImplementedError) as problem:
        logging.getLogger(__name__).info("%s is run as it is: %s", enhancer.name, problem)
        return None


def _tagged(module: "nn.Module", tags: Tags) -> "nn.Module":
    """A network that listens to tags, as one that does not."""
    from torch import Tensor, nn

    class Tagged(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.module = module

        def forward(self, image: Tensor) -> Tensor:
            made: Tensor = self.module(image, tags)
            return made

    return Tagged()


def _is_picture(photo: Floats, made: Floats) -> bool:
    """Whether an answer is made of numbers, and not black where there was light."""
    if not np.isfinite(made).all():
        return False
    return bool(made.max() > _BLACK or photo.mean() < _LIGHT)

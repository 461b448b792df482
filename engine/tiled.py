"""An enhancer's network, run on tiles: what it has to know of the whole photo first, and what to do when it cannot.

Memory that does not suffice makes tiles smaller, and at last sends them to the processor; an answer that is no picture
is tried again in single precision before it is given up.
"""

import copy
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import psutil
from numpy.typing import NDArray

from engine import device
from engine.checkpoints.enhancer import Enhancer, NeedsMemory
from engine.errors import StyleError
from engine.inside import felt_reach, whole_of
from engine.tags import NOTHING_KNOWN, Tags
from engine.tiles import CELL, Rect, Size, Tile, halves, sampled, with_surroundings

if TYPE_CHECKING:
    from torch import Tensor, nn

    from engine.networks.segments import Features, Segment
    from engine.networks.whole import Moments, WholeNetwork

Floats = NDArray[np.float32]
Read = Callable[[Rect], Floats]
"""Gives a part of the photo, h x w x 3, sRGB-encoded, 0..1."""
Check = Callable[[float], None]
"""Told a share of the work that was done; may raise to stop it."""

COUNTED = 4_000_000
"""Pixels from which the moments of a larger photo are taken while it is only looked at."""
AT_ONCE = 4_000_000
"""Pixels of the largest photo that a network sees whole if its reach cannot be found."""
KEPT, KEPT_OF_FREE = 4_000_000_000, 4
"""Bytes that are kept between the stages of a photo's moments: so many, and of the free memory one part in so many."""
LARGEST, SMALLEST = 1024, 64
_SHORT_REACH = 32
_BLACK_BOX_MULTIPLE = 32
_LIGHT, _BLACK = 0.1, 1 / 255


@dataclass(frozen=True, slots=True)
class Plan:
    """What a network has to look at before it can make tiles of a photo.

    Attributes:
        full: (width, height) of the photo.
        squares: parts that it looks at.
        exact: every pixel counts.
        kept: of how many, from the first on, what it made is kept from stage to stage; the others are begun anew.
        work: in units of one run of the network over the whole photo.
    """

    full: Size
    squares: tuple[Rect, ...] = ()
    exact: bool = True
    kept: int = 0
    work: float = 0.0


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
        self._cut: tuple[nn.Module, tuple[Segment, ...]] | None = None
        self._whole = whole_of(enhancer, self._tags)
        if self._whole is None:
            self._master, self.reach, self._multiple = None, felt_reach(enhancer, self._boxed), _BLACK_BOX_MULTIPLE
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

    def plan(self, full: Size, exact: bool = True) -> "Plan":
        """What there is to do before tiles of a photo can be made.

        Args:
            full: (width, height) of it.
            exact: every pixel counts; else those of a large photo are sampled, see `COUNTED`.
        """
        whole = self._whole
        if whole is None or self.reach is None or not whole.stages:
            return Plan(full)
        squares = sampled(full, full[0] * full[1], self._counting_side())
        if not exact and full[0] * full[1] > COUNTED:
            few = sampled(full, COUNTED, CELL // 2 if self.reach <= _SHORT_REACH else CELL)
            # Small squares have much around them: of a photo that is not much larger, all of it is less.
            squares = min(few, squares, key=lambda each: sum(_area(self._tile(square, full).whole) for square in each))
        share = sum(map(_area, squares)) / (full[0] * full[1])
        kept = self._keepable(full, squares)
        part = kept / len(squares)
        # Begun anew, a stage ends on the average in the middle of the network.
        return Plan(full, tuple(squares), share == 1, kept, share * (part + (1 - part) * (len(whole.stages) + 1) / 2))

    def look(self, read: Read, plan: "Plan", check: Check) -> "dict[int, Moments]":
        """What the network has to know of the whole photo; nothing for most.

        Args:
            read: the photo.
            plan: of this network for this photo.
            check: see `Check`; all shares together are `Plan.work`.

        Raises:
            StyleError: it does not run on this photo.
        """
        moments: dict[int, Moments] = {}
        if self._whole is None or not plan.squares:
            return moments
        segments = self._segments()
        kept: dict[int, Features] = {}
        stages = self._whole.stages
        for number, stage in enumerate(stages):
            for index, square in enumerate(plan.squares):
                with self._lock:
                    goes_on = index in kept if number else index < plan.kept
                    if not (goes_on and self._go_on(read, plan, index, segments[number], kept, moments)):
                        goes_on = False
                        self._gather(read, plan.full, moments, stage, square)
                part = (1 if goes_on else number + 1) / len(stages)
                check(part * _area(square) / (plan.full[0] * plan.full[1]))
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
            check(_area(part) / (full[0] * full[1]))
        return out

    def _part(self, read: Read, full: Size, moments: "dict[int, Moments]", core: Rect) -> Floats | None:
        """One tile; None if it is to be tried again."""
        tile = self._tile(core, full)
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

    def _go_on(
        self,
        read: Read,
        plan: "Plan",
        index: int,
        segment: "Segment",
        kept: "dict[int, Features]",
        moments: "dict[int, Moments]",
    ) -> bool:
        """Take one square through one stage, from what was kept of it; False if there is no memory for that."""
        assert self._whole is not None
        tile = self._tile(plan.squares[index], plan.full)
        try:
            with _all_or_nothing(moments, (call for call, _ in segment.asked)):
                given = kept.pop(index, None) or (self._see(read, tile),)
                kept[index] = segment.carry(self._whole, given, moments, self._place(tile, plan.full))
        except (RuntimeError, MemoryError) as problem:
            logging.getLogger(__name__).info("%s goes on without what was kept: %s", self._name, problem)
            return False
        return True

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
            tile = self._tile(part, full)
            try:
                with _all_or_nothing(moments, stage):
                    self._whole.gather(self._see(read, tile), moments, stage, self._place(tile, full))
            except (RuntimeError, MemoryError) as problem:
                self._yield_to(problem, part)
                waiting.append(part)

    def _segments(self) -> "tuple[Segment, ...]":
        """The network in pieces, one for each stage; none on a graphics card, whose memory is for larger tiles."""
        if self._whole is None or self._way.device != device.CPU:
            return ()
        if self._cut is None or self._cut[0] is not self._whole.module:
            from engine.networks.segments import segments_of

            self._cut = self._whole.module, segments_of(self._whole)
        return self._cut[1]

    def _keepable(self, full: Size, squares: list[Rect]) -> int:
        """How many of the squares, the first ones, can be kept from one stage to the next."""
        segments = self._segments()
        if self._whole is None or not segments:
            return 0
        from engine.networks.segments import bytes_kept

        each, grown = bytes_kept(self._whole, segments), self._enhancer.reading.grown
        left, count = min(KEPT, psutil.virtual_memory().available // KEPT_OF_FREE), 0
        for square in squares:
            x0, y0, x1, y1 = self._tile(square, full).whole
            left -= each * grown(x1 - x0) * grown(y1 - y0)
            if left < 0:
                break
            count += 1
        return count

    def _tile(self, core: Rect, full: Size) -> Tile:
        return with_surroundings(core, full, max(full) if self.reach is None else self.reach, self._multiple)

    def _see(self, read: Read, tile: Tile) -> "Tensor":
        return self._way.tensor(self._enhancer.reading.shown(read(tile.whole)))

    def _counting_side(self) -> int:
        """Side of the squares on which all of a photo is counted: large, so that little is computed twice."""
        return max(CELL, self._side // CELL * CELL)

    def _place(self, tile: Tile, full: Size) -> Any:
        """The tile in the frame of the photo as it is shown, which may be continued to the right and below."""
        from engine.networks.whole import Place

        reading = self._enhancer.reading
        width, height = (reading.grown(side) for side in full)

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


def _area(rect: Rect) -> int:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])


@contextmanager
def _all_or_nothing(moments: "dict[int, Moments]", calls: Iterable[int]) -> Iterator[None]:
    """Undo what was counted for some layers if not all of them could be counted."""
    names = tuple(calls)
    before = {call: copy.copy(moments[call]) for call in names if call in moments}
    try:
        yield
    except (RuntimeError, MemoryError):
        for call in names:
            moments.pop(call, None)
        moments.update(before)
        raise


def _is_picture(photo: Floats, made: Floats) -> bool:
    """Whether an answer is made of numbers, and not black where there was light."""
    if not np.isfinite(made).all():
        return False
    return bool(made.max() > _BLACK or photo.mean() < _LIGHT)

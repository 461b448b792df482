"""An enhancer of any origin, ready to run: the network, and how it wants its photos."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from engine.checkpoints.reading import Reading
from engine.device import is_out_of_memory
from engine.errors import StyleError
from engine.grade.carriers import upsample
from engine.resize import smaller
from engine.tags import NOTHING_KNOWN, Tags

if TYPE_CHECKING:
    from torch import nn

Floats = NDArray[np.float32]
Call = Callable[[NDArray[Any], Tags], NDArray[Any]]


class NeedsMemory(StyleError):
    """A network that cannot run on so large a photo; on a part of it it may."""


@dataclass(frozen=True, slots=True, eq=False)
class Enhancer:
    """A network that gives back a photo of the size it was shown.

    Attributes:
        path: the file that it came from.
        form: of that file, see `contents`.
        name: of its architecture in the table, or "onnx", "torchscript", "spandrel".
        title: the architecture with its source.
        call: runs the network on what `reading.shown` makes.
        reading: how it wants photos.
        kind: "grade" or "texture"; a first guess unless `kind_is_known`.
        kind_is_known: by the table, or because a style file says so; else a photo tells, see `probe.measure`.
        parameters: how many numbers were learned.
        module: the network itself; None for ONNX. Tiles need it, see `whole_image_statistics`.
        whole_image_statistics: a tile alone gives another result than the photo.
        takes_tags: it listens to scene tags.
        note: what a person should know who uses it.
        arguments: what the module was made with.
    """

    path: Path
    form: str
    name: str
    title: str
    call: Call
    reading: Reading
    kind: str
    parameters: int
    kind_is_known: bool = False
    module: "nn.Module | None" = None
    whole_image_statistics: bool = False
    takes_tags: bool = False
    note: str = ""
    arguments: tuple[tuple[str, Any], ...] = ()

    def run(self, photo: Floats, tags: Tags = NOTHING_KNOWN) -> Floats:
        """What the network makes of a photo.

        Args:
            photo: h x w x 3, sRGB-encoded, 0..1; of the network's own size if it has one.
            tags: what is known of the scene.

        Returns:
            h x w x 3, sRGB-encoded, nominally 0..1, unclipped.

        Raises:
            NeedsMemory: there is not enough for a photo of this size.
            StyleError: it does not take such a photo, or gives back something else.
        """
        shown = self.reading.shown(photo)
        try:
            answer = self.call(shown, tags)
        except (RuntimeError, ValueError, MemoryError) as problem:
            if is_out_of_memory(problem):
                sentence = f"{self.path.name} needs more memory than there is, so it was not used."
                raise NeedsMemory(sentence, subject=self.path, details=repr(problem)) from problem
            raise self.unusable(repr(problem)) from problem
        self._check_size(shown, answer)
        try:
            made = self.reading.read(answer, photo.shape)
        except ValueError as problem:
            raise self.unusable(str(problem)) from problem
        if not np.isfinite(made).all():
            raise self.unusable("values that are not finite")
        return made

    def pair(self, photo: Floats, tags: Tags = NOTHING_KNOWN) -> tuple[Floats, Floats]:
        """A photo as the network saw it and what it made of it: two pictures of one size, for fitting a grade.

        Args:
            photo: h x w x 3, sRGB-encoded, 0..1; squashed if the network takes one size only.
            tags: what is known of the scene.

        Raises:
            StyleError: see `run`.
        """
        seen = photo if self.reading.size is None else squashed(photo, self.reading.size)
        return seen, self.run(seen, tags)

    def read_as(self, reading: Reading) -> "Enhancer":
        """The same network, read in another way."""
        return replace(self, reading=reading)

    def unusable(self, details: str) -> StyleError:
        """The error for a network that cannot be used on photos."""
        sentence = f"{self.path.name} does not give back a photo, so it was not opened."
        return StyleError(sentence, subject=self.path, details=details)

    def _check_size(self, shown: NDArray[Any], answer: NDArray[Any]) -> None:
        axes = (2, 3) if self.reading.layout == "NCHW" else (1, 2)
        if answer.ndim != 4:
            raise self.unusable(f"an answer of {answer.shape}")
        before, after = ([array.shape[axis] for axis in axes] for array in (shown, answer))
        if before == after:
            return
        times = after[0] / before[0]
        if after[0] * before[1] == after[1] * before[0] and times != 1:
            what = f"enlarges photos {times:g} times" if times > 1 else f"makes photos {1 / times:g} times smaller"
            sentence = f"{self.path.name} {what}, so it was not opened; a style keeps their size."
            raise StyleError(sentence, subject=self.path, details=f"{before} to {after}")
        raise self.unusable(f"{before} became {after}")


def of_module(module: "nn.Module", *, takes_tags: bool = False) -> Call:
    """Runs a module on the processor."""

    def call(shown: NDArray[Any], tags: Tags) -> NDArray[Any]:
        import torch

        with torch.inference_mode():
            values = torch.from_numpy(shown)
            answer = module(values, tags) if takes_tags else module(values)
            if not isinstance(answer, torch.Tensor):
                raise ValueError(f"an answer of {type(answer).__name__}")
            answered: NDArray[Any] = answer.float().cpu().numpy()
        return answered

    return call


def squashed(photo: Floats, size: tuple[int, int]) -> Floats:
    """A photo brought to a height and width, by areas where it shrinks, bilinearly where it grows."""
    height, width = size
    less = smaller(photo, (min(width, photo.shape[1]), min(height, photo.shape[0])))
    less = np.ascontiguousarray(less, np.float32)
    return less if less.shape[:2] == size else upsample(less, (0, 0), size, (width, height))

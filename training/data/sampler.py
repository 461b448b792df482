"""Which photo comes next: a function of a seed and a number, so that a run is resumed by remembering one number.

Nothing here has a state that moves. The n-th draw of a run is the same whoever asks, however often and in whatever
order: a resumed run, one process of several, or a thread that works ahead.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Draw:
    """One draw: a photo, and the chance that decides what is done with it.

    Attributes:
        index: of the item in its source.
        number: of the draw since the start of the run.
        seeds: of the generator.
    """

    index: int
    number: int
    seeds: tuple[int, ...]

    def rng(self) -> np.random.Generator:
        """A new generator, at its beginning every time."""
        return np.random.default_rng(self.seeds)


@dataclass(frozen=True, slots=True)
class Sampler:
    """The order of the items of one source.

    Every epoch is a new permutation, so that all items are met equally often; epochs follow each other without a gap,
    so that batches are always full, also of two photos.

    Attributes:
        length: items in the source, at least 1.
        seed: of the run, 0 or more.
        stream: tells sets that are sampled independently of each other apart (the two sides of unpaired training).
        shuffled: in a random order; else always as they lie.
    """

    length: int
    seed: int = 0
    stream: int = 0
    shuffled: bool = True

    def __post_init__(self) -> None:
        if self.length < 1:
            raise ValueError("there is nothing to draw from")
        if self.seed < 0 or self.stream < 0:
            raise ValueError("seeds and streams are 0 or more")

    def draw(self, number: int) -> Draw:
        """The draw of a number, counted from 0 at the start of the run."""
        epoch, place = divmod(number, self.length)
        index = int(_order(self.length, self.seed, self.stream, epoch)[place]) if self.shuffled else place
        return Draw(index, number, (self.seed, self.stream, number))

    def batch(self, step: int, size: int, *, rank: int = 0, world: int = 1) -> list[Draw]:
        """The draws of one step.

        Several processes share a batch: process 0 has its first part, and so on, so that together they see exactly what
        one process alone would see.

        Args:
            step: counted from 0 at the start of the run.
            size: of the whole batch, over all processes.
            rank: which process this is, 0..world-1.
            world: how many processes there are; divides `size`.

        Returns:
            size / world draws.

        Raises:
            ValueError: the batch cannot be shared evenly, or there is no such process.
        """
        if size < 1 or size % world:
            raise ValueError(f"a batch of {size} cannot be shared evenly by {world} processes")
        if not 0 <= rank < world:
            raise ValueError(f"process {rank} is not one of {world}")
        share = size // world
        first = step * size + rank * share
        return [self.draw(number) for number in range(first, first + share)]


@dataclass(frozen=True, slots=True)
class GroupedSampler(Sampler):
    """Batches whose items are all of one group: all photos lie, or all stand (D'Oro and Nasca's batches).

    Which group comes next is drawn, each as often as it has batches. What a group lacks to its last full batch is taken
    from its beginning.

    Attributes:
        groups: the items of each; together 0..length-1.
        size: of a batch; `batch` has to be asked for this one.
    """

    groups: tuple[tuple[int, ...], ...] = ()
    size: int = 1

    def draw(self, number: int) -> Draw:
        """The draw of a number, counted from 0 at the start of the run."""
        step, place = divmod(number, self.size)
        epoch, which = divmod(step, sum(-(-len(group) // self.size) for group in self.groups))
        order = _grouped_order(self.groups, self.size, self.seed, self.stream, epoch)
        return Draw(int(order[which, place]), number, (self.seed, self.stream, number))


@lru_cache(maxsize=8)
def _grouped_order(
    groups: tuple[tuple[int, ...], ...], size: int, seed: int, stream: int, epoch: int
) -> NDArray[np.int64]:
    """The batches of an epoch, (batches, size)."""
    rng = np.random.default_rng((seed, stream, epoch, 1))
    rows = [np.resize(rng.permutation(group), (-(-len(group) // size), size)) for group in groups]
    return rng.permutation(np.concatenate(rows))


@lru_cache(maxsize=8)
def _order(length: int, seed: int, stream: int, epoch: int) -> NDArray[np.int64]:
    """The permutation of an epoch."""
    # A fourth number keeps these generators apart from those of the draws, which have three.
    return np.random.default_rng((seed, stream, epoch, 1)).permutation(length)

"""Two folders of the same names as a source: photos as they were and as they should be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from engine.tags import NOTHING_KNOWN, Tags
from training.data.cache import PhotoCache
from training.data.items import DataError, Pair
from training.data.photos import photos_in
from training.data.views import View, draw_part, take, whole_small


@dataclass(frozen=True, slots=True)
class PairOfFiles:
    """Where a pair lies.

    Attributes:
        input: the photo as it was.
        target: the photo as it should be.
        expert: whose version it is, counted from 0.
    """

    input: Path
    target: Path
    expert: int = 0


def pairs_in(inputs: Path, targets: Path, expert: int = 0) -> list[PairOfFiles]:
    """Photos of two folders that have the same name, whatever their suffixes.

    Raises:
        DataError: a folder is missing or empty, or no names are the same.
    """
    by_name = {path.stem: path for path in photos_in(targets)}
    found = [PairOfFiles(p, by_name[p.stem], expert) for p in photos_in(inputs) if p.stem in by_name]
    if not found:
        raise DataError(f"No photo of {inputs.name} has one of the same name in {targets.name}.", subject=inputs)
    return found


class Pairs:
    """The same views of photos before and after."""

    def __init__(
        self, files: Sequence[PairOfFiles], view: View, cache: PhotoCache, tags: Mapping[str, Tags] | None = None
    ) -> None:
        """A source.

        Args:
            files: the pairs.
            view: what is taken of each.
            cache: decodes them.
            tags: of the photos by their names without suffix.
        """
        self.files = tuple(files)
        self.view = view
        self._cache = cache
        self._tags = tags or {}

    def __len__(self) -> int:
        """Number of pairs."""
        return len(self.files)

    def item(self, index: int, rng: np.random.Generator) -> Pair:
        """The same view of both photos of a pair."""
        files = self.files[index]
        before, after = self._cache.photo(files.input), self._cache.photo(files.target)
        part = draw_part(self.view, before.shape[0], before.shape[1], rng)
        return Pair(
            input=take(before, part, self.view),
            target=take(after, part, self.view),
            small=whole_small(before, self.view.small),
            box=part.turned_box(),
            tags=self._tags.get(files.input.stem, NOTHING_KNOWN),
            expert=files.expert,
            name=files.input.name,
        )

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


@dataclass(frozen=True, slots=True)
class PairListing:
    """Pairs by their names.

    Attributes:
        files: the pairs, in the order of the inputs.
        notes: a sentence for every photo that stands alone or whose name is not clear.
    """

    files: tuple[PairOfFiles, ...]
    notes: tuple[str, ...]


def pairs_in(inputs: Path, targets: Path, expert: int = 0) -> list[PairOfFiles]:
    """The pairs of `list_pairs`, for those who do not want to know what was left out."""
    return list(list_pairs(inputs, targets, expert).files)


def list_pairs(inputs: Path, targets: Path, expert: int = 0) -> PairListing:
    """Photos of two folders that have the same name, whatever their suffixes and the case of letters.

    Args:
        inputs: folder of photos as they were; its sub-folders count as part of a name.
        targets: folder of photos as they should be.
        expert: whose versions the targets are, counted from 0.

    Raises:
        DataError: a folder is missing or empty, both are the same, or no names are the same.
    """
    if inputs.resolve() == targets.resolve():
        raise DataError(f"{inputs.name} is given twice: there is nothing to learn from equal photos.", subject=inputs)
    before, notes = _by_name(inputs)
    after, more = _by_name(targets)
    notes += more
    files = [PairOfFiles(path, after[name], expert) for name, path in before.items() if name in after]
    if not files:
        one, other = next(iter(before.values())).name, next(iter(after.values())).name
        text = f"No photo of {inputs.name} has one of the same name in {targets.name}: {one} is there, {other} here."
        raise DataError(text, subject=inputs)
    for here, there, folder in ((before, after, targets), (after, before, inputs)):
        alone = [path.name for name, path in here.items() if name not in there]
        notes += [f"{name} has no photo of the same name in {folder.name}." for name in alone]
    return PairListing(tuple(files), tuple(notes))


def list_experts(inputs: Path, experts: Sequence[Path]) -> PairListing:
    """One folder of photos and several of their versions, each by one expert; experts are counted as they are given.

    A photo that some of the experts did not retouch is learned from the others.

    Raises:
        DataError: see `list_pairs`; the same folder twice.
    """
    if len({folder.resolve() for folder in experts}) < len(experts):
        raise DataError("The same folder is given for two experts.", subject=inputs)
    listings = [list_pairs(inputs, folder, expert) for expert, folder in enumerate(experts)]
    files = sorted((pair for listing in listings for pair in listing.files), key=lambda p: (p.input, p.expert))
    return PairListing(tuple(files), tuple(note for listing in listings for note in listing.notes))


class Pairs:
    """The same views of photos before and after."""

    def __init__(
        self, files: Sequence[PairOfFiles], view: View, cache: PhotoCache, tags: Mapping[str, Tags] | None = None
    ) -> None:
        """A source.

        Args:
            files: the pairs, at least one; see `survey.survey_pairs` for finding those that fit.
            view: what is taken of each.
            cache: decodes them.
            tags: of the photos by their names without suffix; a photo without is one of which nothing is known.
        """
        if not files:
            raise DataError("There are no pairs to learn from.")
        self.files = tuple(files)
        self.view = view
        self._cache = cache
        self._tags = tags or {}

    def __len__(self) -> int:
        """Number of pairs."""
        return len(self.files)

    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Numbers of the pairs whose views have one shape, as those of one batch must: all of them if no view turns.

        Decodes every photo where views turn.
        """
        shapes: dict[int, list[int]] = {}
        for index, files in enumerate(self.files):
            height = self.view.of(*self._cache.photo(files.input).shape[:2]).height if self.view.turns else 0
            shapes.setdefault(height, []).append(index)
        return tuple(tuple(group) for group in shapes.values())

    def item(self, index: int, rng: np.random.Generator) -> Pair:
        """The same view of both photos of a pair.

        Raises:
            PhotoError: one of them was taken away since the start.
        """
        files = self.files[index]
        before, after = self._cache.photo(files.input), self._cache.photo(files.target)
        height, width = before.shape[:2]
        view = self.view.of(height, width)
        part = draw_part(view, height, width, rng)
        return Pair(
            input=take(before, part, view),
            target=take(after, part, view),
            small=whole_small(before, self.view.small),
            box=part.turned_box(),
            tags=self._tags.get(files.input.stem, NOTHING_KNOWN),
            expert=files.expert,
            name=files.input.name,
        )


def _by_name(folder: Path) -> tuple[dict[str, Path], list[str]]:
    """Photos by their paths inside the folder without suffix, and sentences about those whose name is taken."""
    found: dict[str, Path] = {}
    notes = []
    for path in photos_in(folder):
        name = path.relative_to(folder).with_suffix("").as_posix().casefold()
        if name in found:
            notes.append(f"{path.name} has the name of {found[name].name}, so it was left out.")
        found.setdefault(name, path)
    return found, notes

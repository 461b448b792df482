"""MIT-Adobe FiveK on disk (Bychkovsky et al., CVPR 2011): 5000 photos, each retouched by experts A to E.

The archive of its authors, TIFF folders of their web site, exports from the Lightroom catalogue and the folders that
papers made of it are all found by the names of files and folders. Figures measured on FiveK depend on which rendering
of the raw files is the input; so where there are several, it must be said which.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.tags import NOTHING_KNOWN, Tags
from training.data.fivek_tags import number_of, read_tags
from training.data.items import DataError
from training.data.pairs import PairListing, PairOfFiles
from training.data.photos import photos_in

EXPERTS = "ABCDE"
"""In the order in which they are counted, from 0."""

_EXPERT_FOLDER = re.compile(r"(?:tiff16[_ -]?|experts?[_ -]?)?([a-e])", re.IGNORECASE)
_COUNTED_FOLDER = re.compile(r"expert[_ -]?([0-4])", re.IGNORECASE)
_EXPERT_C = ("exp", "label")
_ARCHIVE_FOLDER = re.compile(r"HQa\d+to\d+", re.IGNORECASE)
_INPUT_FOLDERS = ("raw_photos", "raw", "original", "input", "inputs", "InputAsShotZeroed")


@dataclass(frozen=True, slots=True)
class FiveK:
    """What of FiveK is there.

    Attributes:
        inputs: photos by their numbers, 1..5000.
        experts: for each expert, "A".."E", his or her versions by number; only experts that are there.
        tags: by number; photos without are those of which nothing is known.
        notes: sentences on what a person should know.
    """

    inputs: Mapping[int, Path]
    experts: Mapping[str, Mapping[int, Path]]
    tags: Mapping[int, Tags] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def tags_of(self, numbers: Iterable[int]) -> dict[str, Tags]:
        """Tags by the inputs' names without suffix, as `Pairs` and `Photos` take them."""
        return {self.inputs[n].stem: self.tags.get(n, NOTHING_KNOWN) for n in numbers if n in self.inputs}

    def pairs(self, numbers: Iterable[int], experts: str = "C") -> PairListing:
        """Inputs with the versions of some experts.

        Args:
            numbers: of the photos.
            experts: their letters; they are counted in this order, so "C" alone is expert 0.

        Raises:
            DataError: there is no such expert, or no pair.
        """
        for letter in experts:
            if letter not in self.experts:
                there = ", ".join(self.experts) or "none"
                raise DataError(f"Expert {letter} of FiveK is not there; those that are: {there}.", subject=letter)
        wanted = list(numbers)
        files = [
            PairOfFiles(self.inputs[n], self.experts[letter][n], expert)
            for n in wanted
            if n in self.inputs
            for expert, letter in enumerate(experts)
            if n in self.experts[letter]
        ]
        if not files:
            raise DataError(f"None of the {len(wanted)} photos of FiveK is there with a version of expert {experts}.")
        missing = len(wanted) * len(experts) - len(files)
        note = (f"{missing} of {len(wanted) * len(experts)} pairs of FiveK are not there.",) if missing else ()
        return PairListing(tuple(files), note)

    def targets(self, numbers: Iterable[int], expert: str = "C") -> list[Path]:
        """One expert's versions alone: the good side of unpaired training."""
        versions = self.experts.get(expert, {})
        return [versions[n] for n in numbers if n in versions]


def find_fivek(root: Path, inputs: str = "") -> FiveK:
    """Find what of FiveK lies below a folder.

    Experts are folders named `tiff16_c`, `C`, `expertC`, `expert_c` or, counted from 0, `expert2`; UEGAN's `exp` and
    `label` are expert C's. Inputs are in
    `raw_photos`, `raw`, `original`, `input` or `InputAsShotZeroed`, or in the archive's own `HQa1to700` and so on.

    Args:
        root: the folder.
        inputs: name of the folder of inputs, where there are several renderings; "" for the only one.

    Raises:
        DataError: no photo of FiveK is there, or it is not clear which folder holds the inputs.
    """
    experts: dict[str, dict[int, Path]] = {}
    renderings: dict[str, dict[int, Path]] = {}
    for path in photos_in(root):
        role, letter = _role(path.relative_to(root).parts[:-1], inputs)
        counted = role.casefold() == "original" or (bool(letter) and _COUNTED_FOLDER.fullmatch(role) is not None)
        number = number_of(path.stem, counted=counted)
        if number is not None and role:
            target = experts.setdefault(letter, {}) if letter else renderings.setdefault(role, {})
            target.setdefault(number, path)
    chosen = _chosen(renderings, inputs, root)
    tags, notes = read_tags(root)
    if not tags:
        notes.append(f"No categories.txt is in {root.name}, so nothing is known of the scenes.")
    ordered = {letter: experts[letter] for letter in EXPERTS if letter in experts}
    return FiveK(dict(sorted(renderings[chosen].items())), ordered, tags, tuple(notes))


def _role(folders: tuple[str, ...], inputs: str) -> tuple[str, str]:
    """What the folders above a file say: (name of the folder that says it, expert's letter or "" for an input)."""
    for folder in reversed(folders):
        if inputs and folder.casefold() == inputs.casefold():
            return inputs, ""
        if found := _EXPERT_FOLDER.fullmatch(folder):
            return folder, found[1].upper()
        if found := _COUNTED_FOLDER.fullmatch(folder):
            return folder, EXPERTS[int(found[1])]
        if folder.casefold() in _EXPERT_C:
            return folder, "C"
        if _ARCHIVE_FOLDER.fullmatch(folder):
            return "raw_photos", ""
        for name in _INPUT_FOLDERS:
            if folder.casefold() == name.casefold():
                return name, ""
    return "", ""


def _chosen(renderings: Mapping[str, Mapping[int, Path]], inputs: str, root: Path) -> str:
    if inputs in renderings:
        return inputs
    if inputs or not renderings:
        where = f"{root.name}/{inputs}" if inputs else root.name
        raise DataError(f"No input photos of FiveK (a0001-... to a5000-...) are in {where}.", subject=root)
    if len(renderings) > 1:
        names = ", ".join(sorted(renderings))
        raise DataError(f"{root.name} has inputs of FiveK in {names}: say which of them is meant.", subject=root)
    return next(iter(renderings))

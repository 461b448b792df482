"""The pairs of a plan, wherever they come from.

| source in the plan     | what it is                                              | options                      |
|------------------------|---------------------------------------------------------|------------------------------|
| "photos" and "targets" | two folders of the same names; several targets: experts |                              |
| "fivek"                | MIT-Adobe FiveK in one of its folder layouts            | "experts", "inputs", "split" |
| "dped"                 | DPED's patches, or what `penchant match` wrote          | "phone"                      |
| "good"                 | good photos, worn down on the fly: simulated            | "wear"                       |

"held_photos" and "held_targets", two folders, are measured by if the plan names them; else what the split holds out, or
one in eight photos by the hash of their names.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from engine.tags import Tags
from training.data.camera_pairs import CameraPairs
from training.data.degraded import WEAR, Worn
from training.data.dped import find_dped
from training.data.fivek import EXPERTS, FiveK, find_fivek
from training.data.fivek_splits import Split, read_split, uegan
from training.data.items import DataError, Pair, Source
from training.data.pairs import PairListing, PairOfFiles, Pairs, list_experts, list_pairs
from training.data.photos import photos_in
from training.data.survey import survey_pairs
from training.plan import TrainingPlan
from training.sources import THREADS, Note, cache_of, photos_of, some, split, split_photos_of, view_of, whole_view

Sources = tuple[Source[Pair], Source[Pair] | None]
CAMERA = "camera"


def pairs_of(plan: TrainingPlan, small: int, note: Note) -> Sources:
    """Pairs to learn from and pairs held out; the latter None if there are none.

    Args:
        plan: names the source; see above.
        small: side of the whole photo that is given along; 0 for none.
        note: told sentences about what was left out.

    Raises:
        DataError: the plan names no source, or no pair of it fits.
    """
    for name, opened in SOURCES.items():
        if plan.data.get(name):
            learned, held = opened(plan, small, note)
            return learned, held_pairs_of(plan, small) or held
    raise DataError("The plan names no pairs: give a folder of photos and one of targets.")


def held_pairs_of(plan: TrainingPlan, small: int) -> Source[Pair] | None:
    """The pairs "held_photos" and "held_targets" to measure by; None if the plan names none.

    Raises:
        DataError: it names some, and no pair fits.
    """
    if not plan.data.get("held_photos"):
        return None
    return _checked(_listed(plan, "held_photos", "held_targets").files, plan, small)


def fivek_sets(plan: TrainingPlan) -> tuple[list[Path], list[Path]]:
    """Inputs, and other photos as one expert has them: the two sets of unpaired training on FiveK.

    Raises:
        DataError: one of them is not there.
    """
    found = find_fivek(_one_folder(plan, "fivek"), str(plan.options.get("inputs", "")))
    chosen = _split_of(plan, found)
    # A split without a good side of its own is halved, so that no photo is met on both sides.
    good = chosen.train_good or chosen.train[1::2]
    inputs = [found.inputs[n] for n in chosen.train if n in found.inputs and n not in good]
    versions = found.targets(good, str(plan.options.get("experts", "C")))
    if not inputs or not versions:
        raise DataError("FiveK is there with too few photos for two sets.", subject="fivek")
    return inputs, versions


def experts_of(plan: TrainingPlan) -> tuple[str, ...]:
    """What the experts are called, in the order in which pairs count them: letters of FiveK, or names of folders."""
    if plan.data.get("fivek"):
        return tuple(str(plan.options.get("experts", EXPERTS)))
    return tuple(path.name for path in plan.paths("targets"))


def _folders(plan: TrainingPlan, small: int, note: Note) -> Sources:
    cache = cache_of(plan)
    listing = _listed(plan, "photos", "targets")
    # All can be learned from where others are measured by.
    is_given = bool(plan.data.get("held_photos"))
    learned, held = (listing.files, ()) if is_given else split(listing.files, lambda pair: pair.input)
    survey = survey_pairs(learned, cache, threads=THREADS)
    _tell((*listing.notes, *survey.notes), note)
    return Pairs(survey.files, view_of(plan, small), cache), _checked(held, plan, small)


def _fivek(plan: TrainingPlan, small: int, note: Note) -> Sources:
    found = find_fivek(_one_folder(plan, "fivek"), str(plan.options.get("inputs", "")))
    chosen = _split_of(plan, found)
    usual = EXPERTS if plan.program == "experts" else "C"
    experts = str(plan.options.get("experts", usual))
    listing = found.pairs(chosen.train, experts)
    held = found.pairs(chosen.validation, experts).files if chosen.validation else ()
    _tell((*found.notes, *listing.notes), note)
    tags = found.tags_of(found.inputs)
    learned = Pairs(listing.files, view_of(plan, small), cache_of(plan), tags)
    return learned, _checked(held, plan, small, tags)


def _dped(plan: TrainingPlan, small: int, note: Note) -> Sources:
    found = find_dped(_one_folder(plan, "dped"), str(plan.options.get("phone", "")))
    _tell((*found.train.notes, *found.test.notes), note)
    return Pairs(found.train.files, view_of(plan, small), cache_of(plan)), _checked(found.test.files, plan, small)


def _worn(plan: TrainingPlan, small: int, note: Note) -> Sources:
    wear = str(plan.options.get("wear", "colour"))
    if wear != CAMERA and wear not in WEAR:
        raise DataError(f"Photos are worn down by one of {', '.join((*WEAR, CAMERA))}, not {wear}.", subject=wear)
    cache = cache_of(plan)
    photos = photos_of(plan, "good", view_of(plan, small), cache, note)
    learned, held = split_photos_of(plan, photos, whole_view(plan, small), cache)
    if wear == CAMERA:
        return CameraPairs(learned, cache), CameraPairs(held, cache, steady=True) if held else None
    return Worn(learned, WEAR[wear]), Worn(held, WEAR[wear]) if held else None


SOURCES: Mapping[str, Callable[[TrainingPlan, int, Note], Sources]] = {
    "targets": _folders,
    "fivek": _fivek,
    "dped": _dped,
    "good": _worn,
}
"""By the name in the plan's data; the first that is there counts."""


def _split_of(plan: TrainingPlan, found: FiveK) -> Split:
    """The plan's division of FiveK: "uegan", a file that `write_split` wrote, or one in eight held out by name."""
    name = str(plan.options.get("split", ""))
    if name == "uegan":
        return uegan()
    if name:
        return read_split(Path(name))
    learned, held = split(tuple(found.inputs), lambda number: found.inputs[number])
    return Split("by name", learned, (), held, ())


def _checked(
    held: tuple[PairOfFiles, ...], plan: TrainingPlan, small: int, tags: Mapping[str, Tags] | None = None
) -> Source[Pair] | None:
    """Some of the held-out pairs, and of these the ones that fit."""
    chosen = some(held, plan)
    if not chosen:
        return None
    cache = cache_of(plan)
    return Pairs(survey_pairs(chosen, cache, threads=THREADS).files, whole_view(plan, small), cache, tags)


def _listed(plan: TrainingPlan, photos: str, targets: str) -> PairListing:
    befores, afters = plan.paths(photos), plan.paths(targets)
    if len(befores) != 1 or not afters:
        raise DataError(f"The plan has to name one folder of {photos} and at least one of {targets}.")
    return list_pairs(befores[0], afters[0]) if len(afters) == 1 else list_experts(befores[0], afters)


def _one_folder(plan: TrainingPlan, name: str) -> Path:
    folders = plan.paths(name)
    if len(folders) != 1:
        raise DataError(f"The plan has to name one folder as {name}.", subject=name)
    photos_in(folders[0])  # says so if it is none
    return folders[0]


def _tell(sentences: tuple[str, ...], note: Note) -> None:
    for sentence in sentences:
        note(sentence)

"""DPED on disk (Ignatov et al., ICCV 2017): patches of 100 x 100 pixels of phone and camera photos, and whole photos.

dped/<phone>/training_data/{<phone>,canon}/<n>.jpg
dped/<phone>/test_data/patches/{<phone>,canon}/<n>.jpg
dped/<phone>/test_data/full_size_test_images/*
"""

from dataclasses import dataclass
from pathlib import Path

from training.data.items import DataError
from training.data.pairs import PairListing, list_pairs
from training.data.photos import photos_in

CAMERA = "canon"
"""Folder of the good side of every pair."""

PHONES = ("iphone", "blackberry", "sony")
"""Those of the paper; folders made by `penchant match` have a phone of their own."""

PATCH = 100
"""Side of a patch, in pixels."""


@dataclass(frozen=True, slots=True)
class Dped:
    """One phone's part.

    Attributes:
        phone: its name.
        train: pairs to learn from.
        test: pairs to test with; none where the folder is absent.
        whole: photos of the phone at full size, without counterparts; may be none.
    """

    phone: str
    train: PairListing
    test: PairListing
    whole: tuple[Path, ...]


def find_dped(root: Path, phone: str = "") -> Dped:
    """Find a phone's patches.

    Args:
        root: the data set's folder, or one phone's in it.
        phone: whose patches; "" for the only one there.

    Raises:
        DataError: there is none, or several and none was named.
    """
    folder = _phone_folder(root, phone)
    phone = phone or _side(folder / "training_data")
    return Dped(
        phone,
        _patches(folder / "training_data", phone),
        _patches(folder / "test_data" / "patches", phone, required=False),
        _whole(folder / "test_data" / "full_size_test_images"),
    )


def _phone_folder(root: Path, phone: str) -> Path:
    if (root / "training_data").is_dir():
        return root
    there = sorted(p.parent.name for p in root.glob("*/training_data") if p.is_dir())
    if phone in there:
        return root / phone
    if len(there) == 1 and not phone:
        return root / there[0]
    if phone or not there:
        what = f"patches of {phone}" if phone else "training_data of DPED"
        raise DataError(f"There are no {what} in {root.name}.", subject=root)
    raise DataError(f"{root.name} has patches of {', '.join(there)}: say which phone is meant.", subject=root)


def _side(folder: Path) -> str:
    """The name of the folder beside the camera's."""
    there = sorted(p.name for p in folder.iterdir() if p.is_dir() and p.name != CAMERA)
    if len(there) != 1:
        raise DataError(f"{folder} should hold a phone's patches beside those of {CAMERA}.", subject=folder)
    return there[0]


def _patches(folder: Path, phone: str, *, required: bool = True) -> PairListing:
    if not required and not folder.is_dir():
        return PairListing((), ())
    listing = list_pairs(folder / phone, folder / CAMERA)
    # Patches are numbered: 10 comes after 9, as their authors count.
    files = sorted(listing.files, key=lambda pair: (len(pair.input.stem), pair.input.stem))
    return PairListing(tuple(files), listing.notes)


def _whole(folder: Path) -> tuple[Path, ...]:
    return tuple(photos_in(folder)) if folder.is_dir() and any(folder.iterdir()) else ()

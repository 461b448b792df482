"""DPED: patches of the phone that was meant, beside those of the camera."""

from pathlib import Path

import pytest

from tests.training.data.conftest import Save
from training.data.dped import find_dped
from training.data.items import DataError


@pytest.fixture
def sony(save: Save, tmp_path: Path) -> Path:
    for n in (0, 1, 2, 10):
        for side in ("sony", "canon"):
            save(f"dped/sony/training_data/{side}/{n}.jpg", seed=n, size=(100, 100))
    for side in ("sony", "canon"):
        save(f"dped/sony/test_data/patches/{side}/0.jpg", seed=20, size=(100, 100))
    save("dped/sony/test_data/full_size_test_images/1.jpg")
    return tmp_path / "dped"


@pytest.mark.parametrize("inside", ["", "sony"])
def test_patches_are_found_in_the_order_of_their_numbers(sony: Path, inside: str) -> None:
    found = find_dped(sony / inside)
    assert found.phone == "sony"
    assert [pair.input.name for pair in found.train.files] == ["0.jpg", "1.jpg", "2.jpg", "10.jpg"]
    assert all(pair.target.parent.name == "canon" for pair in found.train.files)
    assert len(found.test.files) == 1
    assert [path.name for path in found.whole] == ["1.jpg"]


def test_of_several_phones_one_must_be_meant(sony: Path, save: Save) -> None:
    for side in ("iphone", "canon"):
        save(f"dped/iphone/training_data/{side}/0.jpg")
    with pytest.raises(DataError, match="patches of iphone, sony: say which"):
        find_dped(sony)
    found = find_dped(sony, "iphone")
    assert found.phone == "iphone"
    assert found.test.files == ()
    assert found.whole == ()
    with pytest.raises(DataError, match="no patches of nokia"):
        find_dped(sony, "nokia")


def test_other_folders_are_refused(sony: Path, save: Save, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no training_data of DPED"):
        find_dped(tmp_path / "nothing")
    save("dped/sony/training_data/other/0.jpg")
    with pytest.raises(DataError, match="should hold a phone's patches"):
        find_dped(sony)

"""The facts shown beside a photo."""

from datetime import datetime
from pathlib import Path

import pytest

from engine.decode import Facts, facts, open_photo
from engine.image import Metadata
from tests.engine.decode.made import exif_block
from tests.engine.decode.test_exif import FULL


def test_all_facts() -> None:
    assert facts(Metadata(exif=FULL)) == Facts(
        camera="Acme One",
        lens="35mm F2",
        iso=400,
        shutter=0.005,
        aperture=2.8,
        focal_length=35.0,
        taken=datetime(2024, 5, 6, 7, 8, 9),
        has_gps=True,
    )


def test_no_facts() -> None:
    assert facts(Metadata()) == Facts()


@pytest.mark.parametrize(
    ("make", "model", "camera"),
    [
        ("NIKON CORPORATION", "NIKON D90", "NIKON D90"),
        ("Apple", "iPhone 4", "Apple iPhone 4"),
        ("", "D90", "D90"),
        ("Acme", "", "Acme"),
    ],
)
def test_the_maker_is_not_said_twice(make: str, model: str, camera: str) -> None:
    assert facts(Metadata(exif=exif_block(make=make, model=model))).camera == camera


@pytest.mark.parametrize("time", ["", "0000:00:00 00:00:00", "yesterday", "2024:13:01 00:00:00"])
def test_a_time_that_is_none(time: str) -> None:
    assert facts(Metadata(exif=exif_block(time=time))).taken is None


def test_facts_of_real_cameras(shared_data: Path) -> None:
    nikon = facts(open_photo(shared_data / "fullsize" / "Nikon_D90.jpg", at_least=100))
    assert nikon == Facts("NIKON D90", "", 250, 0.1, 3.2, 24.0, datetime(2011, 4, 25, 1, 55, 30), False)
    assert facts(open_photo(shared_data / "fullsize" / "Apple_iPhone_4.jpg")).has_gps
    canon = facts(open_photo(shared_data / "raw" / "colorchart.dng", at_least=100))
    assert canon.camera == "Canon EOS Kiss X4"

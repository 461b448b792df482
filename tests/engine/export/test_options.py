"""ExportOptions: checked when they are made, so that no run begins with something impossible."""

from dataclasses import asdict
from typing import Any

import pytest

from engine.errors import ExportError
from engine.export.formats import FORMATS
from engine.export.options import ExportOptions


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"format": "gif"}, "no format called gif; there are jpeg, png"),
        ({"quality": 0}, "Quality goes from 1 to 100"),
        ({"quality": 101}, "Quality goes from 1 to 100"),
        ({"bit_depth": 16}, "JPEG does not hold 16 bits; PNG, TIFF, JPEG XL do"),
        ({"bit_depth": 12}, "JPEG does not hold 12 bits"),
        ({"space": "prophoto"}, "no color space called prophoto"),
        ({"long_edge": -1}, "long edge"),
        ({"sharpen": "much"}, "no sharpening called much"),
        ({"metadata": "some"}, "no choice of metadata called some"),
        ({"on_conflict": "ask"}, "no choice for taken names called ask"),
        ({"chroma": "411"}, "no color resolution called 411"),
    ],
)
def test_impossible_choices_are_named(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ExportError, match=words):
        ExportOptions(**wrong)


def test_defaults_are_the_conventions() -> None:
    usual = ExportOptions()
    assert (usual.format, usual.quality, usual.depth, usual.color_space.name) == ("jpeg", 90, 8, "sRGB")
    assert (usual.sampling, usual.metadata, usual.on_conflict, usual.long_edge) == ("444", "keep", "unique", 0)
    assert ExportOptions(format="tiff").depth == 16


def test_options_survive_being_written_down() -> None:
    options = ExportOptions(format="png", bit_depth=16, space="p3", long_edge=2048, metadata="no_location")
    assert ExportOptions(**asdict(options)) == options


def test_every_format_has_an_extension_of_its_own() -> None:
    assert len({kind.extension for kind in FORMATS.values()}) == len(FORMATS)

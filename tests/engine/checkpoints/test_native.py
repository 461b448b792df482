"""Penchant's style files: written and read back, old ones for ever, newer and odd ones refused in a sentence."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import load_file, save

from engine.checkpoints import native
from engine.checkpoints.native import Description, StyleEntry, read, read_description, write
from engine.checkpoints.opening import open_enhancer
from engine.errors import StyleError
from engine.version import VERSION

OLD_FILES = Path(__file__).resolve().parents[2] / "old_files"
DESCRIPTION = Description(
    "bilateral",
    {"channel_multiplier": 1, "experts": 2},
    (
        StyleEntry("mine", "Mine", "yours", "As I like it.", 0.8, (1.0, 0.0)),
        StyleEntry("other", "Ändere", "added", "", 1.5, (0.0, 1.0)),
    ),
    card={"seed": 1, "data": "photos"},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "styles" / "mine.safetensors"


def test_what_is_written_is_read_back(path: Path) -> None:
    weights = {"w": np.arange(6, dtype=np.float32).reshape(2, 3).T}
    write(path, weights, DESCRIPTION)
    description, read_weights = read(path)
    assert description == DESCRIPTION
    assert np.array_equal(read_weights["w"], weights["w"])
    assert [file.name for file in path.parent.iterdir()] == ["mine.safetensors"]


def test_format_1_opens_for_ever() -> None:
    description, weights = read(OLD_FILES / "style_format_1.safetensors")
    assert description == Description(
        "bilateral",
        {"channel_multiplier": 1, "experts": 2, "statistics": True, "guide": "luma"},
        (
            StyleEntry("harbour", "Harbour", "yours", "Calm and clear.", 0.9, (1.0, 0.0)),
            StyleEntry("evening", "Evening", "look", "Low sun.", 1.0, (0.25, 0.75)),
        ),
        "grade",
        256,
        {"licence": "Apache-2.0", "seed": 7},
    )
    assert weights["fc.0.bias"].tolist() == [0.5, -1.0, 2.0]
    assert weights["expert.weight"].tolist() == [[1.0, 2.0], [3.0, 4.0]]


def test_a_texture_of_format_1_opens_for_ever() -> None:
    enhancer = open_enhancer(OLD_FILES / "texture_format_1.safetensors")
    assert (enhancer.name, enhancer.kind, enhancer.kind_is_known) == ("can", "texture", True)
    made = enhancer.run(np.linspace(0, 1, 216, dtype=np.float32).reshape(9, 8, 3))
    assert made[0, 0] == pytest.approx([-0.0024, -0.0034, -0.0032], abs=1e-4)
    assert made[4, 4] == pytest.approx([0.5999, 0.4945, 0.3203], abs=1e-4)


def test_an_onnx_file_kept_in_format_1_opens_for_ever() -> None:
    enhancer = open_enhancer(OLD_FILES / "onnx_format_1.safetensors")
    assert (enhancer.name, enhancer.kind, enhancer.reading.input_range) == ("onnx", "grade", "-1..1")
    made = enhancer.run(np.linspace(0, 1, 216, dtype=np.float32).reshape(9, 8, 3))
    assert made[4, 4] == pytest.approx([0.5172, 0.4963, 0.4493], abs=1e-4)


def test_a_picture_and_the_version_are_inside(path: Path) -> None:
    picture = b"\xff\xd8\xff\xe0 and so on"
    write(path, {}, replace(DESCRIPTION, preview=picture))
    description = read_description(path)
    assert description.preview == picture
    assert description.program == VERSION
    write(path, {}, DESCRIPTION)
    assert read_description(path).preview == b""


def test_another_description_leaves_the_weights(path: Path) -> None:
    weights = {"w": np.arange(7, dtype=np.float16), "v": np.ones((2, 3), np.float32)}
    path.parent.mkdir()
    path.write_bytes(save(weights, {"penchant": DESCRIPTION.to_json()}))
    other = replace(DESCRIPTION, kind="texture", preview=b"\xff\xd8\xff\xe0 \xc3\xa4" * 7)
    native.redescribe(path, other)
    assert read_description(path) == other
    again = load_file(path)
    assert {name: values.dtype for name, values in again.items()} == {"w": np.float16, "v": np.float32}
    assert all(np.array_equal(again[name], weights[name]) for name in weights)


def described(**changes: Any) -> str:
    return json.dumps(json.loads(DESCRIPTION.to_json()) | changes)


def style(**changes: Any) -> list[dict[str, Any]]:
    return [{"id": "a", "name": "A", "kind": "look"} | changes]


@pytest.mark.parametrize(
    "text",
    [
        described(preview=7),
        described(preview="not base64"),
        described(preview="AAAA"),
        "",
        "[]",
        "7",
        "{",
        "[" * 100_000,
        described(format="1"),
        described(format=0),
        described(styles=[]),
        described(styles={}),
        described(styles=style(id="")),
        described(styles=style(name=7)),
        described(styles=style(summary=None)),
        described(styles=style(default_strength=9)),
        described(styles=style(default_strength=float("nan"))),
        described(styles=style(weights=["x"])),
        described(styles=style(weights=[float("inf")])),
        described(styles=style(weights=3)),
        described(styles=style() * 2),
        described(styles=["a"]),
        described(input_size=10**9),
        described(input_size="256"),
        described(arguments=[]),
        described(card=[]),
        described(architecture=None),
        json.dumps({"format": 1}),
    ],
)
def test_a_description_that_makes_no_sense_is_refused(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_bytes(save({"w": np.zeros(1, np.float32)}, {native.METADATA_KEY: text}))
    with pytest.raises(StyleError) as caught:
        read_description(path)
    assert caught.value.sentence == "mine.safetensors was not recognised as an enhancer."


def test_a_file_of_another_program_is_not_recognised(path: Path) -> None:
    path.parent.mkdir()
    for metadata in (None, {"format": "pt"}):
        path.write_bytes(save({"w": np.zeros(1, np.float32)}, metadata))
        with pytest.raises(StyleError, match="not recognised"):
            read_description(path)


def test_a_newer_format_is_refused_even_if_it_looks_different(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(save({}, {native.METADATA_KEY: json.dumps({"format": native.FORMAT + 1, "all": "new"})}))
    with pytest.raises(StyleError, match="made by a newer version of Penchant, so it was not opened"):
        read_description(path)


def test_a_summary_may_be_left_out(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(save({}, {native.METADATA_KEY: described(styles=style())}))
    assert read_description(path).styles == (StyleEntry("a", "A", "look"),)

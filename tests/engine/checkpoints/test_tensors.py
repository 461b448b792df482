"""Hostile and damaged .safetensors files: a sentence, never a crash, never the memory they ask for."""

import json
import struct
import tracemalloc
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.numpy import save

from engine.checkpoints.tensors import read_header, read_tensors
from engine.errors import StyleError


def file_with(path: Path, header: Any, values: bytes = b"") -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + values)
    return path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "Harbour light.safetensors"


def test_reads_what_the_library_wrote(path: Path) -> None:
    rng = np.random.default_rng(0)
    written = {
        "a": rng.normal(size=(3, 4)).astype(np.float32),
        "b.half": rng.normal(size=(2, 1, 5)).astype(np.float16),
        "empty": np.zeros((0, 7), np.float32),
        "one": np.array(2.5, np.float64),
    }
    path.write_bytes(save(written, {"penchant": "{}"}))
    read = read_tensors(path)
    assert read.keys() == written.keys()
    for name, values in written.items():
        assert read[name].dtype == np.float32
        assert np.array_equal(read[name], values.astype(np.float32))
    assert read_header(path)["__metadata__"] == {"penchant": "{}"}


def test_reads_bfloat16(path: Path) -> None:
    half = np.array([1.0, -2.5, 0.15625], np.float32).view(np.uint32) >> 16
    entry = {"dtype": "BF16", "shape": [3], "data_offsets": [0, 6]}
    assert read_tensors(file_with(path, {"w": entry}, half.astype("<u2").tobytes()))["w"].tolist() == [
        1.0,
        -2.5,
        0.15625,
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x10\x00",
        struct.pack("<Q", 4 << 30) + b"{}",
        struct.pack("<Q", 2**64 - 1) + b"{}",
        struct.pack("<Q", 100) + b"{}",
        struct.pack("<Q", 2) + b"[]",
        struct.pack("<Q", 2) + b"{'",
        struct.pack("<Q", 2) + b"\xff\xfe",
        struct.pack("<Q", 100_000) + b"[" * 100_000,
        b"\x89PNG\r\n\x1a\n" + bytes(100),
    ],
    ids=["empty", "short", "4 GB", "huge", "truncated", "list", "no JSON", "no text", "deep", "a picture"],
)
def test_something_else_is_not_recognised(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    tracemalloc.start()
    with pytest.raises(StyleError) as caught:
        read_header(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.sentence == "Harbour light.safetensors was not recognised as an enhancer."
    assert caught.value.details
    assert most < 20 << 20


def entry(**changes: Any) -> dict[str, Any]:
    return {"w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16], **changes}}


@pytest.mark.parametrize(
    "header",
    [
        entry(data_offsets=[0, 2**40]),
        entry(data_offsets=[8, 24]),
        entry(data_offsets=[16, 0]),
        entry(data_offsets=[-16, 0]),
        entry(data_offsets=[0]),
        entry(data_offsets="ab"),
        entry(shape=[2**31, 2**31]),
        entry(shape=[4, 1, 2]),
        entry(shape=[-2, -2]),
        entry(shape=[True, 4]),
        entry(shape=[1] * 40 + [4]),
        entry(shape=[2.0, 2.0]),
        entry(dtype="I64"),
        entry(dtype=["F32"]),
        {"w": "no entry"},
        {"w": {}},
    ],
    ids=str,
)
def test_claims_that_cannot_be_true_are_refused(path: Path, header: dict[str, Any]) -> None:
    with pytest.raises(StyleError, match="was not recognised"):
        read_tensors(file_with(path, header, bytes(16)))


def test_values_that_are_not_numbers_are_refused(path: Path) -> None:
    with pytest.raises(StyleError, match=r"Harbour light.safetensors is damaged"):
        read_tensors(file_with(path, entry(), np.array([1, np.nan, 2, 3], "<f4").tobytes()))


def test_program_code_is_told_apart(path: Path) -> None:
    for start in (b"PK\x03\x04", b"\x80\x02}q\x00"):
        path.write_bytes(start + bytes(200))
        with pytest.raises(StyleError, match="contains program code, so it was not opened"):
            read_header(path)


def test_a_header_whose_length_looks_like_a_pickle_is_read(path: Path) -> None:
    header = {"__metadata__": {}}
    text = json.dumps(header).ljust(0x180).encode()
    assert len(text) & 0xFF == 0x80
    assert read_header(file_with(path, text)) == header


def test_a_missing_file_and_a_folder(path: Path) -> None:
    with pytest.raises(StyleError, match="is no longer there"):
        read_header(path)
    path.mkdir()
    with pytest.raises(StyleError, match="may not be read"):
        read_header(path)


@given(position=st.integers(0, 10_000), value=st.integers(0, 255), length=st.integers(0, 10_000))
@settings(max_examples=200, suppress_health_check=list(HealthCheck))
def test_any_damage_gives_values_or_a_sentence(path: Path, position: int, value: int, length: int) -> None:
    content = bytearray(
        save({"a": np.arange(6, dtype=np.float32), "b": np.ones((2, 3), np.float16)}, {"penchant": "x"})
    )
    content[position % len(content)] = value
    path.write_bytes(content[: length if length < len(content) else len(content)])
    with suppress(StyleError):
        assert all(np.isfinite(values).all() for values in read_tensors(path).values())

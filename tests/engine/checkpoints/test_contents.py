"""A file's form is told by its content, also where one form happens to begin like another."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from engine.checkpoints.contents import SAFETENSORS, form_of, read_contents


@pytest.mark.parametrize("length", [0x0280, 0x0380, 0x0480, 0x4B50])
def test_safetensors_with_a_header_as_long_as_a_pickle_or_an_archive_begins(tmp_path: Path, length: int) -> None:
    weights = {"layer.weight": np.arange(6, dtype=np.float32)}
    plain = save(weights)
    header = int.from_bytes(plain[:8], "little")
    padded = length.to_bytes(8, "little") + plain[8 : 8 + header] + b" " * (length - header) + plain[8 + header :]
    path = tmp_path / "style.safetensors"
    path.write_bytes(padded)
    assert padded[:2] in (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"PK")
    assert form_of(path) == SAFETENSORS
    assert np.array_equal(read_contents(path).values["layer.weight"], weights["layer.weight"])

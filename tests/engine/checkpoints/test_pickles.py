"""PyTorch's files: what they hold, and what hostile ones may not do."""

import collections
import pickle
import tracemalloc
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.checkpoints.pickles import is_pickle, is_torchscript, read_pickle
from engine.errors import StyleError
from tests.engine.checkpoints.made import Evil


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "network.pth"


@pytest.mark.parametrize("is_zip", [True, False], ids=["archive", "stream"])
def test_reads_tensors_groups_and_plain_values(path: Path, is_zip: bool) -> None:
    state = collections.OrderedDict(a=torch.arange(6.0).view(2, 3), half=torch.tensor([0.5], dtype=torch.float16))
    content = {"G_net": state, "epoch": 92, "lists": [torch.ones(2)], "optimizer": {"state": torch.ones(3)}}
    torch.save(content, path, _use_new_zipfile_serialization=is_zip)
    read = read_pickle(path)
    assert is_pickle(path)
    assert not is_torchscript(path)
    assert read["epoch"] == 92
    assert np.array_equal(read["G_net"]["a"], [[0, 1, 2], [3, 4, 5]])
    assert read["G_net"]["half"].dtype == np.float32
    assert np.array_equal(read["lists"]["0"], [1, 1])
    assert "optimizer" not in read


@pytest.mark.parametrize("form", ["archive", "stream", "plain"])
def test_nothing_is_executed(path: Path, tmp_path: Path, form: str) -> None:
    trace = tmp_path / "was here"
    evil = {"w": torch.ones(2), "evil": Evil(str(trace))}
    if form == "plain":
        path.write_bytes(pickle.dumps({"evil": Evil(str(trace))}))
    else:
        torch.save(evil, path, _use_new_zipfile_serialization=form == "archive")
    with pytest.raises(StyleError) as caught:
        read_pickle(path)
    assert not trace.exists()
    if form != "plain":
        assert caught.value.sentence == "network.pth contains program code, so it was not opened."
        assert "weights_only" not in caught.value.details, "no advice to run it all the same"


def test_whole_models_are_program_code(path: Path) -> None:
    torch.save(torch.nn.Linear(2, 2), path)
    with pytest.raises(StyleError, match="contains program code"):
        read_pickle(path)


def test_a_zip_bomb_is_refused_with_little_memory(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("n/data.pkl", "w") as file:
        for _ in range(300):
            file.write(bytes(1 << 20))
    tracemalloc.start()
    with pytest.raises(StyleError, match="is damaged"):
        read_pickle(path)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 32 << 20


def test_values_that_repeat_a_small_file_without_end_are_refused(path: Path) -> None:
    torch.save({"w": torch.ones(1).expand(40_000, 40_000)}, path)
    with pytest.raises(StyleError, match="is damaged"):
        read_pickle(path)


def test_values_that_are_not_finite_are_refused(path: Path) -> None:
    torch.save({"w": torch.tensor([1.0, float("nan")])}, path)
    with pytest.raises(StyleError, match="is damaged"):
        read_pickle(path)


def test_a_claim_of_more_values_than_there_are_is_refused(path: Path) -> None:
    torch.save({"w": torch.ones(4)}, path)
    parts = {}
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            # K\x04 is "the number 4": how many values, and how many in the first axis.
            archive.writestr(
                name, content.replace(b"K\x04", b"J\x00\xca\x9a\x3b") if name.endswith(".pkl") else content
            )
    with pytest.raises(StyleError, match="is damaged"):
        read_pickle(path)


def test_too_many_instructions_are_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.checkpoints.pickles._MOST_INSTRUCTIONS", 50)
    torch.save({f"w{i}": torch.ones(1) for i in range(10)}, path)
    with pytest.raises(StyleError, match="is damaged"):
        read_pickle(path)


@pytest.mark.parametrize("is_zip", [True, False], ids=["archive", "stream"])
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(share=st.floats(0, 0.999))
def test_truncated_files_are_refused(path: Path, is_zip: bool, share: float) -> None:
    torch.save({"w": torch.ones(64), "b": torch.ones(3)}, path, _use_new_zipfile_serialization=is_zip)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(StyleError):
        read_pickle(path)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_damaged_files_give_a_sentence_or_values(path: Path, data: st.DataObject) -> None:
    torch.save({"w": torch.ones(16)}, path, _use_new_zipfile_serialization=data.draw(st.booleans()))
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    with suppress(StyleError):
        read_pickle(path)


def test_something_else_is_not_a_pickle(path: Path) -> None:
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    assert not is_pickle(path)
    assert not is_pickle(path.with_name("gone"))
    with pytest.raises(StyleError, match="no longer there"):
        read_pickle(path.with_name("gone"))

"""Keras' .h5 files: what HDF5's own library wrote is read, anything else is refused quickly; and NIMA as published."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.checkpoints.hdf5 import read_hdf5
from engine.checkpoints.inspection import inspect
from engine.checkpoints.scorers import open_scorer
from engine.errors import StyleError
from engine.networks.nima import NimaV1, NimaV2, from_keras, score
from tests.engine.checkpoints.made import hdf5
from tests.engine.networks.test_nima import keras_variables

KERAS = Path(__file__).with_name("keras.h5")
"""Written by h5py 3.16: 20 arrays in conv1/conv1; in dense_1 halves, big-endian doubles, a number, a count and text."""
SMALL = hdf5({"a/a/kernel:0": np.arange(6).reshape(2, 3), "a/a/bias:0": np.ones(3), "b": np.float32(4)})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "made.h5"


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_reads_what_the_library_wrote() -> None:
    weights = read_hdf5(KERAS)
    layers = {f"conv1/conv1/weight_{n:02}:0": n for n in range(20)}
    assert set(weights) == {*layers, "dense_1/half", "dense_1/double", "dense_1/scalar"}
    for name, value in layers.items():
        assert np.array_equal(weights[name], np.full((2, 3), value, np.float32))
    assert weights["dense_1/half"].tolist() == weights["dense_1/double"].tolist() == [0, 1, 2, 3]
    assert weights["dense_1/scalar"].shape == ()
    assert float(weights["dense_1/scalar"]) == 2.5


def test_of_a_whole_model_the_weights_alone_are_read(path: Path) -> None:
    arrays = {"model_weights/a/a/kernel:0": np.ones(2), "optimizer_weights/a/kernel:0": np.ones(2)}
    assert set(read_hdf5(put(path, hdf5(arrays)))) == {"a/a/kernel:0"}


def test_idealos_nima_loads_from_its_file(path: Path) -> None:
    variables = keras_variables()
    scorer = open_scorer(put(path, hdf5(variables)))
    assert isinstance(scorer.network, NimaV1)
    assert scorer.name == "NIMA, MobileNet v1 of idealo, made.h5"
    wanted = NimaV1()
    wanted.load_state_dict(from_keras(variables))
    image = torch.rand(1, 3, 90, 60)
    assert torch.equal(score(scorer.network(image))[0], score(wanted.eval()(image))[0])
    assert inspect(path).why.startswith("made.h5 holds NIMA, which scores photos")


@pytest.mark.parametrize("normalise", [True, False])
def test_the_ports_nima_loads_from_its_file(tmp_path: Path, normalise: bool) -> None:
    torch.manual_seed(0)
    network = NimaV2(normalise).eval()
    torch.save({"state_dict": {f"module.{n}": v for n, v in network.state_dict().items()}}, tmp_path / "pretrain.pth")
    scorer = open_scorer(tmp_path / "pretrain.pth", normalise=normalise)
    image = torch.rand(1, 3, 90, 60)
    assert torch.equal(scorer.network(image), network(image))
    assert ("not normalised" in scorer.name) is not normalise


def test_a_scorer_with_a_weight_missing_and_no_scorer_are_refused(path: Path) -> None:
    variables = keras_variables()
    del variables["dense_1/dense_1/bias:0"]
    with pytest.raises(StyleError, match="was not recognised") as caught:
        open_scorer(put(path, hdf5(variables)))
    assert "dense_1/bias" in caught.value.details
    with pytest.raises(StyleError, match=r"keras\.h5 holds no scorer of photos that is known here\."):
        open_scorer(KERAS)


@pytest.mark.parametrize(
    ("place", "value", "why"),
    [(8, 2, "newer form"), (24, 1, "begins elsewhere"), (70, 255, "outside the file")],
)
def test_what_the_beginning_says_is_checked(path: Path, place: int, value: int, why: str) -> None:
    content = bytearray(SMALL)
    content[place] = value
    with pytest.raises(StyleError) as caught:
        read_hdf5(put(path, bytes(content)))
    assert why in caught.value.details


def test_a_group_within_itself_ends(path: Path) -> None:
    content = bytearray(SMALL)
    root = int.from_bytes(content[64:72], "little")
    leaf = content.rindex(b"SNOD")  # the root's: the last group written
    content[leaf + 16 : leaf + 24] = root.to_bytes(8, "little")
    with pytest.raises(StyleError) as caught:
        read_hdf5(put(path, bytes(content)))
    assert "without end" in caught.value.details


def test_a_claim_of_more_values_than_there_are_takes_no_memory(path: Path) -> None:
    content = bytearray(SMALL)
    sides = content.index((2).to_bytes(8, "little") + (3).to_bytes(8, "little"))
    content[sides : sides + 8] = (1 << 40).to_bytes(8, "little")
    with pytest.raises(StyleError) as caught:
        read_hdf5(put(path, bytes(content)))
    assert "does not fit" in caught.value.details


def test_the_same_values_under_many_names_are_counted_once(path: Path) -> None:
    content = bytearray(hdf5({f"w{n:02}": np.zeros(400) for n in range(30)}))
    first = content.index(b"\x03\x01") + 2
    shared, place = content[first : first + 8], first
    while (place := content.find(b"\x03\x01", place) + 2) > 1:
        content[place : place + 8] = shared
    everything = bytes(content)
    assert len(read_hdf5(put(path, everything))) == 30
    # Thirty arrays in the room of one: the file without the values of the others.
    with pytest.raises(StyleError):
        read_hdf5(put(path, everything[: len(everything) // 4]))


def test_values_that_are_not_numbers_are_refused(path: Path) -> None:
    with pytest.raises(StyleError, match=r"made\.h5 is damaged"):
        read_hdf5(put(path, hdf5({"a": np.array([1, np.nan])})))


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=8), st.integers(0, len(SMALL)))
def test_any_damage_gives_values_or_a_sentence(path: Path, place: int, change: bytes, length: int) -> None:
    content = (SMALL[:place] + change + SMALL[place + len(change) :])[: max(length, 100)]
    with suppress(StyleError):
        read_hdf5(put(path, content))


def test_a_missing_file_is_named(path: Path) -> None:
    with pytest.raises(StyleError, match=r"made\.h5 is no longer there"):
        read_hdf5(path)

"""TensorFlow's bundles: read without TensorFlow, and hostile ones refused with a sentence."""

import struct
import tracemalloc
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.checkpoints.crc32c import crc32c, masked
from engine.checkpoints.tensorflow import is_bundle, read_bundle
from engine.errors import StyleError

KINDS = {np.dtype(np.float32): 1, np.dtype(np.float64): 2, np.dtype(np.int32): 3, np.dtype(np.float16): 19}


def number(value: int) -> bytes:
    found = b""
    while value > 127:
        found += bytes([value & 127 | 128])
        value >>= 7
    return found + bytes([value])


def part(key: int, content: bytes) -> bytes:
    return number(key << 3 | 2) + number(len(content)) + content


def integer(key: int, value: int) -> bytes:
    return number(key << 3) + number(value)


@dataclass
class Bundle:
    """A checkpoint in the making; tests bend it."""

    entries: dict[str, bytes] = field(default_factory=dict)
    data: bytes = b""
    header: bytes = integer(1, 1) + part(3, integer(1, 1))
    compression: int = 0

    def add(self, name: str, values: np.ndarray, **bent: int) -> None:
        content = values.tobytes()
        honest = {
            "kind": KINDS.get(values.dtype, 1),
            "size": len(content),
            "checksum": masked(crc32c(content)),
            "offset": len(self.data),
        }
        self.entry(name, values.shape, **honest | bent)
        self.data += content

    def entry(
        self,
        name: str,
        shape: tuple[int, ...],
        *,
        size: int,
        checksum: int,
        offset: int,
        kind: int = 1,
        shard: int = 0,
    ) -> None:
        axes = b"".join(part(2, integer(1, side)) for side in shape)
        self.entries[name] = (
            integer(1, kind)
            + part(2, axes)
            + integer(3, shard)
            + integer(4, offset)
            + integer(5, size)
            + number(6 << 3 | 5)
            + struct.pack("<I", checksum)
        )

    def block(self, pairs: list[tuple[bytes, bytes]]) -> bytes:
        found, last = b"", b""
        for key, value in pairs:
            shared = 0
            while shared < min(len(key), len(last)) and key[shared] == last[shared]:
                shared += 1
            found += number(shared) + number(len(key) - shared) + number(len(value)) + key[shared:] + value
            last = key
        return found + struct.pack("<II", 0, 1)

    def write(self, prefix: Path, per_block: int = 3) -> Path:
        pairs = [(b"", self.header), *sorted((name.encode(), value) for name, value in self.entries.items())]
        table, handles = b"", []
        for start in range(0, len(pairs), per_block):
            block = self.block(pairs[start : start + per_block])
            handles.append((pairs[min(start + per_block, len(pairs)) - 1][0], number(len(table)) + number(len(block))))
            table += self.sealed(block)
        meta, index = self.block([]), self.block(handles)
        meta_handle = number(len(table)) + number(len(meta))
        table += self.sealed(meta)
        index_handle = number(len(table)) + number(len(index))
        table += self.sealed(index)
        footer = (meta_handle + index_handle).ljust(40, b"\0") + struct.pack("<Q", 0xDB4775248B80FB57)
        path = prefix.with_name(prefix.name + ".index")
        path.write_bytes(table + footer)
        prefix.with_name(prefix.name + ".data-00000-of-00001").write_bytes(self.data)
        return path

    def sealed(self, block: bytes) -> bytes:
        whole = block + bytes([self.compression])
        return whole + struct.pack("<I", masked(crc32c(whole)))


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    return tmp_path / "Harbour light.ckpt"


def some() -> tuple[Bundle, dict[str, np.ndarray]]:
    rng = np.random.default_rng(0)
    values = {
        "generator/W1": rng.normal(size=(3, 3, 2, 4)).astype(np.float32),
        "generator/W12": rng.normal(size=(5, 700)).astype(np.float32),
        "generator/b1": rng.normal(size=4).astype(np.float16),
        "generator/scale": rng.normal(size=()),
    }
    bundle = Bundle()
    for name, array in values.items():
        bundle.add(name, array)
    return bundle, values


def refusal(path: Path) -> str:
    with pytest.raises(StyleError) as caught:
        read_bundle(path)
    sentence = caught.value.sentence
    assert path.name in sentence or Path(caught.value.subject).stem in sentence
    assert "\n" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", 0),
        (b"123456789", 0xE3069283),
        (bytes(32), 0x8A9136AA),  # this and the two below: RFC 3720, appendix B.4
        (b"\xff" * 32, 0x62A8AB43),
        (bytes(range(32)), 0x46DD794E),
    ],
)
def test_checksums_are_the_known_ones(content: bytes, expected: int) -> None:
    assert crc32c(content) == expected


@pytest.mark.parametrize("length", [1023, 1024, 1025, 5000])
def test_checksums_of_many_bytes_are_those_of_one_by_one(length: int) -> None:
    content = np.random.default_rng(length).bytes(length)
    state = 0xFFFFFFFF
    for byte in content:
        state ^= byte
        for _ in range(8):
            state = (state >> 1) ^ (0x82F63B78 if state & 1 else 0)
    assert crc32c(content) == state ^ 0xFFFFFFFF


def test_reads_every_kind_of_weight_over_several_blocks(prefix: Path) -> None:
    bundle, values = some()
    read = read_bundle(bundle.write(prefix, per_block=2))
    assert read.keys() == values.keys()
    for name, array in values.items():
        assert read[name].dtype == np.float32
        assert np.array_equal(read[name], array.astype(np.float32))


@pytest.mark.parametrize("ending", [".index", ".data-00000-of-00001", ""])
def test_any_of_the_names_opens_it(prefix: Path, ending: str) -> None:
    some()[0].write(prefix)
    assert "generator/W1" in read_bundle(prefix.with_name(prefix.name + ending))


def test_reads_bfloat16(prefix: Path) -> None:
    values = np.array([1.0, -2.5, 0.15625], np.float32)
    halves = (values.view(np.uint32) >> 16).astype(np.uint16)
    bundle = Bundle()
    bundle.add("w", halves, kind=14)
    assert np.array_equal(read_bundle(bundle.write(prefix))["w"], values)


def test_what_belongs_to_the_training_is_left_out(prefix: Path) -> None:
    bundle, values = some()
    ones = np.ones(3, np.float32)
    for name in ("generator/W1/Adam", "generator/W1/Adam_1", "beta1_power"):
        bundle.add(name, ones)
    bundle.add("steps", np.ones(2, np.int32))
    assert read_bundle(bundle.write(prefix)).keys() == values.keys()


def test_bundles_are_told_from_other_files(prefix: Path, tmp_path: Path) -> None:
    index = some()[0].write(prefix)
    other = tmp_path / "other.index"
    other.write_bytes(b"something else entirely")
    assert is_bundle(index)
    assert is_bundle(prefix.with_name(prefix.name + ".data-00000-of-00001"))
    assert not is_bundle(other)
    assert not is_bundle(tmp_path / "absent.index")
    assert not is_bundle(tmp_path / "absent.data-00000-of-00001")


def test_a_data_file_that_is_missing_is_named(prefix: Path) -> None:
    index = some()[0].write(prefix)
    prefix.with_name(prefix.name + ".data-00000-of-00001").unlink()
    assert ".data-00000-of-00001" in refusal(index)


def test_an_index_that_is_missing_is_named(prefix: Path) -> None:
    index = some()[0].write(prefix)
    index.unlink()
    assert index.name in refusal(prefix.with_name(prefix.name + ".data-00000-of-00001"))


def test_changed_values_are_noticed(prefix: Path) -> None:
    bundle, _ = some()
    bundle.data = bundle.data[:100] + bytes([bundle.data[100] ^ 1]) + bundle.data[101:]
    assert "damaged" in refusal(bundle.write(prefix))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_weights_that_are_no_numbers_are_refused(prefix: Path, value: float) -> None:
    bundle = Bundle()
    bundle.add("w", np.array([1, value], np.float32))
    assert "damaged" in refusal(bundle.write(prefix))


@pytest.mark.parametrize(
    "bent",
    [
        {"size": 8},
        {"offset": 1 << 62},
        {"offset": 1},
        {"shard": 7},
        {"shard": 1 << 60},
    ],
)
def test_entries_that_cannot_be_true_are_refused(prefix: Path, bent: dict[str, int]) -> None:
    bundle = Bundle()
    bundle.add("w", np.ones((2, 3), np.float32), **bent)
    refusal(bundle.write(prefix))


def test_headers_of_other_forms_are_refused(prefix: Path) -> None:
    for header in (integer(1, 0), integer(1, 1 << 40), integer(1, 1) + integer(2, 1), b"\x0f", b"\x80" * 20):
        bundle, _ = some()
        bundle.header = header
        refusal(bundle.write(prefix))


def test_compressed_tables_and_slices_are_refused(prefix: Path) -> None:
    bundle, _ = some()
    bundle.compression = 1
    refusal(bundle.write(prefix))
    bundle, _ = some()
    bundle.entries["generator/W1"] += part(7, b"")
    refusal(bundle.write(prefix))


def test_claims_of_the_same_values_again_and_again_take_no_memory(prefix: Path) -> None:
    values = np.ones(50_000, np.float32)
    bundle = Bundle()
    for index in range(300):
        bundle.entry(f"w{index}", values.shape, size=values.nbytes, checksum=masked(crc32c(values.tobytes())), offset=0)
    bundle.data = values.tobytes()
    path = bundle.write(prefix)
    tracemalloc.start()
    refusal(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 << 20


def test_an_index_cut_anywhere_is_refused(prefix: Path) -> None:
    path = some()[0].write(prefix)
    content = path.read_bytes()
    for length in range(0, len(content), 7):
        path.write_bytes(content[:length])
        refusal(path)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_index_with_changed_bytes_is_read_or_refused(prefix: Path, data: st.DataObject) -> None:
    path = some()[0].write(prefix)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    with suppress(StyleError):
        read_bundle(path)


@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(value=st.binary(max_size=60))
def test_entries_of_any_bytes_are_read_or_refused(prefix: Path, value: bytes) -> None:
    """The checksum of the table is right here, so the bytes are really looked at."""
    bundle, _ = some()
    bundle.entries["generator/W1"] = value
    with suppress(StyleError):
        read_bundle(bundle.write(prefix))


@pytest.mark.shared
def test_published_bundles_hold_what_is_known_of_them(shared_data: Path) -> None:
    folder = shared_data / "checkpoints"
    for phone in ("iphone", "blackberry", "sony"):
        weights = read_bundle(folder / "dped" / f"{phone}_orig.index")
        assert len(weights) == 40
        assert sum(values.size for values in weights.values()) == 401_475
        assert weights["generator/W12"].shape == (9, 9, 64, 3)
    bundles = sorted((folder / "can24_cqfio").glob("*/*.index"))
    assert len(bundles) == 4
    for path in bundles:
        weights = read_bundle(path)
        known = np.load(path.with_name("weights.npz"))
        assert {name.replace("/", ".") for name in weights} == set(known.files)
        for name, values in weights.items():
            assert np.array_equal(values, known[name.replace("/", ".")])

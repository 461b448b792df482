"""Which files are opened as styles: by name first, by their first bytes where the name says nothing."""

from pathlib import Path

import pytest

from app.style_files import index_of, is_style_file


@pytest.mark.parametrize("name", ["look.safetensors", "NET.PTH", "a.onnx", "model.ckpt", "iphone.index", "x.npz"])
def test_known_endings_are_styles(tmp_path: Path, name: str) -> None:
    assert is_style_file(tmp_path / name)


@pytest.mark.parametrize("name", ["photo.jpg", "photo.NEF", "folder", "notes.txt"])
def test_photos_folders_and_other_files_are_not(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\xff\xd8\xff\xe0 something") if "." in name else path.mkdir()
    assert not is_style_file(path)


def test_without_an_ending_the_first_bytes_decide(tmp_path: Path) -> None:
    file = tmp_path / "epoch_99"
    starts = (b"\x80\x02}q\x00", (64).to_bytes(8, "little") + b'{"a":1}', b"\x89HDF\r\n\x1a\n")
    for start in starts:
        file.write_bytes(start)
        assert is_style_file(file)
    for start in (b"", b"\x80", b"RIFF....WEBP", b"GIF89a..."):
        file.write_bytes(start)
        assert not is_style_file(file)


def test_a_photo_ending_is_a_photo_whatever_is_in_it(tmp_path: Path) -> None:
    file = tmp_path / "odd.jpg"
    file.write_bytes(b"\x80\x02}q\x00")
    assert not is_style_file(file)


def test_either_half_of_a_tensorflow_bundle_will_do(tmp_path: Path) -> None:
    data, index = tmp_path / "iphone.data-00000-of-00001", tmp_path / "iphone.index"
    data.write_bytes(b"12345678")
    assert not is_style_file(data)
    index.write_bytes(b"1")
    assert is_style_file(data)
    assert index_of(data) == index
    assert index_of(index) == index

"""What cannot be opened gives one named error with one calm sentence that names the file; nothing else ever happens."""

import os
import socket
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest

from engine.decode import embedded_preview, open_photo
from engine.errors import PhotoError, PhotoMissing, PhotoTooLarge, PhotoUnknown, PhotoUnreadable
from tests.engine.decode.made import picture, png, png_chunk, saved, with_segment, write_dng
from tests.engine.decode.test_open_photo import FILES

HARSH = ("error", "fail", "invalid", "traceback", "exception", "corrupt")


def refused(path: Path, kind: type[PhotoError], ending: str) -> PhotoError:
    """Opening raises this class with the file's name and these words."""
    with pytest.raises(kind) as caught:
        open_photo(path)
    error = caught.value
    assert type(error) is kind
    assert error.sentence == f"{path.name} {ending}"
    assert error.subject == str(path)
    assert not any(word in error.sentence.removeprefix(path.name).lower() for word in HARSH)
    return error


def written(tmp_path: Path, content: bytes, name: str = "IMG_2231.JPG") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_nothing_there(tmp_path: Path) -> None:
    refused(tmp_path / "gone.jpg", PhotoMissing, "is no longer there.")
    refused(tmp_path / "gone" / "deeper.jpg", PhotoMissing, "is no longer there.")
    refused(tmp_path / ("n" * 300 + ".jpg"), PhotoMissing, "is no longer there.")
    (tmp_path / "loop.jpg").symlink_to(tmp_path / "loop.jpg")
    refused(tmp_path / "loop.jpg", PhotoMissing, "is no longer there.")


def test_a_name_that_no_file_can_have() -> None:
    with pytest.raises(PhotoMissing):
        open_photo("a\0b.jpg")


def test_a_folder_called_like_a_photo(tmp_path: Path) -> None:
    (tmp_path / "album.jpg").mkdir()
    refused(tmp_path / "album.jpg", PhotoMissing, "is a folder, not a photo.")


def test_an_empty_file(tmp_path: Path) -> None:
    refused(written(tmp_path, b""), PhotoUnreadable, "is empty, so it cannot be shown.")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = written(tmp_path, FILES["JPEG"])
    path.chmod(0)
    refused(path, PhotoUnreadable, "may not be read, so it cannot be shown.")


def test_a_file_that_may_not_be_read_whoever_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path, FILES["JPEG"])

    def forbid(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", forbid)
    refused(path, PhotoUnreadable, "may not be read, so it cannot be shown.")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_pipes_sockets_and_devices_never_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    refused(tmp_path / "pipe.jpg", PhotoUnknown, "is not a kind of photo Penchant knows.")
    refused(Path("/dev/zero"), PhotoUnknown, "is not a kind of photo Penchant knows.")
    monkeypatch.chdir(tmp_path)  # names of sockets are short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.jpg")
        refused(tmp_path / "socket.jpg", PhotoUnknown, "is not a kind of photo Penchant knows.")


@pytest.mark.parametrize("content", [b"hello", b"\xff\xd8", b"%PDF-1.7", b"PK\3\4", b"BM", b"P5 hello", b"\0" * 5000])
def test_what_is_no_photo(tmp_path: Path, content: bytes) -> None:
    refused(written(tmp_path, content, "letter.jpg"), PhotoUnknown, "is not a kind of photo Penchant knows.")


def test_names_that_are_not_text_can_be_spoken_of(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9\n.jpg")
    path.write_bytes(b"hello")
    with pytest.raises(PhotoUnknown) as caught:
        open_photo(path)
    caught.value.sentence.encode("utf-8")
    assert "\n" not in caught.value.sentence


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_every_format_cut_short(tmp_path: Path, kind: str, share: float) -> None:
    content = FILES[kind]
    path = written(tmp_path, content[: max(4, int(len(content) * share))], f"cut {share}.x")
    with pytest.raises(PhotoError) as caught:
        open_photo(path)
    assert caught.value.sentence.startswith(path.name)


def test_a_jpeg_that_ends_too_early_says_how_much_is_there(tmp_path: Path) -> None:
    content = saved(np.tile(picture(), (8, 8, 1)), "jpeg", quality=95)
    error = refused(
        written(tmp_path, content[: len(content) // 2]), PhotoUnreadable, "ends too early, so it cannot be shown."
    )
    share = int(error.details.split(";")[1].split("%")[0])
    assert 35 <= share <= 65


def test_a_jpeg_that_lacks_its_end_mark_alone_is_whole(tmp_path: Path) -> None:
    whole = open_photo(written(tmp_path, FILES["JPEG"]))
    cut = open_photo(written(tmp_path, FILES["JPEG"][:-2]))
    np.testing.assert_array_equal(cut.pixels, whole.pixels)


def test_rubbish_before_a_segment_does_no_harm(tmp_path: Path) -> None:
    content = FILES["JPEG"]
    at = content.index(b"\xff\xdb")
    image = open_photo(written(tmp_path, content[:at] + b"\x11" * 7 + content[at:]))
    np.testing.assert_array_equal(image.pixels, open_photo(written(tmp_path, content)).pixels)


def test_rubbish_before_a_segment_hides_no_missing_end(tmp_path: Path) -> None:
    content = saved(np.tile(picture(), (8, 8, 1)), "jpeg", quality=95)
    at = content.index(b"\xff\xdb")
    path = written(tmp_path, content[:at] + b"\x11" * 7 + content[at : len(content) // 2])
    with pytest.raises(PhotoUnreadable):
        open_photo(path)


def lying_jpeg(width: int, height: int) -> bytes:
    content = FILES["JPEG"]
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", height, width) + content[at + 4 :]


def test_declared_sizes_are_refused_before_decoding(tmp_path: Path) -> None:
    ending = "says it is 65 000 × 65 000, more than this computer can hold."
    refused(written(tmp_path, lying_jpeg(65000, 65000)), PhotoTooLarge, ending)
    ending = "says it is 90 000 × 90 000, more than this computer can hold."
    refused(written(tmp_path, png(90000, 90000, 8, 2, b""), "big.png"), PhotoTooLarge, ending)
    header = b"GIF89a" + struct.pack("<HHBBB", 65000, 65000, 0, 0, 0)
    image = b"," + struct.pack("<HHHHB", 0, 0, 65000, 65000, 0) + b"\2\1\0\0;"
    ending = "says it is 65 000 × 65 000, more than this computer can hold."
    refused(written(tmp_path, header + image, "big.gif"), PhotoTooLarge, ending)


def test_a_size_that_memory_would_hold_but_that_is_a_lie(tmp_path: Path) -> None:
    with pytest.raises(PhotoUnreadable, match="ends too early"):
        open_photo(written(tmp_path, lying_jpeg(4000, 3000)))


def test_a_zero_sized_picture(tmp_path: Path) -> None:
    refused(written(tmp_path, png(0, 10, 8, 2, b""), "none.png"), PhotoUnreadable, "is damaged, so it cannot be shown.")


def test_a_png_bomb_of_text_and_profile_is_never_inflated(tmp_path: Path) -> None:
    bomb = zlib.compress(bytes(200_000_000), 9)
    extra = png_chunk(b"zTXt", b"Comment\0\0" + bomb) + png_chunk(b"iCCP", b"x\0\0" + bomb)
    image = open_photo(written(tmp_path, png(2, 1, 8, 2, b"\0" + bytes(range(6)), extra), "bomb.png"))
    assert image.pixels.ravel().tolist() == list(range(6))


def test_a_progressive_jpeg_of_thousands_of_passes(tmp_path: Path) -> None:
    content = saved(picture(1200, 1600), "jpeg", progressive=True)
    first = content.index(b"\xff\xda")
    scan = content[first : content.index(b"\xff", first + 2)]
    path = written(tmp_path, content[:-2] + scan * 8000 + content[-2:])
    error = refused(path, PhotoUnreadable, "is damaged, so it cannot be shown.")
    assert "passes" in error.details


def test_flipped_bits_in_a_jpeg_are_not_shown_as_if_nothing_were_wrong(tmp_path: Path) -> None:
    content = bytearray(saved(np.tile(picture(), (4, 4, 1)), "jpeg", quality=95))
    start = content.index(b"\xff\xda") + 20
    content[start + 200 : start + 240] = b"\xff\xd9" * 20
    with pytest.raises(PhotoUnreadable):
        open_photo(written(tmp_path, bytes(content)))


def test_a_hostile_exif_block_hides_no_photo(tmp_path: Path) -> None:
    loop = b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHII", 0x8769, 4, 1, 8) + struct.pack("<I", 8)
    huge = b"MM\0*\0\0\0\x08\xff\xff" + b"\x01\x0f\0\x02\xff\xff\xff\xff\xff\xff\xff\xff"
    for block in (loop, huge, b"II", b"", b"\xff" * 50):
        image = open_photo(written(tmp_path, with_segment(FILES["JPEG"], 0xE1, b"Exif\0\0" + block)))
        assert image.full_size == (80, 48)


def test_a_raw_file_cut_short(tmp_path: Path) -> None:
    write_dng(tmp_path / "whole.dng", np.full((200, 300, 3), 0.2), neutral=(0.5, 1, 0.7))
    content = (tmp_path / "whole.dng").read_bytes()
    path = written(tmp_path, content[: len(content) // 2], "cut.dng")
    refused(path, PhotoUnreadable, "ends too early, so it cannot be shown.")


def test_a_raw_name_with_nothing_of_a_raw(tmp_path: Path) -> None:
    ending = "is damaged, or of a RAW kind that Penchant does not know yet."
    refused(written(tmp_path, b"\0" * 5000, "x.nef"), PhotoUnknown, ending)


def outcome(path: Path) -> str:
    """How opening ends: a valid Image, or a refusal that names the file."""
    try:
        image = open_photo(path)
        open_photo(path, at_least=64)
        embedded_preview(path)
    except PhotoError as refusal:
        calm = (
            refusal.sentence.startswith(path.name) and refusal.sentence.endswith(".") and "\n" not in refusal.sentence
        )
        return type(refusal).__name__ if calm else refusal.sentence
    assert image.full_size == (image.width, image.height)
    assert image.pixels.shape == (image.height, image.width, 3)
    if image.pixels.dtype == np.float32:
        assert np.isfinite(image.pixels).all()
    return "opens"


def all_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_every_bad_file_opens_or_is_refused(shared_data: Path, capfd: pytest.CaptureFixture[str]) -> None:
    ends = {path.name: outcome(path) for path in all_files(shared_data / "bad_input")}
    kinds = list(ends.values())
    assert len(kinds) > 300
    assert kinds.count("opens") > 200
    assert kinds.count("PhotoTooLarge") >= 3
    assert kinds.count("PhotoUnreadable") > 40
    assert ends["truncated_jpeg.jpg"] == "opens"  # it lacks half of its end mark, nothing else
    assert ends["truncated_image.png"] == "PhotoUnreadable"
    assert ends["SOURCE.txt"] == "PhotoUnknown"
    assert set(kinds) <= {"opens", "PhotoTooLarge", "PhotoUnreadable", "PhotoUnknown"}
    assert capfd.readouterr() == ("", "")


def test_every_broken_raw_opens_or_is_refused(shared_data: Path) -> None:
    ends = {path.name: outcome(path) for path in all_files(shared_data / "raw" / "truncated_or_broken")}
    assert ends.pop("Issue247-1.nef") == "opens"  # a JPEG under a RAW's name
    assert set(ends.values()) <= {"PhotoUnreadable", "PhotoUnknown"}


@pytest.mark.skipif(sys.platform != "linux", reason="limits the address space")
def test_bad_files_stay_within_memory(shared_data: Path) -> None:
    """Every bad file in one child that may map 3 GB: libraries and thread stacks, and 1.5 GB for the worst file."""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", GREEDIEST, shared_data / "bad_input"],
        env=os.environ | {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},  # each maps more, on any machine alike
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    megabytes, name = run.stdout.split(maxsplit=1)
    assert int(megabytes) < 1500, name


GREEDIEST = """
import re, resource, sys
from pathlib import Path

resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
from tests.engine.decode.test_refusals import all_files, outcome


def most_so_far():  # not ru_maxrss: a new process inherits that from the one that started it, here all of pytest's
    return int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024


most, greediest = most_so_far(), "importing"
for path in all_files(Path(sys.argv[1])):
    outcome(path)
    if most_so_far() > most:
        most, greediest = most_so_far(), path.name
print(most, greediest)
"""

"""Whatever happens while a file is written, the old one stands, the original stands, and nothing is left lying."""

import errno
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import pytest

from engine.errors import DiskFull, FolderRefused, TargetRefused
from engine.export.safe_write import identities, safe_write


def text(content: bytes) -> Callable[[BinaryIO], None]:
    def fill(file: BinaryIO) -> None:
        file.write(content)

    return fill


def test_writes_and_makes_the_folder(tmp_path: Path) -> None:
    target = tmp_path / "new" / "deeper" / "a.jpg"
    assert safe_write(target, text(b"new")) == target
    assert target.read_bytes() == b"new"
    assert [p.name for p in target.parent.iterdir()] == ["a.jpg"]


def test_permissions_are_those_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "usual").write_bytes(b"")
    safe_write(tmp_path / "a.jpg", text(b"new"))
    assert (tmp_path / "a.jpg").stat().st_mode == (tmp_path / "usual").stat().st_mode


@pytest.mark.parametrize(("policy", "name", "old"), [("unique", "a-2.jpg", b"old"), ("overwrite", "a.jpg", b"new")])
def test_a_taken_name(tmp_path: Path, policy: str, name: str, old: bytes) -> None:
    target = tmp_path / "a.jpg"
    target.write_bytes(b"old")
    assert safe_write(target, text(b"new"), on_conflict=policy) == tmp_path / name
    assert (tmp_path / name).read_bytes() == b"new"
    assert target.read_bytes() == old


def test_skip_does_not_even_begin(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"old")

    def fill(file: BinaryIO) -> None:
        raise AssertionError("began")

    assert safe_write(tmp_path / "a.jpg", fill, on_conflict="skip") is None
    assert (tmp_path / "a.jpg").read_bytes() == b"old"


@pytest.mark.parametrize("policy", ["unique", "overwrite", "skip"])
@pytest.mark.parametrize("trouble", [ValueError, KeyboardInterrupt, MemoryError])
def test_trouble_leaves_everything_as_it_was(tmp_path: Path, policy: str, trouble: type[BaseException]) -> None:
    old = tmp_path / "old.jpg"
    old.write_bytes(b"old")

    def fill(file: BinaryIO) -> None:
        file.write(b"half")
        raise trouble

    for target in (old, tmp_path / "new.jpg"):
        if policy == "skip" and target == old:
            continue
        with pytest.raises(trouble):
            safe_write(target, fill, on_conflict=policy)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("old.jpg", b"old")]


def test_a_check_that_is_not_content_keeps_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"old")

    def check(path: Path) -> None:
        assert path.read_bytes() == b"new"
        raise ValueError("not right")

    with pytest.raises(ValueError, match="not right"):
        safe_write(tmp_path / "a.jpg", text(b"new"), on_conflict="overwrite", check=check)
    assert (tmp_path / "a.jpg").read_bytes() == b"old"


def links(folder: Path, original: Path) -> list[Path]:
    """The original under other names."""
    soft, hard, inside = folder / "soft.jpg", folder / "hard.jpg", folder / "folder"
    soft.symlink_to(original)
    hard.hardlink_to(original)
    inside.symlink_to(original.parent)
    return [original, soft, hard, inside / original.name, original.parent / ".." / original.parent.name / original.name]


def test_the_original_is_never_the_target(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    original = tmp_path / "photos" / "a.jpg"
    original.write_bytes(b"original")
    for target in links(tmp_path, original):
        with pytest.raises(TargetRefused, match="originals are never changed"):
            safe_write(target, text(b"new"), on_conflict="overwrite", originals=identities([original]))
        assert original.read_bytes() == b"original"
    assert safe_write(tmp_path / "soft.jpg", text(b"new"), originals=identities([original])) == tmp_path / "soft-2.jpg"


def test_an_original_that_appears_while_writing_is_safe(tmp_path: Path) -> None:
    original, target = tmp_path / "a.jpg", tmp_path / "out.jpg"
    original.write_bytes(b"original")

    def fill(file: BinaryIO) -> None:
        target.hardlink_to(original)

    with pytest.raises(TargetRefused):
        safe_write(target, fill, on_conflict="overwrite", originals=identities([original]))
    assert original.read_bytes() == b"original"


def test_a_folder_with_the_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").mkdir()
    with pytest.raises(TargetRefused, match=r"a\.jpg is a folder"):
        safe_write(tmp_path / "a.jpg", text(b"new"), on_conflict="overwrite")
    assert safe_write(tmp_path / "a.jpg", text(b"new")) == tmp_path / "a-2.jpg"


def test_two_jobs_never_share_a_name(tmp_path: Path) -> None:
    both = threading.Barrier(8)
    written: list[Path | None] = []

    def job(number: int) -> None:
        def fill(file: BinaryIO) -> None:
            both.wait()
            file.write(b"%d" % number)

        written.append(safe_write(tmp_path / "a.jpg", fill))

    threads = [threading.Thread(target=job, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(written)) == 8
    assert sorted(p.read_bytes() for p in tmp_path.iterdir()) == [b"%d" % n for n in range(8)]


def test_disks_without_hard_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_link(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "no links here")

    monkeypatch.setattr(os, "link", no_link)
    (tmp_path / "a.jpg").write_bytes(b"old")
    assert safe_write(tmp_path / "a.jpg", text(b"new")) == tmp_path / "a-2.jpg"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a-2.jpg", "a.jpg"]


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FolderRefused, match="file is not a folder"):
        safe_write(tmp_path / "file" / "a.jpg", text(b"new"))
    with pytest.raises(FolderRefused):
        safe_write(tmp_path / "file" / "deeper" / "a.jpg", text(b"new"))


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.EROFS, FolderRefused, "out is read-only"),
        (errno.EACCES, FolderRefused, "out is read-only"),
        (errno.ENOSPC, DiskFull, "The disk is full, so nothing was written."),
        (errno.EDQUOT, DiskFull, "The disk is full"),
        (errno.EIO, FolderRefused, "could not be written to"),
        (errno.ENAMETOOLONG, FolderRefused, "longer than the disk allows"),
    ],
)
def test_the_systems_trouble_gets_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[Exception], words: str
) -> None:
    def sync(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", sync)
    with pytest.raises(kind, match=words):
        safe_write(tmp_path / "out" / "a.jpg", text(b"new"))
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(FolderRefused, match="read-only"):
            safe_write(tmp_path / "a.jpg", text(b"new"))
    finally:
        tmp_path.chmod(0o755)


def test_a_disk_that_really_has_no_room(tmp_path: Path) -> None:
    """The system itself refuses to let the file grow, in a process of its own."""
    code = """
import resource, sys
from pathlib import Path
from engine.errors import DiskFull
from engine.export.safe_write import safe_write
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    safe_write(Path(sys.argv[1]), lambda file: file.write(bytes(50_000)) and None, on_conflict="overwrite")
except DiskFull as problem:
    print(problem.sentence)
"""
    assert resource.RLIMIT_FSIZE is not None
    target = tmp_path / "a.jpg"
    target.write_bytes(b"old")
    ran = subprocess.run([sys.executable, "-c", code, str(target)], capture_output=True, text=True, check=True)
    assert ran.stdout == "The disk is full, so nothing was written.\n"
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.jpg", b"old")]

"""Compiled code: kept, found again without the compiler, never trusted when damaged, optional."""

import os
import re
import subprocess
import sys
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from engine import kernel_texts, kernels
from engine.kernels import cache_folder, native

ROOT = Path(__file__).resolve().parents[2]


def doubled(values, count, factor):  # type: ignore[no-untyped-def]
    for i in range(count):
        values[i] = timed(values[i], factor)


def timed(value, factor):  # type: ignore[no-untyped-def]
    return value * factor


def quadrupled(values, count):  # type: ignore[no-untyped-def]
    for i in range(count):
        values[i] = twice(twice(values[i]))


def twice(value):  # type: ignore[no-untyped-def]
    return timed(value, np.float32(2))


def shipped_here() -> Path:
    """The folder of texts for this kind of computer."""
    return kernel_texts.place(kernel_texts.all_kernels()[0]).parent


def instructions(text: str) -> str:
    """The instructions that a text becomes on this processor, without the names numba makes up on each run."""
    machine = kernels._target_machine()
    assembly = machine.emit_assembly(kernels._optimised(text, machine))
    return re.sub(r"_ZN\w+", "name", str(assembly))


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A process that has compiled nothing yet, with a cache of its own."""
    monkeypatch.setenv("PENCHANT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(kernels, "_loaded", {})
    return tmp_path / "cache"


def run_doubled() -> list[float]:
    values = np.arange(5, dtype=np.float32)
    native(doubled, "f4* i f", (timed,))(values.ctypes.data, 5, 2.0)
    return values.tolist()


def test_a_kernel_is_compiled_once_and_kept(forgotten: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run_doubled() == [0, 2, 4, 6, 8]
    (kept,) = forgotten.glob("doubled-*.o")
    assert kept.stat().st_size > 100
    monkeypatch.setattr(kernels, "_loaded", {})
    monkeypatch.setattr(kernels, "_compile", lambda *_: pytest.fail("compiled again"))
    assert run_doubled() == [0, 2, 4, 6, 8]


def test_a_ready_kernel_does_not_wait_for_another_to_be_compiled(forgotten: Path) -> None:
    run_doubled()
    with ThreadPoolExecutor(1) as pool, kernels._lock:
        assert pool.submit(run_doubled).result(timeout=60) == [0, 2, 4, 6, 8]


def test_a_kernel_whose_helper_calls_another(forgotten: Path) -> None:
    values = np.arange(3, dtype=np.float32)
    native(quadrupled, "f4* i", (timed, twice))(values.ctypes.data, 3)
    assert values.tolist() == [0, 4, 8]


def test_a_damaged_file_is_compiled_anew(forgotten: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_doubled()
    (kept,) = forgotten.glob("doubled-*.o")
    whole = kept.read_bytes()
    for damaged in (b"", whole[:-1], whole[:200] + b"\x90" + whole[201:], b"x" * 4000):
        kept.write_bytes(damaged)
        monkeypatch.setattr(kernels, "_loaded", {})
        assert run_doubled() == [0, 2, 4, 6, 8]
        assert kept.read_bytes()[32:] != damaged[32:]


def test_a_first_start_ever_needs_no_numba(tmp_path: Path) -> None:
    if not shipped_here().is_dir():
        pytest.skip("for this kind of computer no texts are shipped")
    code = (
        "import sys; sys.modules['numba'] = None\n"
        "from engine import kernel_texts, kernels\n"
        "for kernel in kernel_texts.all_kernels(): kernels.native(*kernel)"
    )
    environment = os.environ | {"PENCHANT_CACHE": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, check=True)
    assert len(list(tmp_path.glob("*.o"))) == len(kernel_texts.all_kernels())


def test_texts_are_of_the_sources_that_there_are() -> None:
    if not shipped_here().is_dir():
        pytest.skip("for this kind of computer no texts are shipped")
    wanted = {kernel_texts.place(kernel) for kernel in kernel_texts.all_kernels()}
    there = set(shipped_here().iterdir())
    assert wanted == there, f"a kernel's source was changed, so run: {kernel_texts.COMMAND}"
    for path in wanted:
        assert zlib.decompress(path.read_bytes()).decode().count(f"@{kernels.SYMBOL}(") == 1


@pytest.mark.parametrize("name", ["area_rows", "_to_srgb_curve", pytest.param("", marks=pytest.mark.slow)])
def test_a_shipped_text_makes_the_pixels_of_what_numba_writes(name: str) -> None:
    """The machine code itself is the same, so that no pixel can differ; for one form of a kernel, or for all."""
    if not shipped_here().is_dir():
        pytest.skip("for this kind of computer no texts are shipped")
    chosen = [kernel for kernel in kernel_texts.all_kernels() if kernel.function.__name__ == name or not name]
    for kernel in chosen[: 1 if name else None]:
        text = kernel_texts.shipped(kernel)
        assert text is not None
        assert instructions(text) == instructions(kernel_texts.written(kernel)), kernel


def test_a_text_that_is_not_understood_is_written_anew(forgotten: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kernel_texts, "shipped", lambda _: "of another LLVM")
    assert run_doubled() == [0, 2, 4, 6, 8]


def test_what_is_missing_is_written_and_what_is_no_more_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kernel = kernels.Kernel(doubled, "f4* i f", (timed,))
    monkeypatch.setattr(kernel_texts, "ROOT", tmp_path)
    monkeypatch.setattr(kernel_texts, "all_kernels", lambda: [kernel])
    assert kernel_texts.shipped(kernel) is None
    made = kernel_texts.place(kernel)
    made.parent.mkdir()
    (made.parent / "doubled-of-yesterday.ll.z").write_bytes(b"")
    assert kernel_texts.write_missing() == [made]
    assert list(made.parent.iterdir()) == [made]
    assert kernel_texts.write_missing() == []
    text = kernel_texts.shipped(kernel)
    assert text is not None
    assert kernels._translated(text) == kernels._translated(text)
    made.write_bytes(made.read_bytes()[:-9])
    assert kernel_texts.shipped(kernel) is None, "damaged"


def test_without_a_writable_folder_it_works_all_the_same(forgotten: Path) -> None:
    forgotten.write_text("a file where the folder should be")
    assert run_doubled() == [0, 2, 4, 6, 8]
    assert forgotten.is_file()


def test_the_cache_follows_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PENCHANT_CACHE")
    monkeypatch.setenv("PENCHANT_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "cache"
    monkeypatch.delenv("PENCHANT_HOME")
    assert cache_folder().name == "penchant"
    monkeypatch.setenv("PENCHANT_CACHE", str(tmp_path / "x"))
    assert cache_folder() == tmp_path / "x"


def test_a_later_start_grades_without_the_compiler() -> None:
    code = (
        "import sys, numpy as np, engine.grade as g; g.warm('u1');"
        "g.apply(g.identity((4, 4)), np.zeros((9, 9, 3), np.uint8)); print('numba' in sys.modules)"
    )
    for _ in range(2):  # the first may have to compile
        run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
    assert run.stderr == ""

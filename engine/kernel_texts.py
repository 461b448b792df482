"""LLVM texts of the kernels: shipped, so that a new computer need not wait for numba, and written by numba.

numba's own Python is nine tenths of what compiling takes. Its result before any optimisation depends on the kind of
computer (the target triple), but not on its processor; so it is made beforehand, and what is left to the first start
is to optimise it for the processor it runs on. Both ways go through the same text, so pixels are the same.

    python -m engine.kernel_texts

writes what is missing for the kind of computer it runs on, after a source of a kernel was changed. Kinds of computers
for which nobody did that yet let numba write the texts on the first start.
"""

import zlib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import FunctionType
from typing import Any

from engine.kernels import SYMBOL, Kernel, digest

ROOT = Path(__file__).resolve().parent.parent / "resources" / "kernels"
COMMAND = "python -m engine.kernel_texts"
MODULES = ("color_kernels", "finish.kernel", "grade.slicing", "grade.splat", "networks.convolution", "resize", "warp")
"""Modules of `engine` that have kernels; each names them in its KERNELS."""
_POINTERS = {"u1*": "uint8", "u2*": "uint16", "f4*": "float32", "i8*": "int64"}


def all_kernels() -> list[Kernel]:
    """Every kernel in each of its forms."""
    return [Kernel(*kernel) for name in MODULES for kernel in import_module(f"engine.{name}").KERNELS]


def shipped(kernel: Kernel) -> str | None:
    """The text that came with the program; None if there is none for these sources and this kind of computer."""
    try:
        return zlib.decompress(place(kernel).read_bytes()).decode()
    except (OSError, zlib.error, UnicodeDecodeError):
        return None


def place(kernel: Kernel) -> Path:
    """The file of a kernel's text."""
    import llvmlite.binding as llvm

    triple: str = llvm.get_process_triple()
    return ROOT / triple / f"{kernel.function.__name__}-{digest(kernel)}.ll.z"


def written(kernel: Kernel) -> str:
    """The text as numba writes it, unoptimised; the kernel is called `SYMBOL` in it. Takes up to seven seconds."""
    from numba import njit, types
    from numba.core import config as numba_config

    kinds: dict[str, Any] = {"i": types.int64, "f": types.float32}
    kinds |= {code: types.CPointer(getattr(types, name)) for code, name in _POINTERS.items()}  # type: ignore[no-untyped-call]
    signature = types.void(*(kinds[code] for code in kernel.arguments.split()))
    # Contraction to fused multiply-add is all that is relaxed: the same pixel gives the same value in every strip.
    options: Any = {"nogil": True, "error_model": "numpy", "fastmath": {"contract", "nsz"}}
    # Nobody calls a kernel or its helpers from Python, so the code for that is not made.
    options |= {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    config: Any = numba_config
    usual, config.OPT = config.OPT, type(config.OPT)(0)
    try:
        ready: dict[str, Any] = {}
        for helper in kernel.helpers:
            ready[helper.__name__] = njit(**options)(_seeing(helper, ready))
        compiled: Any = njit(signature, **options)(_seeing(kernel.function, ready))
    finally:
        config.OPT = usual
    mangled = compiled.overloads[compiled.signatures[0]].fndesc.mangled_name
    return str(compiled.inspect_llvm(compiled.signatures[0])).replace(mangled, SYMBOL)


def write_missing() -> list[Path]:
    """Write the texts that are missing for this kind of computer, and remove those of sources that are no more.

    Returns:
        The files that were written.
    """
    kernels = {place(kernel): kernel for kernel in all_kernels()}
    missing = [path for path in kernels if not path.is_file()]
    for path in missing:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(zlib.compress(written(kernels[path]).encode(), 9))
    for folder in {path.parent for path in kernels}:
        for stray in set(folder.glob("*.ll.z")) - kernels.keys():
            stray.unlink()
    return missing


def _seeing(function: Callable[..., Any], ready: dict[str, Any]) -> FunctionType:
    """The function with the helpers that are ready in place of the Python functions of the same names."""
    assert isinstance(function, FunctionType)
    return FunctionType(function.__code__, function.__globals__ | ready, function.__name__)


def main() -> None:
    """Write what is missing, and tell it."""
    made = write_missing()
    print(f"{len(made)} of {len(all_kernels())} texts written to {ROOT}.")  # noqa: T201 - a command


if __name__ == "__main__":
    main()

"""Compiled kernels: where their machine code is kept, and how it is found again without starting the compiler.

Machine code of a kernel is looked for in the cache folder; there it is loaded in about 35 ms through llvmlite alone.
Where it is not, it is made of the kernel's LLVM text, which is shipped (`engine.kernel_texts`) and needs tenths of a
second; where the text is for another kind of computer or other sources, numba writes it anew, which takes seconds.
"""

import ctypes
import hashlib
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

CACHE_VARIABLE = "PENCHANT_CACHE"
SYMBOL = "penchant_kernel"
"""What a kernel is called in its text and in its machine code."""
_DIGEST_BYTES = 32
_CTYPES = {"i": ctypes.c_int64, "f": ctypes.c_float}
_PIPELINE = "O3 of the unoptimised text"
"""How machine code is made; code that was made otherwise is not loaded."""

_lock = threading.RLock()
_loaded: dict[tuple[Callable[..., None], str], Callable[..., int]] = {}
_keep_alive: list[Any] = []
_NOWHERE = ctypes.create_string_buffer(16)


def cache_folder() -> Path:
    """Where compiled code is kept: $PENCHANT_CACHE, else $PENCHANT_HOME/cache, else the user's cache folder."""
    if os.environ.get(CACHE_VARIABLE):
        return Path(os.environ[CACHE_VARIABLE])
    if os.environ.get("PENCHANT_HOME"):
        return Path(os.environ["PENCHANT_HOME"]) / "cache"
    import platformdirs

    return Path(platformdirs.user_cache_dir("penchant", appauthor=False))


class Kernel(NamedTuple):
    """What `native` is given; modules name theirs in `KERNELS`, so that their texts can be shipped."""

    function: Callable[..., None]
    arguments: str
    helpers: tuple[Callable[..., Any], ...] = ()


def native(
    function: Callable[..., None], arguments: str, helpers: tuple[Callable[..., Any], ...] = ()
) -> Callable[..., int]:
    """Machine code of a kernel, made on first use and kept for later starts.

    The kernel takes pointers and numbers only, allocates nothing and raises nothing; it runs without the GIL.

    Args:
        function: plain Python function at the top of its module; its file is part of the key of the cache.
        arguments: types in order, separated by spaces: pointers "u1*", "u2*", "f4*", "i8*", and "i" int64, "f" float32.
        helpers: all functions that it and they call, likewise, those that are called before their callers; compiled
            into it.

    Returns:
        A callable for addresses (int) and numbers.
    """
    key = (function, arguments)
    # A kernel that is ready does not wait while another one is compiled, which takes seconds on a first start.
    if key in _loaded:
        return _loaded[key]
    with _lock:
        if key not in _loaded:
            _loaded[key] = _callable(_machine_code(Kernel(function, arguments, helpers)), arguments)
        return _loaded[key]


def digest(kernel: Kernel) -> str:
    """Names the sources of a kernel and the types of its arguments."""
    functions = (kernel.function, *kernel.helpers)
    files = sorted({str(sys.modules[function.__module__].__file__) for function in functions})
    source = b"".join(Path(file).read_bytes().replace(b"\r\n", b"\n") for file in files)
    return hashlib.sha256(source + kernel.arguments.encode()).hexdigest()[:24]


def _machine_code(kernel: Kernel) -> bytes:
    """Object code from the cache, or made now and kept."""
    path = cache_folder() / f"{kernel.function.__name__}-{_key(kernel)}.o"
    try:
        kept = path.read_bytes()
        checksum, code = kept[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
        if hashlib.sha256(code).digest() == checksum:
            return code
    except OSError:
        pass
    code = _compile(kernel)
    _keep(path, hashlib.sha256(code).digest() + code)
    return code


def _key(kernel: Kernel) -> str:
    """Names the sources, the compiler and the processor: code for another one is never loaded."""
    import llvmlite
    import llvmlite.binding as llvm

    target = f"{llvmlite.__version__} {llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"
    return hashlib.sha256(f"{digest(kernel)} {_PIPELINE} {target} {sys.platform}".encode()).hexdigest()[:24]


def _keep(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError:  # a full or read-only disk: compiled again next time
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def _target_machine() -> Any:
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="default",
        codemodel="jitdefault",
        jit=True,
    )


def _compile(kernel: Kernel) -> bytes:
    """Object code in which the kernel is called `SYMBOL`, for the processor of this computer."""
    from engine import kernel_texts

    if text := kernel_texts.shipped(kernel):
        with suppress(RuntimeError):  # an older LLVM may not understand the text of a newer one
            return _translated(text)
    return _translated(kernel_texts.written(kernel))


def _translated(text: str) -> bytes:
    machine = _target_machine()
    return bytes(machine.emit_object(_optimised(text, machine)))


def _optimised(text: str, machine: Any) -> Any:
    """The LLVM module of a text, as good as LLVM makes it for a processor."""
    import llvmlite.binding as llvm

    module = llvm.parse_assembly(text)
    options = llvm.create_pipeline_tuning_options(speed_level=3)
    options.loop_vectorization = options.slp_vectorization = True
    passes = llvm.create_pass_builder(machine, options)
    passes.getModulePassManager().run(module, passes)
    return module


def _callable(code: bytes, arguments: str) -> Callable[..., int]:
    import llvmlite.binding as llvm

    machine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target_machine())
    machine.add_object_file(llvm.ObjectFileRef.from_data(code))
    machine.finalize_object()
    _keep_alive.append(machine)
    kinds: list[Any] = [_CTYPES.get(word, ctypes.c_void_p) for word in arguments.split()]
    # numba's calling convention begins with a place for the result and one for an exception; a kernel uses neither.
    prototype = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *kinds)
    return partial(prototype(machine.get_function_address(SYMBOL)), _NOWHERE, _NOWHERE)

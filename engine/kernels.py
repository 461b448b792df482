"""Compiled kernels: where their machine code is kept, and how it is found again without starting the compiler.

Importing this module points numba's own cache (`@njit(cache=True)`) at a folder that the person can write to; so import
it before numba. `native` goes further: numba compiles a function once, its machine code is kept, and later starts load
it in about 35 ms through llvmlite alone, where importing numba and unpickling its cache takes half a second.
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
from types import FunctionType
from typing import Any

CACHE_VARIABLE = "PENCHANT_CACHE"
_DIGEST_BYTES = 32
_SYMBOL = "penchant_kernel"
_CTYPES = {"i": ctypes.c_int64, "f": ctypes.c_float}
_POINTERS = {"u1*": "uint8", "u2*": "uint16", "f4*": "float32", "i8*": "int64"}

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


def _point_numba_at_cache() -> None:
    folder = cache_folder() / "numba"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return  # numba then looks for a place of its own, or compiles each time
    os.environ.setdefault("NUMBA_CACHE_DIR", str(folder))


_point_numba_at_cache()


def native(
    function: Callable[..., None], arguments: str, helpers: tuple[Callable[..., Any], ...] = ()
) -> Callable[..., int]:
    """Machine code of a kernel, compiled by numba on first use and kept for later starts.

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
            _loaded[key] = _callable(_machine_code(function, arguments, helpers), arguments)
        return _loaded[key]


def _machine_code(function: Callable[..., None], arguments: str, helpers: tuple[Callable[..., Any], ...]) -> bytes:
    """Object code from the cache, or compiled now and kept."""
    path = cache_folder() / f"{function.__name__}-{_key((function, *helpers), arguments)}.o"
    try:
        kept = path.read_bytes()
        digest, code = kept[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
        if hashlib.sha256(code).digest() == digest:
            return code
    except OSError:
        pass
    code = _compile(function, arguments, helpers)
    _keep(path, hashlib.sha256(code).digest() + code)
    return code


def _key(functions: tuple[Callable[..., Any], ...], arguments: str) -> str:
    """Names the sources, the compiler and the processor: code for another one is never loaded."""
    import llvmlite
    import llvmlite.binding as llvm

    files = sorted({str(sys.modules[function.__module__].__file__) for function in functions})
    source = b"".join(Path(file).read_bytes() for file in files)
    target = f"{llvmlite.__version__} {llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"
    return hashlib.sha256(source + f"{arguments} {target} {sys.platform}".encode()).hexdigest()[:24]


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


def _compile(function: Callable[..., None], arguments: str, helpers: tuple[Callable[..., Any], ...]) -> bytes:
    """Object code in which the kernel is called `_SYMBOL`."""
    import llvmlite.binding as llvm
    from numba import njit, types

    kinds: dict[str, Any] = {"i": types.int64, "f": types.float32}
    kinds |= {code: types.CPointer(getattr(types, name)) for code, name in _POINTERS.items()}  # type: ignore[no-untyped-call]
    signature = types.void(*(kinds[code] for code in arguments.split()))
    # Contraction to fused multiply-add is all that is relaxed: the same pixel gives the same value in every strip.
    options: Any = {"nogil": True, "error_model": "numpy", "fastmath": {"contract", "nsz"}}
    # Nobody calls a kernel or its helpers from Python, so the code for that is not made.
    options |= {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    ready: dict[str, Any] = {}
    for helper in helpers:
        ready[helper.__name__] = njit(**options)(_seeing(helper, ready))
    compiled: Any = njit(signature, **options)(_seeing(function, ready))
    mangled = compiled.overloads[compiled.signatures[0]].fndesc.mangled_name
    text = compiled.inspect_llvm(compiled.signatures[0]).replace(mangled, _SYMBOL)
    return bytes(_target_machine().emit_object(llvm.parse_assembly(text)))


def _seeing(function: Callable[..., Any], ready: dict[str, Any]) -> FunctionType:
    """The function with the helpers that are ready in place of the Python functions of the same names."""
    assert isinstance(function, FunctionType)
    return FunctionType(function.__code__, function.__globals__ | ready, function.__name__)


def _callable(code: bytes, arguments: str) -> Callable[..., int]:
    import llvmlite.binding as llvm

    machine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), _target_machine())
    machine.add_object_file(llvm.ObjectFileRef.from_data(code))
    machine.finalize_object()
    _keep_alive.append(machine)
    kinds: list[Any] = [_CTYPES.get(word, ctypes.c_void_p) for word in arguments.split()]
    # numba's calling convention begins with a place for the result and one for an exception; a kernel uses neither.
    prototype = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *kinds)
    return partial(prototype(machine.get_function_address(_SYMBOL)), _NOWHERE, _NOWHERE)

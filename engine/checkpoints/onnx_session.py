"""Running ONNX models that may be hostile: as much memory and time as a photo deserves, and no more.

All sessions share one arena whose size is limited, so a model that asks for a hundred gigabytes is told no by the
runtime, and not by the operating system that ends the program. A run that takes far too long is ended from outside.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.checkpoints.tensors import unrecognised
from engine.errors import StyleError

MOST_MEMORY = 8 << 30
LEAST_PATIENCE, PATIENCE = 30.0, 120.0
"""Seconds for any run, and seconds a megapixel; the slowest enhancers take some 20 on an old processor."""
_MEMORY_WORDS = ("bfc_arena", "bad allocation", "bad_alloc", "available memory")


class OnnxSession:
    """One model.

    Args:
        path: the file that it came from.
        content: the model.

    Attributes:
        inputs, outputs: name, type ("tensor(float)") and shape of each.

    Raises:
        StyleError: not a model.
    """

    def __init__(self, path: Path, content: bytes) -> None:
        import onnxruntime

        _limit_memory()
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        options.add_session_config_entry("session.use_env_allocators", "1")
        try:
            self._session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        except Exception as problem:  # onnxruntime has exceptions of its own, outside any hierarchy
            if "external" in str(problem).casefold():
                sentence = f"{path.name} keeps its values in another file, so it was not opened; save it as one file."
                raise StyleError(sentence, subject=path, details=str(problem)) from problem
            raise unrecognised(path, str(problem)) from problem
        self.inputs = [(one.name, one.type, one.shape) for one in self._session.get_inputs()]
        self.outputs = [one.name for one in self._session.get_outputs()]
        self._was_too_slow = False

    def run(self, shown: NDArray[Any]) -> NDArray[Any]:
        """The first output for the only input.

        Raises:
            MemoryError: it asks for more than it may have.
            ValueError: it does not run, gives no array, or was ended since it took too long, now or before.
        """
        import onnxruntime

        if self._was_too_slow:
            raise ValueError("it took too long before")
        options = onnxruntime.RunOptions()
        options.log_severity_level = 4
        try:
            with self._ended_after(options, max(LEAST_PATIENCE, PATIENCE * shown.size / 3e6)):
                made = self._session.run([self.outputs[0]], {self.inputs[0][0]: shown}, options)[0]
        except Exception as problem:
            if any(words in str(problem).casefold() for words in _MEMORY_WORDS):
                raise MemoryError(str(problem)) from problem
            raise ValueError(str(problem)) from problem
        if not isinstance(made, np.ndarray):
            raise ValueError(f"an answer of {type(made).__name__}")
        return made

    @contextmanager
    def _ended_after(self, options: Any, seconds: float) -> Iterator[None]:
        def end() -> None:
            self._was_too_slow = True
            options.terminate = True

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


@lru_cache(maxsize=1)
def _limit_memory() -> None:
    """Register the arena of all sessions; once in a process."""
    import onnxruntime
    import psutil

    most = min(MOST_MEMORY, psutil.virtual_memory().total // 2)
    place = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    # Extended by what is asked for, and not by doubling: it is shared, and memory is given back between photos.
    arena = onnxruntime.OrtArenaCfg({"max_mem": most, "arena_extend_strategy": 1})
    onnxruntime.create_and_register_allocator(place, arena)

"""Products in pieces are products."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.products import product


@pytest.mark.parametrize("sizes", [(1, 1, 1), (8, 27, 16384), (96, 64, 256), (256, 1024, 1), (17, 300, 501)])
def test_equals_the_plain_product(sizes: tuple[int, int, int]) -> None:
    m, k, n = sizes
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(m, k)).astype(np.float32), rng.normal(size=(k, n)).astype(np.float32)
    assert np.allclose(product(a, b), a.astype(np.float64) @ b, atol=1e-3)


def test_blas_calls_no_threads() -> None:
    """All the processor time of a process that multiplies is its main thread's."""
    code = (
        "import time, numpy as np; from engine.products import product\n"
        "pairs = [(np.ones((m, k), np.float32), np.ones((k, n), np.float32))"
        " for m, k, n in ((16, 27, 16384), (64, 144, 1024), (96, 64, 256), (256, 1024, 1), (24, 216, 4096))]\n"
        "for a, b in pairs: product(a, b)\n"
        "all_, own = time.process_time(), time.thread_time()\n"
        "for _ in range(30):\n"
        "    for a, b in pairs: product(a, b)\n"
        "own = time.thread_time() - own; print((time.process_time() - all_) / own)"
    )
    root = Path(__file__).resolve().parents[2]
    run = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert float(run.stdout) < 1.2

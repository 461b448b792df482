"""Memory: a block that was freed is used again. In a process of its own, whose malloc has learned nothing yet."""

import platform
import subprocess
import sys

import pytest

_FAULTS = """
import resource, numpy as np
from app.memory import keep_memory
keep_memory()
def faults():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    np.empty(20_000_000, np.uint8).fill(1)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
faults()
print(faults())
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="glibc alone is told")
def test_a_photo_finds_the_memory_of_the_one_before() -> None:
    run = subprocess.run([sys.executable, "-c", _FAULTS.format(keep=True)], check=True, capture_output=True, text=True)
    assert int(run.stdout) < 100, "of 4883 pages"

"""Timing in pairs: A and B in turn, so that a machine that drifts drifts for both."""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Attributes:
        name: what was measured.
        value: the figure, with its unit, as words.
        wanted: what the project asks of it, as words; "" if nothing.
        holds: whether it is reached; None where nothing is asked.
    """

    name: str
    value: str
    wanted: str = ""
    holds: bool | None = None


def persons_python(folder: Path) -> dict[str, str]:
    """The environment of a process whose start is measured: Python keeps compiled modules, as it does for a person.

    Containers often forbid it (PYTHONDONTWRITEBYTECODE), and every start then compiles some 200 modules anew. The first
    start fills the folder, so it does not count.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def seconds(work: Callable[[], object]) -> float:
    """Wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def processor_seconds(work: Callable[[], object]) -> float:
    """Time that processors spent on one call, of all threads together: other programs disturb it little."""
    start = time.process_time()
    work()
    return time.process_time() - start


def stolen_seconds() -> float:
    """Time for which other virtual machines have had this one's processors when it needed them; 0 if nobody tells."""
    try:
        counts = Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()
    except OSError:
        return 0.0
    return int(counts[8]) / os.sysconf("SC_CLK_TCK")


def in_turn(first: Callable[[], object], second: Callable[[], object], runs: int) -> tuple[list[float], list[float]]:
    """Wall times of two pieces of work done in turn, after one round that does not count."""
    first(), second()
    pairs = [(seconds(first), seconds(second)) for _ in range(runs)]
    return [a for a, _ in pairs], [b for _, b in pairs]


def ratio(times: Sequence[float], floor: Sequence[float]) -> float:
    """Median of the pairwise ratios."""
    return statistics.median(a / b for a, b in zip(times, floor, strict=True))


def percentile(times: Sequence[float], share: float) -> float:
    """The time under which a share 0..1 of all runs stayed (nearest rank)."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def milliseconds(value: float) -> str:
    """Seconds as words in milliseconds."""
    return f"{value * 1000:.0f} ms"

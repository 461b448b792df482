"""`python -m benchmarks [--only export|window|networks|teach] [--runs N] [--photos DIR] [--files DIR]`:
measure and print a table.

`python -m benchmarks style`: how well looks are learned from likes; see `benchmarks.style`.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import export, window
from benchmarks.measure import Figure

GROUPS = ("export", "window", "networks", "teach")


def main() -> None:
    """Measure what is asked for and print it."""
    if sys.argv[1:2] == ["style"]:
        from benchmarks import style  # which learns, and has options of its own

        del sys.argv[1]
        style.main()
        return
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=GROUPS, help="one group of figures instead of all")
    parser.add_argument("--runs", type=int, default=9, help="runs of each figure (default 9)")
    parser.add_argument("--photos", type=Path, help="folder of JPEGs of cameras that are exported as well")
    parser.add_argument("--files", type=Path, help="folder of published networks whose grades are measured")
    wanted = parser.parse_args()
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if wanted.only in (None, "export"):
            found += export.figures(folder, wanted.runs, wanted.photos)
            found += export.peers(folder, wanted.runs)
        if wanted.only in (None, "window"):
            found += window.figures(folder, wanted.runs)
        if wanted.only == "teach":  # minutes, so only where it is asked for
            from benchmarks import learning

            found += learning.figures(folder, wanted.runs)
        if wanted.only in (None, "networks"):
            from benchmarks import networks  # which needs torch; the other groups measure without it

            for figure in networks.figures(folder, wanted.runs, wanted.files):
                found.append(figure)
                print(f"{figure.name}: {figure.value}", flush=True)
    Console().print(as_table(found))


def as_table(figures: list[Figure]) -> Table:
    """The figures with what is asked of them."""
    table = Table("figure", "measured", "asked", "")
    for figure in figures:
        mark = {True: "yes", False: "NO", None: ""}[figure.holds]
        table.add_row(figure.name, figure.value, figure.wanted, mark)
    return table


if __name__ == "__main__":
    main()

"""`python -m benchmarks.published DIR --pairs RAW TARGET [--pairs ...]`: every style file of a folder, on photos whose
retouch is known.

A wrong order of colours, range or size of a published network shows here: 3-D LUT comes to 23.3 dB on the fourteen
FiveK pairs that are often passed around, DPED's iPhone model to between 19 and 20.
"""

import argparse
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from benchmarks.measure import milliseconds
from engine.checkpoints.enhancer import Enhancer
from engine.checkpoints.opening import open_enhancer
from engine.decode import open_photo
from engine.edit import Edit
from engine.errors import StyleError
from engine.render import render
from engine.resize import smaller
from training.evaluate import Scores, compare

SUFFIXES = {".pt", ".pth", ".ckpt", ".index", ".safetensors", ".onnx", ".h5"}
LONG_EDGE = 512

Pixels = NDArray[np.uint8]


class Measured(NamedTuple):
    """One file: the enhancer, seconds to open it, seconds for each photo, and scores of each photo."""

    enhancer: Enhancer
    opening: float
    seconds: list[float]
    scores: list[Scores]

    def mean(self, name: str) -> float:
        """Mean of one score over the photos."""
        return float(statistics.mean(getattr(scores, name) for scores in self.scores))


def main() -> None:
    """Measure every file and print one table."""
    options = _parser().parse_args()
    pairs = [pair for raw, target in options.pairs for pair in read_pairs(Path(raw), Path(target))]
    if not pairs:
        raise SystemExit("There are no photos of equal names in these folders.")
    console, table = Console(), Table("file", "network", "kind", "open", f"{LONG_EDGE} px", "PSNR", "SSIM", "dE 2000")
    before = [compare(photo, target) for photo, target in pairs]
    table.add_row("-", "as it is", "", "", "", f"{statistics.mean(s.psnr for s in before):.2f}", "", "")
    for path in files_of(options.folder, options.only):
        try:
            table.add_row(path.name, *_cells(measure(path, pairs)))
        except StyleError as problem:
            console.print(problem.sentence)
    console.print(table)


def measure(path: Path, pairs: list[tuple[Pixels, Pixels]]) -> Measured:
    """Open a file and run it on every pair.

    Raises:
        StyleError: it is no enhancer.
    """
    start = time.perf_counter()
    found = Measured(open_enhancer(path), time.perf_counter() - start, [], [])
    for photo, target in pairs:
        start = time.perf_counter()
        made = found.enhancer.run(photo.astype(np.float32) / np.float32(255))
        found.seconds.append(time.perf_counter() - start)
        found.scores.append(compare((made.clip(0, 1) * 255 + 0.5).astype(np.uint8), target))
    return found


def read_pairs(raw: Path, target: Path) -> Iterator[tuple[Pixels, Pixels]]:
    """Photos with the targets of the same name, as 8-bit sRGB of at most LONG_EDGE."""
    targets = {path.stem: path for path in target.iterdir()}
    for path in sorted(raw.iterdir()):
        if path.stem in targets:
            yield _pixels(path), _pixels(targets[path.stem])


def files_of(folder: Path, only: str) -> list[Path]:
    """All files that may be styles; of a pair of files only the first."""
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES and only in str(path))
    return [path for path in found if not path.name.startswith("classifier")]


def _pixels(path: Path) -> Pixels:
    pixels: Pixels = render(open_photo(path), Edit(strength=0.0), None).pixels
    height, width = pixels.shape[:2]
    share = min(1.0, LONG_EDGE / max(height, width))
    return smaller(pixels, (round(width * share), round(height * share)))


def _cells(found: Measured) -> tuple[str, ...]:
    enhancer = found.enhancer
    times = milliseconds(found.opening), milliseconds(statistics.median(found.seconds))
    scores = f"{found.mean('psnr'):.2f}", f"{found.mean('ssim'):.4f}", f"{found.mean('delta_e'):.1f}"
    return f"{enhancer.name}, {enhancer.parameters:,}", enhancer.kind, *times, *scores


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.published", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of style files")
    parser.add_argument("--pairs", nargs=2, action="append", required=True, metavar=("RAW", "TARGET"))
    parser.add_argument("--only", default="", help="files whose path has this in it")
    return parser


if __name__ == "__main__":
    main()

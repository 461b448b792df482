"""Try the papers' claims at small scale, with our own trainers.

    python -m benchmarks.reproduction run all --photos PHOTOS --work DIR [--seeds 3] [--variant NAME]
    python -m benchmarks.reproduction page

`run` trains what has not been trained yet and keeps what it measured in benchmarks/reproduction/results; `page` makes
docs/reproduction.md of that. Retouchers, cameras and scorers are simulated (see `thumbnails.py` and each experiment).
"""

import argparse
import os
import tempfile
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import torch

from benchmarks.reproduction.experiment import Experiment, Work, run

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
PAGE = HERE.parents[1] / "docs" / "reproduction.md"
EXPERIMENTS = (
    "seed0-losses",
    "seed0-conditional",
    "seed0-clahe",
    "seed1-uegan",
    "seed1-quality",
    "seed2-components",
    "seed2-domains",
    "seed3-camera",
    "seed3-colour",
    "seed4-experts",
    "seed4-schedule",
)


def main() -> None:
    """Read the arguments, run or write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reproduction", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    runner = verbs.add_parser("run", help="train and measure what is not there yet")
    runner.add_argument("experiment", choices=("all", *EXPERIMENTS))
    runner.add_argument("--photos", type=Path, required=True, help="folder of photos")
    runner.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "penchant-reproduction")
    runner.add_argument("--seeds", type=int, default=3)
    runner.add_argument("--variant", action="append", help="a variant of one experiment alone, e.g. for more seeds")
    runner.add_argument("--results", type=Path, default=RESULTS)
    page = verbs.add_parser("page", help="write the page of what was measured")
    page.add_argument("--results", type=Path, default=RESULTS)
    page.add_argument("-o", "--output", type=Path, default=PAGE)
    options = parser.parse_args()
    if options.verb == "page":
        from benchmarks.reproduction.page import write_page

        write_page(options.results, options.output)
        return
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    work = Work(options.photos, options.work)
    for name in EXPERIMENTS if options.experiment == "all" else (options.experiment,):
        run(name, chosen(experiment(name), options.variant), work, options.results, options.seeds)


def chosen(whole: Experiment, variants: list[str] | None) -> Experiment:
    """An experiment with some of its variants; all if none are named.

    Raises:
        SystemExit: one of them is not there.
    """
    if missing := set(variants or ()) - set(whole.variants):
        raise SystemExit(f"There is no {', '.join(sorted(missing))}; there are {', '.join(whole.variants)}.")
    return replace(whole, variants={name: whole.variants[name] for name in variants or whole.variants})


def experiment(name: str) -> Experiment:
    """The experiment of a name."""
    found = import_module(f"benchmarks.reproduction.{name.replace('-', '_')}").EXPERIMENT
    assert isinstance(found, Experiment)
    return found


if __name__ == "__main__":
    main()

"""Run a training plan in a process of its own.

    python -m training PLAN.json [--resume]

One line of JSON per progress goes to standard output and to `log.jsonl` in the run's folder. Asked to end (SIGTERM,
SIGINT), the run saves its state and leaves; with --resume it goes on as if nothing had been. Exit status: 0 done or
stopped as asked, 1 failed, 2 the plan cannot be followed; the last line says why.
"""

import argparse
import importlib
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from engine.errors import PenchantError, TrainingError
from training.plan import LAST, LOG, TrainingPlan
from training.progress import Progress, Report

PROGRAMS = {
    "paired": "training.paired",
    "unpaired": "training.unpaired",
    "experts": "training.five_experts",
    "domains": "training.multi_domain",
    "scorer": "training.scorer",
    "features": "training.feature_net",
    "personal": "training.personal",
}
"""Modules by program. Each has `run(plan, report)`, which goes on from the state in the run's folder, if any."""

_KEPT = "What was saved is kept; close other programs and resume to go on."
FAILED = 1
MISUNDERSTOOD = 2


def main(arguments: list[str] | None = None) -> int:
    """Run a plan.

    Args:
        arguments: without the program's name; those of the process unless given.

    Returns:
        the exit status.
    """
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("plan", type=Path, help="the plan, as training.plan writes it")
    parser.add_argument("--resume", action="store_true", help="go on where the run in the plan's folder stands")
    options = parser.parse_args(arguments)
    try:
        plan = TrainingPlan.read(options.plan)
        prepare_folder(plan, resume=options.resume)
    except PenchantError as problem:
        print_line(failure(problem))
        return MISUNDERSTOOD
    return run_plan(plan)


def prepare_folder(plan: TrainingPlan, *, resume: bool) -> None:
    """Make the run's folder and put the plan into it.

    Raises:
        TrainingError: the folder cannot be written, or holds a run that was not to be resumed.
    """
    is_begun = (plan.folder / LAST).exists()
    if is_begun and not resume:
        sentence = f"{plan.folder} holds a training already. Resume it, or choose another folder."
        raise TrainingError(sentence, subject=plan.folder)
    if int(os.environ.get("RANK", "0")):
        return  # one of several processes writes
    try:
        plan.write()
        if not resume:
            (plan.folder / LOG).unlink(missing_ok=True)
    except OSError as problem:
        sentence = f"Nothing can be written into {plan.folder}, so the training was not started."
        raise TrainingError(sentence, subject=plan.folder, details=str(problem)) from problem


def run_plan(plan: TrainingPlan, tell: Callable[[Progress], None] | None = None) -> int:
    """Run a prepared plan, telling its progress to somebody and in the log.

    Args:
        plan: the plan.
        tell: hears every progress; standard output unless given.

    Returns:
        the exit status.
    """
    listeners: list[Callable[[Progress], None]] = [
        tell or print_line,
        lambda progress: log(plan.folder / LOG, progress),
    ]
    if plan.options.get("tensorboard"):
        from training.board import board

        try:
            listeners.append(board(plan.folder))
        except PenchantError as problem:
            listeners[0](failure(problem))
            return MISUNDERSTOOD
    report = Report(*listeners)
    _tell_unreadable_previews(plan, report)
    previous = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def stop(number: int, _: object) -> None:
        report.stopping = True
        # Asked twice, it is meant at once; the state that was saved last is good.
        signal.signal(number, signal.SIG_DFL)

    for number in previous:
        signal.signal(number, stop)
    try:
        importlib.import_module(PROGRAMS[plan.program]).run(plan, report)
    except PenchantError as problem:
        report(failure(problem))
        return FAILED
    except (MemoryError, RuntimeError) as problem:
        if not is_out_of_memory(problem):
            raise
        report(failure(TrainingError(f"Memory ran out, so the training stopped. {_KEPT}", details=str(problem))))
        return FAILED
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)
    return 0


def _tell_unreadable_previews(plan: TrainingPlan, report: Report) -> None:
    """Say which previews there will not be: without any the run is as good, so it is no reason to refuse it."""
    if not plan.previews or int(os.environ.get("RANK", "0")):
        return  # one of several processes tells
    from training.previews import unreadable_previews

    for sentence in unreadable_previews(plan):
        report(Progress(0, plan.steps, 0.0, kind="note", message=sentence))


def is_out_of_memory(problem: BaseException) -> bool:
    """Whether an error says that there was no memory left, on the processor or on a graphics card."""
    text = str(problem).lower()
    return isinstance(problem, MemoryError) or "out of memory" in text or "allocate memory" in text


def failure(problem: PenchantError) -> Progress:
    """An error as the last line of a run."""
    return Progress(0, 0, 0.0, kind="failed", message=problem.sentence)


def print_line(progress: Progress) -> None:
    """A line on standard output, at once; a disk that is full under it costs the line, not what is learned."""
    with suppress(OSError):
        print(progress.line(), flush=True)


def log(path: Path, progress: Progress) -> None:
    """A line at the end of the log; a log that cannot be written stops no training."""
    with suppress(OSError), path.open("a", encoding="utf-8") as file:
        file.write(progress.line() + "\n")


if __name__ == "__main__":
    sys.exit(main())

"""What a command says while it works: progress on standard error; with --json one object a line on standard output."""

import json
import sys
from collections.abc import Iterable
from typing import Any, Protocol

from engine.batch import Event, Finished, Refused, Started, Working
from engine.errors import PenchantError
from engine.export.naming import PlannedName


class Report(Protocol):
    """Listens to a run."""

    def event(self, event: Event) -> None:
        """Something happened."""

    def problem(self, problem: PenchantError) -> None:
        """Something that was asked for is not there."""

    def close(self) -> None:
        """Nothing more will happen."""


def report_for(*, as_json: bool, total: int) -> Report:
    """The report that fits the choice and the place where it is read."""
    if as_json:
        return JsonReport()
    return TerminalReport(total) if total > 1 and _is_terminal() else PlainReport()


def _is_terminal() -> bool:
    return sys.stderr.isatty()


class PlainReport:
    """One line a photo."""

    def event(self, event: Event) -> None:
        """Say what happened, if it concerns the person."""
        if line := in_words(event):
            print_line(line)

    def problem(self, problem: PenchantError) -> None:
        """Say what is not there."""
        print_line(problem.sentence)

    def close(self) -> None:
        """Nothing is left open."""


class TerminalReport:
    """A moving line, with sentences above it."""

    def __init__(self, total: int) -> None:
        """A line for a number of photos."""
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("", total=total)
        self._progress.start()

    def event(self, event: Event) -> None:
        """Move on; say what the person should know."""
        if isinstance(event, Started):
            self._progress.update(self._task, description=_plain(event.job.source.name))
        elif isinstance(event, Working):
            self._progress.update(self._task, description=f"{_plain(event.job.source.name)} {event.share:.0%}")
        elif isinstance(event, Finished):
            self.close()
            print_line(in_words(event))
        else:
            self._progress.advance(self._task)
            if isinstance(event, Refused):
                self.problem(event.problem)

    def problem(self, problem: PenchantError) -> None:
        """Say what is not there, above the line."""
        self._progress.console.print(_plain(problem.sentence), highlight=False, markup=False)

    def close(self) -> None:
        """Take the line away."""
        self._progress.stop()


class JsonReport:
    """One object a line."""

    def event(self, event: Event) -> None:
        """Every event as it is."""
        print_json(as_values(event))

    def problem(self, problem: PenchantError) -> None:
        """What is not there."""
        print_json({"event": "refused", "source": problem.subject} | _why(problem))

    def close(self) -> None:
        """Nothing is left open."""


def as_values(event: Event) -> dict[str, Any]:
    """An event as the object that --json prints."""
    if isinstance(event, Finished):
        counts = {"done": event.done, "skipped": event.skipped, "refused": event.refused, "total": event.total}
        return {"event": "finished", **counts, "cancelled": event.is_cancelled, "seconds": round(event.seconds, 3)}
    values: dict[str, Any] = {"index": event.index, "total": event.total, "source": str(event.job.source)}
    if isinstance(event, Started):
        return {"event": "started", **values}
    if isinstance(event, Working):
        return {"event": "working", **values, "share": round(event.share, 3)}
    if isinstance(event, Refused):
        return {"event": "refused", **values} | _why(event.problem)
    written = event.written
    if written.path is None:
        return {"event": "skipped", **values, "target": str(event.job.target)}
    facts = {"width": written.width, "height": written.height, "bytes": written.size, "notes": list(written.notes)}
    return {"event": "done", **values, "target": str(written.path), **facts, "seconds": round(event.seconds, 3)}


def in_words(event: Event) -> str:
    """An event as a line for people; empty if it says nothing new."""
    if isinstance(event, Finished):
        return _summary(event)
    if isinstance(event, Started | Working):
        return ""
    count = f"[{event.index + 1}/{event.total}] " if event.total > 1 else ""
    if isinstance(event, Refused):
        return f"{count}{event.problem.sentence}"
    if event.written.path is None:
        return f"{count}{event.job.target.name} is there already, so {event.job.source.name} was left out."
    notes = "".join(f" {note}" for note in event.written.notes)
    return f"{count}{event.job.source.name} → {event.written.path}{notes}"


def print_plan(plan: Iterable[PlannedName], *, as_json: bool) -> None:
    """The names a run would write, on standard output."""
    for planned in plan:
        if as_json:
            paths = {"source": str(planned.source), "target": str(planned.target)}
            print_json({"event": "planned", **paths, "state": planned.state, "reason": planned.reason})
        else:
            reason = f"  ({planned.reason})" if planned.reason else ""
            print_line(f"{planned.source} → {planned.target}{reason}", sys.stdout)


def print_line(line: str, stream: Any = None) -> None:
    """One line that every terminal can show."""
    stream = stream or sys.stderr
    encoding = stream.encoding or "utf-8"
    stream.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    stream.flush()


def print_json(values: dict[str, Any]) -> None:
    """One object as one line; escapes keep names whole that are no text in any encoding."""
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def _summary(event: Finished) -> str:
    if event.total == 1 and not event.is_cancelled:
        return ""
    parts = [f"{event.done} of {event.total} photos exported"]
    if event.skipped:
        parts.append(f"{event.skipped} left out")
    if event.refused:
        parts.append(f"{event.refused} not exported")
    if event.is_cancelled:
        parts.append("stopped")
    return ", ".join(parts) + "."


def _why(problem: PenchantError) -> dict[str, str]:
    return {"kind": type(problem).__name__, "sentence": problem.sentence, "details": problem.details}


def _plain(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

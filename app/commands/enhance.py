"""The command `enhance`: from what was typed to a run, its report and its exit status."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from app.commands.photos import gather, plan_jobs
from app.commands.report import Report, print_line, print_plan, report_for
from engine.batch import run
from engine.edit import CONTROLS, STRAIGHTEN, Edit
from engine.errors import EditError, FolderRefused, PenchantError
from engine.export.options import ExportOptions
from engine.exporting import Job
from engine.journal import Journal
from engine.styles import Style

DEFAULT_STYLE = "natural"
NO_STYLE = ("original", "none")
DEVICES = ("auto", "cpu", "cuda", "mps")
ADJUSTABLE = tuple(control.name for control in (*CONTROLS, STRAIGHTEN))
SOME_FAILED, MISUNDERSTOOD, INTERRUPTED = 1, 2, 130


@dataclass(frozen=True, slots=True)
class Request:
    """What was typed, by the names of the options; empty and 0 mean the usual."""

    photos: tuple[str, ...]
    style: str = DEFAULT_STYLE
    strength: float | None = None
    adjust: tuple[str, ...] = ()
    output: Path | None = None
    format: str = "jpeg"
    quality: int = 90
    bit_depth: int = 0
    space: str = "srgb"
    long_edge: int = 0
    sharpen: str = "none"
    metadata: str = "keep"
    on_conflict: str = "unique"
    template: str = ""
    recursive: bool = False
    device: str = "auto"
    workers: int = 0
    resume: Path | None = None
    dry_run: bool = False
    as_json: bool = False


def enhance_photos(request: Request) -> int:
    """Do what was asked for.

    Returns:
        the exit status: 0, 1, 2 or 130.
    """
    if request.resume:
        return _resume(request.resume, request)
    try:
        style, edit, options = understood(request)
        found, problems = gather(request.photos, recursive=request.recursive)
        jobs, plan = plan_jobs(found, request.output, request.template, edit, style, options)
    except PenchantError as problem:
        print_line(problem.sentence)
        return MISUNDERSTOOD
    if request.dry_run:
        print_plan(plan, as_json=request.as_json)
        for missing in problems:
            print_line(missing.sentence)
        return SOME_FAILED if problems or any(p.state == "refused" for p in plan) else 0
    report = report_for(as_json=request.as_json, total=len(jobs))
    for missing in problems:
        report.problem(missing)
    status = _carry_out(jobs, options, request, report, _begun(jobs, options))
    return status or (SOME_FAILED if problems else 0)


def understood(request: Request) -> tuple[Style | None, Edit, ExportOptions]:
    """Style, edit and options of a request.

    Raises:
        EditError, StyleError, ExportError: something of it is unknown or out of range.
    """
    if not request.photos:
        raise EditError("Name a photo or a folder.")
    if request.device not in DEVICES:
        raise EditError(f"There is no device called {request.device}; there are {', '.join(DEVICES)}.")
    options = ExportOptions(
        format=request.format,
        quality=request.quality,
        bit_depth=request.bit_depth,
        space=request.space,
        long_edge=request.long_edge,
        sharpen=request.sharpen,
        metadata=request.metadata,
        on_conflict=request.on_conflict,
    )
    style = chosen_style(request.style)
    strength = request.strength
    if strength is None:
        strength = style.default_strength if style else 1.0
    edit = Edit().with_(style=style.id if style else None, strength=strength, **_adjustments(request.adjust))
    _prefer(request.device, style)
    return style, edit, options


def _prefer(device_name: str, style: Style | None) -> None:
    """Have the style run on a device; where it does not, say so."""
    if style is not None and style.texture:
        from engine import device

        sentence = device.prefer(device_name)
    else:
        elsewhere = device_name in ("cuda", "mps")
        sentence = "Styles of tone and colour need no graphics card, so the processor does it." if elsewhere else ""
    if sentence:
        print_line(sentence)


def chosen_style(name: str) -> Style | None:
    """The style with a name, or None for the original.

    Raises:
        StyleError: there is none.
    """
    if name.casefold() in NO_STYLE:
        return None
    from app.commands.inspect import find_style

    return find_style(name)


def _adjustments(settings: tuple[str, ...]) -> dict[str, float]:
    """Name and value of each `name=value`."""
    values = {}
    for setting in settings:
        name, _, text = setting.partition("=")
        try:
            values[name.strip()] = float(text)
        except ValueError as problem:
            raise EditError(f"{setting} is not a setting like exposure=0.3.", subject=setting) from problem
        if name.strip() not in ADJUSTABLE:
            known = ", ".join(ADJUSTABLE)
            raise EditError(f"There is no adjustment called {name.strip()}; there are {known}.", subject=setting)
    return values


def _begun(jobs: list[Job], options: ExportOptions) -> Journal | None:
    """A journal for a run of several photos; a run without one is better than none."""
    if len(jobs) < 2:
        return None
    from app.storage import folders
    from engine import journal

    try:
        return journal.begin(folders.state() / "exports", jobs, options)
    except OSError:
        return None


def _resume(path: Path, request: Request) -> int:
    from app.commands.inspect import find_style
    from engine import journal

    try:
        jobs, options, going_on = journal.resume(path, find_style)
    except PenchantError as problem:
        print_line(problem.sentence)
        return MISUNDERSTOOD
    return _carry_out(jobs, options, request, report_for(as_json=request.as_json, total=len(jobs)), going_on)


def _carry_out(
    jobs: list[Job], options: ExportOptions, request: Request, report: Report, journal: Journal | None
) -> int:
    """Run, report, and say how to go on if it was interrupted."""
    made = request.output if request.output and not request.output.exists() else None
    if request.output and (problem := refused_folder(request.output)):
        report.problem(problem)
        report.close()
        return SOME_FAILED
    cancelled = threading.Event()
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    try:
        with _interruptible(cancelled):
            finished = run(
                jobs, options, workers=request.workers, on_event=report.event, cancelled=cancelled, journal=journal
            )
    finally:
        report.close()
        if made:
            with suppress(OSError):  # it stays if there is anything in it
                made.rmdir()
    if finished.is_cancelled:
        if journal and not request.as_json:
            print_line(f"Go on with: enhance --resume {journal.path}")
        return INTERRUPTED
    return SOME_FAILED if finished.refused else 0


def _warm_up() -> None:
    """Load what rendering needs while the first photo is decoded, which leaves Python idle; trouble shows up there."""
    with suppress(Exception):
        from engine import enhance, grade, render, resize  # noqa: F401 - loaded for those who come later

        grade.warm("u1")


def refused_folder(folder: Path) -> FolderRefused | None:
    """Why nothing can be written to a folder, found out once before the first photo; None if it can."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        return FolderRefused(f"{folder} is not a folder, so nothing was written.", subject=folder)
    except OSError as problem:
        sentence = f"{folder} could not be made, so nothing was written."
        return FolderRefused(sentence, subject=folder, details=str(problem))
    if not os.access(folder, os.W_OK | os.X_OK):
        return FolderRefused(f"{folder} is read-only, so nothing was written.", subject=folder)
    return None


@contextmanager
def _interruptible(cancelled: threading.Event) -> Iterator[None]:
    """Ctrl+C asks the run to stop; the photos at work leave nothing behind. A second one is not waited for."""

    def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the form that signal asks for
        if cancelled.is_set():
            raise KeyboardInterrupt
        cancelled.set()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

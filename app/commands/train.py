"""The command `train`: a plan from a file or from options, run here, told in words or as JSON lines.

Several processes and machines: `torchrun --nnodes N --nproc-per-node M main.py train ...`; the first of them tells.
"""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.inspect import add_style
from app.commands.report import print_json, print_line
from engine.errors import PenchantError, TrainingError

if TYPE_CHECKING:
    from training.plan import TrainingPlan
    from training.progress import Progress

MISUNDERSTOOD = 2
SYSTEMS = {"unpaired": "uegan", "experts": "experts", "domains": "mdie", "scorer": "nima"}
"""Whose presets a program has; paired training has those of its network."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for.

    Attributes:
        program: a name of `training.plan.PROGRAMS`.
        plan: a file to take the plan from; what is asked for otherwise stands above it.
        preset: "paper", "code" or "".
        fields: of the plan, those that were given.
        data: sources of the plan, those that were given.
        losses: as `terms.parse_losses` takes them.
        options: "NAME=VALUE" each.
        output: the run's folder.
        resume: go on with the run in that folder.
        add: put the finished style among the person's styles.
        as_json: one object a line on standard output.
    """

    program: str
    plan: Path | None = None
    preset: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    losses: str = ""
    options: tuple[str, ...] = ()
    output: Path | None = None
    resume: bool = False
    add: bool = False
    as_json: bool = False


def train(request: Request) -> int:
    """Run a training.

    Returns:
        the exit status: 0 done or stopped as asked, 1 failed, 2 not understood.
    """
    tell = _tell_json if request.as_json else _tell_words
    status, plan = carry_out(lambda: make_plan(request), lambda _plan, told: tell(told), resume=request.resume)
    if plan is None:
        return status
    if not request.as_json:
        print_line(f"{plan.name} is in {plan.style_file}", sys.stdout)
    if request.add:
        return add_style(plan.style_file, plan.name, kind="", corrections={}, licence="")
    return status


def carry_out(
    make: Callable[[], "TrainingPlan"], tell: Callable[["TrainingPlan", "Progress"], None], *, resume: bool
) -> "tuple[int, TrainingPlan | None]":
    """Make a plan and run it here.

    Args:
        make: raises `PenchantError` if it cannot be made.
        tell: how the run goes.
        resume: go on with what is in the plan's folder.

    Returns:
        the exit status as of `train`; and the plan if the run came to its end, else None.
    """
    from training.__main__ import prepare_folder, run_plan

    try:
        plan = make()
        prepare_folder(plan, resume=resume)
    except PenchantError as problem:
        print_line(problem.sentence)
        return MISUNDERSTOOD, None
    last = ""

    def told(progress: "Progress") -> None:
        nonlocal last
        last = progress.kind
        tell(plan, progress)

    status = run_plan(plan, told)
    return status, plan if not status and last == "done" else None


def make_plan(request: Request) -> "TrainingPlan":
    """The plan of a request: a file's, changed by the preset, changed by what was given.

    Raises:
        TrainingError: it cannot be followed.
    """
    from training.plan import PLAN, TrainingPlan

    output = request.output
    if request.plan is None and request.resume and output is not None:
        if not (output / PLAN).exists():
            raise TrainingError(f"There is no training in {output} that could go on.", subject=output)
        return TrainingPlan.read(output / PLAN)
    if request.plan is not None:
        plan = TrainingPlan.read(request.plan)
        if plan.program != request.program:
            raise TrainingError(f"{request.plan.name} is a plan for {plan.program}, not for {request.program}.")
        plan = replace(plan, folder=output or plan.folder)
    elif output is None:
        raise TrainingError("Say where the training may keep its files: --output DIR.")
    else:
        plan = TrainingPlan(request.program, output)
    plan = _preset(plan, request)
    changes: dict[str, Any] = dict(request.fields)
    if request.losses:
        from training.terms import parse_losses

        changes["losses"] = parse_losses(request.losses)
    options = {**plan.options, **parse_options(request.options)}
    return replace(plan, **changes, data={**plan.data, **request.data}, options=options)


def sources_of(named: Mapping[str, list[str] | None], others: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The sources of a plan: those with an option of their own, and others as "NAME=PATH"."""
    found = {name: tuple(paths) for name, paths in named.items() if paths}
    for other in others:
        name, _, path = other.partition("=")
        found[name] = (*found.get(name, ()), path)
    return found


def parse_options(options: tuple[str, ...]) -> dict[str, Any]:
    """ "NAME=VALUE" each; a value that is JSON is that, else it is a text.

    Raises:
        TrainingError: one has no "=".
    """
    found: dict[str, Any] = {}
    for option in options:
        name, equals, value = option.partition("=")
        if not equals or not name:
            raise TrainingError(f"{option} is no option; write NAME=VALUE.")
        try:
            found[name] = json.loads(value)
        except ValueError:
            found[name] = value
    return found


def _preset(plan: "TrainingPlan", request: Request) -> "TrainingPlan":
    if not request.preset:
        return plan
    from training.presets import with_preset

    network = request.fields.get("network") or plan.network or "bilateral"
    return with_preset(plan, SYSTEMS.get(request.program, network), request.preset)


def _tell_json(progress: "Progress") -> None:
    print_json(json.loads(progress.line()))


def _tell_words(progress: "Progress") -> None:
    print_line(in_words(progress))


def in_words(progress: "Progress") -> str:
    """A line for people; what is said before the first step is no count of anything."""
    if progress.message and not progress.step:
        return progress.message
    where = f"{progress.step}/{progress.steps}" if progress.steps else str(progress.step)
    if progress.kind == "step":
        terms = "  ".join(f"{name} {value:.4g}" for name, value in progress.terms.items())
        speed = f"{progress.photos_per_second:.3g} photos/s" if progress.photos_per_second else ""
        left = f"{_duration(progress.left)} left" if progress.left is not None else ""
        return "  ".join(filter(None, (where, terms, speed, left)))
    if progress.held_out:
        return f"{where}  held out: " + "  ".join(f"{name} {value:g}" for name, value in progress.held_out.items())
    files = ", ".join(progress.files)
    return f"{where}  {progress.message or f'{progress.kind}: {files}'}"


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{rest} s"

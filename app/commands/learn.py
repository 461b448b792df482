"""The command `learn`: from photos that somebody likes to a style among the person's own."""

import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands.inspect import all_styles, find_style, styles_folder
from app.commands.report import print_json, print_line
from app.commands.train import carry_out, in_words
from app.storage import folders
from engine.errors import PenchantError, StyleError, TrainingError

if TYPE_CHECKING:
    from training.plan import TrainingPlan
    from training.progress import Progress

METHODS = ("quick", "bilateral", "uegan")


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for.

    Attributes:
        name: of the style.
        likes: files and folders.
        ordinary: unretouched photos, files and folders; Penchant's own numbers serve where none are given.
        pairs: folder of photos as they were, and folder of the same finished.
        method: a name of METHODS.
        start: name of a style to begin with.
        options: "balance", "quality", "fidelity", "identity", those that were given.
        fields: of the plan, those that were given.
        resume: go on with a teaching of this name that was stopped.
        as_json: one object a line on standard output.
    """

    name: str
    likes: tuple[str, ...] = ()
    ordinary: tuple[str, ...] = ()
    pairs: tuple[Path, Path] | None = None
    method: str = "quick"
    start: str = ""
    options: Mapping[str, float] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    resume: bool = False
    as_json: bool = False


def learn(request: Request) -> int:
    """Teach a style.

    Returns:
        the exit status: 0 the style is there, or stopped as asked; 1 failed; 2 not understood.
    """

    def tell(plan: "TrainingPlan", progress: "Progress") -> None:
        if request.as_json:
            print_json({"run": str(plan.folder)} | _values(progress))
        else:
            print_line(in_words(progress))

    status, plan = carry_out(lambda: plan_of(request), tell, resume=request.resume)
    return status if plan is None else _put_among_styles(plan, as_json=request.as_json)


def plan_of(request: Request) -> "TrainingPlan":
    """The plan of a request.

    Raises:
        TrainingError: it cannot be followed.
        StyleError: the name is taken or none, or the style to begin with is not there.
    """
    from engine.checkpoints.added import identity_of
    from training.plan import PLAN, TrainingPlan

    identity = identity_of(request.name)
    if not identity:
        raise StyleError("The style needs a name: --name NAME.", subject=request.name)
    wanted = request.name.strip().casefold()
    if any(wanted in (style.id.casefold(), style.name.casefold()) for style in all_styles()):
        raise StyleError(f"{request.name} is taken; choose another name for the style.", subject=request.name)
    folder = folders.data() / "teaching" / identity
    if request.resume:
        return TrainingPlan.read(folder / PLAN)
    if not request.likes and request.pairs is None:
        raise TrainingError("Name photos that you like (--likes DIR), or before and after (--pairs RAW FINISHED).")
    if request.method not in METHODS:
        raise TrainingError(f"The method is one of {', '.join(METHODS)}, not {request.method}.")
    start = find_style(request.start) if request.start else None
    options: dict[str, Any] = dict(request.options) | ({"start_style": start.id} if start else {})
    fields = {"name": request.name.strip(), **request.fields} | ({"start": str(start.file)} if start else {})
    if request.method != "quick":
        if not request.likes:
            raise TrainingError(f"{request.method} learns from likes (--likes DIR); the quick method from pairs alone.")
        options["method"] = request.method
    return TrainingPlan("personal", folder, data=_sources(request), options=options, **fields)


def _sources(request: Request) -> dict[str, tuple[str, ...]]:
    sources = {"likes": request.likes, "ordinary": request.ordinary}
    if request.pairs is not None:
        before, after = request.pairs
        sources |= {"before": (str(before),), "after": (str(after),)}
    return {name: paths for name, paths in sources.items() if paths}


def _put_among_styles(plan: "TrainingPlan", *, as_json: bool) -> int:
    """Copy the finished style into the person's folder; the run's folder is free for another of that name then."""
    from engine.checkpoints import native
    from training.plan import LAST

    try:
        description, weights = native.read(plan.style_file)
        origin = {"made": time.time(), "parent": str(plan.options.get("start_style", ""))}
        description = replace(description, card={**description.card, **origin})
        target = styles_folder() / f"{plan.folder.name}.safetensors"
        native.write(target, weights, description)
        (plan.folder / LAST).unlink(missing_ok=True)
    except (PenchantError, OSError) as problem:
        print_line(f"{plan.name} was learned and is in {plan.style_file}, but was not put among your styles: {problem}")
        return 1
    if as_json:
        print_json({"kind": "style", "id": description.styles[0].id, "name": plan.name, "file": str(target)})
    else:
        print_line(f"{plan.name} is learned; use it with --style {description.styles[0].id}.", sys.stdout)
    return 0


def _values(progress: "Progress") -> dict[str, Any]:
    import json

    values: dict[str, Any] = json.loads(progress.line())
    return values

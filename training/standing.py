"""Where a run stands: counted, told, saved, and taken up again."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from engine.errors import TrainingError
from training.compute import Compute, memory_in_use
from training.course import Course
from training.guards import Guard
from training.plan import BEST, LAST, TrainingPlan
from training.progress import Progress, Report
from training.state import NoRoom, load_state, save_state

_MUST_AGREE = ("program", "network", "arguments")


@dataclass(slots=True, eq=False)
class Run:
    """A course on its way.

    Attributes:
        course, plan, compute, report: what it was begun with.
        guard: the watch.
        average: running mean of the result's weights; None where the plan wants none.
        step: steps done.
        seconds: worked, earlier sittings included.
        best: the highest first measure so far.
        terms: of the loss, since the last line of progress: sum and count by name.
        told: step and seconds of the last line of progress.
    """

    course: Course
    plan: TrainingPlan
    compute: Compute
    report: Report
    guard: Guard
    average: nn.Module | None
    step: int = 0
    seconds: float = 0.0
    best: float | None = None
    terms: dict[str, list[float]] = field(default_factory=dict)
    told: tuple[int, float] = (0, 0.0)

    @property
    def result(self) -> nn.Module:
        """The network of which the style is made."""
        return self.average or self.course.result

    @property
    def done(self) -> float:
        """Share that is done, by steps or by time, 0..1 and above."""
        by_steps = self.step / self.plan.steps if self.plan.steps else 0.0
        return max(by_steps, self.seconds / (60 * self.plan.minutes) if self.plan.minutes else 0.0)

    def count(self, terms: Mapping[str, float]) -> None:
        """Add the terms of an update to those that are told next."""
        for name, value in terms.items():
            sums = self.terms.setdefault(name, [0.0, 0.0])
            sums[0] += value
            sums[1] += 1

    def tell(self, kind: str, **more: Any) -> None:
        """A line of progress; the first of several processes tells for all."""
        if self.compute.is_writer:
            self.report(Progress(self.step, self._expected(), round(self.seconds, 3), kind=kind, **more))

    def tell_figures(self, rate: float) -> None:
        """The figures since the last line."""
        step, seconds = self.told
        terms = {name: total / count for name, (total, count) in self.terms.items()}
        speed = (self.step - step) / max(self.seconds - seconds, 1e-6)
        steps = self._expected()
        self.tell(
            "step",
            loss=sum(terms.values()),
            terms=terms,
            rate=rate,
            photos_per_second=round(speed * self.plan.batch, 3),
            memory=memory_in_use(self.compute.device),
            left=round(max(0.0, (steps - self.step) * self.seconds / self.step), 1) if steps else None,
        )
        self.terms, self.told = {}, (self.step, self.seconds)

    def keep(self, name: str, state: Mapping[str, Any]) -> None:
        """Save a state; where that cannot be, say so and go on: what was saved before still stands."""
        try:
            save_state(self.plan.folder / name, state)
        except NoRoom:
            self.tell("note", message=f"The disk is full, so step {self.step} was not saved. Please make room.")
        except OSError as problem:
            self.tell("note", message=f"Step {self.step} was not saved: {problem.strerror or problem}.")
        else:
            if name == LAST:
                self.tell("saved", files=(name,))

    def save(self) -> None:
        """Save everything that the next step depends on."""
        own = {"random": torch.get_rng_state(), "course": self.course.state()}
        if self.compute.device.type == "cuda":
            own["card"] = torch.cuda.get_rng_state(self.compute.device)
        everyone = self.compute.gather(own)
        if not self.compute.is_writer:
            return
        counted = {name: getattr(self, name) for name in ("step", "seconds", "best", "terms", "told")}
        networks = {name: network.state_dict() for name, network in self.course.networks.items()}
        optimisers = {phase.name: phase.optimiser.state_dict() for phase in self.course.phases}
        average = None if self.average is None else self.average.state_dict()
        learned = {"networks": networks, "optimisers": optimisers, "average": average}
        watched = {"plan": self.plan.to_json(), "guard": self.guard.state(), "processes": everyone}
        self.keep(LAST, {"counted": counted, **learned, **watched})

    def _expected(self) -> int:
        """Steps to do; guessed from the pace where a time ends the run first."""
        if not self.plan.minutes or not self.seconds:
            return self.plan.steps
        fitting = round(self.step * 60 * self.plan.minutes / self.seconds)
        return min(self.plan.steps, fitting) if self.plan.steps else fitting


def take_up(course: Course, plan: TrainingPlan, compute: Compute, report: Report) -> Run:
    """The beginning, or where the state in the plan's folder stands.

    Raises:
        TrainingError: the state is damaged, or of another network than the plan's.
    """
    average = copy.deepcopy(course.result).eval().requires_grad_(False) if plan.option("average", 0.0) else None
    run = Run(course, plan, compute, report, Guard(), average)
    state = load_state(plan.folder / LAST)
    if state is None:
        return run
    before = TrainingPlan.from_json(state["plan"])
    for name in _MUST_AGREE:
        if getattr(before, name) != getattr(plan, name):
            sentence = f"The training in {plan.folder} was begun with another {name}, so it cannot go on with this one."
            raise TrainingError(sentence, subject=plan.folder)
    try:
        _restore(run, state)
    except (KeyError, RuntimeError, ValueError, TypeError) as problem:
        sentence = f"{plan.folder / LAST} does not fit the plan, so the training cannot go on from it."
        raise TrainingError(sentence, subject=plan.folder, details=repr(problem)) from problem
    run.tell("note", message=f"Going on after step {run.step}.")
    return run


def best_state(plan: TrainingPlan) -> dict[str, Any] | None:
    """The state with the highest measure, if the plan wants the style made of that."""
    return load_state(plan.folder / BEST) if plan.options.get("keep") == "best" else None


def _restore(run: Run, state: Mapping[str, Any]) -> None:
    for name, network in run.course.networks.items():
        network.load_state_dict(state["networks"][name])
    for phase in run.course.phases:
        phase.optimiser.load_state_dict(state["optimisers"][phase.name])
    if run.average is not None:
        run.average.load_state_dict(state["average"])
    processes = state["processes"]
    own = processes[min(run.compute.rank, len(processes) - 1)]
    run.course.restore(own["course"])
    torch.set_rng_state(own["random"])
    if "card" in own and run.compute.device.type == "cuda":
        torch.cuda.set_rng_state(own["card"], run.compute.device)
    run.guard = Guard.from_state(state["guard"])
    for name, value in state["counted"].items():
        setattr(run, name, tuple(value) if name == "told" else value)

"""The loop that every training runs through, from top to bottom.

All that the next step depends on is in the saved state or follows from the number of the step, so a run that was killed
at any moment and resumed gives the weights that it would have given uninterrupted.
"""

import copy
import time
from typing import Any

import torch
from torch import Tensor, nn

from engine.errors import TrainingError
from training.compute import Compute
from training.course import Course, Phase, Seen
from training.plan import BEST, STYLE, TrainingPlan
from training.previews import write_previews
from training.progress import Report
from training.schedules import learning_rate
from training.standing import Run, best_state, take_up
from training.style_file import LICENCE, show_preview
from training.terms import described

ENDLESS = 10**9
"""Steps of a run that only a time ends."""
_SMALLEST, _LARGEST = 1 / 255, 254 / 255


def learn(course: Course, plan: TrainingPlan, compute: Compute, report: Report) -> None:
    """Run a course to its end, or until it is asked to stop; go on from the state in the plan's folder if there is one.

    Args:
        course: what is trained, already on the device.
        plan: complete: steps or minutes are given.
        compute: where.
        report: told how it goes; only the first of several processes tells.

    Raises:
        TrainingError: it went wrong, in a sentence; states saved before stay.
    """
    run = take_up(course, plan, compute, report)
    shared = {phase.name: compute.shared(phase.module) for phase in course.phases}
    steps = range(run.step, plan.steps or ENDLESS)
    started = time.monotonic() - run.seconds
    stopped = False
    try:
        # By its own number each step finds its photos, its rate and its chance: nothing else says where we are.
        for step, batch in zip(steps, course.batches(steps), strict=True):
            rate = learning_rate(plan, step, run.done)
            for phase in course.phases:
                if phase.is_due(step):
                    run.count(_update(run, phase, shared[phase.name], batch, step, rate))
            _watch(run)
            _follow_average(run)
            run.step, run.seconds = step + 1, time.monotonic() - started

            stopped = _all_agree(compute, report.stopping)
            is_last = stopped or _all_agree(compute, run.done >= 1)
            _tell_and_keep(run, rate, is_last=is_last)
            if is_last:
                break
    except RuntimeError as problem:
        raise _in_words(problem, run.step) from problem
    _finish(run, "stopped" if stopped and run.done < 1 else "done")


def _update(run: Run, phase: Phase, module: nn.Module, batch: Any, step: int, rate: float) -> dict[str, float]:
    """One update: loss, gradients, and the step if nothing speaks against it."""
    learned = _only_this_learns(phase, run.course)
    for group in phase.optimiser.param_groups:
        group["lr"] = rate * phase.rate * run.guard.rate(phase.name) * group.get("share", 1.0)
    before = [buffer.clone() for buffer in phase.module.buffers()]
    phase.optimiser.zero_grad(set_to_none=True)
    terms: dict[str, Tensor] = module(batch, step)
    loss = torch.stack([term.float() for term in terms.values()]).sum()
    loss.backward()  # type: ignore[no-untyped-call]
    gradient = nn.utils.clip_grad_norm_(learned, run.plan.option("clip", 0.0) or float("inf"))
    own = torch.stack([loss.detach(), gradient, *(term.detach().float() for term in terms.values())])
    total, norm, *parts = run.compute.mean(own).tolist()
    if run.guard.accepts(phase.name, total, norm):
        phase.optimiser.step()
    else:
        for buffer, value in zip(phase.module.buffers(), before, strict=True):
            buffer.copy_(value)  # what a skipped step made of running means is not wanted either
    if phase.judges:
        run.guard.judge(phase.name, total)
    return dict(zip(terms, parts, strict=True))


def _only_this_learns(phase: Phase, course: Course) -> list[nn.Parameter]:
    """Gradients for what the phase moves and nothing else: a generator does not pay for its discriminator's."""
    for network in course.networks.values():
        network.requires_grad_(requires_grad=False)
    moved = [parameter for group in phase.optimiser.param_groups for parameter in group["params"]]
    for parameter in moved:
        parameter.requires_grad_()
    return moved


def _watch(run: Run) -> None:
    seen = run.course.seen()
    if seen is not None:
        contrast, clipped = run.compute.mean(measure(seen)).tolist()
        maker = next(phase.name for phase in run.course.phases if not phase.judges)
        run.guard.watch(maker, contrast, clipped)


def measure(seen: Seen) -> Tensor:
    """Contrast of results over that of photos, and share of values newly at either end; (2,)."""

    def clipped(image: Tensor) -> Tensor:
        return ((image < _SMALLEST) | (image > _LARGEST)).float().mean()

    contrast = seen.after.std((1, 2, 3)).mean() / seen.before.std((1, 2, 3)).mean().clamp_min(1e-4)
    return torch.stack([contrast, clipped(seen.after) - clipped(seen.before)])


def _follow_average(run: Run) -> None:
    """Move the running mean toward the network: weights by the inertia, running statistics wholly."""
    if run.average is None:
        return
    # At first it would remember little but the random start, so it begins with little inertia.
    inertia = min(run.plan.option("average", 0.0), run.step / (run.step + 10))
    with torch.no_grad():
        for mean, now in zip(run.average.parameters(), run.course.result.parameters(), strict=True):
            mean.lerp_(now, 1 - inertia)
        for kept, value in zip(run.average.buffers(), run.course.result.buffers(), strict=True):
            kept.copy_(value)


def _all_agree(compute: Compute, wanted: bool) -> bool:
    """Whether any process wants something: then all do it."""
    return compute.mean(torch.tensor(float(wanted), device=compute.device)).item() > 0


def _tell_and_keep(run: Run, rate: float, *, is_last: bool) -> None:
    for note in run.guard.take_notes():
        run.tell("note", message=note)
    if is_last or run.step % run.plan.report_every == 0:
        run.tell_figures(rate)
    if is_last or run.step % run.plan.preview_every == 0:
        _show_and_check(run)
    if is_last or run.step % run.plan.save_every == 0:
        run.save()


def _show_and_check(run: Run) -> None:
    """Previews and held-out measures, by the first process; the best state so far is kept."""
    if not run.compute.is_writer:
        return
    result, course = run.result, run.course
    was_training = result.training
    result.eval()
    with torch.no_grad():
        measures = course.check(result)
        files = write_previews(run.plan, run.step, lambda photo: course.enhance(result, photo), run.compute.device)
    result.train(was_training)
    if files or measures:
        run.tell("preview", held_out=measures, files=files)
    score = next(iter(measures.values()), None)
    if score is not None and (run.best is None or score > run.best):
        run.best = score
        run.keep(BEST, {"step": run.step, "score": score, "result": result.state_dict()})


def _finish(run: Run, kind: str) -> None:
    """Write the style: of the best state if the plan wants that, else of the last."""
    if not run.compute.is_writer:
        return
    result = copy.deepcopy(run.result).eval()
    measured: dict[str, Any] = {"steps": run.step, "hours": round(run.seconds / 3600, 3)}
    if (best := best_state(run.plan)) is not None:
        result.load_state_dict(best["result"])
        measured |= {"steps": best["step"], "score": best["score"]}
    names = ("losses", "steps", "minutes", "batch", "size", "rate", "schedule", "precision", "options")
    how = {name: value for name in names if (value := getattr(run.plan, name))}
    taught = described(phase.module for phase in run.course.phases)
    card = {"program": run.plan.program, "seed": run.plan.seed, "plan": how, "measured": measured, **taught}
    style = run.plan.style_file
    try:
        run.course.write(style, result, {"licence": LICENCE, **card})
        show_preview(style)
    except OSError as problem:
        sentence = f"{style} could not be written. Make room and resume the training to get the style."
        raise TrainingError(sentence, subject=style, details=str(problem)) from problem
    run.tell(kind, files=(STYLE,))


def _in_words(problem: RuntimeError, step: int) -> Exception:
    """What went wrong on the device, as a sentence; what is our own mistake stays as it is."""
    text = str(problem).lower()
    if isinstance(problem, torch.OutOfMemoryError) or "out of memory" in text or "can't allocate memory" in text:
        why = "There is not enough memory. Choose a smaller batch or smaller pictures."
    elif isinstance(problem, torch.AcceleratorError) or "cuda error" in text:
        why = "The graphics card does not answer any more."
    else:
        return problem
    kept = f"What was saved up to step {step} is kept; resume the training to go on."
    return TrainingError(f"{why} {kept}", details=str(problem))

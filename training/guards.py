"""Notices a training that goes wrong, and says what to do: skip a step, lower the rate, or stop with a sentence.

Plain numbers in, decisions out; all of its memory is in `state`, so a resumed run decides as the uninterrupted one.
In a run of several processes every one is given the same numbers, so all decide alike.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from engine.errors import TrainingError

EXPLODED = 12.0
"""A step whose loss is so many times what is usual is skipped."""
PATIENCE = 5
"""Skipped steps in a row before the rate is lowered."""
MOST_LOWERINGS = 4
SETTLING = 20
"""Steps before anything is called usual."""
CONSTANT = 0.1
"""Contrast of results, as a share of that of the photos, under which all photos come out alike."""
CLIPPING = 0.25
"""Share of pixels newly at black or white above which a style loses what the photo showed."""
SATURATED = 0.02
"""Loss of a discriminator, as a share of what it began with, at which it teaches nothing more."""
SATURATION_PATIENCE = 50
WATCH_PATIENCE = 50


@dataclass(slots=True)
class _Memory:
    """What is remembered of one phase."""

    usual: float = 0.0
    steps: int = 0
    start: float = 0.0
    lowest: float = math.inf
    first: float = 0.0
    recent: float = 0.0
    skipped: int = 0
    saturated: int = 0
    lowered: int = 0


@dataclass(slots=True)
class Guard:
    """The watch over one run.

    Attributes:
        memories: by phase.
        flat, clipped: steps in a row of results without contrast, or with much newly clipped.
        notes: sentences since they were last taken, for the person who watches.
    """

    memories: dict[str, _Memory] = field(default_factory=dict)
    flat: int = 0
    clipped: int = 0
    notes: list[str] = field(default_factory=list)

    def rate(self, phase: str) -> float:
        """By how much the rate of a phase was lowered: 1, 1/2, 1/4, ..."""
        return float(0.5 ** self._memory(phase).lowered)

    def accepts(self, phase: str, loss: float, gradient: float) -> bool:
        """Whether a step may be taken.

        Args:
            phase: whose.
            loss: of the step.
            gradient: norm of all gradients.

        Raises:
            TrainingError: it went wrong too often.
        """
        memory = self._memory(phase)
        size = abs(loss)
        is_finite = math.isfinite(loss) and math.isfinite(gradient)
        settled = memory.steps >= SETTLING
        if is_finite and not (settled and size > EXPLODED * max(memory.usual, 1e-6)):
            memory.skipped = 0
            share = 1 / (memory.steps + 1) if not settled else 0.05
            memory.usual += share * (size - memory.usual)
            memory.steps += 1
            if memory.steps >= SETTLING:
                self._compare_with_best(phase)
            return True
        memory.skipped += 1
        if memory.skipped >= PATIENCE:
            memory.skipped = 0
            what = "grew out of all bounds" if is_finite else "was no number any more"
            self._lower(phase, f"The {phase}'s loss {what}")
        return False

    def judge(self, phase: str, loss: float) -> None:
        """Look at a discriminator's loss, 0 and above, after its step.

        Raises:
            TrainingError: the discriminator wins whatever is done.
        """
        memory = self._memory(phase)
        if memory.steps <= SETTLING:
            memory.first = max(memory.first, loss)
        share = 0.2 if memory.recent else 1.0
        memory.recent += share * (loss - memory.recent)
        memory.saturated = memory.saturated + 1 if memory.recent < SATURATED * memory.first else 0
        if memory.saturated >= SATURATION_PATIENCE:
            memory.saturated = 0
            self._lower(phase, f"The {phase} tells everything apart and teaches nothing more")

    def watch(self, phase: str, contrast: float, newly_clipped: float) -> None:
        """Look at what is made of the photos.

        Args:
            phase: that makes it.
            contrast: deviation of the results over that of the photos.
            newly_clipped: share of values at black or white, less that of the photos.

        Raises:
            TrainingError: all photos come out alike, or clipped.
        """
        self.flat = self.flat + 1 if contrast < CONSTANT else 0
        self.clipped = self.clipped + 1 if newly_clipped > CLIPPING else 0
        if self.flat >= WATCH_PATIENCE:
            self.flat = 0
            self._lower(phase, "All photos come out as one even colour")
        if self.clipped >= WATCH_PATIENCE:
            self.clipped = 0
            self._lower(phase, "Much of every photo comes out as mere black or white")

    def take_notes(self) -> list[str]:
        """The sentences since the last call."""
        notes, self.notes = self.notes, []
        return notes

    def state(self) -> dict[str, Any]:
        """All that is remembered, as plain values."""
        return asdict(self)

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "Guard":
        """What `state` gave."""
        memories = {name: _Memory(**values) for name, values in state["memories"].items()}
        return cls(memories, state["flat"], state["clipped"], list(state["notes"]))

    def _memory(self, phase: str) -> _Memory:
        return self.memories.setdefault(phase, _Memory())

    def _compare_with_best(self, phase: str) -> None:
        """Notice what grows too slowly for one step to stand out."""
        memory = self._memory(phase)
        memory.start = memory.start or memory.usual
        if memory.usual > EXPLODED * max(memory.lowest, 0.01 * memory.start):
            self._lower(phase, f"The {phase}'s loss grew out of all bounds")
        else:
            memory.lowest = min(memory.lowest, memory.usual)

    def _lower(self, phase: str, why: str) -> None:
        memory = self._memory(phase)
        if memory.lowered >= MOST_LOWERINGS:
            raise TrainingError(
                f"{why}, and learning more slowly did not help. The training was stopped; try a lower rate or other "
                "photos."
            )
        memory.lowered += 1
        # What was usual at the old rate says little about the new one.
        memory.usual, memory.steps = 0.0, 0
        self.notes.append(f"{why}, so it goes on at {self.rate(phase):.3g} of the rate.")

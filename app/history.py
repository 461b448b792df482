"""History: the steps taken on one photo. Undo is an index into past Edits."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import count

from engine.edit import Edit

_moments = count(1)


def moment() -> int:
    """A number larger than all before: it tells what was done first, steps of all photos and marks alike."""
    return next(_moments)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done.

    Attributes:
        label: what, in words ("Exposure").
        detail: how much, in words ("+0.35"); may be empty.
        edit: everything decided once it was done.
        at: the moment at which it was done.
    """

    label: str
    detail: str
    edit: Edit
    at: int = field(default_factory=moment, compare=False)


@dataclass(frozen=True, slots=True)
class Change:
    """One step to be taken on several photos.

    Attributes:
        label: what, in words, as in `Step`.
        of: what becomes of an edit.
    """

    label: str
    of: Callable[[Edit], Edit]


@dataclass(frozen=True, slots=True)
class History:
    """All steps of one photo and where we stand. Frozen: a step more is a new History.

    Attributes:
        steps: oldest first; never empty, the first is the photo as it was opened.
        index: the step that is shown; later ones are undone and can be redone.
    """

    steps: tuple[Step, ...]
    index: int = 0

    @classmethod
    def starting(cls, edit: Edit, label: str) -> "History":
        """A history of one step."""
        return cls((Step(label, "", edit),))

    @property
    def edit(self) -> Edit:
        """The edit of the step that is shown."""
        return self.steps[self.index].edit

    @property
    def can_undo(self) -> bool:
        """Whether there is an earlier step."""
        return self.index > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone step."""
        return self.index < len(self.steps) - 1

    @property
    def done_at(self) -> int:
        """When the step was taken that would be undone; 0 if there is none."""
        return self.steps[self.index].at if self.can_undo else 0

    @property
    def undone_at(self) -> float:
        """When the step was taken that would be redone; endless if there is none."""
        return self.steps[self.index + 1].at if self.can_redo else float("inf")

    @property
    def is_untouched(self) -> bool:
        """Whether nothing has been done since the photo was opened."""
        return len(self.steps) == 1

    def push(self, label: str, edit: Edit, detail: str = "") -> "History":
        """One step more; undone steps are dropped. An edit that changes nothing is no step."""
        if edit == self.edit:
            return self
        kept = self.steps[: self.index + 1]
        return History((*kept, Step(label, detail, edit)), len(kept))

    def jump(self, index: int) -> "History":
        """Stand at another step; an index outside the list gives the nearest end."""
        return replace(self, index=max(0, min(index, len(self.steps) - 1)))

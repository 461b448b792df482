"""What panels and the export job tell each other: the wish, the names it would give, and how far it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import ExportError, PenchantError
from engine.export.naming import DEFAULT_TEMPLATE, PlannedName
from engine.export.options import ExportOptions


@dataclass(frozen=True, slots=True)
class ExportWish:
    """Photos to be exported.

    Attributes:
        photos: the originals, in order.
        folder: where the new files go; made if it is not there.
        template: of their names, see `engine.export.naming`.
        options: format, size, colour, metadata and what happens to taken names.
    """

    photos: tuple[Path, ...]
    folder: Path
    template: str = DEFAULT_TEMPLATE
    options: ExportOptions = ExportOptions()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class ExportNames:
    """The names that a wish would give, before anything is written.

    Attributes:
        wish: what was asked.
        names: one for each photo; empty if the template cannot be understood.
        with_place: photos that say where they were taken; -1 while that is being read.
        pixels: of all copies together; -1 while that is being read.
        problem: why there are no names.
    """

    wish: ExportWish
    names: tuple[PlannedName, ...] = ()
    with_place: int = -1
    pixels: int = -1
    problem: ExportError | None = None


@dataclass(frozen=True, slots=True)
class ExportProgress:
    """How far an export is.

    Attributes:
        wish: what is being exported.
        written: new files, in the order they were finished.
        skipped: number of photos left out because their name was taken.
        failures: photos that could not be exported, with the reason.
        at_work: photos being worked on now.
        shares: how far those are whose style takes its time, 0..1.
        is_paused, is_finished, is_stopped: the state of the run; stopped means that some were left.
        seconds_left: estimate, None until it is known.
        waiting: further exports behind this one.
    """

    wish: ExportWish
    written: tuple[Path, ...] = ()
    skipped: int = 0
    failures: tuple[tuple[Path, PenchantError], ...] = ()
    at_work: tuple[Path, ...] = ()
    shares: Mapping[Path, float] = field(default_factory=dict)
    is_paused: bool = False
    is_finished: bool = False
    is_stopped: bool = False
    seconds_left: float | None = None
    waiting: int = 0

    @property
    def over(self) -> int:
        """Photos that are through, one way or the other."""
        return len(self.written) + self.skipped + len(self.failures)

    @property
    def share(self) -> float:
        """How much of everything is done, 0..1."""
        return (self.over + sum(self.shares.values())) / max(len(self.wish.photos), 1)

"""What a training run tells about itself: one line of JSON per thing that a person may want to see."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields

KINDS = ("step", "preview", "saved", "note", "stopped", "done", "failed")


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands. Fields that say nothing are left out of the line.

    Attributes:
        step: steps done.
        steps: steps to do; with a limit of minutes, as many as are thought to fit.
        seconds: of work since the start, earlier sittings included.
        loss: mean training loss since the last line; None in lines of another kind.
        agreement: dB of PSNR to each style's teacher on held-out photos; empty where not measured.
        kind: "step" (figures), "preview" (pictures in `files`), "saved" (the run can go on from here), "note" (a
            sentence worth reading), "stopped" (as asked; can be resumed), "done" (the style is in `files`), "failed"
            (`message` says why).
        terms: mean of each part of the loss since the last line, by name.
        held_out: measures of photos that are not trained on, by name.
        rate: learning rate.
        photos_per_second: since the last line.
        left: seconds until the end, guessed; None where nobody knows.
        memory: most bytes that were in use, on the device that computes.
        message: a sentence for a person; "" for none.
        files: what was written, from the run's folder.
    """

    step: int
    steps: int
    seconds: float
    loss: float | None = None
    agreement: dict[str, float] = field(default_factory=dict)
    kind: str = "step"
    terms: dict[str, float] = field(default_factory=dict)
    held_out: dict[str, float] = field(default_factory=dict)
    rate: float | None = None
    photos_per_second: float | None = None
    left: float | None = None
    memory: int | None = None
    message: str = ""
    files: tuple[str, ...] = ()

    def line(self) -> str:
        """This progress as one line of JSON."""
        values = asdict(self)
        return json.dumps({name: value for name, value in values.items() if value not in (None, "", {}, ())})

    @classmethod
    def read(cls, line: str) -> "Progress":
        """What `line` wrote; fields that a newer version added are passed over.

        Raises:
            ValueError: the line is none of a run.
        """
        values = json.loads(line)
        if not isinstance(values, dict) or not {"step", "steps", "seconds"} <= set(values):
            raise ValueError(f"no line of progress: {line[:80]}")
        known = {each.name for each in fields(cls)}
        values = {name: value for name, value in values.items() if name in known}
        return cls(**values | {"files": tuple(values.get("files", ()))})


class Report:
    """Passes progress on to whoever listens, and knows whether the run was asked to stop.

    A program calls it like a function, and looks at `stopping` after every step: once it is set, the program saves
    its state, reports "stopped" and returns.
    """

    def __init__(self, *listeners: Callable[[Progress], None]) -> None:
        self._listeners = listeners
        self.stopping = False

    def __call__(self, progress: Progress) -> None:
        """Tell every listener, in order."""
        for listener in self._listeners:
            listener(progress)

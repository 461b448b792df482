"""Progress of a training run: one line of JSON per step that a person may want to see."""

import json
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands.

    Attributes:
        step: steps done.
        steps: steps to do.
        seconds: since the start.
        loss: mean training loss since the last line.
        agreement: dB of PSNR to each style's teacher on held-out photos; empty where not measured.
    """

    step: int
    steps: int
    seconds: float
    loss: float
    agreement: dict[str, float] = field(default_factory=dict)

    def line(self) -> str:
        """This progress as one line of JSON."""
        return json.dumps(asdict(self))

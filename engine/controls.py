"""Control: the declaration of one adjustable value. Panels are drawn from it, the command line is checked by it."""

from dataclasses import dataclass

from engine.errors import EditError


@dataclass(frozen=True, slots=True)
class Control:
    """One value that a person can adjust.

    Attributes:
        name: field of `Edit`, and the name on the command line (`--set name=value`).
        label: words in the window.
        group: heading under which it stands ("White balance", "Light", "Presence").
        low, high, default: range and rest position.
        step: one press of an arrow key.
        decimals: digits shown after the point.
        unit: "" or "EV", "K", "°"...
        help: one sentence for the tooltip.
    """

    name: str
    label: str
    group: str
    low: float
    high: float
    default: float = 0.0
    step: float = 1.0
    decimals: int = 0
    unit: str = ""
    help: str = ""

    def check(self, value: float) -> float:
        """Give the value back if it lies in the range.

        Raises:
            EditError: the value is outside low..high.
        """
        if not self.low <= value <= self.high:
            sentence = f"{self.label} goes from {self.low:g} to {self.high:g}; {value:g} is outside."
            raise EditError(sentence, subject=self.name)
        return value

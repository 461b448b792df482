"""Marks: what a person says about a photo with one key."""

from dataclasses import dataclass, replace
from typing import Any

LABELS = ("red", "yellow", "green", "blue", "purple")
"""Labels by their keys 6 to 9, and the one that other programs keep without a key."""
MOST_STARS = 5


@dataclass(frozen=True, slots=True)
class Marks:
    """Like, reject, stars and label of one photo. Frozen: a change is a new Marks.

    Attributes:
        liked: a picture she loves; what a style is taught from.
        rejected: never both liked and rejected.
        stars: 0..5.
        label: one of LABELS, or "".
    """

    liked: bool = False
    rejected: bool = False
    stars: int = 0
    label: str = ""

    def __post_init__(self) -> None:
        if self.liked and self.rejected:
            raise ValueError("a photo is liked or rejected, not both")
        if not 0 <= self.stars <= MOST_STARS:
            raise ValueError(f"a photo has 0 to {MOST_STARS} stars, not {self.stars}")
        if self.label and self.label not in LABELS:
            raise ValueError(f"a label is one of {', '.join(LABELS)}, not {self.label}")

    def with_(self, **changes: Any) -> "Marks":
        """A copy with some fields changed; a like takes a rejection back, and the other way round.

        Raises:
            ValueError: a value that there is not.
            TypeError: a field that there is not.
        """
        if changes.get("liked"):
            changes.setdefault("rejected", False)
        if changes.get("rejected"):
            changes.setdefault("liked", False)
        return replace(self, **changes)


NOTHING = Marks()
"""What is said about a photo that nobody marked."""

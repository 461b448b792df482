"""Scene tags: what a person may say about a photo, for networks that listen to it.

The values are those of MIT-Adobe FiveK's categories. They are kept as words, never as numbers: data sets and published
networks count them in orders of their own. "unknown" is a value of every tag, and the one that stands when nobody said.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import EditError

UNKNOWN = "unknown"

VALUES: Mapping[str, tuple[str, ...]] = {
    "subject": ("abstract", "animals", "man_made", "nature", "people", UNKNOWN),
    "light": ("artificial", "mixed", "sun_sky", UNKNOWN),
    "location": ("indoor", "outdoor", UNKNOWN),
    "time": ("day", "dusk", "night", UNKNOWN),
}
"""Every tag with its values, in the order in which networks of ours hold them."""


@dataclass(frozen=True, slots=True)
class Tags:
    """What is known of a scene; nothing by default.

    Attributes:
        subject, light, location, time: one of VALUES[name] each.

    Raises:
        EditError: a value that the tag does not have.
    """

    subject: str = UNKNOWN
    light: str = UNKNOWN
    location: str = UNKNOWN
    time: str = UNKNOWN

    def __post_init__(self) -> None:
        for name, values in VALUES.items():
            if getattr(self, name) not in values:
                raise EditError(f"The {name} of a scene is one of {', '.join(values)}.", subject=name)


NOTHING_KNOWN = Tags()

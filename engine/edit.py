"""Edit: everything a person decided about one photo; the unit of undo, of saving and of pasting."""

import json
import math
import sys
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from engine.controls import Control
from engine.errors import EditError
from engine.tags import NOTHING_KNOWN, UNKNOWN, VALUES, Tags

VERSION = 1

CONTROLS: tuple[Control, ...] = (
    Control("temperature", "Temperature", "White balance", -100, 100, help="Cooler to warmer."),
    Control("tint", "Tint", "White balance", -100, 100, help="Greener to more magenta."),
    Control(
        "exposure",
        "Exposure",
        "Light",
        -5,
        5,
        step=0.05,
        decimals=2,
        unit="EV",
        help="All of the light, in stops.",
    ),
    Control("contrast", "Contrast", "Light", -100, 100, help="Difference between dark and bright."),
    Control("highlights", "Highlights", "Light", -100, 100, help="Bright parts, short of white."),
    Control("shadows", "Shadows", "Light", -100, 100, help="Dark parts, short of black."),
    Control("whites", "Whites", "Light", -100, 100, help="Where white begins."),
    Control("blacks", "Blacks", "Light", -100, 100, help="Where black begins."),
    Control("clarity", "Clarity", "Presence", -100, 100, help="Local contrast of larger shapes."),
    Control("vibrance", "Vibrance", "Presence", -100, 100, help="Colour of the muted parts; skin is spared."),
    Control("saturation", "Saturation", "Presence", -100, 100, help="Colour of everything alike."),
)
"""Manual adjustments in the order of the panel; each name is a field of `Edit`."""

STRENGTH = Control("strength", "Strength", "Style", 0.0, 1.5, default=1.0, step=0.01, decimals=2)
STRAIGHTEN = Control("angle", "Straighten", "Crop", -45.0, 45.0, step=0.1, decimals=1, unit="°")


@dataclass(frozen=True, slots=True)
class Crop:
    """The part that stays, in fractions 0..1 of the turned, flipped and straightened photo."""

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0

    def __post_init__(self) -> None:
        inside = 0.0 <= self.left < self.right <= 1.0 and 0.0 <= self.top < self.bottom <= 1.0
        if not inside:
            raise EditError("A crop lies inside the photo and is not empty.", subject="crop")

    @property
    def is_whole(self) -> bool:
        """Whether nothing is cut off."""
        return self == Crop()


@dataclass(frozen=True, slots=True)
class Edit:
    """Everything decided about one photo. Frozen: a change is a new Edit.

    Attributes:
        style: id of the style, or None for none.
        strength: 0 = untouched, 1 = the style as learned, up to 1.5.
        temperature, tint: -100..100; temperature is a shift in mired (+ is warmer), tint towards magenta.
        exposure: stops, -5..5.
        contrast ... saturation: -100..100, 0 is untouched.
        quarter_turns: clockwise turns by 90 degrees, 0..3.
        flip: mirrored left to right, after the turns.
        angle: straightening in degrees, clockwise, -45..45; the largest upright rectangle without corners is kept.
        crop: what stays after turning, flipping and straightening.
        tags: what the person said about the scene, for styles that listen to it.
    """

    style: str | None = None
    strength: float = 1.0
    temperature: float = 0.0
    tint: float = 0.0
    exposure: float = 0.0
    contrast: float = 0.0
    highlights: float = 0.0
    shadows: float = 0.0
    whites: float = 0.0
    blacks: float = 0.0
    clarity: float = 0.0
    vibrance: float = 0.0
    saturation: float = 0.0
    quarter_turns: int = 0
    flip: bool = False
    angle: float = 0.0
    crop: Crop = Crop()
    tags: Tags = NOTHING_KNOWN
    version: int = VERSION

    def with_(self, **changes: Any) -> "Edit":
        """A copy with some fields changed and checked.

        Raises:
            EditError: an unknown field, or a value that is no number or outside its range.
        """
        names = {field.name for field in fields(self)}
        for name, value in changes.items():
            if name not in names:
                raise EditError(f"There is no adjustment called {name}.", subject=name)
            if name in RANGES:
                RANGES[name].check(_number(name, value))
        return replace(self, **changes)

    @property
    def adjustments(self) -> dict[str, float]:
        """The manual adjustments that differ from their defaults."""
        return {c.name: getattr(self, c.name) for c in CONTROLS if getattr(self, c.name) != c.default}

    @property
    def has_geometry(self) -> bool:
        """Whether the photo is turned, flipped, straightened or cropped."""
        return bool(self.quarter_turns or self.flip or self.angle or not self.crop.is_whole)

    def to_json(self) -> str:
        """One line of JSON; fields at their default are left out, so files stay short and readable."""
        usual = asdict(Edit())
        values = {name: value for name, value in asdict(self).items() if value != usual[name]}
        if "tags" in values:
            values["tags"] = {name: value for name, value in values["tags"].items() if value != UNKNOWN}
        return json.dumps(values | {"version": self.version}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Edit":
        """Read what `to_json` wrote, now or in an older version.

        Raises:
            EditError: not JSON, not an edit, an unknown field, a value out of range, or a newer version.
        """
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as problem:
            raise EditError("This edit is not written in a form that can be read.", details=str(problem)) from problem
        if not isinstance(values, dict) or not isinstance(values.get("version", VERSION), int):
            raise EditError("This edit is not written in a form that can be read.")
        if values.get("version", VERSION) > VERSION:
            raise EditError("This edit was made by a newer version of Penchant, so it was left as it is.")
        values.pop("version", None)
        return cls().with_(**_checked(values))


RANGES = {control.name: control for control in (*CONTROLS, STRENGTH, STRAIGHTEN)}


def _number(name: str, value: Any) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    # An integer of hundreds of digits is no float.
    if not number or abs(value) > sys.float_info.max or math.isnan(value):
        raise EditError(f"{RANGES[name].label} needs a number.", subject=name)
    return float(value)


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    """Values of a JSON edit in the types of the fields."""
    wanted = {"style": str, "quarter_turns": int, "flip": bool, "crop": dict, "tags": dict}
    for name, kind in wanted.items():
        if name in values and not isinstance(values[name], kind) and (name, values[name]) != ("style", None):
            raise EditError(f"This edit has something unexpected in {name}.", subject=name)
    if values.get("quarter_turns", 0) not in (0, 1, 2, 3) or values.get("quarter_turns") is True:
        raise EditError("A photo is turned by 0 to 3 quarters.", subject="quarter_turns")
    if "crop" in values:
        values = values | {"crop": _crop(values["crop"])}
    if "tags" in values:
        values = values | {"tags": _tags(values["tags"])}
    return values


def _tags(values: dict[str, Any]) -> Tags:
    if not set(values) <= set(VALUES) or not all(isinstance(value, str) for value in values.values()):
        raise EditError("This edit has something unexpected in tags.", subject="tags")
    return Tags(**values)


def _crop(values: dict[str, Any]) -> Crop:
    sides = {"left", "top", "right", "bottom"}
    if not set(values) <= sides or not all(isinstance(v, int | float) for v in values.values()):
        raise EditError("This edit has something unexpected in crop.", subject="crop")
    return Crop(**values)

"""How a network wants a photo and gives it back: range, channels, axes, sizes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

RANGES: Mapping[str, tuple[float, float]] = {"0..1": (0.0, 1.0), "-1..1": (-1.0, 1.0), "0..255": (0.0, 255.0)}
LAYOUTS = ("NCHW", "NHWC")
CHANNELS = ("rgb", "bgr")
TYPES = ("float32", "float16", "uint8")


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to show a photo to a network.

    Attributes:
        input_range: of the values shown: "0..1", "-1..1" or "0..255".
        output_range: of the values given back.
        layout: "NCHW" or "NHWC".
        channels: "rgb" or "bgr".
        dtype: of the values shown: "float32", "float16" or "uint8".
        size: (height, width) if the network takes no other.
        multiple: sides are multiples of this; photos are continued by reflection and the result is cut back.
        least: sides are at least this.
    """

    input_range: str = "0..1"
    output_range: str = "0..1"
    layout: str = "NCHW"
    channels: str = "rgb"
    dtype: str = "float32"
    size: tuple[int, int] | None = None
    multiple: int = 1
    least: int = 1

    def __post_init__(self) -> None:
        choices = {
            "input_range": RANGES,
            "output_range": RANGES,
            "layout": LAYOUTS,
            "channels": CHANNELS,
            "dtype": TYPES,
        }
        for name, known in choices.items():
            if getattr(self, name) not in known:
                raise ValueError(f"{name} is one of {', '.join(known)}, not {getattr(self, name)}")
        if self.size is not None and not (len(self.size) == 2 and all(16 <= side <= 8192 for side in self.size)):
            raise ValueError(f"a size is two sides of 16 to 8192, not {self.size}")
        if not 1 <= self.multiple <= 1024 or not 1 <= self.least <= 1024:
            raise ValueError(f"multiple {self.multiple}, least {self.least}")

    def to_values(self) -> dict[str, Any]:
        """As JSON holds it; what is usual is left out."""
        usual = asdict(Reading())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}

    @staticmethod
    def from_values(values: Mapping[str, Any]) -> "Reading":
        """From JSON.

        Raises:
            ValueError, TypeError: something else than `to_values` gives.
        """
        unknown = set(values) - {field.name for field in fields(Reading)}
        if unknown:
            raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
        size = values.get("size")
        return replace(Reading(), **{**values, "size": None if size is None else (int(size[0]), int(size[1]))})

    def shown(self, photo: Floats) -> NDArray[Any]:
        """A photo as the network wants it.

        Args:
            photo: h x w x 3, sRGB-encoded, 0..1.

        Returns:
            1 x 3 x H x W or 1 x H x W x 3, H and W continued to what the network takes.
        """
        low, high = RANGES[self.input_range]
        values = self._continued(photo) * np.float32(high - low) + np.float32(low)
        if self.channels == "bgr":
            values = values[..., ::-1]
        if self.layout == "NCHW":
            values = values.transpose(2, 0, 1)
        if self.dtype == "uint8":
            values = np.clip(values + 0.5, 0, 255)
        return np.ascontiguousarray(values[None], self.dtype)

    def read(self, answer: NDArray[Any], shape: tuple[int, ...]) -> Floats:
        """What the network gave back, as a photo.

        Args:
            answer: as `shown` gives it, of any number type.
            shape: of the photo that was shown.

        Returns:
            h x w x 3 float32, sRGB-encoded, nominally 0..1, unclipped.

        Raises:
            ValueError: it is no photo of that size.
        """
        if answer.ndim != 4 or len(answer) != 1:
            raise ValueError(f"an answer of {answer.shape}")
        values = np.asarray(answer[0], np.float32)
        if self.layout == "NCHW":
            values = values.transpose(1, 2, 0)
        if values.shape[2] != 3 or values.shape[0] < shape[0] or values.shape[1] < shape[1]:
            raise ValueError(f"an answer of {answer.shape}")
        if self.channels == "bgr":
            values = values[..., ::-1]
        low, high = RANGES[self.output_range]
        return np.ascontiguousarray((values[: shape[0], : shape[1]] - np.float32(low)) / np.float32(high - low))

    def grown(self, side: int) -> int:
        """What a side of a photo becomes."""
        return max(side, self.least) + -max(side, self.least) % self.multiple

    def _continued(self, photo: Floats) -> Floats:
        down, right = (self.grown(side) - side for side in photo.shape[:2])
        if not (down or right):
            return photo
        mode = "reflect" if down < photo.shape[0] and right < photo.shape[1] else "edge"
        return np.pad(photo, [(0, down), (0, right), (0, 0)], mode)  # type: ignore[call-overload, no-any-return]


READINGS = {
    "input_range": tuple(RANGES),
    "output_range": tuple(RANGES),
    "layout": LAYOUTS,
    "channels": CHANNELS,
}
"""What a person may correct, and to what."""

"""Recipe: what was done to a photo, as it is noted in the exported file."""

from dataclasses import dataclass

from engine.version import VERSION

NAMESPACE = "http://ns.penchant.photo/recipe/1.0/"
PREFIX = "penchant"


@dataclass(frozen=True, slots=True)
class Recipe:
    """The style and the edit behind a file.

    Attributes:
        style: id of the style; empty for none.
        weights: first 16 hexadecimal digits of the SHA-256 of the style's file; empty if unknown.
        strength: 0..1.5.
        edit: the whole edit as JSON.
        version: of the program.
    """

    style: str = ""
    weights: str = ""
    strength: float = 1.0
    edit: str = ""
    version: str = VERSION

    def properties(self) -> dict[str, str]:
        """Names and values in our namespace."""
        named = {"Version": self.version, "Edit": self.edit}
        if self.style:
            named |= {"Style": self.style, "Weights": self.weights, "Strength": f"{self.strength:.2f}"}
        return {name: value for name, value in named.items() if value}

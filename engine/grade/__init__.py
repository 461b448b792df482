"""The grade: what an enhancer does to one photo, as a bilateral grid of affine colour maps."""

from engine.grade.fitting import fit
from engine.grade.slicing import apply, warm
from engine.grade.storage import from_bytes, to_bytes
from engine.grade.value import DEPTH, Grade, blend, identity, with_strength

__all__ = ["DEPTH", "Grade", "apply", "blend", "fit", "from_bytes", "identity", "to_bytes", "warm", "with_strength"]

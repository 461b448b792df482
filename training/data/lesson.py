"""Lesson: what a teacher is shown."""

from dataclasses import dataclass

from torch import Tensor


@dataclass(frozen=True, slots=True)
class Lesson:
    """Photos and some of their pixels, as a teacher sees them.

    Attributes:
        photos: (N, 3, h, w), possibly degraded, sRGB-encoded, 0..1.
        colours: (N, K, 3), pixels of them.
        originals: (N, K, 3), the same pixels before degradation.
        trusted: (N,), 0..1, how far a retoucher should lean toward the original; 0 for an ordinary photo.
    """

    photos: Tensor
    colours: Tensor
    originals: Tensor
    trusted: Tensor

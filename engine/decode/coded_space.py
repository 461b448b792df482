"""Colour spaces stated by code points (ITU-T H.273), as AVIF, HEIC and JPEG XL do instead of embedding a profile."""

from dataclasses import replace

from engine.color import DISPLAY_P3, SRGB, Space

REC_2020 = Space(
    "Rec. 2020",
    # Primaries of ITU-R BT.2020, D65, adapted to D50 by Bradford.
    ((0.6734802, 0.1656712, 0.1250486), (0.2790426, 0.6753445, 0.0456129), (-0.0019335, 0.0299828, 0.7968506)),
)
_PRIMARIES = {1: SRGB, 9: REC_2020, 11: DISPLAY_P3, 12: DISPLAY_P3}
_GAMMAS = {4: 2.2, 5: 2.8, 8: 1.0}
"""Transfer characteristics that are pure powers; every other is shown by the sRGB curve, as viewers do."""


def coded_space(primaries: int, transfer: int) -> Space:
    """The space of two code points; unknown ones count as sRGB."""
    space = _PRIMARIES.get(primaries, SRGB)
    gamma = _GAMMAS.get(transfer, 0.0)
    return replace(space, name=f"{space.name} (gamma {gamma:g})", gamma=gamma) if gamma else space

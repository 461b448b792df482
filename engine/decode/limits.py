"""How large a photo may say it is, checked before anything is decoded."""

from engine.decode.source import Source
from engine.errors import PhotoTooLarge, PhotoUnreadable

MOST_PIXELS = 300_000_000
"""300 megapixels: twice the largest single-shot camera."""
MOST_BYTES = 1_400_000_000
"""What one decoding may take at its peak, however much memory there is: files that lie must not exhaust a computer."""
MOST_SIDE = 65_535 * 2
SHARE_OF_FREE_MEMORY = 0.6
ALWAYS_FITS = 300_000_000
"""Bytes for which it is not asked how much memory is free: that needs a package that takes longer than the header."""


def check_size(
    source: Source, width: int, height: int, bytes_per_pixel: float, *, most_bytes: int = MOST_BYTES
) -> None:
    """Refuse a declared size that is impossible or would not fit.

    Args:
        source: the file, for the sentence.
        width: declared columns.
        height: declared rows.
        bytes_per_pixel: what the decoder takes at its peak, for one declared pixel.
        most_bytes: the most this decoder may take.

    Raises:
        PhotoUnreadable: a side of zero.
        PhotoTooLarge: beyond MOST_PIXELS, `most_bytes` or, above ALWAYS_FITS, the memory that is free now.
    """
    if width <= 0 or height <= 0:
        text = f"{source.name} is damaged, so it cannot be shown."
        raise PhotoUnreadable(text, subject=source.path, details=f"It says it is {width} x {height} pixels.")
    needed = width * height * bytes_per_pixel
    most = min(most_bytes, _free_memory()) if needed > ALWAYS_FITS else most_bytes
    if width * height > MOST_PIXELS or max(width, height) > MOST_SIDE or needed > most:
        sides = f"{_grouped(width)} × {_grouped(height)}"
        text = f"{source.name} says it is {sides}, more than this computer can hold."
        raise PhotoTooLarge(
            text, subject=source.path, details=f"It would need {needed / 1e9:.1f} GB; {most / 1e9:.1f} GB may be used."
        )


def _free_memory() -> float:
    """Bytes that a photo may take of what is free now."""
    import psutil

    return float(psutil.virtual_memory().available * SHARE_OF_FREE_MEMORY)


def _grouped(number: int) -> str:
    """Digits in groups of three: 90 000."""
    return f"{number:,}".replace(",", " ")

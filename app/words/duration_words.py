"""Durations as a person would say them."""

from PySide6.QtCore import QCoreApplication


def lasted(seconds: float) -> str:
    """ "48 s", "7 min 12 s" or "2 h 5 min": what has passed, exactly."""
    whole = int(seconds)
    if whole < 60:
        return _tr("{seconds} s").format(seconds=whole)
    if whole < 3600:
        return _tr("{minutes} min {seconds} s").format(minutes=whole // 60, seconds=whole % 60)
    return _tr("{hours} h {minutes} min").format(hours=whole // 3600, minutes=whole % 3600 // 60)


def rounded(seconds: float) -> str:
    """ "15 s", "4 min" or "2 h": a length that was chosen, or a moment of a strip."""
    if round(seconds) < 60:
        return _tr("{seconds} s").format(seconds=round(seconds))
    if seconds < 7200 and round(seconds / 60) != 60:
        return _tr("{minutes} min").format(minutes=round(seconds / 60))
    return _tr("{hours} h").format(hours=f"{seconds / 3600:.2g}")


def roughly(seconds: float) -> str:
    """What is left, so that it does not jump: steps of 5 s, of 10 s from 20 s, of a minute from one."""
    if seconds < 20:
        return rounded(max(5, 5 * round(seconds / 5)))
    if seconds < 55:
        return rounded(10 * round(seconds / 10))
    return rounded(60 * max(1, round(seconds / 60)))


def clock(seconds: float) -> str:
    """ "0:48" or "1:02:05"."""
    whole = int(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _tr(words: str) -> str:
    return QCoreApplication.translate("Durations", words)

"""Numbers as the window shows and reads them: the desktop's decimal sign, a true minus, narrow spaces."""

import re

from PySide6.QtCore import QLocale

MINUS = "\u2212"
NARROW = "\u202f"  # narrow no-break space: between groups of three, and before a unit
_HYPHENS = "-\u2010\u2011\u2012\u2013\u2014" + MINUS


def number(value: float, decimals: int = 0, *, sign: bool = False, unit: str = "") -> str:
    """Number with a fixed count of decimals; zero is plain "0".

    Args:
        value: the number.
        decimals: digits after the decimal sign.
        sign: put + before positive numbers, for values that go both ways.
        unit: appended after a narrow space; the degree sign without one.
    """
    rounded = round(value, decimals) + 0.0  # + 0.0 turns -0.0 into 0.0
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    digits = locale.toString(abs(rounded), "f", decimals) if rounded else locale.toString(0)
    if abs(rounded) >= 10_000:
        digits = _grouped(digits, locale.decimalPoint())
    mark = MINUS if rounded < 0 else "+" if sign and rounded > 0 else ""
    space = "" if unit in ("", "°") else NARROW
    return f"{mark}{digits}{space}{unit}"


def count(value: int) -> str:
    """Whole number in groups of three: 1 204."""
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    mark = MINUS if value < 0 else ""
    return mark + _grouped(locale.toString(abs(value)), locale.decimalPoint())


def percent(fraction: float, decimals: int = 0) -> str:
    """Share of one as per cent: 0.8 -> 80 %."""
    return number(100 * fraction, decimals, unit="%")


def file_size(count_of_bytes: int) -> str:
    """Size of a file: 6.9 MB, 84 KB."""
    if count_of_bytes >= 1e6:
        return number(count_of_bytes / 1e6, 1, unit="MB")
    return number(max(1, round(count_of_bytes / 1e3)), unit="KB")


def shutter(seconds: float) -> str:
    """Exposure time as cameras show it: 1/250 s, 2.5 s."""
    return number(seconds, 1, unit="s") if seconds >= 0.4 else f"1/{round(1 / seconds)} s"


def parse(text: str) -> float | None:
    """Number that a person typed, or None.

    Forgiving: either decimal sign, any dash for minus, spaces and a unit are taken.
    """
    plain = re.sub(r"[\s\u00a0\u202f\u2009']", "", text)
    for hyphen in _HYPHENS:
        plain = plain.replace(hyphen, "-")
    found = re.fullmatch(r"([+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+))[^\d.,+-]*", _western_digits(plain))
    return float(found[1].replace(",", ".")) if found else None


def _western_digits(text: str) -> str:
    return "".join(str(int(sign)) if sign.isdecimal() else "," if sign == "\u066b" else sign for sign in text)


def _grouped(digits: str, point: str) -> str:
    whole, mark, rest = digits.partition(point)
    head = len(whole) % 3
    groups = ([whole[:head]] if head else []) + [whole[at : at + 3] for at in range(head, len(whole), 3)]
    return NARROW.join(groups) + mark + rest

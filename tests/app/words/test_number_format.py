"""Numbers as people read and type them."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from app.words import number_format
from app.words.number_format import count, file_size, number, parse, percent


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("value", "decimals", "sign", "unit", "words"),
    [
        (0, 2, True, "", "0"),
        (-0.001, 2, True, "", "0"),
        (0.6, 2, True, "", "+0.60"),
        (-24, 0, True, "", "\u221224"),
        (5450, 0, False, "K", "5450\u202fK"),
        (11000, 0, False, "K", "11\u202f000\u202fK"),
        (12345.5, 1, False, "", "12\u202f345.5"),
        (2.5, 1, True, "°", "+2.5°"),
    ],
)
def test_numbers(value: float, decimals: int, sign: bool, unit: str, words: str) -> None:
    assert number(value, decimals, sign=sign, unit=unit) == words


def test_counts_and_shares() -> None:
    assert count(7) == "7"
    assert count(1204) == "1\u202f204"
    assert count(-1234567) == "\u22121\u202f234\u202f567"
    assert percent(0.8) == "80\u202f%"
    assert percent(0.004, 1) == "0.4\u202f%"


def test_sizes_of_files() -> None:
    assert file_size(6_940_000) == "6.9\u202fMB"
    assert file_size(84_300) == "84\u202fKB"
    assert file_size(12) == "1\u202fKB"


def test_the_decimal_sign_is_the_desktops() -> None:
    QLocale.setDefault(QLocale("de_DE"))
    assert number(0.6, 2, sign=True) == "+0,60"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        ("0,5", 0.5),
        ("-3", -3),
        ("\u22123", -3),
        ("\u20133", -3),
        ("+1.25 EV", 1.25),
        ("80 %", 80),
        ("5 450 K", 5450),
        (".5", 0.5),
        ("2°", 2),
        ("", None),
        ("abc", None),
        ("1.2.3", None),
        ("--2", None),
    ],
)
def test_typed_numbers(text: str, value: float | None) -> None:
    assert parse(text) == value


@given(st.floats(-20000, 20000), st.integers(0, 3), st.sampled_from(["en_GB", "de_DE", "fr_FR", "ar_EG"]))
def test_what_is_shown_can_be_typed_again(value: float, decimals: int, locale: str) -> None:
    QLocale.setDefault(QLocale(locale))
    assert parse(number(value, decimals, sign=True, unit="K")) == pytest.approx(round(value, decimals), abs=1e-9)


def test_spaces_never_break() -> None:
    assert number_format.NARROW in number(80, unit="%")
    assert " " not in count(1_000_000)

"""Tokens, type, sizes and following the desktop."""

import re
from dataclasses import fields

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from app import icons, resources, style_sheet, theme
from app.tokens import DARK, LIGHT, Tokens

THEMES = pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
SURFACES = ("canvas", "panel", "well", "groove", "raised", "hover", "pressed", "selected", "hover_cell")
GREYS = (*SURFACES, "line", "rule", "edge", "track", "fill", "knob", "knob_hover", "text", "text2", "off")


@pytest.fixture(autouse=True)
def dark(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_of_contrast_is_right() -> None:
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@THEMES
@pytest.mark.parametrize("words", ["text", "text2"])
@pytest.mark.parametrize("surface", SURFACES)
def test_words_can_be_read_on_every_surface(tokens: Tokens, words: str, surface: str) -> None:
    assert contrast(getattr(tokens, words), getattr(tokens, surface)) >= 4.5


@THEMES
@pytest.mark.parametrize("ground", ["accent", "accent_hover", "accent_pressed"])
def test_words_can_be_read_on_the_main_button(tokens: Tokens, ground: str) -> None:
    assert contrast(tokens.on_accent, getattr(tokens, ground)) >= 4.5


@THEMES
@pytest.mark.parametrize("sign", ["accent", "like", "warning", "error", "good"])
@pytest.mark.parametrize("surface", SURFACES)
def test_signs_can_be_seen_on_every_surface(tokens: Tokens, sign: str, surface: str) -> None:
    assert contrast(getattr(tokens, sign), getattr(tokens, surface)) >= 3.0


@THEMES
@pytest.mark.parametrize(
    ("part", "surface"),
    [("edge", "panel"), ("edge", "well"), ("track", "panel"), ("fill", "panel"), ("knob", "panel"), ("knob", "track")],
)
def test_parts_of_controls_can_be_seen(tokens: Tokens, part: str, surface: str) -> None:
    # The knob against its own track is told by shape and gap as well; 2:1 keeps it from melting in.
    least = 2.0 if surface == "track" else 3.0
    assert contrast(getattr(tokens, part), getattr(tokens, surface)) >= least


@THEMES
@pytest.mark.parametrize("line", ["red", "green", "blue"])
def test_histogram_lines_can_be_seen_in_the_well(tokens: Tokens, line: str) -> None:
    assert contrast(getattr(tokens, line), tokens.well) >= 3.0


@THEMES
@pytest.mark.parametrize("grey", GREYS)
def test_greys_are_neutral(tokens: Tokens, grey: str) -> None:
    colour = QColor(getattr(tokens, grey))
    assert colour.red() == colour.green() == colour.blue()


@THEMES
def test_every_token_is_a_colour(tokens: Tokens) -> None:
    for field in fields(tokens)[1:]:
        assert QColor.isValidColorName(getattr(tokens, field.name)), field.name


@THEMES
def test_drawn_signs_of_the_style_sheet_have_the_tokens_colours(tokens: Tokens) -> None:
    for file, colour in (("caret-down", tokens.text2), ("check", tokens.on_accent)):
        drawing = resources.path("icons", f"{file}-{tokens.name}.svg").read_text(encoding="utf-8")
        assert re.findall(r'stroke="(#[0-9A-F]{6})"', drawing) == [colour]


@THEMES
def test_the_style_sheet_is_filled_and_names_no_colour_of_its_own(tokens: Tokens) -> None:
    sheet = style_sheet.fill(tokens, round, dict.fromkeys(theme.SIZES, 13))
    assert "@" not in sheet
    known = {getattr(tokens, field.name) for field in fields(tokens)}
    assert set(re.findall(r"#[0-9A-Fa-f]{6,8}\b", sheet)) <= known
    for path in re.findall(r'url\("([^"]+)"\)', sheet):
        assert resources.path("icons", path.rsplit("/", 1)[1]).is_file()


def test_lengths_of_the_style_sheet_grow_with_the_text_but_lines_stay() -> None:
    sheet = style_sheet.fill(DARK, lambda size: round(2 * size), dict.fromkeys(theme.SIZES, 26))
    assert "min-height: 56px" in sheet
    assert "border: 2px solid" in sheet
    assert "border: 1px solid" in sheet


def test_apply_changes_tokens_palette_and_sheet_and_says_so(qapp: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.watcher.changed):
        theme.apply(qapp, "light")
    assert theme.current() is LIGHT
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.panel)
    assert LIGHT.accent in qapp.styleSheet()
    assert DARK.accent not in qapp.styleSheet()


def test_an_unknown_theme_is_refused_and_changes_nothing(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="sepia"):
        theme.apply(qapp, "sepia")
    assert theme.current() is DARK


def test_system_follows_the_desktop(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    desktop = {"scheme": Qt.ColorScheme.Light}
    monkeypatch.setattr(theme, "_desktop_scheme", lambda: desktop["scheme"])
    theme.apply(qapp, "system")
    assert theme.current() is LIGHT
    desktop["scheme"] = Qt.ColorScheme.Dark
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is DARK
    theme.apply(qapp, "light")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is LIGHT, "a chosen theme does not follow"


@pytest.mark.parametrize(
    ("role", "pixels", "weight"), [("caption", 12, 400), ("body", 13, 400), ("heading", 15, 600), ("title", 20, 600)]
)
def test_type_is_inter_in_the_sizes_of_the_design(role: str, pixels: int, weight: int) -> None:
    face = QFontInfo(theme.font(role))
    assert face.family() == "Inter"
    assert face.pixelSize() == pixels
    assert face.weight() == weight


def test_figures_are_tabular() -> None:
    metrics = QFontMetricsF(theme.font("body"))
    assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888")


def test_the_system_font_can_be_used_instead(qapp: QApplication) -> None:
    theme.apply(qapp, "dark", system_font=True)
    assert theme.font().family() != "Inter"
    assert theme.font().pixelSize() == 13


def test_interface_size_scales_type_and_lengths_within_bounds(qapp: QApplication) -> None:
    theme.apply(qapp, "dark", 1.5)
    assert theme.font("body").pixelSize() == 20
    assert theme.px(28) == 42
    theme.apply(qapp, "dark", 9)
    assert theme.px(28) == 56
    theme.apply(qapp, "dark", 0.5)
    assert theme.font("caption").pixelSize() == 12, "nothing is smaller than 12"


def test_a_button_keeps_the_height_of_the_design(qtbot: QtBot) -> None:
    button = QPushButton("Reset")
    qtbot.addWidget(button)
    button.ensurePolished()
    assert button.sizeHint().height() == theme.HEIGHTS.button


def middle_colour(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal, state: QIcon.State = QIcon.State.Off) -> str:
    return icon.pixmap(QSize(16, 16), 1.0, mode, state).toImage().pixelColor(8, 8).name().upper()


def test_icons_take_their_colour_from_state_and_theme(qapp: QApplication) -> None:
    icon = theme.icon("ph.heart-fill")
    assert middle_colour(icon) == DARK.text2
    assert middle_colour(icon, QIcon.Mode.Disabled) == DARK.off
    assert middle_colour(icon, QIcon.Mode.Active) == DARK.text
    assert middle_colour(icon, state=QIcon.State.On) == DARK.text
    assert middle_colour(theme.icon("heart-fill", "like")) == DARK.like
    theme.apply(qapp, "light")
    assert middle_colour(icon) == LIGHT.text2, "an icon made before follows the theme"


def test_a_copied_icon_lives_on_after_the_first() -> None:
    first = theme.icon("heart-fill", size=18)
    second = QIcon(first)
    del first
    assert second.actualSize(QSize(64, 64)) == QSize(18, 18)
    assert middle_colour(second) == DARK.text2


def test_a_misspelt_icon_is_told_at_once() -> None:
    with pytest.raises(KeyError, match="hart"):
        theme.icon("ph.hart")


def test_icons_lie_on_the_pixel_grid_at_16() -> None:
    # Phosphor's square runs from 2 to 14 of 16: a sharp icon has full and empty columns, nothing between.
    picture = theme.icon("square", "on").pixmap(QSize(16, 16), 1.0).toImage()
    alphas = {picture.pixelColor(x, 8).alpha() for x in range(16)}
    assert alphas <= {0, 255}
    assert icons.outline("square").boundingRect().width() == pytest.approx(192)


def test_bundled_type_comes_with_its_licence() -> None:
    licence = resources.path("fonts", "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence
    assert "Inter Project Authors" in licence


def test_weights_are_separate_faces() -> None:
    assert theme.font("section").weight() == QFont.Weight.DemiBold
    regular, bold = (QFontMetricsF(theme.font(role)).horizontalAdvance("Harbour") for role in ("body", "section"))
    assert bold > regular


def test_an_icon_in_a_field_stands_in_its_middle(qtbot: QtBot) -> None:
    field = QLineEdit()
    qtbot.addWidget(field)
    field.addAction(theme.icon("magnifying-glass"), QLineEdit.ActionPosition.LeadingPosition)
    field.resize(200, field.sizeHint().height())
    field.show()
    (button,) = field.findChildren(QToolButton)
    assert abs(button.geometry().center().y() - field.rect().center().y()) <= 1

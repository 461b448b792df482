"""How the window looks: the theme in force, type, sizes and icons. `apply` sets it; everything else asks here.

Painters call `current()`, `font()`, `px()` and `icon()` each time they paint, and connect `watcher.changed` to whatever
they have measured with them. Sizes are logical pixels at 100 %; `px` makes them follow the size of the text.
"""

from dataclasses import dataclass, field
from functools import cache, partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from app import icons, resources, style_sheet
from app.tokens import BACKDROPS, DARK, LIGHT, Tokens

__all__ = [
    "BACKDROPS",
    "DARK",
    "FAMILY",
    "HEIGHTS",
    "LIGHT",
    "SIZES",
    "SPACE",
    "STYLE",
    "Heights",
    "Tokens",
    "Watcher",
    "apply",
    "current",
    "font",
    "icon",
    "px",
    "reduced_motion",
    "watcher",
]

FAMILY = "Inter"
STYLE = ("-style", "Fusion")
"""Arguments of every QApplication. `setStyle` would do the same and load some 500 names of QStyle before the start."""
SPACE = (4, 8, 12, 16, 24, 32, 48)
SIZES = {"caption": 0.92, "body": 1.0, "section": 1.0, "heading": 1.15, "title": 1.54}
_BODY = 13
_BOLD = {"section", "heading", "title"}
# Pixels of the desktop's ordinary text; within these no one asked for larger words.
_ORDINARY = {"windows": 12.0, "cocoa": 13.0}
_ORDINARY_ELSEWHERE = 14.7
_LARGEST = 2.0
_TABULAR = QFont.Tag("tnum")


@dataclass(frozen=True, slots=True)
class Heights:
    """Heights and corners at 100 %; pass them through `px`."""

    row: int = 28
    small: int = 28
    button: int = 32
    head: int = 32
    bar: int = 40
    header: int = 44
    status: int = 28
    thumbnail_corner: int = 2
    corner: int = 4
    sheet_corner: int = 6


HEIGHTS = Heights()


class Watcher(QObject):
    """Tells when theme or size have changed, after the new ones are in force."""

    changed = Signal()


watcher = Watcher()


@dataclass
class _State:
    tokens: Tokens = DARK
    scale: float = 1.0
    family: str = ""
    choice: tuple[str, float, bool] = ("dark", 1.0, False)
    following: bool = False
    faces: tuple[str, ...] = field(default=())


_state = _State()


def apply(app: QApplication, name: str = "dark", scale: float = 1.0, *, system_font: bool = False) -> None:
    """Dress the application; it was started with the style Fusion (`STYLE`), which the sheet is written for.

    Args:
        app: the application.
        name: "dark", "light", or "system" to follow the desktop from now on.
        scale: interface size, 1 to 2, on top of the desktop's own text size.
        system_font: use the desktop's family instead of Inter.

    Raises:
        ValueError: there is no theme of this name.
    """
    if name not in ("dark", "light", "system"):
        raise ValueError(f"no theme is called {name!r}")
    _state.choice = (name, scale, system_font)
    _follow_the_desktop()
    _state.tokens = _tokens_for(name)
    _state.scale = min(max(scale * _text_ratio(), 1.0), _LARGEST)
    _state.family = "" if system_font else _load_inter()
    _face.cache_clear()
    for effect in (Qt.UIEffect.UI_AnimateMenu, Qt.UIEffect.UI_FadeMenu, Qt.UIEffect.UI_AnimateCombo):
        app.setEffectEnabled(effect, False)
    app.setFont(font("body"))
    app.setPalette(_palette(_state.tokens))
    app.setStyleSheet(style_sheet.fill(_state.tokens, px, {role: font(role).pixelSize() for role in SIZES}))
    watcher.changed.emit()


def current() -> Tokens:
    """Colours in force."""
    return _state.tokens


def px(size: float) -> int:
    """Size at 100 % -> logical pixels at the text size in force."""
    return round(size * _state.scale)


def font(role: str = "body") -> QFont:
    """Font of a role: caption, body, section, heading or title; figures are tabular."""
    return QFont(_face(role))


@cache
def _face(role: str) -> QFont:
    """The font of a role as it is in force: forgotten by `apply`."""
    face = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont))
    if _state.family:
        face.setFamily(_state.family)
    face.setPixelSize(round(_BODY * SIZES[role] * _state.scale))
    face.setWeight(QFont.Weight.DemiBold if role in _BOLD else QFont.Weight.Normal)
    face.setFeature(_TABULAR, 1)
    return face


def icon(name: str, role: str = "rest", size: int = 16) -> QIcon:
    """Phosphor icon that follows the theme whenever it is repainted.

    Args:
        name: "heart" or "ph.heart".
        role: "rest" (second text; text when hovered or on; off when disabled), "on", "off", or the name of a token.
        size: side at 100 %.
    """
    return QIcon(icons.IconEngine(name, partial(_icon_colour, role), partial(px, size)))


def reduced_motion() -> bool:
    """Whether the person asked the desktop for less movement (known from Qt 6.12 on)."""
    hints = QGuiApplication.styleHints()
    accessibility = getattr(hints, "accessibility", None)
    preference = getattr(accessibility(), "motionPreference", None) if accessibility else None
    return preference is not None and preference().name == "ReducedMotion"


def _icon_colour(role: str, mode: QIcon.Mode, state: QIcon.State) -> str:
    tokens = _state.tokens
    if mode == QIcon.Mode.Disabled or role == "off":
        return tokens.off
    if role == "on":
        return tokens.text
    if role != "rest":
        return str(getattr(tokens, role))
    lit = state == QIcon.State.On or mode in (QIcon.Mode.Active, QIcon.Mode.Selected)
    return tokens.text if lit else tokens.text2


def _tokens_for(name: str) -> Tokens:
    if name == "system":
        return LIGHT if _desktop_scheme() == Qt.ColorScheme.Light else DARK
    return LIGHT if name == "light" else DARK


def _desktop_scheme() -> Qt.ColorScheme:
    return QGuiApplication.styleHints().colorScheme()


def _follow_the_desktop() -> None:
    if not _state.following:
        _state.following = True
        QGuiApplication.styleHints().colorSchemeChanged.connect(_desktop_changed)


def _desktop_changed() -> None:
    name, scale, system_font = _state.choice
    app = QApplication.instance()
    if name == "system" and isinstance(app, QApplication) and _tokens_for(name) is not _state.tokens:
        apply(app, name, scale, system_font=system_font)


def _text_ratio() -> float:
    pixels = QFontInfo(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)).pixelSize()
    return max(1.0, pixels / _ORDINARY.get(QGuiApplication.platformName(), _ORDINARY_ELSEWHERE))


@cache
def _load_inter() -> str:
    for weight in ("Regular", "SemiBold"):
        QFontDatabase.addApplicationFont(str(resources.path("fonts", f"Inter-{weight}.otf")))
    return FAMILY if FAMILY in QFontDatabase.families() else ""


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    table = {
        role.Window: tokens.panel,
        role.WindowText: tokens.text,
        role.Base: tokens.well,
        role.AlternateBase: tokens.panel,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.text2,
        role.Button: tokens.raised,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.error,
        role.ToolTipBase: tokens.well,
        role.ToolTipText: tokens.text,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.Light: tokens.hover,
        role.Midlight: tokens.raised,
        role.Mid: tokens.line,
        role.Dark: tokens.well,
        role.Shadow: tokens.well,
    }
    palette = QPalette()
    for which, colour in table.items():
        palette.setColor(which, QColor(colour))
    for which in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, which, QColor(tokens.off))
    return palette

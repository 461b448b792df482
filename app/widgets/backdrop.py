"""The canvas around photos in the shade that the person chose, and the colours that can be read on it."""

from dataclasses import replace

from app import theme
from app.tokens import BACKDROPS, DARK, LIGHT, Tokens

# Middle grey lies between the themes: only white reads well on it.
_MIDDLE = replace(DARK, text=DARK.knob_hover, text2=DARK.knob_hover, accent=DARK.knob_hover)
_READABLE = {"black": DARK, "dark": DARK, "middle": _MIDDLE, "light": LIGHT, "white": LIGHT}


def colour(shade: str) -> str:
    """Colour of the canvas: a name of `BACKDROPS`, or "" for the theme's own."""
    return BACKDROPS.get(shade, theme.current().canvas)


def tokens(shade: str) -> Tokens:
    """Colours for words and frames that stand on this canvas."""
    return _READABLE.get(shade, theme.current())

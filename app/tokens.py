"""Every colour of the window, once per theme. Nothing else names a colour; the style sheet and all painters read these.

Values are text that both `QColor` and a style sheet understand: #RRGGBB, or #AARRGGBB where a picture shows through.
Greys have equal parts, so that the surround never tints a photo.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """One theme.

    Surfaces: canvas (around photos), panel, well (fields, lists, empty pictures), groove (behind a switch),
    raised / hover / pressed (buttons), selected and hover_cell (plates behind rows and thumbnails).
    Lines: line (divider), rule (frame of sheet, menu, toast), edge (frame of a field or box).
    Slider and progress: track, fill, knob, knob_hover. Words: text, text2 (second), off (disabled).
    accent* says "here": focus, the chosen thing, the one main action. like is the filled heart only.
    warning, error, good colour an icon beside a sentence. tag and tag_text lie on a picture, veil behind a sheet.
    red, green, blue are the thin lines of the histogram.
    """

    name: str
    canvas: str
    panel: str
    well: str
    groove: str
    raised: str
    hover: str
    pressed: str
    selected: str
    hover_cell: str
    line: str
    rule: str
    edge: str
    track: str
    fill: str
    knob: str
    knob_hover: str
    text: str
    text2: str
    off: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    like: str
    warning: str
    error: str
    good: str
    tag: str
    tag_text: str
    veil: str
    red: str
    green: str
    blue: str


DARK = Tokens(
    name="dark",
    canvas="#242424",
    panel="#2B2B2B",
    well="#1D1D1D",
    groove="#1D1D1D",
    raised="#3A3A3A",
    hover="#464646",
    pressed="#333333",
    selected="#484848",
    hover_cell="#333333",
    line="#3F3F3F",
    rule="#5A5A5A",
    edge="#7C7C7C",
    track="#747474",
    fill="#C4C4C4",
    knob="#DEDEDE",
    knob_hover="#FFFFFF",
    text="#E8E8E8",
    text2="#B8B8B8",
    off="#808080",
    accent="#86B2D9",
    accent_hover="#9CC2E4",
    accent_pressed="#719FC8",
    on_accent="#10202E",
    like="#EA8A93",
    warning="#DDB867",
    error="#F0927F",
    good="#93C29A",
    tag="#B8000000",
    tag_text="#F0F0F0",
    veil="#8C000000",
    red="#D98A8A",
    green="#8FBF94",
    blue="#8AA9D9",
)

LIGHT = Tokens(
    name="light",
    canvas="#D6D6D6",
    panel="#EFEFEF",
    well="#FAFAFA",
    groove="#D8D8D8",
    raised="#FFFFFF",
    hover="#E2E2E2",
    pressed="#D6D6D6",
    selected="#BEBEBE",
    hover_cell="#E4E4E4",
    line="#D2D2D2",
    rule="#B4B4B4",
    edge="#858585",
    track="#868686",
    fill="#3C3C3C",
    knob="#3C3C3C",
    knob_hover="#000000",
    text="#1B1B1B",
    text2="#4B4B4B",
    off="#8A8A8A",
    accent="#24618F",
    accent_hover="#1D5480",
    accent_pressed="#17466C",
    on_accent="#FFFFFF",
    like="#B02F40",
    warning="#7F5B00",
    error="#AB3426",
    good="#2C6B3A",
    tag="#B8000000",
    tag_text="#F0F0F0",
    veil="#8C000000",
    red="#B04A4A",
    green="#2F7A40",
    blue="#3A62A3",
)

BACKDROPS = {"black": "#000000", "dark": "#242424", "middle": "#777777", "light": "#D6D6D6", "white": "#FFFFFF"}
"""What may lie around a photo, chosen by right-click on the canvas; the themes' own canvases are dark and light."""

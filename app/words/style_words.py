"""What is known of a style, in the person's words."""

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from app.words import number_format
from engine.styles import YOURS, Style


def origin(style: Style) -> str:
    """One sentence: who taught it."""
    known = {
        YOURS: _tr("Taught by you, on this computer."),
        "expert": _tr("Taught by an expert's photos."),
        "added": _tr("Added from a file."),
    }
    return known.get(style.kind, _tr("Bundled look."))


def licence(style: Style) -> str:
    """Under what it may be used; "" of a style of the person's own."""
    if style.kind == YOURS:
        return ""
    return style.licence or _tr("Not stated")


def tooltip(style: Style) -> str:
    """What it does, where it comes from, its licence."""
    stated = f"{style.licence}." if style.licence else _tr("Licence not stated.")
    return " ".join(filter(None, (style.summary, origin(style), "" if style.kind == YOURS else stated)))


def facts(style: Style) -> tuple[tuple[str, str], ...]:
    """Rows of name and value; what is not known is left out."""
    learned = style.learned
    day = QDateTime.fromSecsSinceEpoch(int(learned.made)).date() if learned is not None and learned.made else None
    rows = (
        (_tr("Origin"), origin(style)),
        (_tr("Taught"), QLocale().toString(day, QLocale.FormatType.LongFormat) if day is not None else ""),
        (_tr("Likes"), number_format.count(learned.likes) if learned is not None and learned.likes else ""),
        (_tr("Pairs"), number_format.count(learned.pairs) if learned is not None and learned.pairs else ""),
        (_tr("Changes"), _tr("Texture") if style.texture else _tr("Tone and colour")),
        (_tr("Strength"), number_format.percent(style.default_strength)),
        (_tr("Licence"), licence(style)),
        (_tr("File"), style.file.name),
    )
    return tuple((name, value) for name, value in rows if value)


def _tr(words: str) -> str:
    return QCoreApplication.translate("StyleWords", words)

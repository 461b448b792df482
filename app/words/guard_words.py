"""What guards say when they bite: calm, with the share of the picture."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.words import number_format

if TYPE_CHECKING:
    from engine.guards import Guards


def words(guards: "Guards") -> tuple[str, ...]:
    """A sentence for each guard beyond its limit, the gravest first; empty if none is."""
    said = {
        "structure": _tr("Fine structure changed more than usual."),
        "skin": _tr("Skin moved further than usual in {share} of the picture."),
        "clipped": _tr("{share} of the picture lost its detail in white or black."),
        "gamut": _tr("{share} of the picture has colours that no longer fit into sRGB."),
    }
    shares = {"skin": guards.skin, "clipped": guards.clipped, "gamut": guards.gamut}
    return tuple(said[name].format(share=number_format.percent(shares.get(name, 0.0))) for name in guards.biting)


def short(guards: "Guards") -> str:
    """The gravest in a few words, to lie on the picture; "" if none bites."""
    said = {
        "structure": _tr("Structure changed"),
        "skin": _tr("Skin moved further than usual"),
        "clipped": _tr("Detail lost in white or black"),
        "gamut": _tr("Colours beyond sRGB"),
    }
    return said[guards.biting[0]] if guards.biting else ""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Guards", text)

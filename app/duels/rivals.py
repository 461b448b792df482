"""Rivals: whom a style can meet in a blind duel, in words, and on which photos."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from app.duels.duel import ORIGINAL, DuelWish, usual_wish
from app.session import Session
from app.versions import family
from engine.styles import YOURS, Style

ENOUGH, MOST = 6, 60
"""Photos from which on a duel says something, and photos that are taken from the library at most."""


@dataclass(frozen=True, slots=True)
class Rival:
    """One that a style can be judged against.

    Attributes:
        words: what it is called.
        contenders: ids, the style first.
        is_look: whether it is one of the bundled looks, of which there are many.
    """

    words: str
    contenders: tuple[str, ...]
    is_look: bool = False


def rivals(style: Style, styles: Sequence[Style], default: str) -> tuple[Rival, ...]:
    """Whom a style can meet: the usual ones together, the original, its other versions, looks.

    Args:
        style: the style to be judged.
        styles: all styles.
        default: id of the default style.
    """
    usual = usual_wish(style.id, [each.id for each in styles], default, ()).contenders
    names = {each.id: each.name for each in styles} | {ORIGINAL: _tr("the original")}
    together = [names[each] for each in usual[1:]]
    found = [Rival(_tr("{0} and {1}").format(*together) if len(together) == 2 else together[0], usual)]
    found.append(Rival(_tr("The original"), (style.id, ORIGINAL)))
    found += [Rival(other.name, (style.id, other.id)) for other in family(style, styles)]
    looks = [each for each in styles if each.kind in ("look", "expert") and each.id != style.id]
    return (*found, *(Rival(look.name, (style.id, look.id), is_look=True) for look in looks))


def hold(session: Session, style: Style, contenders: tuple[str, ...]) -> None:
    """Go to a blind duel between these, on photos that the style has not learned from where there are enough."""
    photos, unseen = photos_for(session, style)
    session.hold_duel(DuelWish(contenders, photos, unseen=unseen))


def photos_for(session: Session, style: Style) -> tuple[tuple[Path, ...], bool]:
    """The photos on which a style is judged, and whether it was taught with none of them.

    Those that are open come first; where these are too few, or were taught with, those of the library.
    """
    if style.kind != YOURS:
        return session.photos, False
    entries = session.shelf.entries
    taught = set(session.liked_paths()) | {path for path, entry in entries.items() if entry.is_edited}
    photos = [path for path in session.photos if path not in taught]
    if len(photos) < ENOUGH:
        known = set(photos) | taught
        others = (path for path, entry in entries.items() if path not in known and not entry.marks.rejected)
        photos += [path for path, _ in zip(others, range(MOST), strict=False) if path.is_file()]
    return (tuple(photos), True) if photos else (session.photos or session.liked_paths(), False)


def _tr(words: str) -> str:
    return QCoreApplication.translate("Rivals", words)

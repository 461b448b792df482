"""What was chosen in the Teach room as a wish, and a wish that is being learned as what was chosen."""

from pathlib import Path

from app.learning import LearningWish
from app.panels.teach.choices import Choice
from app.panels.teach.pairs_part import PairsChoice
from app.panels.teach.previews import edited_photos
from app.panels.teach.words import tr
from app.session import Session
from app.versions import first_name, made
from engine.styles import YOURS, Style


def wish_of(session: Session, choice: Choice, name: str, previews: tuple[Path, ...]) -> LearningWish:
    """What is to be learned now."""
    pairs, start = choice.pairs, choice.start
    likes = session.liked_paths() if pairs.with_likes or not pairs.is_set else ()
    # Of a photo that she edited, the file still shows it as it was: what she likes, or corrected, is her edit.
    edited = set(edited_photos(session))
    finished = tuple(path for path in likes if path in edited and path not in pairs.corrected)
    likes = tuple(path for path in likes if path not in edited and path not in pairs.corrected)
    return LearningWish(
        name.strip(),
        likes,
        finished=finished,
        pairs=pairs.folders,
        corrected=pairs.corrected,
        practice=tuple(path for path in choice.practice if path not in {*likes, *finished}),
        previews=previews,
        start=str(start.file) if start is not None else "",
        start_style=start.id if start is not None else "",
        start_words=start.name if start is not None else "",
        balance=choice.balance,
        weights=choice.weights,
        method=choice.method,
        device=session.settings.device,
        minutes=choice.minutes,
        version=next_version(session.styles, name),
    )


def chosen_in(wish: LearningWish, styles: tuple[Style, ...]) -> dict[str, object]:
    """Fields of `Choice` that say what is being learned, also after a restart."""
    return {
        "pairs": PairsChoice(wish.pairs, wish.corrected, with_likes=bool(wish.likes or wish.finished)),
        "practice": wish.practice,
        "practice_words": wish.practice[0].name if len(wish.practice) == 1 else tr("%n photo(s)", len(wish.practice)),
        "start": next((style for style in styles if style.id == wish.start_style), None),
        "minutes": wish.minutes,
        "balance": wish.balance,
        "weights": wish.weights,
        "method": wish.method,
    }


def next_version(styles: tuple[Style, ...], name: str) -> int:
    """Which version of a name would be learned now, from 1."""
    wanted = name.strip()
    own = [style.name for style in styles if style.kind == YOURS]
    return 1 + sum(known == wanted or first_name(known) == wanted for known in own)


def newest(styles: tuple[Style, ...], name: str) -> Style | None:
    """The newest style of a name."""
    wanted = name.strip()
    own = [style for style in styles if style.kind == YOURS and wanted in (style.name, first_name(style.name))]
    return max(own, key=made, default=None)

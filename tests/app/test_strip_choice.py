"""Which photos stand in the filmstrip."""

from pathlib import Path

from app.library import Entry, Marks, Shelf
from app.strip_choice import AS_OPENED, TAKEN, StripChoice, chosen

PLAIN, LIKED, STARRED, EDITED, REJECTED = PHOTOS = tuple(Path(f"/walk/{name}.jpg") for name in "abcde")
MARKS = {LIKED: Marks(liked=True), STARRED: Marks(stars=2), REJECTED: Marks(rejected=True)}
SHELF = Shelf(
    {
        PLAIN: Entry(PLAIN, 1, taken=50.0),
        LIKED: Entry(LIKED, 2, taken=40.0),
        EDITED: Entry(EDITED, 3, is_edited=True, taken=60.0),
    }
)


def strip(keep: Path | None = None, **wanted: object) -> tuple[Path, ...]:
    choice = StripChoice(**wanted)  # type: ignore[arg-type]
    return chosen(PHOTOS, choice, SHELF, lambda path: MARKS.get(path, Marks()), keep)


def test_nothing_set_shows_all_as_they_were_opened() -> None:
    assert strip() == PHOTOS
    assert not StripChoice(order=TAKEN).is_set


def test_each_kind_alone_and_with_others() -> None:
    assert strip(liked=True) == (LIKED,)
    assert strip(starred=True) == (STARRED,)
    assert strip(edited=True) == (EDITED,)
    assert strip(rejected=True) == (REJECTED,)
    assert strip(liked=True, rejected=True) == (LIKED, REJECTED)


def test_the_photo_on_the_canvas_stays() -> None:
    assert strip(PLAIN, liked=True) == (PLAIN, LIKED)


def test_by_capture_time_what_has_none_comes_last() -> None:
    assert strip(order=TAKEN) == (LIKED, PLAIN, EDITED, STARRED, REJECTED)
    assert strip(order=AS_OPENED) == PHOTOS

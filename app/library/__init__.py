"""The library: what a person says about her photos, wherever they lie. No Qt."""

from app.library.entry import Entry, Shelf
from app.library.marks import LABELS, NOTHING, Marks
from app.library.schema import LibraryError
from app.library.store import Library, usual_file

__all__ = ["LABELS", "NOTHING", "Entry", "Library", "LibraryError", "Marks", "Shelf", "usual_file"]

"""The library: what a person says about her photos, wherever they lie. No Qt.

The values are here; `store` keeps them, and is not loaded for them (the window is painted before SQLite is there).
"""

from app.library.entry import Entry, Shelf
from app.library.marks import LABELS, NOTHING, Marks

__all__ = ["LABELS", "NOTHING", "Entry", "Marks", "Shelf"]

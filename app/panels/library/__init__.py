"""The Library room: folders and collections left, photos in the middle, facts and readiness right."""

from app.panels.library.room import LibraryRoom

__all__ = ["LibraryRoom"]

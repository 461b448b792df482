"""The Teach room: what a style learns from at the left, how it becomes in the middle."""

from app.panels.teach.room import TeachRoom

__all__ = ["TeachRoom"]

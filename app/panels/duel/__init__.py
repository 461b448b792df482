"""The blind duel: a page with two pictures and nothing else, and what the answers say."""

from app.panels.duel.page import DuelPage

__all__ = ["DuelPage"]

"""The sheet that adds a style from a file."""

from app.panels.add_style.sheet import AddStyleSheet

__all__ = ["AddStyleSheet"]

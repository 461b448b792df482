"""The export sheet: presets at the left, what is written in the middle, where and under which names at the right."""

from app.panels.export.sheet import ExportSheet

__all__ = ["ExportSheet"]

"""The canvas: the photo as the session looks at it, the grid of styles, and what stands there without a photo."""

from app.panels.canvas.panel import CanvasPanel

__all__ = ["CanvasPanel"]

"""Finishing by hand: white balance, light and presence on top of a style.

`prepare(edit, graded_copy)` bakes the sliders into tables; `Finish.apply` runs them over any part of the photo.
"""

from engine.finish.finish import Finish, needs_local, prepare
from engine.finish.white_balance import white_balance_from

__all__ = ["Finish", "needs_local", "prepare", "white_balance_from"]

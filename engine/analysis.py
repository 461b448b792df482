"""Analysis: what was found out about an open photo, kept while sliders move and strips are written."""

import threading
import weakref
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from engine import grade as grading
from engine.enhance import Recent, Shown, analysis_copy, grade_for
from engine.finish.local import LocalMap, local_map
from engine.grade import Grade
from engine.image import Image
from engine.styles import Style
from engine.tags import NOTHING_KNOWN, Tags

_PHOTOS = 8
"""Photos remembered: those on screen and those being exported."""
_GRADES = 8
"""Grades and maps remembered for each: the last positions of a strength slider."""


class Analysis:
    """The small copy of one photo, what styles make of it, and the local maps of that. Any thread may ask.

    Attributes:
        shown: the photo as networks are shown it.
    """

    def __init__(self, image: Image, like: "Analysis | None" = None) -> None:
        """Look at a photo; what `like` has found out of another reading of it is taken over."""
        self._pixels, self._space = weakref.ref(image.pixels), image.space
        self.shown: Shown = like.shown if like else Shown(analysis_copy(image))
        self._grades = Recent(_GRADES)
        self._maps = Recent(_GRADES)

    def is_of(self, image: Image) -> bool:
        """Whether this is the photo that was analysed; its pixels are not kept alive for that."""
        return self._pixels() is image.pixels and self._space == image.space

    def grade(self, style: Style | None, strength: float, tags: Tags = NOTHING_KNOWN) -> Grade | None:
        """What the style does to the photo at a strength; None for no style, or a strength of 0.

        Args:
            style: the style.
            strength: 0..1.5.
            tags: what is known of the scene, for styles that listen to it.

        Raises:
            StyleError: the style cannot be loaded.
        """
        if style is None or strength == 0:
            return None
        whole = grade_for(style, self.shown, tags)
        grade: Grade = self._grades.get((whole, strength), lambda: grading.with_strength(whole, strength))
        return grade

    def local_map(self, grade: Grade | None) -> LocalMap:
        """The local map of the photo seen through a grade."""
        made: LocalMap = self._maps.get(grade, lambda: local_map(self._seen(grade)))
        return made

    def _seen(self, grade: Grade | None) -> NDArray[np.float32]:
        return self.shown.copy if grade is None else grading.apply(grade, self.shown.copy)


_known: OrderedDict[int, Analysis] = OrderedDict()
_lock = threading.Lock()


def analysis_of(image: Image) -> Analysis:
    """The analysis of a photo: the same one as long as its pixels live."""
    key = id(image.pixels)
    with _lock:
        analysis = _known.get(key)
    # An address may be used again by another photo's pixels.
    if analysis is None or not analysis.is_of(image):
        analysis = Analysis(image)
    _remember(image, analysis)
    return analysis


def judge_alike(image: Image, other: Image) -> None:
    """Judge a reading of a photo by another reading of it, so that both look the same and it is looked at once."""
    if image.pixels is not other.pixels:
        _remember(image, Analysis(image, analysis_of(other)))


def judged_by(image: Image) -> object:
    """What is the same for all readings of a photo that are judged alike, and for no others."""
    return analysis_of(image).shown


def _remember(image: Image, analysis: Analysis) -> None:
    with _lock:
        key = id(image.pixels)
        _known[key] = analysis
        _known.move_to_end(key)
        while len(_known) > _PHOTOS:
            _known.popitem(last=False)

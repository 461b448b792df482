"""How much of a look likes will probably teach, guessed before anything is learned: the recovery R to be expected.

A straight line through measures of the likes that the window has at once, without the trainer. It was fitted to 224
sets of likes of 40 imagined retouchers (`training.tastes`) and of the rehearsal photographers; there it agrees with the
truth at 0.66 (Pearson), on the six photographers of `python -m benchmarks style`, who work by other operators, at 0.26
only: it tells few likes and likes of dark scenes from good ones, and hardly one photographer from another. What can is
`training.foresight`, which asks the taste reader when teaching begins (docs/decisions/0007).
"""

import math

from engine.readiness import Readiness

_BASE = 0.2594
_PER_LOG_COUNT = 0.04
_PER_LIGHT_SPREAD = 0.0176
_PER_TINT_SPREAD = -0.002
_PER_LIGHT_AWAY = -0.0056
_PER_DARK = -0.0486
_PER_BRIGHT = -0.1266
_MIDDLE_LIGHT = 52.0
_MOST_COUNT, _MOST_LIGHT_SPREAD, _MOST_TINT_SPREAD = 100, 16.0, 8.0


def readiness_score(readiness: Readiness) -> float:
    """The share of the way to a photographer's own versions that a style will probably go.

    Args:
        readiness: of the likes.

    Returns:
        0 (nothing can be learned) to 1; two looks count as many likes as the larger has.
    """
    count = min(readiness.distinct, max((len(look) for look in readiness.looks), default=0), _MOST_COUNT)
    if count < 1:
        return 0.0
    score = _BASE + _PER_LOG_COUNT * math.log(count)
    score += _PER_LIGHT_SPREAD * min(readiness.light_spread, _MOST_LIGHT_SPREAD)
    score += _PER_TINT_SPREAD * min(readiness.tint_spread, _MOST_TINT_SPREAD)
    score += _PER_LIGHT_AWAY * abs(readiness.mean_light - _MIDDLE_LIGHT)
    score += _PER_DARK * readiness.dark + _PER_BRIGHT * readiness.bright
    # Three photos of one thing are no set, whatever their numbers are.
    return round(min(max(score, 0.0), 1.0) * min(1.0, count / 6), 3)

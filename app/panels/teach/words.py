"""What the Teach room says about a learning."""

from PySide6.QtCore import QCoreApplication

from app.learning import DONE, INTERRUPTED, KEPT, LEARNING, PAUSED, PAUSING, REFUSED, Learning, Weights
from app.words import duration_words, number_format


def tr(words: str, number: int = -1) -> str:
    """Words of this room in the person's language, perhaps with a number in them."""
    return QCoreApplication.translate("Teach", words, "", number)


TOOK, PARTLY = 0.4, 0.2
"""Shares of held-out likes found again, from which a look is said to have taken, wholly or in part. Of six simulated
photographers (40 likes) five lay at .43 to .66, with R .54 to .81; the sixth at -.04, with R .58: low says little."""


def state_words(learning: Learning) -> tuple[str, str]:
    """How far it is: the sentence that counts, and what is said after it more quietly."""
    if learning.status == LEARNING:
        return _running_words(learning)
    if learning.status == PAUSING:
        return tr("Saving what was learned."), ""
    if learning.status == PAUSED:
        return tr("Paused. Nothing is running."), _kept_words(learning)
    if learning.status in (DONE, KEPT):
        time = tr("Learned in {time}.").format(time=duration_words.lasted(learning.seconds)) if learning.seconds else ""
        took = score_words(learning.score)
        return tr("{name} is with your styles.").format(name=learning.wish.name), " ".join(filter(None, (took, time)))
    if learning.status == REFUSED:
        return learning.problem, ""
    assert learning.status == INTERRUPTED
    if learning.kept is None:
        return tr("Learning was interrupted before there was a usable style."), learning.problem
    time = duration_words.lasted(learning.kept)
    return tr("Learning was interrupted; the style from {time} is kept.").format(time=time), learning.problem


def _running_words(learning: Learning) -> tuple[str, str]:
    if not learning.seconds:
        return tr("Looking at your likes."), ""
    lasted = tr("Learning for {time}.").format(time=duration_words.lasted(learning.seconds))
    parts = []
    if learning.left is not None:
        parts.append(tr("About {time} left.").format(time=duration_words.roughly(learning.left)))
    parts.append(_kept_words(learning))
    return lasted, " ".join(filter(None, parts))


def _kept_words(learning: Learning) -> str:
    """ "A usable style is kept since 0:48, last 6 s ago."."""
    if learning.usable_since is None or learning.kept is None:
        return ""
    since = duration_words.clock(learning.usable_since)
    if learning.status != LEARNING:
        return tr("A usable style is kept since {since}.").format(since=since)
    ago = duration_words.lasted(max(0.0, learning.seconds - learning.kept))
    return tr("A usable style is kept since {since}, last {ago} ago.").format(since=since, ago=ago)


def guard_words(learning: Learning) -> tuple[str, bool]:
    """What the guards say, and whether one bit; "" while nothing was measured."""
    if learning.guards is None:
        return "", False
    bitten = [(name, count) for name, count in learning.guards if count]
    if not bitten:
        return tr("Skin, highlights and structure within limits"), False
    name, count = max(bitten, key=lambda guard: guard[1])
    words = {
        "skin": tr("Skin moved further than usual in %n photo(s).", count),
        "clipped": tr("Light or dark detail was lost in %n photo(s).", count),
        "structure": tr("Detail changed more than usual in %n photo(s).", count),
    }
    return words.get(name, tr("%n photo(s) changed more than usual.", count)), True


def balance_words(live: tuple[float, float] | None, *, is_live: bool) -> str:
    """Which part of Faithful - Striking answers at once, and which has to be taught.

    Args:
        live: the places between which it answers at once; None where nothing was taught yet, or it knows no blending.
        is_live: whether the slider stands there.
    """
    if live is None:
        return tr("Left stays closer to the photo, right goes further. To be taught.")
    if not is_live:
        return tr("Teach again to go further.")
    if live == (0.0, 100.0):
        return tr("Answers at once, from end to end: move it and look. What is learned stays as it is.")
    return tr("The wide part answers at once. Beyond it, teach again.")


def score_words(score: float | None) -> str:
    """How well a style took, by what it finds again of likes that it did not learn from; "" where nobody measured."""
    if score is None:
        return ""
    if score >= TOOK:
        return tr("Your look took.")
    if score >= PARTLY:
        return tr("Your look took in part; more likes of one look would help.")
    return tr("It is not clear that your look took; a blind duel tells, or more likes of one look.")


def weights_words(weights: Weights) -> str:
    """ "Quality 0.07, fidelity 1, identity 0.1"."""
    numbers = (plain(weights.quality), plain(weights.fidelity), plain(weights.identity))
    return tr("Quality {0}, fidelity {1}, identity {2}").format(*numbers)


def plain(value: float) -> str:
    """A weight with two digits that count, and none that do not."""
    decimals = 0 if value == round(value) else 1 if round(value, 1) == value else 2
    if 0 < value < 0.03:
        decimals = 4
    return number_format.number(value, decimals)


def curve_words(name: str) -> str:
    """What a part of the loss is called here."""
    known = {
        "fidelity": tr("Faithful"),
        "quality": tr("Striking"),
        "adversarial": tr("Striking"),
        "identity": tr("Unchanged likes"),
        "self": tr("Own photos"),
        "distribution": tr("Likeness"),
        "guess": tr("First guess"),
        "loss": tr("Learning"),
    }
    return known.get(name, name.replace("_", " ").capitalize())


def method_words(method: str) -> str:
    """What a method is called."""
    known = {"quick": tr("Quick"), "bilateral": tr("Deep (bilateral grid)"), "uegan": tr("Deep (UEGAN)")}
    return known.get(method, method.capitalize())

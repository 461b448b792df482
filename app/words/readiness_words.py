"""Readiness in words: what a set of likes can teach, and what would help. For the window and the command line alike.

A sentence promises nothing that was not measured: what few, dark, alike or contradictory likes do to a style is known
from simulated photographers (docs/manual.md), and is said before teaching, not after.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from xml.etree import ElementTree

from app import resources
from app.likes import ENOUGH, FIRST_IDEA, LikesReport
from engine.readiness import Readiness
from engine.traits import KINDS

Say = Callable[[str, int], str]
"""Translates a sentence of this module, whose plural is that of the number (-1 for none)."""
MISSING = 0.06
"""A kind of photo of which the likes hold a smaller share would help."""
MOST = 0.65
"""Share from which "nearly all" is said."""
NARROW_LIGHT, NARROW_TINT = 7.0, 2.2
"""Spreads (see `engine.readiness.Readiness`) under which likes are called alike."""


def QT_TRANSLATE_NOOP(context: str, words: str) -> str:  # noqa: ARG001 - the name and arguments that lupdate looks for
    """Mark words for translation; they are translated where they are said."""
    return words


KIND_WORDS = {
    "sky": QT_TRANSLATE_NOOP("Readiness", "Sky"),
    "greenery": QT_TRANSLATE_NOOP("Readiness", "Greenery"),
    "people": QT_TRANSLATE_NOOP("Readiness", "People"),
    "indoors": QT_TRANSLATE_NOOP("Readiness", "Indoors"),
    "night": QT_TRANSLATE_NOOP("Readiness", "Night"),
}
_WANTED = {
    "sky": QT_TRANSLATE_NOOP("Readiness", "under an open sky"),
    "greenery": QT_TRANSLATE_NOOP("Readiness", "among green leaves"),
    "indoors": QT_TRANSLATE_NOOP("Readiness", "indoors"),
    "night": QT_TRANSLATE_NOOP("Readiness", "at night"),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """What is said about likes.

    Attributes:
        title: how many ("26 likes").
        look: "One look", "Two looks", or "" where nobody can tell.
        is_ready: whether there are enough, and none of the warnings applies.
        lead: the sentence that sums up.
        warnings: what will go wrong, the worst first; each a sentence.
        hints: what would help, or is good to know; each a sentence.
        kinds: (words, how many) for each kind of photo.
    """

    title: str
    look: str
    is_ready: bool
    lead: str
    warnings: tuple[str, ...]
    hints: tuple[str, ...]
    kinds: tuple[tuple[str, int], ...]

    @property
    def text(self) -> str:
        """Everything but the counts, in one paragraph."""
        return " ".join((self.lead, *self.warnings, *self.hints))


def advise(report: LikesReport, say: Say) -> Advice:
    """Put the readiness of likes into words.

    Args:
        report: what was measured.
        say: translates.
    """
    found = report.readiness
    warnings = tuple(_warnings(found, say))
    is_ready = found.distinct >= ENOUGH and not warnings
    looks = {
        0: "",
        1: say(QT_TRANSLATE_NOOP("Readiness", "One look"), -1),
        2: say(QT_TRANSLATE_NOOP("Readiness", "Two looks"), -1),
    }
    return Advice(
        title=say(QT_TRANSLATE_NOOP("Readiness", "%n like(s)"), found.count),
        look=looks[len(found.looks)] if found.count >= FIRST_IDEA else "",
        is_ready=is_ready,
        lead=_lead(found, say, is_ready=is_ready),
        warnings=warnings,
        hints=tuple(_hints(report, say)),
        kinds=tuple((say(KIND_WORDS[kind], -1), number) for kind, number in zip(KINDS, found.kinds, strict=True)),
    )


def english(text: str, number: int) -> str:
    """A sentence of this module in plain English, for the command line."""
    singular, plural = _plurals().get(text, (text, text))
    return (singular if number == 1 else plural).replace("%" + "n", str(number))


@cache
def _plurals() -> dict[str, tuple[str, str]]:
    """The English plurals, which the code does not spell out; see `app.words.translation`."""
    tree = ElementTree.parse(resources.path("translations", "penchant_en.ts"))
    return {
        message.findtext("source", ""): (forms[0], forms[-1])
        for message in tree.iter("message")
        if (forms := [form.text or "" for form in message.iter("numerusform")])
    }


def _lead(found: Readiness, say: Say, *, is_ready: bool) -> str:
    if not found.count:
        return say(QT_TRANSLATE_NOOP("Readiness", "Teaching starts with likes: press P on pictures you love."), -1)
    if found.distinct < FIRST_IDEA:
        text = QT_TRANSLATE_NOOP("Readiness", "%n like(s) cannot tell a look from a subject; about 20 make it yours.")
        return say(text, found.distinct)
    if found.distinct < ENOUGH:
        text = QT_TRANSLATE_NOOP("Readiness", "%n like(s) show a first idea; about 20 make it yours.")
        return say(text, found.distinct)
    if is_ready:
        return say(QT_TRANSLATE_NOOP("Readiness", "Ready to teach."), -1)
    return say(
        QT_TRANSLATE_NOOP("Readiness", "There are enough likes, but a style taught from them will be narrow."), -1
    )


def _warnings(found: Readiness, say: Say) -> list[str]:
    count = max(found.count, 1)
    table = (
        (
            bool(found.drawn),
            QT_TRANSLATE_NOOP(
                "Readiness", "%n like(s) look like screenshots or drawings and teach nothing about photos."
            ),
            len(found.drawn),
        ),
        (
            len(found.looks) == 2,
            QT_TRANSLATE_NOOP("Readiness", "They show two looks, and a style between them is neither."),
            -1,
        ),
        (
            found.count >= FIRST_IDEA and len(found.burst) > MOST * count,
            QT_TRANSLATE_NOOP("Readiness", "Nearly all were taken in one go, so the style will fit little else."),
            -1,
        ),
        (
            found.count >= FIRST_IDEA and found.dark > MOST,
            QT_TRANSLATE_NOOP("Readiness", "Nearly all are dark, so the style would darken every photo."),
            -1,
        ),
        (
            found.count >= FIRST_IDEA and found.bright > MOST,
            QT_TRANSLATE_NOOP("Readiness", "Nearly all are very bright, so the style would brighten every photo."),
            -1,
        ),
        (
            found.count >= FIRST_IDEA and max(found.dark, found.bright) <= MOST and found.light_spread < NARROW_LIGHT,
            QT_TRANSLATE_NOOP(
                "Readiness", "All are equally bright, so little is learned about darker or lighter photos."
            ),
            -1,
        ),
        (
            found.count >= FIRST_IDEA and len(found.grey) < found.count and found.tint_spread < NARROW_TINT,
            QT_TRANSLATE_NOOP(
                "Readiness", "All share one colour of light, so the style may tint other photos like them."
            ),
            -1,
        ),
    )
    return [say(text, number) for applies, text, number in table if applies]


def _hints(report: LikesReport, say: Say) -> list[str]:
    found, hints = report.readiness, []
    if found.count and len(found.grey) == found.count:
        hints.append(say(QT_TRANSLATE_NOOP("Readiness", "All are black-and-white, so the style will be too."), -1))
    colour = found.count - len(found.grey)
    if 0 < len(found.grey) <= colour:
        text = QT_TRANSLATE_NOOP("Readiness", "%n black-and-white like(s) are left out, since most are in colour.")
        hints.append(say(text, len(found.grey)))
    elif 0 < colour < len(found.grey):
        text = QT_TRANSLATE_NOOP("Readiness", "%n like(s) in colour are left out, since most are black-and-white.")
        hints.append(say(text, colour))
    if spare := found.count - found.distinct:
        hints.append(
            say(QT_TRANSLATE_NOOP("Readiness", "%n like(s) are near-copies of others and count once with them."), spare)
        )
    if found.small:
        text = QT_TRANSLATE_NOOP("Readiness", "%n like(s) under 400 pixels tell little about fine tones.")
        hints.append(say(text, len(found.small)))
    if report.unread:
        text = QT_TRANSLATE_NOOP("Readiness", "%n like(s) cannot be opened and are left out.")
        hints.append(say(text, len(report.unread)))
    if wanted := _missing(found, say):
        hints.append(wanted)
    elif found.distinct >= 2 * ENOUGH:
        text = QT_TRANSLATE_NOOP("Readiness", "More likes of the same kinds would change little.")
        hints.append(say(text, -1))
    return hints


def _missing(found: Readiness, say: Say) -> str:
    """Which kinds would help next: at most the two rarest."""
    if found.count < FIRST_IDEA:
        return ""
    # Night first: photos unlike the others in brightness are what a style fails on most. Of people most are not
    # recognised (`engine.kinds`), so that nobody is told to like more of them.
    rare = [kind for kind in ("night", "indoors", "greenery", "sky") if found.share(kind) < MISSING][:2]
    names = [say(_WANTED[kind], -1) for kind in rare]
    if len(names) == 2:
        text = say(QT_TRANSLATE_NOOP("Readiness", "Likes taken %1 and %2 would help next."), -1)
        return text.replace("%1", names[0]).replace("%2", names[1])
    text = QT_TRANSLATE_NOOP("Readiness", "Likes taken %1 would help next.")
    return say(text, -1).replace("%1", names[0]) if names else ""

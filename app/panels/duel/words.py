"""What the answers of a duel say, in sentences."""

from PySide6.QtCore import QCoreApplication

from app.duels.scores import Rate, more_pairs
from app.words import number_format


def headline(rate: Rate, name: str, rival: str) -> str:
    """The first sentence of a result: who was preferred, or that it is open."""
    if not rate.decided:
        return _tr("Nobody was preferred yet.")
    if rate.outcome == "lost":
        return _tr("On these photos {rival} was preferred.").format(rival=rival)
    if rate.outcome == "won":
        words = _tr("{name} was preferred to {rival} in {wins} of {decided} decided pairs.")
        return words.format(name=name, rival=rival, wins=rate.wins, decided=rate.decided)
    more = more_pairs(rate)
    if more is None:
        return _tr("No clear winner yet.")
    return _tr("No clear winner yet; about {number} more pairs would tell.").format(number=more)


def evidence(rate: Rate, name: str, *, supports: bool) -> str:
    """The second sentence: what was called even, and what the answers are a reason for."""
    evens = _plural("%n pair(s) were called no difference.", rate.evens) if rate.evens else ""
    if supports:
        verdict = _tr("On photos like these, the evidence is in favour of {name}.").format(name=name)
    elif rate.outcome == "won":
        verdict = _tr("Against another rival it lost, so nothing speaks for making it the default style.")
    elif rate.outcome == "lost":
        verdict = _tr("The evidence is against making it the default style.")
    else:
        verdict = _tr("So far the answers could as well be chance.")
    return " ".join(filter(None, (evens, verdict)))


def shares(rate: Rate) -> tuple[str, str]:
    """A win rate in words: "73 %" and "likely 54 to 86 %"."""
    if not rate.decided:
        return _tr("Even"), _tr("nothing decided")
    low, high = (number_format.number(100 * end) for end in (rate.low, rate.high))
    likely = _tr("likely {low} to {high}").format(low=low, high=number_format.percent(rate.high))
    return number_format.percent(rate.share), likely if low != high else ""


def pairs(count: int) -> str:
    """ "30 pairs"."""
    return _plural("%n pair(s)", count)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Duel", text)


def _plural(text: str, count: int) -> str:
    return QCoreApplication.translate("Duel", text, "", count)

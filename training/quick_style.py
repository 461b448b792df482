"""The quick method: a style from likes in seconds.

Three parts, each right about other things (measured in docs/decisions/0007):

1. the taste reader guesses a style from what the likes look like as a set;
2. from there a style is taught to undo the un-styling of the likes, photo by photo (`fidelity`), and to bring ordinary
   photos as near to the likes, as a set, as two halves of the likes are to each other (`quality`); it is held to the
   guess, the harder the fewer likes there are;
3. what both make of a photo is averaged; what was taught counts the more, the more likes there are.

True pairs, where there are any, are learned from as they are; then the guess has no say in the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from engine.networks.adaptive import Measured, enhance, measure
from engine.networks.adaptive_numpy import SIZE, parts_of
from training.distribution import noise_floor, set_distance
from training.falloff import falloff_between, squares_of
from training.impressions import impressions, set_impression
from training.lab import lab
from training.step_sizes import step_sizes
from training.taste_reader import TasteReaders
from training.unstyler import Unstyler, load_unstyler
from training.unstyling import Unstyling, aside_of, balanced, looks_of

STEPS = 120
RATE = 0.02
_LIKES, _PAIRS, _ORDINARY = 32, 32, 48
_PIXELS, _FEW_PIXELS = 192, 96
_HELD_TO_GUESS = 0.8
_NOISE = 0.8
"""Share of the distance between two halves of the likes below which sets are as near as they can be told to be."""
_CONTENT = 0.5
"""Share of what the guess leaves unexplained of the likes' traits that is taken for what they show, not for a look."""
_HELD_OUT = 6
"""One like in so many is not learned from; by these the style is judged."""
_GUESS_IS_WORTH = 20
"""As many likes weigh as much in the end as the guess does; measured on rehearsal photographers."""
_MOST_TAUGHT = 0.75
_TELL_FALLOFF = 12
"""Likes from which on it can be told how light falls off in them."""
_STRIKING = {"strength": 1.2, "contrast": 0.02, "colour": 0.12}


@dataclass(frozen=True, slots=True)
class Weights:
    """What counts how much; the middle of the slider is all 1.

    Attributes:
        quality: that results look like the likes, as a set.
        fidelity: that each like is found again from its un-styled copy.
        identity: that likes stay as they are; 0 in the middle.
    """

    quality: float = 1.0
    fidelity: float = 1.0
    identity: float = 0.0


@dataclass(frozen=True, slots=True)
class Lessons:
    """What the style is taught by.

    Attributes:
        unstyling: of the likes that are learned from; None without likes.
        likes: (N, K, 3), those likes.
        held: (H, K, 3), likes that are judged by.
        ordinary: (M, K', 3).
        measured: of the ordinary photos.
        before, after: (P, K, 3), pairs.
        paired: what is measured on `before`.
        guess: (SIZE,), the style that the reader guessed, or the one to start from.
        floor: distance of two halves of the likes.
    """

    unstyling: Unstyling | None
    likes: Tensor
    held: Tensor
    ordinary: Tensor
    measured: Measured
    before: Tensor
    after: Tensor
    paired: Measured | None
    guess: Tensor
    floor: float


def prepare(
    likes: Tensor,
    ordinary: Tensor,
    before: Tensor,
    after: Tensor,
    reader: TasteReaders,
    start: Tensor | None = None,
    unstyler: Unstyler | None = None,
) -> Lessons:
    """Everything that is computed once.

    Args:
        likes: (N, K, 3), 0..1; N may be 0 where there are pairs.
        ordinary: (M, K', 3).
        before: (P, K, 3), of pairs; P may be 0.
        after: the same photos finished.
        reader: guesses.
        start: (SIZE,), a style to start from; half of the guess then.
        unstyler: says what likes were; the bundled one unless given.
    """
    learned = torch.ones(len(likes), dtype=torch.bool)
    if len(likes) >= 2 * _HELD_OUT:
        learned[_HELD_OUT - 1 :: _HELD_OUT] = False
    shown, usual = (likes, ordinary) if len(likes) else (after, before)
    guess = _guessed(reader, shown, usual)
    if start is not None:
        guess = (guess + start) / 2
    measured = measure(ordinary)
    unstyling = None
    if len(likes):
        told = (unstyler or load_unstyler()).before(likes, ordinary)
        unstyling = _unstyling(likes, told, ordinary, measured, guess).of(learned)
    return Lessons(
        unstyling=unstyling,
        likes=likes[learned],
        held=likes[~learned],
        ordinary=ordinary,
        measured=measured,
        before=before,
        after=after,
        paired=measure(before) if len(before) else None,
        guess=guess,
        floor=noise_floor(likes[:, ::4], torch.Generator().manual_seed(0)) if len(likes) >= 4 else 0.5,
    )


@torch.no_grad()
def _guessed(reader: TasteReaders, likes: Tensor, ordinary: Tensor) -> Tensor:
    sets = [set_impression(impressions(photos))[None] for photos in (likes, ordinary)]
    guessed: Tensor = reader(*sets, torch.tensor([len(likes)]))
    return guessed[0]


@torch.no_grad()
def _unstyling(likes: Tensor, told: Tensor, ordinary: Tensor, measured: Measured, guess: Tensor) -> Unstyling:
    looks, traits = looks_of(likes), looks_of(ordinary).traits
    expected = looks_of(enhance(guess, ordinary, measured).clamp(0, 1)).traits.mean(0)
    centre = traits.mean(0) + _CONTENT * (looks.traits.mean(0) - expected)
    aside = aside_of(told, traits)
    return Unstyling(looks, traits, centre, told=balanced(told, traits, centre, aside), aside=aside)


@dataclass(slots=True)
class Learner:
    """A style on its way; all that the next step depends on is in `state`.

    Attributes:
        lessons: see `prepare`.
        weights: see `Weights`.
        steps: to do in all; the rate falls in the second half.
        seed: of everything random.
        step: steps done.
    """

    lessons: Lessons
    weights: Weights = field(default_factory=Weights)
    steps: int = STEPS
    seed: int = 0
    step: int = 0
    _moved: Tensor = field(default_factory=lambda: torch.zeros(SIZE, requires_grad=True))
    _optimiser: torch.optim.Optimizer = field(init=False)

    def __post_init__(self) -> None:
        self._optimiser = torch.optim.Adam([self._moved], lr=RATE, betas=(0.9, 0.99))

    def learn(self) -> dict[str, float]:
        """One step.

        Returns:
            the parts of the loss.
        """
        # By its number each step finds its chance: a run that was killed goes on as if nothing had been.
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + self.step)
        for group in self._optimiser.param_groups:
            group["lr"] = RATE * (min(1.0, 2 * (1 - self.step / self.steps)) + 0.02)
        terms = self._terms(generator)
        self._optimiser.zero_grad()
        torch.stack(list(terms.values())).sum().backward()  # type: ignore[no-untyped-call]
        self._optimiser.step()
        self.step += 1
        return {name: float(value.detach()) for name, value in terms.items()}

    @property
    def style(self) -> Tensor:
        """(SIZE,), the style as taught so far, without the guess."""
        return (self.lessons.guess + _SIZES * self._moved).detach()

    def looks(self) -> tuple[Tensor, tuple[float, ...]]:
        """What goes into the file: the taught style and the guess, (2, SIZE), and the share of each."""
        return blend_of(self.style, self.lessons)

    def state(self) -> dict[str, Any]:
        """Plain values and tensors."""
        moved = self._moved.detach().clone()
        return {"step": self.step, "moved": moved, "optimiser": self._optimiser.state_dict()}

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where a state was taken."""
        self.step = int(state["step"])
        with torch.no_grad():
            self._moved.copy_(state["moved"])
        self._optimiser.load_state_dict(dict(state["optimiser"]))

    def _terms(self, generator: torch.Generator) -> dict[str, Tensor]:
        lessons, weights = self.lessons, self.weights
        style = lessons.guess + _SIZES * self._moved
        held = _HELD_TO_GUESS / max(len(lessons.likes) + 4 * len(lessons.before), 10)
        terms = {"guess": held * self._moved.square().sum()}
        if lessons.unstyling is not None and weights.fidelity:
            terms["fidelity"] = weights.fidelity * self._found_again(style, generator)
        if len(lessons.likes) and weights.quality:
            terms["quality"] = weights.quality * self._as_a_set(style, generator)
        if len(lessons.likes) and weights.identity:
            terms["identity"] = weights.identity * self._kept(style, generator)
        if lessons.paired is not None:
            terms["pairs"] = self._as_paired(style, generator)
        return terms

    def _found_again(self, style: Tensor, generator: torch.Generator) -> Tensor:
        lessons = self.lessons
        assert lessons.unstyling is not None
        chosen = _some(len(lessons.likes), _LIKES, generator)
        copies = lessons.unstyling.sample(chosen, generator)
        pixels = _some(copies.shape[1], _PIXELS, generator)
        return _apart(enhance(style, copies[:, pixels], measure(copies[:, ::2])), lessons.likes[chosen][:, pixels])

    def _as_a_set(self, style: Tensor, generator: torch.Generator) -> Tensor:
        lessons = self.lessons
        chosen = _some(len(lessons.ordinary), _ORDINARY, generator)
        own, theirs = (_some(photos.shape[1], _FEW_PIXELS, generator) for photos in (lessons.ordinary, lessons.likes))
        made = enhance(style, lessons.ordinary[chosen][:, own], lessons.measured[chosen])
        distance = set_distance(made, lessons.likes[:, theirs], generator)
        return functional.relu(distance - _NOISE * lessons.floor)

    def _kept(self, style: Tensor, generator: torch.Generator) -> Tensor:
        likes = self.lessons.likes[_some(len(self.lessons.likes), _LIKES, generator)]
        pixels = _some(likes.shape[1], _PIXELS, generator)
        return _apart(enhance(style, likes[:, pixels], measure(likes)), likes[:, pixels])

    def _as_paired(self, style: Tensor, generator: torch.Generator) -> Tensor:
        lessons = self.lessons
        assert lessons.paired is not None
        chosen = _some(len(lessons.before), _PAIRS, generator)
        pixels = _some(lessons.before.shape[1], _PIXELS, generator)
        made = enhance(style, lessons.before[chosen][:, pixels], lessons.paired[chosen])
        return 2 * _apart(made, lessons.after[chosen][:, pixels])


def blend_of(style: Tensor, lessons: Lessons) -> tuple[Tensor, tuple[float, ...]]:
    """What goes into the file of a taught style (SIZE,): looks (2, SIZE) and their shares."""
    looks = torch.stack([style, lessons.guess])
    if len(lessons.before):
        return looks, (1.0, 0.0)
    likes = len(lessons.likes) + len(lessons.held)
    taught = min(likes / (likes + _GUESS_IS_WORTH), _MOST_TAUGHT)
    if lessons.unstyling is not None:
        taught *= 1 - lessons.unstyling.aside / 4  # what such likes were is known less surely
    return looks, (taught, 1 - taught)


@torch.no_grad()
def falloff_of(looks: Tensor, shares: tuple[float, ...], lessons: Lessons) -> tuple[float, ...]:
    """How light falls off toward the corners of the likes, beyond what looks make of ordinary photos.

    Looks treat all places of a photo alike, so this is measured by itself and applied last (docs/decisions/0008).

    Returns:
        as `falloff.falloff_between` gives it; empty where there is none, where there are too few likes to tell, or
        where ordinary photos are numbers without places.
    """
    likes = torch.cat([lessons.likes, lessons.held])
    if len(likes) < _TELL_FALLOFF or not len(lessons.ordinary) or lessons.ordinary.shape[1] != likes.shape[1]:
        return ()
    made = blended(looks, shares, lessons.ordinary, lessons.measured).clamp(0, 1)
    found = falloff_between(squares_of(likes), squares_of(made))
    return tuple(found.tolist()) if found.any() else ()


@torch.no_grad()
def self_recovery(looks: Tensor, shares: tuple[float, ...], lessons: Lessons) -> float:
    """How much of the way from their un-styled copies back to the held-out likes a style goes; 1 for all.

    Args:
        looks: (K, SIZE).
        shares: of each.
        lessons: with likes that were held out; those that were learned from serve if there are none.
    """
    likes = lessons.held if len(lessons.held) else lessons.likes
    if not len(likes) or lessons.unstyling is None:
        return 0.0
    unstyling = Unstyling(looks_of(likes), lessons.unstyling.ordinary, lessons.unstyling.centre)
    copies = unstyling.sample(torch.arange(len(likes)), torch.Generator().manual_seed(1))
    made = blended(looks, shares, copies, measure(copies))
    goal = lab(likes)
    before, after = ((lab(photos.clamp(0, 1)) - goal).norm(dim=-1).mean() for photos in (copies, made))
    return round(float(1 - after / before.clamp_min(0.1)), 3)


def blended(looks: Tensor, shares: tuple[float, ...], pixels: Tensor, measured: Measured) -> Tensor:
    """Pixels (N, K, 3) as a blend of looks makes them; what the shares lack to 1 is the photo as it is."""
    made = (1 - sum(shares)) * pixels
    for look, share in zip(looks, shares, strict=True):
        if share:
            made = made + share * enhance(look, pixels, measured)
    return made


def with_striking(looks: Tensor, shares: tuple[float, ...]) -> tuple[Tensor, tuple[float, ...], tuple[float, ...]]:
    """Looks for both ends of the slider Faithful - Striking.

    What is between is a straight line from the middle version through the striking one, and backward to the faithful
    one, so that every step of the slider changes as much as any other.

    Returns:
        looks (2 K, SIZE): the given ones, and the same with more contrast and colour; the shares of the middle version;
        and those of the striking one.
    """
    more = looks.clone()
    for look in more:
        adapt = parts_of(look.numpy())["adapt"]
        adapt[5, 0] += _STRIKING["contrast"]
        adapt[3, 0] += _STRIKING["colour"]
    none = (0.0,) * len(shares)
    return torch.cat([looks, more]), (*shares, *none), (*none, *(share * _STRIKING["strength"] for share in shares))


def _apart(made: Tensor, goal: Tensor) -> Tensor:
    """Distance of pixels in RGB and Lab; what leaves 0..1 counts more."""
    outside = functional.relu(-made) + functional.relu(made - 1)
    return (lab(made.clamp(0, 1)) - lab(goal)).abs().mean() / 12 + 4 * (made - goal).abs().mean() + 2 * outside.mean()


def _some(count: int, most: int, generator: torch.Generator) -> Tensor:
    """Places of at most so many of `count`, all different."""
    return torch.randperm(count, generator=generator)[:most]


_SIZES = step_sizes()

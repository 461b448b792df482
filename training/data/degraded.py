"""Good photos, worn down on the fly: pairs without a photographer, and photos of which some qualities are low."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from training.data.dullness import draw_dullness, dull
from training.data.items import Pair, Single, Source
from training.data.noise import Floats, add_noise, draw_noise
from training.data.softness import draw_softness, soften

Wear = Callable[[Floats, np.random.Generator], Floats]
"""A photo, (h, w, 3) sRGB-encoded 0..1, and chance -> the photo with lower quality, of the same size."""

QUALITIES = ("colour", "noise", "texture")
"""The kinds of quality, in the order of every label."""


def worn_colour(photo: Floats, rng: np.random.Generator) -> Floats:
    """Tone and colour as before retouching."""
    return dull(photo, draw_dullness(rng))


def worn_noise(photo: Floats, rng: np.random.Generator) -> Floats:
    """Sensor noise, seldom so weak that nobody would see it."""
    return add_noise(photo, draw_noise(rng, least=1e-3), rng)


def worn_texture(photo: Floats, rng: np.random.Generator) -> Floats:
    """Blur and lost detail."""
    return soften(photo, draw_softness(rng))


WEAR: Mapping[str, Wear] = {"colour": worn_colour, "noise": worn_noise, "texture": worn_texture}
"""What lowers each of QUALITIES."""

_ORDER = ("texture", "noise", "colour")
"""As in a camera: the lens, the sensor, the development."""


@dataclass(frozen=True, slots=True, eq=False)
class Labelled:
    """A view of a photo and what its quality is.

    Attributes:
        photo: (3, h, w), sRGB-encoded, 0..1.
        clean: (3, h, w), as it was before it was worn down.
        labels: (3,), 1 where the photo is of high quality, in the order of QUALITIES.
        known: (3,), 1 where the label is known: all, or only that of the set the photo belongs to.
        name: of the file.
    """

    photo: Tensor
    clean: Tensor
    labels: Tensor
    known: Tensor
    name: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class LabelledBatch:
    """N of `Labelled`: photos and clean (N, 3, h, w), labels and known (N, 3), names N."""

    photos: Tensor
    clean: Tensor
    labels: Tensor
    known: Tensor
    names: tuple[str, ...] = ()


def stack_labelled(items: Sequence[Labelled]) -> LabelledBatch:
    """Views of one size as a batch."""
    return LabelledBatch(
        photos=torch.stack([item.photo for item in items]),
        clean=torch.stack([item.clean for item in items]),
        labels=torch.stack([item.labels for item in items]),
        known=torch.stack([item.known for item in items]),
        names=tuple(item.name for item in items),
    )


class Worn:
    """Good photos and what they look like worn down, as pairs: the photo is the target."""

    def __init__(self, photos: Source[Single], wear: Wear) -> None:
        """Pairs of a source of good photos; `wear` is one of WEAR or a function of one's own."""
        self._photos = photos
        self._wear = wear

    def __len__(self) -> int:
        """Number of photos."""
        return len(self._photos)

    def item(self, index: int, rng: np.random.Generator) -> Pair:
        """A view of a photo, worn down and as it is.

        The small copy is worn down by the same chance, though not by the same grain: noise that is averaged is weaker.
        """
        single = self._photos.item(index, rng)
        # One number decides the wear, so that view and small copy get the same.
        chance = int(rng.integers(2**63))
        small = None if single.small is None else worn(single.small, self._wear, np.random.default_rng(chance))
        return Pair(
            input=worn(single.photo, self._wear, np.random.default_rng(chance)),
            target=single.photo,
            small=small,
            box=single.box,
            tags=single.tags,
            name=single.name,
        )


class Domains:
    """Good photos of which some qualities are lowered: what one generator for several improvements learns from."""

    def __init__(self, photos: Source[Single], *, composed: bool = True) -> None:
        """A source.

        Args:
            photos: good ones.
            composed: every quality is high or low by chance and all labels are known, so that "all high" is met in
                learning. Otherwise three sets are simulated, each with low and high photos of one quality whose label
                alone is known, as in the thesis.
        """
        self._photos = photos
        self._composed = composed

    def __len__(self) -> int:
        """Number of photos."""
        return len(self._photos)

    def item(self, index: int, rng: np.random.Generator) -> Labelled:
        """A view of a photo with some qualities lowered."""
        single = self._photos.item(index, rng)
        low = rng.random(len(QUALITIES)) < 0.5
        known = np.ones(len(QUALITIES), bool)
        if not self._composed:
            known = np.arange(len(QUALITIES)) == rng.integers(len(QUALITIES))
            low &= known
        photo = lowered(single.photo, [name for name, is_low in zip(QUALITIES, low, strict=True) if is_low], rng)
        labels, certain = (torch.from_numpy(values.astype(np.float32)) for values in (~low, known))
        return Labelled(photo, single.photo, labels, certain, single.name)


def lowered(photo: Tensor, qualities: Sequence[str], rng: np.random.Generator) -> Tensor:
    """A photo, (3, h, w), with some of QUALITIES lowered, in the order in which a camera loses them."""
    for name in _ORDER:
        if name in qualities:
            photo = worn(photo, WEAR[name], rng)
    return photo


def worn(photo: Tensor, wear: Wear, rng: np.random.Generator) -> Tensor:
    """`wear` on a tensor, (3, h, w)."""
    found = wear(photo.permute(1, 2, 0).numpy(), rng)
    return torch.from_numpy(np.ascontiguousarray(found, np.float32)).permute(2, 0, 1).contiguous()

"""`python -m benchmarks.deep_bounds [NAME ...]`: what there is to win beyond the quick style.

On rehearsal photographers; R of the quick style on test photos, and of what would know more than likes tell:

- one correction for all photos, a polynomial of colour fitted to the true pairs of the likes: what the quick style has
  wrong of the look itself;
- an offset and a gain of its own for each test photo, from the truth: what it decides wrongly for single photos;
- the refined network taught with the true pairs of the likes: whether steps and capacity are enough;
- likes that show the very photos that are the ordinary ones, in no order: how far sets could tell a look.
"""

import argparse

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from benchmarks import style
from benchmarks.deep import through
from engine.color import rgb_to_lab
from engine.networks.adaptive_numpy import SEEN
from training.deep_losses import apart
from training.deep_networks import RefinedQuick
from training.metrics.color import delta_e_2000
from training.networks import BILATERAL, Around
from training.photographers import REHEARSAL
from training.quick_style import STEPS, Learner, prepare
from training.taste_reader import load_readers

_LIKES, _STEPS, _RATE, _BATCH = 40, (75, 300), 5e-4, 8
Floats = np.ndarray


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deep_bounds", description=__doc__)
    parser.add_argument("names", nargs="*", default=list(REHEARSAL))
    parser.add_argument("--draws", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(1)
    flat = style.unretouched(style.SHARED, practice=True)
    for name in options.names:
        scene = style.finish(name, REHEARSAL[name], flat)
        for seed in range(options.draws):
            found = " ".join(f"{what} {value:.3f}" for what, value in bounds(scene, seed).items())
            print(f"{name:<12}{seed} {found}", flush=True)


def bounds(scene: style.Scene, seed: int) -> dict[str, float]:
    """All of it for one draw of likes."""
    where = style.draw(len(scene.flat), _LIKES, seed)
    looks, shares = _quick(scene, where.likes, where.ordinary)
    made, liked = (style.enhanced(scene.flat[chosen], looks, shares) for chosen in (where.tests, where.likes))
    truth = scene.finished[where.tests]
    one = _corrected(made, _polynomial(liked, scene.finished[where.likes]))
    means, wanted = (photos.mean((1, 2), keepdims=True) for photos in (made, truth))
    gains = ((made - means) * (truth - wanted)).sum((1, 2), keepdims=True)
    gains = gains / ((made - means) ** 2).sum((1, 2), keepdims=True).clip(1e-6)
    own = np.clip(wanted + gains * (made - means), 0, 1)
    rest = np.setdiff1d(np.arange(len(scene.flat)), where.tests)
    same, shares_of_same = _quick(scene, rest, rest)
    tried = {"quick": made, "one correction": one, "one for each photo": own, **_taught(scene, where, looks, shares)}
    tried[f"{len(rest)} likes of the ordinary photos"] = style.enhanced(scene.flat[where.tests], same, shares_of_same)
    return {what: _recovery(scene, where.tests, photos) for what, photos in tried.items()}


def _quick(scene: style.Scene, likes: Floats, ordinary: Floats) -> tuple[Tensor, tuple[float, ...]]:
    """The quick style of these likes."""
    none = torch.zeros(0, SEEN * SEEN, 3)
    shown = (style.small(scene.finished[likes]), style.small(scene.flat[ordinary]))
    learner = Learner(prepare(*shown, none, none, load_readers()))
    for _ in range(STEPS):
        learner.learn()
    return learner.looks()


def _taught(scene: style.Scene, where: style.Draw, looks: Tensor, shares: tuple[float, ...]) -> dict[str, Floats]:
    """Test photos by the refined network after so many steps with the true pairs of the likes."""
    before, after = (_photos(photos[where.likes]) for photos in (scene.flat, scene.finished))
    small = functional.interpolate(before, (256, 256), mode="bilinear", antialias=True)
    network = RefinedQuick(looks, torch.tensor(shares))
    optimiser = torch.optim.Adam(network.learning, lr=_RATE)
    chance, found = torch.Generator().manual_seed(0), {}
    for step in range(1, _STEPS[-1] + 1):
        for group in optimiser.param_groups:
            group["lr"] = _RATE * min(1.0, step / 20, 2 * (1 - step / _STEPS[-1]) + 0.02)
        chosen = torch.randint(len(before), (_BATCH,), generator=chance)
        loss = apart(network(before[chosen], Around(small[chosen])), after[chosen])
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(network.learning, 1.0)
        optimiser.step()
        if step in _STEPS:
            found[f"network, true pairs, {step} steps"] = through(network, scene.flat[where.tests], BILATERAL)
    return found


def _recovery(scene: style.Scene, tests: Floats, made: Floats) -> float:
    truth = rgb_to_lab(scene.finished[tests])
    after, before = (delta_e_2000(rgb_to_lab(photos), truth).mean() for photos in (made, scene.flat[tests]))
    return float(1 - after / before)


def _photos(photos: Floats) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(photos.transpose(0, 3, 1, 2), np.float32))


def _terms(photos: Floats) -> Floats:
    """A constant, colours, their squares, products and cubes; (..., 13)."""
    products = photos * np.roll(photos, 1, -1)
    return np.concatenate([np.ones_like(photos[..., :1]), photos, photos**2, products, photos**3], -1)


def _polynomial(made: Floats, truth: Floats) -> Floats:
    """What brings results nearest to the truth, (13, 3); held a little, since 13 terms of 40 photos are many."""
    terms = _terms(made).reshape(-1, 13).astype(np.float64)
    held = np.diag([0.0] + [1e-6 * len(terms)] * 12)
    found: Floats = np.linalg.solve(terms.T @ terms + held, terms.T @ (truth - made).reshape(-1, 3))
    return found


def _corrected(photos: Floats, polynomial: Floats) -> Floats:
    made: Floats = np.clip(photos + _terms(photos) @ polynomial, 0, 1)
    return made


if __name__ == "__main__":
    main()

"""`python -m benchmarks style`: how well a look is learned from likes alone, on simulated photographers.

R = 1 - mean dE2000(result, the photographer's own version) / mean dE2000(unretouched, the photographer's own version)
on test photos. Likes, ordinary and test photos are disjoint, and none of them was used for what Penchant ships
(`training.taste_reader.is_for_practice`). The photographers are simulated (`training.photographers`); so are the
unretouched photos, which are finished or camera photos made flat. Settings were chosen with `--rehearsal`: other
photographers, other photos.
"""

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor

from benchmarks.deep import go_deep
from benchmarks.measure import Figure
from engine.balance import at, shares_of_ends
from engine.color import rgb_to_lab
from engine.enhance import grades_for
from engine.grade import apply
from engine.networks.adaptive import measure
from engine.networks.adaptive_numpy import SEEN
from engine.styles import bundled
from training.data.folders import list_photos, load_square
from training.deep_style import METHODS
from training.even_steps import even_places
from training.falloff import fallen
from training.foresight import foresee
from training.liked import bundled_ordinary
from training.metrics.color import delta_e_2000
from training.photographers import PHOTOGRAPHERS, REHEARSAL, Photographer, flatten
from training.quick_style import STEPS, Learner, Lessons, blended, falloff_of, prepare, self_recovery, with_striking
from training.taste_reader import TasteReaders, is_for_practice, load_readers

WORKED, SIDE = 128, 64
"""Side of the photos that photographers are given, and of the copies that are compared."""
TESTS, ORDINARY = 40, 60
_MIDDLE = 40
COUNTS = (40, 20, 100)
SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data" / "photos"

Floats = np.ndarray


@dataclass(frozen=True, slots=True)
class Scene:
    """One photographer and photos.

    Attributes:
        name: of the photographer.
        flat: (n, SIDE, SIDE, 3), unretouched.
        finished: the same by the photographer.
    """

    name: str
    flat: Floats
    finished: Floats


@dataclass(frozen=True, slots=True)
class Draw:
    """Which photos serve for what; disjoint."""

    tests: Floats
    likes: Floats
    ordinary: Floats


@dataclass(slots=True)
class Cell:
    """What was measured for one photographer and one set of likes."""

    photographer: str
    what: str
    recovery: float
    worse: float = 0.0
    seconds: float = 0.0
    guess: float = 0.0
    self_recovery: float = 0.0
    structure: float = 0.0
    expected: float = 0.0
    more: dict[str, float] = field(default_factory=dict)


def main() -> None:
    """Measure and print tables."""
    options = _parser().parse_args()
    torch.set_num_threads(1)
    console = Console(width=150)
    group = REHEARSAL if options.rehearsal else PHOTOGRAPHERS
    names = options.only or list(group)
    flat = unretouched(options.photos, practice=options.rehearsal)
    reader = load_readers()
    cells: list[Cell] = []
    for name in names:
        scene = finish(name, group[name], flat)
        for cell in measured(scene, reader, options):
            cells.append(cell)
            print(_line(cell), flush=True)
    console.print(as_table(cells))


def _line(cell: Cell) -> str:
    numbers = {"R": cell.recovery, "guess": cell.guess, "self": cell.self_recovery, "worse": cell.worse}
    numbers |= {"expected": cell.expected, "seconds": cell.seconds, "structure": cell.structure} | cell.more
    return f"{cell.photographer:<12}{cell.what:<27}" + "  ".join(
        f"{name} {value:.3f}" for name, value in numbers.items()
    )


def unretouched(folder: Path, *, practice: bool = False) -> Floats:
    """The photos of the benchmark, made flat."""
    paths = [path for path in list_photos(folder) if is_for_practice(path) == practice]
    rng = np.random.default_rng(7)
    return np.stack([flatten(load_square(path, WORKED).astype(np.float32) / 255, rng) for path in paths])


def finish(name: str, photographer: Photographer, flat: Floats) -> Scene:
    """All photos by a photographer."""
    return Scene(name, halved(flat), halved(np.stack([photographer(photo) for photo in flat])))


def halved(photos: Floats) -> Floats:
    """Photos at half size, by means of areas."""
    made: Floats = photos.reshape(len(photos), SIDE, 2, SIDE, 2, 3).mean((2, 4), dtype=np.float32)
    return made


def draw(count: int, likes: int, seed: int) -> Draw:
    """Disjoint photos by chance."""
    order = np.random.default_rng(seed).permutation(count)
    return Draw(order[:TESTS], order[TESTS : TESTS + likes], order[count - ORDINARY :])


def measured(scene: Scene, reader: TasteReaders, options: argparse.Namespace) -> Iterator[Cell]:
    """All that is asked about one photographer."""
    count = len(scene.flat)
    for likes in options.counts:
        for seed in range(options.draws):
            where = draw(count, min(likes, count - TESTS - ORDINARY), seed)
            if options.method != "quick":
                yield deepened(scene, where, reader, f"{likes} likes, {options.method}", options)
                continue
            yield learned(scene, where, reader, f"{likes} likes", options.steps)
    if options.quick or options.method != "quick":
        return
    where = draw(count, 40, 0)
    yield learned(scene, where, reader, "40 likes, bundled numbers", options.steps, alone=True)
    yield bounded(scene, where, reader, options.steps)
    for what, order in content(scene).items():
        leaning = np.array([index for index in order if index not in set(where.tests) | set(where.ordinary)][:40])
        yield learned(scene, Draw(where.tests, leaning, where.ordinary), reader, f"40 {what}", options.steps)
    yield Cell(scene.name, "best bundled look", best_look(scene, where))


def learned(scene: Scene, where: Draw, reader: TasteReaders, what: str, steps: int, *, alone: bool = False) -> Cell:
    """Learn from likes as the program does, and compare."""
    likes, ordinary = small(scene.finished[where.likes]), small(scene.flat[where.ordinary])
    none = torch.zeros(0, SEEN * SEEN, 3)
    begun = time.process_time()
    lessons = prepare(likes, bundled_ordinary() if alone else ordinary, none, none, reader)
    learner = Learner(lessons, steps=steps)
    for _ in range(steps):
        learner.learn()
    seconds = time.process_time() - begun
    looks, shares = learner.looks()
    flat, falloff = scene.flat[where.tests], falloff_of(looks, shares, lessons)
    made = darkened(enhanced(flat, looks, shares), falloff)
    recovery, worse = _recovery(scene, where.tests, made)
    guess, _ = recovered(scene, where.tests, looks, (0.0, 1.0))
    cell = Cell(scene.name, what, recovery, worse, seconds, guess, self_recovery(looks, shares, lessons))
    cell.structure = structure(flat, made)
    seen = foresee(likes, ordinary, reader)
    cell.expected = seen.expected if seen else 0.0
    cell.more["strength"] = sum(shares)
    cell.more["taught"] = recovered(scene, where.tests, looks, (1.0, 0.0))[0]
    cell.more["at 80 %"] = _recovery(scene, where.tests, flat + np.float32(0.8) * (made - flat))[0]
    cell.more["falloff"] = falloff[-1] if falloff else 0.0
    if len(where.likes) == _MIDDLE:
        cell.more |= slider(scene.flat[where.tests], looks, shares, lessons)
    return cell


def deepened(scene: Scene, where: Draw, reader: TasteReaders, what: str, options: argparse.Namespace) -> Cell:
    """Learn by a deep way, and compare it with the quick style that it began with."""
    flat, none = scene.flat[where.tests], torch.zeros(0, SEEN * SEEN, 3)
    likes, ordinary = scene.finished[where.likes], scene.flat[where.ordinary]
    lessons = prepare(small(likes), small(ordinary), none, none, reader)
    deep, looks, shares = go_deep(lessons, likes, ordinary, flat, options.method, options.deep_steps)
    quick = enhanced(flat, looks, shares)
    mean = (deep.made + deep.begun) / 2
    network, begun, mean, before = (
        _recovery(scene, where.tests, each) for each in (deep.made, deep.begun, mean, quick)
    )
    given = network if deep.is_better else begun
    cell = Cell(scene.name, what, *given, deep.seconds, structure=structure(flat, deep.made))
    cell.more |= {
        "network": network[0],
        "looks alone": before[0],
        "quick style": begun[0],
        "mean of both": mean[0],
    } | deep.measures
    return cell


def bounded(scene: Scene, where: Draw, reader: TasteReaders, steps: int) -> Cell:
    """The same model taught with true pairs of the same photos: the upper bound."""
    before, after = small(scene.flat[where.likes]), small(scene.finished[where.likes])
    none = torch.zeros(0, SEEN * SEEN, 3)
    learner = Learner(prepare(none, before, before, after, reader), steps=2 * steps)
    for _ in range(2 * steps):
        learner.learn()
    recovery, worse = recovered(scene, where.tests, *learner.looks())
    return Cell(scene.name, "40 true pairs", recovery, worse)


def best_look(scene: Scene, where: Draw) -> float:
    """The bundled look that comes nearest, chosen by the truth: the lower bound."""
    chosen, styles = where.tests[:10], bundled()
    made: list[list[Floats]] = [[] for _ in styles]
    for photo in scene.flat[chosen]:
        for place, grade in enumerate(grades_for(styles, photo)):
            made[place].append(np.clip(apply(grade, photo), 0, 1))
    return max(_recovery(scene, chosen, np.stack(photos))[0] for photos in made)


def content(scene: Scene) -> dict[str, Floats]:
    """Photos in the order of how one-sided they are, by what they show and not by how they were finished."""
    mean = scene.flat.mean((1, 2))
    return {
        "dark likes": np.argsort(mean.mean(1)),
        "warm likes": np.argsort(mean[:, 2] - mean[:, 0]),
    }


def small(photos: Floats) -> Tensor:
    """Photos as they are learned from."""
    step = SIDE // SEEN
    made = photos.reshape(len(photos), SEEN, step, SEEN, step, 3).mean((2, 4)).reshape(len(photos), -1, 3)
    return torch.from_numpy(np.ascontiguousarray(made, np.float32))


@torch.no_grad()
def enhanced(photos: Floats, looks: Tensor, shares: Sequence[float]) -> Floats:
    """Photos through looks."""
    pixels = torch.from_numpy(photos.reshape(len(photos), -1, 3))
    made: Floats = blended(looks, tuple(shares), pixels, measure(small(photos))).clamp(0, 1).numpy()
    return made.reshape(photos.shape)


def darkened(photos: Floats, falloff: Sequence[float]) -> Floats:
    """Photos whose light falls off, as `falloff_of` tells it."""
    if not falloff:
        return photos
    made = fallen(torch.from_numpy(photos).permute(0, 3, 1, 2), torch.tensor(falloff)).clamp(0, 1)
    return np.ascontiguousarray(made.permute(0, 2, 3, 1).numpy())


def recovered(scene: Scene, tests: Floats, looks: Tensor, shares: Sequence[float]) -> tuple[float, float]:
    """R on test photos, and the share of photos that came out worse than they were."""
    return _recovery(scene, tests, enhanced(scene.flat[tests], looks, shares))


def _recovery(scene: Scene, tests: Floats, made: Floats) -> tuple[float, float]:
    lab = [rgb_to_lab(photos) for photos in (scene.flat[tests], made, scene.finished[tests])]
    before, after = (delta_e_2000(photos, lab[2]).mean((1, 2)) for photos in lab[:2])
    return float(1 - after.mean() / before.mean()), float((after > before).mean())


def structure(before: Floats, after: Floats) -> float:
    """Cosine similarity of luma gradients with the photos as they were."""
    weights = np.array((0.299, 0.587, 0.114), np.float32)
    gradients = [np.stack(np.gradient(photos @ weights, axis=(1, 2))).reshape(-1) for photos in (before, after)]
    return float(gradients[0] @ gradients[1] / (np.linalg.norm(gradients[0]) * np.linalg.norm(gradients[1])))


def slider(photos: Floats, looks: Tensor, shares: tuple[float, ...], lessons: Lessons) -> dict[str, float]:
    """Faithful - Striking in eight steps: how far the worst is from the mean, of edit size, contrast and colour."""
    both, middle, striking = with_striking(looks, shares)
    ends = shares_of_ends(middle, striking, even_places(looks, shares, lessons.ordinary, lessons.measured))
    sizes, contrasts, colours = [], [], []
    photos = photos[::4]
    lab = rgb_to_lab(photos)
    for balance in np.linspace(0, 100, 9):
        made = enhanced(photos, both, at(ends, balance))
        sizes.append(delta_e_2000(rgb_to_lab(made), lab).mean())
        contrasts.append(made.mean(3).std((1, 2)).mean())
        colours.append((made.max(3) - made.min(3)).mean())
    found = {}
    for name, values in (("edit", sizes), ("contrast", contrasts), ("colour", colours)):
        steps = np.diff(values)
        found[f"{name} steps"] = float(np.abs(steps / steps.mean() - 1).max()) if steps.min() > 0 else 9.0
    return found


def figures(cells: Sequence[Cell]) -> list[Figure]:
    """What the project asks for, over all photographers."""
    asked = {"20 likes": 0.57, "40 likes": 0.60, "100 likes": 0.63}
    found = []
    for what, least in asked.items():
        values = [cell.recovery for cell in cells if cell.what == what]
        if values:
            mean = statistics.mean(values)
            found.append(Figure(f"mean R, {what}", f"{mean:.3f}", f"{least:.2f}", mean >= least))
    return found


def as_table(cells: Sequence[Cell]) -> Table:
    """R by photographer and set of likes, draws averaged."""
    names = list(dict.fromkeys(cell.photographer for cell in cells))
    table = Table("", *names, "mean")
    for what in dict.fromkeys(cell.what for cell in cells):
        row = [
            statistics.mean(found) if (found := [c.recovery for c in cells if (c.photographer, c.what) == (name, what)])
            else float("nan")
            for name in names
        ]  # fmt: skip
        table.add_row(what, *(f"{value:.3f}" for value in row), f"{statistics.mean(row):.3f}")
    scored = [cell for cell in cells if cell.self_recovery]
    if len(scored) > 2:
        pearson = np.corrcoef([c.self_recovery for c in scored], [c.recovery for c in scored])[0, 1]
        table.add_row("self recovery against R", *[""] * len(names), f"{pearson:.2f}")
        pearson = np.corrcoef([c.expected for c in scored], [c.recovery for c in scored])[0, 1]
        table.add_row("readiness (foresight) against R", *[""] * len(names), f"{pearson:.2f}")
    return table


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks style", description=__doc__)
    parser.add_argument("--photos", type=Path, default=SHARED, help="folder of photos")
    parser.add_argument("--rehearsal", action="store_true", help="the photographers and photos for choosing settings")
    parser.add_argument("--only", nargs="*", help="these photographers")
    parser.add_argument("--counts", type=int, nargs="*", default=COUNTS, help="numbers of likes")
    parser.add_argument("--draws", type=int, default=1, help="random sets of likes of each number")
    parser.add_argument("--steps", type=int, default=STEPS, help="of learning")
    parser.add_argument("--method", choices=("quick", *METHODS), default="quick", help="of learning")
    parser.add_argument("--deep-steps", type=int, default=300, help="of the deep way, after the quick one")
    parser.add_argument("--quick", action="store_true", help="likes alone, no bounds")
    return parser


if __name__ == "__main__":
    main()

"""The machinery of the reproduction experiments: intervals, verdicts, simulated retouchers, the runner, the page."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from benchmarks.reproduction.__main__ import EXPERIMENTS, PAGE, RESULTS, chosen, experiment
from benchmarks.reproduction.cycle import CycleCourse
from benchmarks.reproduction.experiment import SECONDS, Claim, Experiment, Trial, Work, learned, results_of, run
from benchmarks.reproduction.measuring import Measures, differences, measured, summary, unchanged
from benchmarks.reproduction.page import FAILS, HOLDS, LOUD, OPEN, QUIET, verdict, write_page
from benchmarks.reproduction.thumbnails import RETOUCHERS, Pairs, Singles, photographs, retouched
from tests.training.small_runs import a_photo, write_photos
from training.terms import TAKES

CLAIM = Claim("a", "b", "psnr", "nowhere")


def results(a: list[float], b: list[float]) -> dict[str, list[Measures]]:
    return {name: [{"psnr": value} for value in values] for name, values in (("a", a), ("b", b))}


def some_photos(count: int, side: int) -> torch.Tensor:
    return torch.rand(count, 3, side, side, generator=torch.Generator().manual_seed(count))


def test_intervals_are_students() -> None:
    found = summary([1.0, 2.0, 3.0])
    assert found.mean == 2.0
    assert found.half == pytest.approx(4.303 / 3**0.5, rel=1e-3)
    assert np.isnan(summary([1.0]).half)
    # What a seed does to both alike does not count.
    assert differences([11.0, 21.0, 31.1], [10.0, 20.0, 30.0]).half < 0.2


@pytest.mark.parametrize(
    ("a", "b", "words"),
    [
        ([2.0, 2.1, 2.2], [1.0, 1.1, 1.2], HOLDS),
        ([1.0, 1.1, 1.2], [2.0, 2.1, 2.2], FAILS),
        ([1.0, 3.0, 2.0], [2.0, 2.0, 2.0], OPEN),
        ([2.0], [1.0], OPEN),
    ],
)
def test_a_claim_is_only_decided_where_seeds_agree(a: list[float], b: list[float], words: str) -> None:
    assert verdict(CLAIM, results(a, b)) == words
    assert verdict(replace(CLAIM, control=True), results(a, b)) == (QUIET if words == OPEN else LOUD)


def test_retouchers_are_distinct_and_repeat_themselves() -> None:
    photo = np.clip(a_photo(3), 0, 255).astype(np.uint8)
    first, again = retouched(photo), retouched(photo)
    assert set(first) == set(RETOUCHERS)
    assert all(np.array_equal(first[name], again[name]) for name in RETOUCHERS)
    for name in RETOUCHERS[1:]:
        assert np.abs(first[name].astype(int) - first["natural"]).mean() > 1


def test_photos_are_split_and_read_once(tmp_path: Path) -> None:
    write_photos(tmp_path / "photos", 20)
    data = photographs(tmp_path / "photos", tmp_path / "work")
    assert len(data.learn.plain) + len(data.held.plain) == 20
    assert 0 < len(data.held.plain) < 8
    assert data.learn.dulled.mean() < data.learn.plain.mean()
    for photo in (tmp_path / "photos").iterdir():
        photo.unlink()
    again = photographs(tmp_path / "photos", tmp_path / "work")
    assert np.array_equal(again.learn.retouched["vivid"], data.learn.retouched["vivid"])
    assert len(data.learn.pairs(32, *RETOUCHERS)) == 5 * len(data.learn.plain)


def test_before_and_after_are_mirrored_alike() -> None:
    photos = some_photos(3, 8)
    pairs = Pairs(photos, photos[:, None])
    items = [pairs.item(0, np.random.default_rng(seed)) for seed in range(8)]
    assert all(torch.equal(item.input, item.target) for item in items)
    assert len({float(item.input[0, 0, 0]) for item in items}) == 2


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_every_claim_is_about_variants_and_columns_that_are_there(name: str) -> None:
    found = experiment(name)
    for claim in found.claims:
        assert {claim.better, claim.worse} <= set(found.variants)
        assert claim.measure in found.columns


def test_an_experiment_is_taken_up_where_it_was_left(tmp_path: Path) -> None:
    calls: list[tuple[str, int]] = []

    def variant(name: str, psnr: float) -> object:
        def measure(_work: Work, seed: int) -> Measures:
            calls.append((name, seed))
            return {"psnr": psnr + seed}

        return measure

    def of(setting: str, first: int = 0) -> Experiment:
        variants = {"a": variant("a", 2.0), "b": variant("b", 1.0)}
        columns = {"psnr": "PSNR, dB"}
        return Experiment("A try", setting, variants, (CLAIM,), columns, first=first)  # type: ignore[arg-type]

    work = Work(tmp_path, tmp_path)
    run("try", of("small"), work, tmp_path, 2)
    assert calls == [("a", 0), ("b", 0), ("a", 1), ("b", 1)]
    found = run("try", of("small"), work, tmp_path, 3)
    assert calls[4:] == [("a", 2), ("b", 2)]
    assert found == results_of(tmp_path / "try.json")
    assert [row["psnr"] for row in found["results"]["a"]] == [2.0, 3.0, 4.0]
    assert all(SECONDS in row for row in found["results"]["a"])
    # Another setting is another experiment.
    run("try", of("smaller", first=10), work, tmp_path, 1)
    assert calls[6:] == [("a", 10), ("b", 10)]


def test_some_variants_can_have_more_seeds(tmp_path: Path) -> None:
    both = Experiment(
        "t", "s", dict.fromkeys("ab", lambda _work, seed: {"psnr": float(seed)}), (CLAIM,), {"psnr": "PSNR"}
    )
    run("some", both, Work(tmp_path, tmp_path), tmp_path, 2)
    run("some", chosen(both, ["b"]), Work(tmp_path, tmp_path), tmp_path, 4)
    kept = results_of(tmp_path / "some.json")["results"]
    assert [len(kept[name]) for name in "ab"] == [2, 4]
    assert chosen(both, None).variants == both.variants
    with pytest.raises(SystemExit, match="There is no c; there are a, b"):
        chosen(both, ["c"])


def test_our_trainers_learn_in_it(tmp_path: Path) -> None:
    photos = some_photos(8, 32)
    pairs = Pairs(0.5 * photos, photos[:, None])
    fields = {"network": "can", "arguments": {"width": 4, "dilations": (1, 1)}, "losses": {"mae": 1.0}}
    plan = Work(tmp_path, tmp_path).plan("paired", 0, steps=40, batch=4, size=32, rate=1e-2, **fields)
    network = learned(plan, lambda plan, compute: Trial(plan, compute, pairs))
    before, after = pairs.before, pairs.after[:, 0]
    assert measured(network, before, after)["psnr"] > measured(unchanged, before, after)["psnr"] + 1
    assert set(plan.losses) <= set(TAKES)


def test_a_run_may_be_judged_by_the_mean_of_its_weights(tmp_path: Path) -> None:
    photos = some_photos(4, 32)
    pairs = Pairs(0.5 * photos, photos[:, None])
    fields = {"network": "can", "arguments": {"width": 4, "dilations": (1,)}, "losses": {"mae": 1.0}}

    def weights(**options: float) -> torch.Tensor:
        plan = Work(tmp_path, tmp_path).plan(
            "paired", 0, steps=6, batch=2, size=32, rate=1e-2, options=options, **fields
        )
        network = learned(plan, lambda plan, compute: Trial(plan, compute, pairs))
        return torch.cat([parameter.flatten() for parameter in network.parameters()])

    last = weights()
    assert torch.allclose(weights(average=1e-6), last, atol=1e-5)
    assert not torch.allclose(weights(average=0.9), last, atol=1e-3)


def test_the_cyclegan_moves_both_ways(tmp_path: Path) -> None:
    photos = some_photos(4, 72)
    options = {"adversary_width": 2}
    fields = {"network": "uegan", "arguments": {"width": 8}, "options": options}
    plan = Work(tmp_path, tmp_path).plan("unpaired", 0, steps=2, batch=1, size=72, rate=1e-3, **fields)
    made: list[CycleCourse] = []

    def course(plan, compute):  # type: ignore[no-untyped-def]
        made.append(CycleCourse(plan, compute, Singles(0.5 * photos), Singles(photos)))
        return made[0]

    begun = CycleCourse(plan, None, Singles(photos), Singles(photos))  # type: ignore[arg-type]
    before = {name: [p.clone() for p in network.parameters()] for name, network in begun.networks.items()}
    learned(plan, course)
    for name, network in made[0].networks.items():
        moved = [not torch.equal(p, q) for p, q in zip(network.parameters(), before[name], strict=True)]
        assert sum(moved) > len(moved) / 2, name


def test_the_page_is_made_of_the_results(tmp_path: Path) -> None:
    write_page(RESULTS, tmp_path / "page.md")
    text = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert text == PAGE.read_text(encoding="utf-8"), "python -m benchmarks.reproduction page"
    assert "nan" not in text

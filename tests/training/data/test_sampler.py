"""The order of photos: even, repeatable from any number, the same for one process and for several."""

import numpy as np
import pytest

from training.data.sampler import GroupedSampler, Sampler


def numbers(sampler: Sampler, count: int) -> list[int]:
    return [sampler.draw(n).index for n in range(count)]


def test_every_epoch_meets_every_photo_once_in_another_order() -> None:
    sampler = Sampler(10, seed=5)
    first, second = numbers(sampler, 20)[:10], numbers(sampler, 20)[10:]
    assert sorted(first) == sorted(second) == list(range(10))
    assert first != second


def test_a_draw_is_the_same_whenever_it_is_made() -> None:
    late = Sampler(7, seed=1).draw(1234)
    again = Sampler(7, seed=1)
    numbers(again, 50)
    assert again.draw(1234) == late
    assert np.array_equal(late.rng().random(4), again.draw(1234).rng().random(4))


def test_draws_differ_in_their_chance() -> None:
    sampler = Sampler(1, seed=0)
    assert len({float(sampler.draw(n).rng().random()) for n in range(200)}) == 200


def test_seeds_and_streams_give_other_orders() -> None:
    orders = [numbers(Sampler(30, seed, stream), 30) for seed in range(3) for stream in range(3)]
    assert all(a != b for n, a in enumerate(orders) for b in orders[:n])


@pytest.mark.parametrize("world", [1, 2, 3, 6])
def test_several_processes_share_what_one_would_see(world: int) -> None:
    sampler = Sampler(5, seed=2)
    shared = [draw for rank in range(world) for draw in sampler.batch(9, 6, rank=rank, world=world)]
    assert shared == sampler.batch(9, 6)
    assert [draw.number for draw in shared] == list(range(54, 60))


def test_unshuffled_photos_come_as_they_lie() -> None:
    assert numbers(Sampler(3, shuffled=False), 7) == [0, 1, 2, 0, 1, 2, 0]


def test_batches_are_of_one_group_and_every_photo_is_met() -> None:
    lying, standing = (0, 2, 4, 5, 6, 8, 9), (1, 3, 7)
    sampler = GroupedSampler(10, seed=4, groups=(lying, standing), size=3)
    batches = [[draw.index for draw in sampler.batch(step, 3)] for step in range(8)]
    assert all(set(batch) <= set(lying) or set(batch) <= set(standing) for batch in batches)
    for epoch in (batches[:4], batches[4:]):
        assert {index for batch in epoch for index in batch} == set(range(10))
        assert sum(set(batch) == set(standing) for batch in epoch) == 1
    assert batches[:4] != batches[4:]
    halves = [
        GroupedSampler(10, 4, groups=(lying, standing), size=4).batch(5, 4, rank=rank, world=2) for rank in (0, 1)
    ]
    assert [*halves[0], *halves[1]] == GroupedSampler(10, 4, groups=(lying, standing), size=4).batch(5, 4)


def test_what_cannot_be_sampled_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing"):
        Sampler(0)
    with pytest.raises(ValueError, match="evenly"):
        Sampler(4).batch(0, 3, world=2)
    with pytest.raises(ValueError, match="not one of"):
        Sampler(4).batch(0, 4, rank=2, world=2)

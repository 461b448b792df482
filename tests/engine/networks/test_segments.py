"""Networks cut where their layers wait for the whole photo: what they count is the same, in one run."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from engine.networks.dped import DpedGenerator
from engine.networks.segments import bytes_kept, segments_of
from engine.networks.whole import Moments, WholeNetwork
from tests.engine.networks.test_whole import cut, network, photo, tiles

CUT = {"can": 4, "blocks": 4, "squeezed": 1}


@pytest.mark.parametrize("name", CUT)
def test_moments_in_one_run_are_those_of_all_stages(name: str) -> None:
    whole = WholeNetwork(network(name))
    segments, places = segments_of(whole), tiles(whole, whole.reach() or 0)
    assert len(segments) == len(whole.stages) == CUT[name]
    found: dict[int, Moments] = {}
    kept = [(cut(photo(), place.tile),) for place in places]
    for segment in segments:
        kept = [segment.carry(whole, given, found, place) for given, place in zip(kept, places, strict=True)]
    wanted: dict[int, Moments] = {}
    for stage in whole.stages:
        for place in places:
            whole.gather(cut(photo(), place.tile), wanted, stage, place)
    assert found.keys() == wanted.keys()
    for call in wanted:
        assert found[call].count == wanted[call].count
        np.testing.assert_allclose(found[call].mean, wanted[call].mean, atol=1e-6)
        np.testing.assert_allclose(found[call].spread, wanted[call].spread, rtol=1e-5)


def test_little_is_kept() -> None:
    """Of DPED's blocks what goes into them and what their norm waits for; of CAN nothing but the latter."""
    dped, can = WholeNetwork(DpedGenerator()), WholeNetwork(network("can"))
    assert bytes_kept(dped, segments_of(dped)) == 4 * (64 + 64)
    assert bytes_kept(can, segments_of(can)) == 4 * 4


class _BySize(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.InstanceNorm2d(3)

    def forward(self, image: Tensor) -> Tensor:
        made: Tensor = self.norm(image)
        return made if image.shape[2] > 3 else -made


@pytest.mark.parametrize("name", ["decides by size", "uegan", "stargan"])
def test_a_network_that_decides_by_what_it_sees_is_not_cut(name: str) -> None:
    torch.manual_seed(0)
    whole = WholeNetwork(_BySize() if name == "decides by size" else network(name))
    assert whole.stages
    assert segments_of(whole) == ()

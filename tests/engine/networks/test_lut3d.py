"""Image-adaptive tables: trilinear as their authors read them, and the published pairs of files."""

from pathlib import Path

import pytest
import torch

from engine.networks.lut3d import AdaptiveLut, from_published, identity_table, look_up
from tests.engine.networks.published import count, mean_psnr, pairs_of, weights


def published(shared: Path, suffix: str = "") -> AdaptiveLut:
    folder = shared / "checkpoints" / "lut3d" / "sRGB"
    return from_published(weights(folder / f"LUTs{suffix}.pth"), weights(folder / f"classifier{suffix}.pth"))


@pytest.mark.parametrize(("norms", "expected"), [("all", 593_516), ("first", 593_068)])
def test_both_forms_have_the_published_number_of_parameters(norms: str, expected: int) -> None:
    assert count(AdaptiveLut(norms=norms)) == expected


def test_an_identity_table_changes_nothing() -> None:
    photo = torch.rand(2, 3, 9, 14, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(look_up(identity_table(33)[None].expand(2, -1, -1, -1, -1), photo), photo, atol=1e-5)


def test_between_entries_a_table_is_trilinear() -> None:
    table = torch.zeros(1, 3, 2, 2, 2)
    table[0, 0, 1, 0, 1] = 1.0  # full blue, no green, full red
    value = look_up(table, torch.tensor([0.25, 0.5, 0.75])[None, :, None, None])[0, :, 0, 0]
    assert value.tolist() == pytest.approx([0.25 * 0.5 * 0.75, 0, 0], abs=1e-6)


def test_each_photo_gets_its_own_table() -> None:
    torch.manual_seed(3)
    network = AdaptiveLut(tables=2, size=5).eval()
    network.tables.data.normal_()
    photos = torch.stack([torch.rand(3, 40, 60) * 0.2, torch.rand(3, 40, 60)])
    together = network(photos)
    for index in range(2):
        assert torch.allclose(network(photos[index : index + 1])[0], together[index], atol=1e-5)
    assert (network.table(photos)[0] - network.table(photos)[1]).abs().max() > 1e-3


def test_colours_outside_the_table_are_read_as_the_nearest() -> None:
    table = identity_table(5)[None]
    assert look_up(table, torch.tensor([-0.3, 0.5, 1.4])[None, :, None, None]).flatten().tolist() == pytest.approx(
        [0, 0.5, 1]
    )


def test_files_that_do_not_belong_together_are_refused() -> None:
    network = AdaptiveLut(tables=3, size=5)
    state = {k.replace("classifier.", "model."): v for k, v in network.state_dict().items() if k != "tables"}
    with pytest.raises(RuntimeError, match="size mismatch"):
        from_published({"0": {"LUT": identity_table(5)}}, state)
    with pytest.raises(KeyError):
        from_published({"0": {"lut": identity_table(5)}}, state)


@pytest.mark.shared
def test_the_published_pair_of_files_comes_as_near_to_expert_c_as_known(shared_data: Path) -> None:
    pairs = pairs_of(shared_data)
    assert len(pairs) == 14
    assert mean_psnr(published(shared_data), pairs) == pytest.approx(23.3, abs=0.15)


@pytest.mark.shared
def test_the_unpaired_files_load_too(shared_data: Path) -> None:
    assert mean_psnr(published(shared_data, "_unpaired"), pairs_of(shared_data)[:4]) > 21

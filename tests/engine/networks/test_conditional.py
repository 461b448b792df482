"""Conditional batch-norm: words choose scale and shift; unknown is a word like any other."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from engine.networks.can import Can32
from engine.networks.conditional import (
    PUBLISHED_VOCABULARY,
    ConditionalBatchNorm,
    ConditionalCan,
    ConditionalUNet,
    from_published,
    tag_shares,
)
from engine.tags import VALUES, Tags
from tests.conftest import make_photo

NIGHT = Tags(subject="people", light="artificial", location="indoor", time="night")
DAY = Tags(subject="nature", light="sun_sky", location="outdoor", time="day")


def count(network: nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())


@pytest.fixture
def network() -> ConditionalCan:
    torch.manual_seed(1)
    return ConditionalCan(width=9, dilated=2).eval()


def test_parameters_of_the_published_form() -> None:
    assert count(ConditionalCan(PUBLISHED_VOCABULARY)) == 57_891
    assert count(ConditionalUNet(PUBLISHED_VOCABULARY)) == 13_401_603


def test_our_form_has_one_more_word_for_light() -> None:
    """A row of a table is a scale and a shift for a quarter of the channels."""
    assert count(ConditionalCan()) == 57_891 + 5 * 2 * 8
    assert count(ConditionalUNet()) == 13_401_603 + 2 * 2 * (256 + 128 + 64 + 64) // 4


def test_the_last_tag_owns_the_channels_left_over() -> None:
    norm = ConditionalBatchNorm(11, VALUES)
    assert [tuple(table.weight.shape) for table in norm.embeddings] == [(6, 4), (4, 4), (3, 4), (4, 10)]


def test_a_fresh_norm_scales_by_about_one_and_shifts_by_nothing() -> None:
    torch.manual_seed(0)
    norm = ConditionalBatchNorm(64, VALUES)
    rows = torch.cat([table.weight for table in norm.embeddings])
    assert rows[:, :16].mean().item() == pytest.approx(1.0, abs=0.01)
    assert rows[:, :16].std().item() == pytest.approx(0.02, abs=0.005)
    assert not rows[:, 16:].any()


def test_a_word_acts_on_the_channels_of_its_tag_alone() -> None:
    norm = ConditionalBatchNorm(8, VALUES).eval()
    with torch.no_grad():
        norm.embeddings[1].weight[list(VALUES["light"]).index("mixed")] = torch.tensor([3.0, 4.0, 0.5, -0.5])
    x = torch.rand(1, 8, 5, 5)
    unknown, mixed = (norm(x, tag_shares(tags, VALUES, x)) for tags in (Tags(), Tags(light="mixed")))
    plain = norm.bn(x)
    assert torch.allclose(mixed[:, 2], 3 * plain[:, 2] + 0.5)
    assert torch.allclose(mixed[:, 3], 4 * plain[:, 3] - 0.5)
    rest = [0, 1, 4, 5, 6, 7]
    assert torch.equal(mixed[:, rest], unknown[:, rest])


def test_every_tag_changes_the_photo(network: ConditionalCan) -> None:
    image = torch.rand(1, 3, 20, 24) * 2 - 1
    untagged = network(image)
    for name in VALUES:
        told = network(image, replace(Tags(), **{name: VALUES[name][0]}))
        assert (told - untagged).abs().max() > 1e-5, name


def test_photos_of_a_batch_have_tags_of_their_own(network: ConditionalCan) -> None:
    batch = torch.rand(2, 3, 16, 16)
    together = network(batch, [NIGHT, DAY])
    assert torch.allclose(together[0:1], network(batch[0:1], NIGHT), atol=1e-5)
    assert torch.allclose(together[1:2], network(batch[1:2], DAY), atol=1e-5)


def test_a_word_that_a_table_lacks_stands_for_all_of_its_words() -> None:
    like = torch.zeros(1)
    shares = tag_shares(Tags(time="dusk"), PUBLISHED_VOCABULARY, like)
    assert torch.allclose(shares[1], torch.full((1, 3), 1 / 3)), "unknown light has no row in the published files"
    assert shares[3].tolist() == [[0, 1, 0, 0]]


def test_the_conditional_unet_keeps_size_and_listens() -> None:
    torch.manual_seed(2)
    network = ConditionalUNet().eval()
    image = torch.rand(1, 3, 17, 22)
    with torch.no_grad():
        night, day = network(image, NIGHT), network(image, DAY)
    assert night.shape == image.shape
    assert not torch.equal(night, day)
    names = set(network.state_dict())
    assert {"up4.conv.conv2.weight", "up1.conv.bn2.bn.running_var", "up1.conv.bn1.embeddings.3.weight"} <= names


def test_published_rows_hold_scales_and_shifts_by_turns() -> None:
    row = torch.tensor([[1.0, 10.0, 2.0, 20.0]])
    state = from_published({"middle_cbns.0.embeddings.0.weight": row, "middle_convs.0.bias": row})
    assert state["middle_cbns.0.embeddings.0.weight"].tolist() == [[1, 2, 10, 20]]
    assert state["middle_convs.0.bias"].tolist() == row.tolist()


@pytest.mark.parametrize("loss", ["mae", "mae_ssim"])
def test_published_conditional_files_load_enhance_and_listen(shared_data: Path, loss: str) -> None:
    file = shared_data / "checkpoints" / "seedpaper_can32" / f"featcond_can32_{loss}_final.pt"
    network = ConditionalCan(PUBLISHED_VOCABULARY).eval()
    network.load_state_dict(from_published(torch.load(file, map_location="cpu", weights_only=True)))
    image = torch.from_numpy(make_photo(96, 144)).permute(2, 0, 1)[None].float() / 255
    with torch.no_grad():
        night, day = (network(image * 2 - 1, tags) / 2 + 0.5 for tags in (NIGHT, DAY))
    assert torch.corrcoef(torch.stack([image.flatten(), day.flatten()]))[0, 1] > 0.8
    assert (night - day).abs().mean() > 0.005


def test_without_conditions_it_is_can32() -> None:
    """With all scales 1 and shifts 0 the conditional net computes what Can32 does with the same convolutions."""
    torch.manual_seed(5)
    plain, told = Can32(width=8, dilated=2).eval(), ConditionalCan(width=8, dilated=2).eval()
    state = plain.state_dict()
    for name, value in told.state_dict().items():
        if name.startswith(("first_block", "last_blocks")):
            value.copy_(state[name])
    for layer, conv in enumerate(told.middle_convs):
        conv.load_state_dict(plain.middle_blocks[layer][0].state_dict())
    for table in (m for m in told.modules() if isinstance(m, nn.Embedding)):
        nn.init.ones_(table.weight[:, :2])
    image = torch.rand(1, 3, 18, 18)
    assert torch.allclose(told(image, DAY), plain(image), atol=1e-5)

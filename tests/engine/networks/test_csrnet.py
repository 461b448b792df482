"""CSRNet: a retouch of each colour alone that depends on the whole photo."""

from pathlib import Path

import pytest
import torch

from engine.networks.csrnet import CsrNet
from tests.engine.networks.published import count, pixels, tensor, weights


def test_it_has_the_published_number_of_parameters() -> None:
    assert count(CsrNet()) == 36_489


def test_equal_colours_of_one_photo_stay_equal() -> None:
    torch.manual_seed(0)
    photo = torch.rand(1, 3, 4, 5).repeat(1, 1, 3, 3)
    result = CsrNet()(photo)
    assert result.shape == photo.shape
    assert torch.allclose(result[:, :, :4, :5], result[:, :, 8:, 10:], atol=1e-5)


def test_the_same_colour_differs_in_another_photo() -> None:
    torch.manual_seed(0)
    network = CsrNet()
    dark, bright = torch.full((1, 3, 16, 16), 0.1), torch.full((1, 3, 16, 16), 0.9)
    dark[:, :, 0, 0] = bright[:, :, 0, 0] = 0.5
    assert (network(dark) - network(bright))[:, :, 0, 0].abs().max() > 1e-4


def test_without_modulation_it_is_three_plain_convolutions() -> None:
    torch.manual_seed(1)
    network = CsrNet()
    for name, parameter in network.named_parameters():
        if name.startswith("cond_s"):
            parameter.data.zero_()
    photo = torch.rand(1, 3, 6, 7)
    x = photo[0].flatten(1)
    for conv in (network.conv1, network.conv2):
        x = (conv.weight[:, :, 0, 0] @ x + conv.bias[:, None]).clamp_min(0)
    x = network.conv3.weight[:, :, 0, 0] @ x + network.conv3.bias[:, None]
    assert torch.allclose(network(photo)[0].flatten(1), x, atol=1e-5)


@pytest.mark.shared
def test_the_published_file_brightens_a_dark_photo(shared_data: Path) -> None:
    network = CsrNet()
    network.load_state_dict(weights(shared_data / "checkpoints" / "csrnet" / "csrnet.pth"))
    raw = shared_data / "pairs" / "fivek_c_uegan" / "test" / "raw"
    photo = tensor(pixels(sorted(raw.iterdir())[0])) * 0.4
    with torch.inference_mode():
        result = network(photo)
    assert result.mean() > 1.5 * photo.mean()
    colours = torch.corrcoef(torch.cat([photo.flatten(2)[0], result.flatten(2)[0]]))
    for channel in range(3):  # each colour follows itself more than it follows another
        assert colours[channel, 3:].argmax() == channel

"""Networks that see the whole photo, run on tiles: as if they had seen it at once."""

import pytest
import torch
from torch import Tensor, nn

from engine.networks.can import Can32, OriginalCan
from engine.networks.stargan import StarGanGenerator
from engine.networks.uegan import UeganGenerator
from engine.networks.whole import Moments, Place, WholeNetwork
from engine.tiles import with_surroundings

WIDTH, HEIGHT, SIDE = 139, 118, 64


class _Asked(nn.Module):
    """StarGAN asked for both of its domains."""

    def __init__(self) -> None:
        super().__init__()
        self.generator = StarGanGenerator(2, 4, 1)

    def forward(self, image: Tensor) -> Tensor:
        return self.generator(image, torch.ones(len(image), 2, device=image.device))


class _Blocks(nn.Module):
    """DPED in small: residual blocks of convolution and learned instance norm."""

    def __init__(self) -> None:
        super().__init__()
        self.convs = nn.ModuleList(nn.Conv2d(3, 3, 3, padding=1) for _ in range(4))
        self.norms = nn.ModuleList(nn.InstanceNorm2d(3, eps=1e-3, affine=True) for _ in range(4))

    def forward(self, image: Tensor) -> Tensor:
        x = image
        for conv, norm in zip(self.convs, self.norms, strict=True):
            x = x + torch.relu(norm(conv(x)))
        return x


class _Squeezed(nn.Module):
    """Channels weighted by their means over the photo."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 3, 5, padding=2)
        self.pool = nn.AdaptiveAvgPool2d(1)

    def forward(self, image: Tensor) -> Tensor:
        x = self.conv(image)
        return x * torch.sigmoid(self.pool(x))


NETWORKS = {
    "can": lambda: OriginalCan(4, (1, 2, 4, 1)),
    "can32": lambda: Can32(4, 2),
    "blocks": _Blocks,
    "uegan": lambda: UeganGenerator(8),
    "uegan_paper": lambda: UeganGenerator(8, attention="paper"),
    "stargan": _Asked,
    "squeezed": _Squeezed,
}
KNOWN = {  # stages, pixels that tiles begin at, reach
    "can": (4, 1, 8),
    "can32": (0, 1, 8),
    "blocks": (4, 1, 4),
    "uegan": (2, 16, 98),
    "uegan_paper": (1, 16, 98),
    "stargan": (7, 4, 22),
    "squeezed": (1, 1, 2),
}


def network(name: str) -> nn.Module:
    """A small network with weights that do something everywhere."""
    torch.manual_seed(1)
    module = NETWORKS[name]().eval()
    with torch.no_grad():
        for value in module.parameters():
            value.add_(0.1 * torch.randn_like(value))
    return module


def tiles(whole: WholeNetwork, reach: int) -> list[Place]:
    found = []
    for y in range(0, HEIGHT, SIDE):
        for x in range(0, WIDTH, SIDE):
            core = (x, y, min(x + SIDE, WIDTH), min(y + SIDE, HEIGHT))
            tile = with_surroundings(core, (WIDTH, HEIGHT), reach, whole.multiple)
            found.append(Place(tile.whole, core, (WIDTH, HEIGHT)))
    return found


def by_tiles(whole: WholeNetwork, photo: Tensor, reach: int) -> Tensor:
    places, moments = tiles(whole, reach), {}
    for stage in whole.stages:
        for place in places:
            whole.gather(cut(photo, place.tile), moments, stage, place)
    out = torch.empty_like(photo)
    for place in places:
        made = whole.told(cut(photo, place.tile), moments, place)
        (x0, y0, x1, y1), (left, top, _, _) = place.core, place.tile
        out[:, :, y0:y1, x0:x1] = made[:, :, y0 - top : y1 - top, x0 - left : x1 - left]
    return out


def cut(photo: Tensor, rect: tuple[int, int, int, int]) -> Tensor:
    return photo[:, :, rect[1] : rect[3], rect[0] : rect[2]]


def photo() -> Tensor:
    """Darker to the right and below, so that no tile is like the photo."""
    torch.manual_seed(2)
    fall = torch.linspace(1, 0.2, WIDTH) * torch.linspace(1, 0.3, HEIGHT)[:, None]
    return torch.rand(1, 3, HEIGHT, WIDTH) * fall


@pytest.mark.parametrize("name", NETWORKS)
def test_tiles_give_what_the_whole_gives(name: str) -> None:
    module = network(name)
    whole = WholeNetwork(module)
    with torch.inference_mode():
        wanted = module(photo())
    reach = whole.reach()
    assert (len(whole.stages), whole.multiple, reach) == KNOWN[name]
    assert (by_tiles(whole, photo(), reach) - wanted).abs().max() < 1e-3 * max(1.0, float(wanted.std()))


def test_tiles_that_see_only_themselves_would_differ() -> None:
    whole = WholeNetwork(network("blocks"))
    with torch.inference_mode():
        wanted = network("blocks")(photo())
    place = tiles(whole, 4)[0]
    made = whole.told(cut(photo(), place.tile), {}, place)
    assert (cut(made, place.core) - cut(wanted, place.core)).abs().max() > 0.05


def test_too_little_reach_shows() -> None:
    whole = WholeNetwork(network("can32"))
    with torch.inference_mode():
        wanted = network("can32")(photo())
    assert (by_tiles(whole, photo(), 2) - wanted).abs().max() > 1e-3


def test_what_looks_everywhere_has_no_reach() -> None:
    class Everywhere(nn.Module):
        def forward(self, image: Tensor) -> Tensor:
            return image - image.mean((2, 3), keepdim=True)

    assert WholeNetwork(Everywhere()).reach() is None


def test_moments_of_parts_are_those_of_the_whole() -> None:
    values = torch.randn(1, 2, 40, 30, dtype=torch.float64) * 3 + 100
    moments = Moments(0, torch.zeros(2).double().numpy(), torch.zeros(2).double().numpy())
    for start in range(0, 40, 7):
        moments.add(values[:, :, start : start + 7])
    moments.add(values[:, :, :0])
    mean, variance = moments.tensors(torch.zeros(1))
    torch.testing.assert_close(mean, values.mean((0, 2, 3)).float(), rtol=1e-6, atol=0)
    torch.testing.assert_close(variance, values.var((0, 2, 3), correction=0).float(), rtol=1e-4, atol=0)

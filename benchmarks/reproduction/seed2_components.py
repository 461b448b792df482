"""Seed 2: the paired network of Huang and Liu's thesis with one part changed at a time (its table A)."""

from functools import cache, partial
from typing import Any

from torch import Tensor, nn
from torch.nn import functional

from benchmarks.reproduction.experiment import Claim, Experiment, Trial, Work, learned
from benchmarks.reproduction.measuring import Measures, measured
from benchmarks.reproduction.seed1_uegan import equalised
from benchmarks.reproduction.seed3_camera import SIDE, Kept, camera_pairs
from engine.networks.dped import BLOCKS, NORM_EPSILON, scaled_tanh
from engine.networks.dped_plus import SeparableConv
from training.networks import PhotoNetwork

STEPS = 200
WIDTH = 12
USUAL: dict[str, Any] = {"steps": STEPS, "batch": 4, "size": SIDE, "rate": 1e-3, "schedule": "cosine"}
CONTENT = 0.3


class SmallDped(nn.Module):
    """DPED's generator at any width, its parts exchangeable; the photo is added to what comes out.

    Args:
        width: channels.
        slope: of LeakyReLU; 0 is ReLU.
        separable: depthwise and pointwise convolutions in the blocks (MobileNet).
    """

    def __init__(self, width: int = WIDTH, slope: float = 0.0, *, separable: bool = False) -> None:
        super().__init__()
        self.slope = slope
        self.first, self.last = nn.Conv2d(3, width, 9, padding=4), nn.Conv2d(width, 3, 9, padding=4)
        nn.init.normal_(self.last.weight, std=1e-3)

        def conv() -> nn.Module:
            return SeparableConv(width, width, 3) if separable else nn.Conv2d(width, width, 3, padding=1)

        self.convs = nn.ModuleList(conv() for _ in range(2 * BLOCKS))
        self.norms = nn.ModuleList(nn.InstanceNorm2d(width, eps=NORM_EPSILON, affine=True) for _ in self.convs)

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w), 0..1, to (N, 3, h, w)."""
        x = functional.leaky_relu(self.first(image), self.slope)
        for block in range(BLOCKS):
            inner = x
            for layer in (2 * block, 2 * block + 1):
                inner = functional.leaky_relu(self.norms[layer](self.convs[layer](inner)), self.slope)
            x = x + inner
        return image + scaled_tanh(self.last(x)) - 0.5


@cache
def contrasted(pairs: Kept) -> Kept:
    """The same pairs with inputs whose histogram is half way to an even one."""
    from dataclasses import replace

    return Kept([replace(pair, input=half_equalised(pair.input[None])[0]) for pair in pairs.pairs])


def half_equalised(photos: Tensor) -> Tensor:
    """The mean of photos and their equalised selves."""
    return (photos + equalised(photos)) / 2


def trained(
    work: Work,
    seed: int,
    *,
    losses: dict[str, float] | None = None,
    slope: float = 0.0,
    separable: bool = False,
    contrast: bool = False,
) -> Measures:
    """The network with some parts changed."""
    pairs, before, after = camera_pairs(work.photos)
    plan = work.plan("paired", seed, network="dped", losses=losses or {"mse": 1.0}, **USUAL)

    def network() -> PhotoNetwork:
        return PhotoNetwork(SmallDped(slope=slope, separable=separable), "0..1", takes_tags=False)

    source = contrasted(pairs) if contrast else pairs
    result = learned(plan, lambda plan, compute: Trial(plan, compute, source, network=network))
    return measured(result, half_equalised(before) if contrast else before, after)


BASE, VGG, BOTH, MOBILE = "baseline", "feature loss (VL)", "l1 + l2", "MobileNet"
LEAKY, CONTRAST, ALL = "LeakyReLU (LR)", "contrast (HE)", "VL + LR + HE"
FEATURES = {"mse": 1.0, "content": CONTENT}
SLOPE = 0.005
EXPERIMENT = Experiment(
    title="Seed 2: parts of the paired network",
    setting=f"The simulated camera's pairs of seed 3, {STEPS} steps of 4 patches of {SIDE} px, Adam from 1e-3 in half "
    f"a cosine. DPED's shape with {WIDTH} channels whose result is added to the photo. Our reading: the baseline "
    f"learns by MSE; VL adds the deepest maps of our feature network (not VGG-19); l1 + l2 adds MAE; HE gives the "
    f"network photos half way to an even histogram.",
    variants={
        BASE: trained,
        VGG: partial(trained, losses=FEATURES),
        BOTH: partial(trained, losses={"mse": 1.0, "mae": 1.0}),
        MOBILE: partial(trained, separable=True),
        LEAKY: partial(trained, slope=SLOPE),
        CONTRAST: partial(trained, contrast=True),
        ALL: partial(trained, losses=FEATURES, slope=SLOPE, contrast=True),
    },
    claims=(
        Claim(VGG, BASE, "psnr", "table A"),
        Claim(VGG, BASE, "ssim", "table A"),
        Claim(BASE, BOTH, "psnr", "table A"),
        Claim(BASE, MOBILE, "psnr", "table A"),
        Claim(CONTRAST, BASE, "psnr", "table A"),
        Claim(ALL, BASE, "psnr", "table A"),
        Claim(MOBILE, BASE, "seconds", "A1: 40 % better efficiency", higher=False),
    ),
    remark="In 200 steps the networks with ReLU often do not leave the photo that they add to (about 21 dB: the "
    "baseline in three seeds of five, MobileNet in four, l1 + l2 in two); LeakyReLU does in every seed. With HE the "
    "network first has to take back the equalisation of the very photo it adds to, which so few steps do not do.",
    columns={"psnr": "PSNR, dB", "ssim": "SSIM", "seconds": "seconds of processor"},
)

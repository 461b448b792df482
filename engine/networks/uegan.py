"""UEGAN's generator: unpaired enhancement (Ni et al., "Towards unsupervised deep image enhancement with generative
adversarial network", IEEE TIP 2020, section III), seed 1.

An encoder of five convolutions, a decoder with skips, global attention on every skip, and a modulation: the last but
one features are multiplied by the first. Paper and code differ, and "code" is what the published weights need:

- global attention (section III-B): the paper has the mean of each channel and two layers; the code has mean and
  deviation, and after the fusing convolution an instance norm. The norm takes away what is the same for every pixel,
  the message included, so in the code's form the photo as a whole acts through the norm alone. It is no gate in either;
- the code adds the result to the photo, which the paper does not say; it is done here for both forms.

Convolutions pad by reflection, and there is no other norm. Attention looks at the whole photo, so a tile alone gives
another result. The parts of Table IV can be switched off or exchanged; "pixels" is its multiplication of the photo
itself, which we do with light in 0..1 and a gain that begins near 1.

State-dict keys are the authors': enc{1..5}.main.1.*, ga{1..5}.conv.{0,2}.weight, ga{1..5}.fuse.0.*,
upsample{1..4}.1.main.1.*, dec{1..4}.main.1.*, dec5.{0,1}.main.1.*.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

SLOPE = 0.2
LEVELS = 5
MULTIPLE = 2 ** (LEVELS - 1)
REDUCTION = 8
VARIANCE_FLOOR = 1e-5
ATTENTIONS = ("code", "paper", "none")
MODULATIONS = ("features", "concat", "pixels", "none")


class UeganGenerator(nn.Module):
    """The generator, 4,158,435 parameters as published.

    Args:
        width: channels of the first convolution.
        attention: "code", "paper" or "none" (Table IV, without GAM).
        modulation: "features", as published; of Table IV "concat" (a skip as in a U-Net instead), "pixels" or "none".
    """

    def __init__(self, width: int = 32, attention: str = "code", modulation: str = "features") -> None:
        super().__init__()
        if attention not in ATTENTIONS or modulation not in MODULATIONS:
            raise ValueError(f"attention {attention}, modulation {modulation}")
        self.modulation = modulation
        d = [width * 2**level for level in range(LEVELS)]
        self.enc1 = ReflectConv(3, d[0], 7, activation=nn.LeakyReLU(SLOPE))
        self.enc2, self.enc3, self.enc4, self.enc5 = (
            ReflectConv(d[i], d[i + 1], 3, stride=2, activation=nn.LeakyReLU(SLOPE)) for i in range(LEVELS - 1)
        )
        self.ga1, self.ga2, self.ga3, self.ga4, self.ga5 = (_attention(attention, channels) for channels in d)
        self.upsample1, self.upsample2, self.upsample3, self.upsample4 = (
            nn.Sequential(_doubling(), ReflectConv(d[i], d[i - 1], 1)) for i in range(LEVELS - 1, 0, -1)
        )
        self.dec1, self.dec2, self.dec3, self.dec4 = (
            ReflectConv(d[i], d[i - 1], 3, activation=nn.LeakyReLU(SLOPE)) for i in range(LEVELS - 1, 0, -1)
        )
        joined = 2 * width if modulation == "concat" else width
        self.dec5 = nn.Sequential(ReflectConv(joined, width, 3), ReflectConv(width, 3, 7), nn.Tanh())
        self.apply(initialise)

    def forward(self, image: Tensor) -> Tensor:
        """(N, 3, h, w), sRGB-encoded as -1..1, any size, to (N, 3, h, w), -1..1.

        Sides that are no multiple of 16 or below 32 are padded by reflection, and the result is cut back.
        """
        height, width = image.shape[2:]
        padded = _pad(image)
        return self._whole(padded)[:, :, :height, :width]

    def _whole(self, image: Tensor) -> Tensor:
        x1 = self.enc1(image)
        x2 = self.enc2(x1)
        x3 = self.enc3(x2)
        x4 = self.enc4(x3)
        y = self.ga5(self.enc5(x4))
        y = self.dec1(torch.cat([self.upsample1(y), self.ga4(x4)], 1))
        y = self.dec2(torch.cat([self.upsample2(y), self.ga3(x3)], 1))
        y = self.dec3(torch.cat([self.upsample3(y), self.ga2(x2)], 1))
        y = self.dec4(torch.cat([self.upsample4(y), self.ga1(x1)], 1))
        return self._answer(image, y, x1)

    def _answer(self, image: Tensor, decoded: Tensor, first: Tensor) -> Tensor:
        if self.modulation == "features":
            decoded = decoded * first
        elif self.modulation == "concat":
            decoded = torch.cat([decoded, first], 1)
        change: Tensor = self.dec5(decoded)
        if self.modulation == "pixels":
            return ((image + 1) * (1 + change) - 1).clamp(-1, 1)
        return (image + change).clamp(-1, 1)


class ReflectConv(nn.Module):
    """Convolution with reflection padding and what follows it; the size stays, or is halved with stride 2."""

    def __init__(
        self,
        inputs: int,
        outputs: int,
        kernel: int,
        stride: int = 1,
        bias: bool = True,
        activation: nn.Module | None = None,
    ) -> None:
        super().__init__()
        layers = [nn.ReflectionPad2d(kernel // 2), nn.Conv2d(inputs, outputs, kernel, stride, bias=bias)]
        self.main = nn.Sequential(*layers, *([] if activation is None else [activation]))

    def forward(self, x: Tensor) -> Tensor:
        """(N, inputs, h, w) to (N, outputs, h, w)."""
        result: Tensor = self.main(x)
        return result


class GlobalAttention(nn.Module):
    """Tell every pixel what the whole photo is like.

    Args:
        channels: of the features.
        form: "code": mean and deviation, and an instance norm at the end; "paper": the mean alone, no norm.
    """

    def __init__(self, channels: int, form: str = "code") -> None:
        super().__init__()
        self.moments = ChannelMoments(deviation=form == "code")
        told = 2 * channels if form == "code" else channels
        self.conv = nn.Sequential(
            nn.Conv2d(told, channels // REDUCTION, 1, bias=False),
            nn.ReLU(),
            nn.Conv2d(channels // REDUCTION, channels, 1, bias=False),
        )
        self.fuse = nn.Sequential(nn.Conv2d(2 * channels, channels, 1))
        self.in_norm = nn.InstanceNorm2d(channels) if form == "code" else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, h, w) to the same shape; more than one pixel."""
        message = self.conv(self.moments(x)).expand_as(x)
        result: Tensor = self.in_norm(self.fuse(torch.cat([x, message], 1)))
        return result


class ChannelMoments(nn.Module):
    """Mean, and deviation if wanted, of each channel over the whole photo: a module, so that tiles can be told them."""

    def __init__(self, deviation: bool = True) -> None:
        super().__init__()
        self.deviation = deviation

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, h, w) to (N, 2C, 1, 1), means first, or (N, C, 1, 1)."""
        mean = x.mean((2, 3), keepdim=True)
        if not self.deviation:
            return mean
        return torch.cat([mean, (x.var((2, 3), keepdim=True) + VARIANCE_FLOOR).sqrt()], 1)


def initialise(module: nn.Module) -> None:
    """The authors' start, of generator and discriminator: orthogonal with gain 0.02, biases 0."""
    if isinstance(module, nn.Conv2d):
        nn.init.orthogonal_(module.weight, gain=0.02)
        if module.bias is not None:
            nn.init.zeros_(module.bias)


def _attention(form: str, channels: int) -> nn.Module:
    return nn.Identity() if form == "none" else GlobalAttention(channels, form)


def _doubling() -> nn.Upsample:
    return nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)


def _pad(image: Tensor) -> Tensor:
    """Right and bottom by reflection to multiples of 16 of at least 32; what is too small to reflect is repeated."""
    height, width = image.shape[2:]
    rows, columns = (max(2 * MULTIPLE, -side % MULTIPLE + side) - side for side in (height, width))
    mode = "reflect" if rows < height and columns < width else "replicate"
    return functional.pad(image, (0, columns, 0, rows), mode=mode)

"""VGG-19 at a sixteenth of its size: the encoder of Wang et al., "Collaborative distillation for ultra-resolution
universal style transfer" (CVPR 2020), which taught our feature net.

A quarter of VGG's channels up to relu5_1, padding by reflection, maximum pooling; 1x1 layers widen five features to
VGG's channels, where they were taught to match it. The first 1x1 layer is the change from RGB to what the authors' VGG
reads. Keys are the authors': conv0, conv11 ... conv51, conv{1..5}1_aux.
"""

from torch import Tensor, nn
from torch.nn import functional

WIDTHS = (16, 32, 64, 128, 128)
DEPTHS = (2, 2, 4, 4, 1)
VGG_WIDTHS = (64, 128, 256, 512, 512)


class DistilledVgg(nn.Module):
    """The encoder with its widening layers, 964,188 parameters."""

    def __init__(self) -> None:
        super().__init__()
        self.conv0 = nn.Conv2d(3, 3, 1)
        inputs = 3
        for stage, (width, depth, wide) in enumerate(zip(WIDTHS, DEPTHS, VGG_WIDTHS, strict=True), 1):
            for layer in range(1, depth + 1):
                self.add_module(f"conv{stage}{layer}", nn.Conv2d(inputs, width, 3))
                inputs = width
            self.add_module(f"conv{stage}1_aux", nn.Conv2d(width, wide, 1))

    def forward(self, image: Tensor) -> list[Tensor]:
        """VGG's relu1_1, relu2_1, relu3_1, relu4_1 and relu5_1, nearly.

        Args:
            image: (N, 3, h, w), sRGB-encoded RGB, 0..1, sides of at least 32.

        Returns:
            (N, 64, h, w), (N, 128, h / 2, w / 2) ... (N, 512, h / 16, w / 16), 0 and above.
        """
        features = []
        x = self.conv0(image)
        for stage, depth in enumerate(DEPTHS, 1):
            if stage > 1:
                x = functional.max_pool2d(x, 2)
            for layer in range(1, depth + 1):
                conv = self.get_submodule(f"conv{stage}{layer}")
                x = functional.relu(conv(functional.pad(x, (1, 1, 1, 1), mode="reflect")))
                if layer == 1:
                    features.append(functional.relu(self.get_submodule(f"conv{stage}1_aux")(x)))
        return features

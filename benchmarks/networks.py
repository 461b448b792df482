"""Every network: how long it takes to load, and to treat a photo of 512 pixels, in single precision and bfloat16; and
what a grade loses of the tone enhancers in a folder at 6 megapixels.

Times are processor time, which other programs disturb little. Weights are random where speed is measured, since none
depends on them. A processor that does not compute with bfloat16 itself only imitates it, many times slower, and the
program never uses it there; then nothing is measured.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from benchmarks.measure import Figure, milliseconds, processor_seconds
from engine.checkpoints.enhancer import Enhancer
from engine.checkpoints.opening import open_enhancer
from engine.device import NEAR_ENOUGH, Way, decibels, has_bfloat16, trial_photo
from engine.enhance import grade_for
from engine.errors import StyleError
from engine.grade import apply
from engine.image import Image
from engine.networks.bilateral import BilateralNetwork
from engine.networks.can import CAN24_DILATIONS, Can32, OriginalCan
from engine.networks.conditional import ConditionalCan, ConditionalUNet
from engine.networks.csrnet import CsrNet
from engine.networks.dped import DpedGenerator
from engine.networks.dped_discriminator import DpedDiscriminator
from engine.networks.dped_plus import DpedPlusGenerator
from engine.networks.features import FeatureNet
from engine.networks.intrinsic import IntrinsicNetwork, Recomposition
from engine.networks.lut3d import AdaptiveLut
from engine.networks.multi_domain import MultiDomainDiscriminator, MultiDomainGenerator
from engine.networks.nima import NimaV1, NimaV2
from engine.networks.small import SmallCnn, SmallMlp, SmallUNet
from engine.networks.stargan import StarGanGenerator
from engine.networks.uegan import UeganGenerator
from engine.networks.uegan_discriminator import UeganDiscriminator
from engine.networks.unet import UNet
from engine.networks.vgg import Vgg19
from engine.networks.vgg_distilled import DistilledVgg
from engine.networks.zero_dce import ZeroDce
from engine.styles import Style

SIDES = (384, 512)
SMALL_SIDE = 64
PATCH = 100
MEGAPIXELS = 6.0
SUFFIXES = (".pt", ".pth", ".index", ".safetensors")

Run = Callable[[nn.Module, Tensor], object]


@dataclass(frozen=True, slots=True)
class Kind:
    """A network to be measured.

    Attributes:
        name: for the table.
        make: with random weights.
        run: shows it (1, 3, 384, 512), or what becomes of it.
    """

    name: str
    make: Callable[[], nn.Module]
    run: Run = lambda network, photo: network(photo)


def _grey(side: int) -> Run:
    return lambda network, photo: network(photo[:, :1, :side, :side])


def _labelled(network: nn.Module, photo: Tensor) -> object:
    label = torch.ones(1, 5, dtype=photo.dtype)
    return network(photo, label)


def _in_parts(network: nn.Module, photo: Tensor) -> object:
    return network(torch.cat([photo, photo], 1), torch.ones(1, 6, dtype=photo.dtype))


def _by_grid(network: nn.Module, photo: Tensor) -> object:
    assert isinstance(network, BilateralNetwork)
    return network.enhance(photo, nn.functional.interpolate(photo, (256, 256), mode="area"))


KINDS: tuple[Kind, ...] = (
    Kind("U-Net", UNet),
    Kind("CAN32", Can32),
    Kind("CAN24, original", lambda: OriginalCan(24, CAN24_DILATIONS)),
    Kind("CAN32 with scene tags", ConditionalCan),
    Kind("U-Net with scene tags", ConditionalUNet),
    Kind("UEGAN generator", UeganGenerator),
    Kind("UEGAN discriminator", UeganDiscriminator),
    Kind("DPED generator", DpedGenerator),
    Kind("DPED discriminator (100 x 100)", DpedDiscriminator, _grey(PATCH)),
    Kind("DPED+", DpedPlusGenerator),
    Kind("bilateral grid x1", lambda: BilateralNetwork(1), _by_grid),
    Kind("bilateral grid x2", lambda: BilateralNetwork(2), _by_grid),
    Kind("intrinsic F", IntrinsicNetwork),
    Kind("intrinsic F'", Recomposition, lambda network, photo: network(photo, photo)),
    Kind("multi-domain generator", MultiDomainGenerator, _in_parts),
    Kind("multi-domain discriminator", MultiDomainDiscriminator),
    Kind("StarGAN generator", StarGanGenerator, _labelled),
    Kind("small MLP (32 x 32)", SmallMlp, _grey(32)),
    Kind("small CNN (32 x 32)", SmallCnn, _grey(32)),
    Kind("small U-Net (32 x 32)", SmallUNet, _grey(32)),
    Kind("NIMA, MobileNet v1", NimaV1),
    Kind("NIMA, MobileNetV2", NimaV2),
    Kind("VGG-19", Vgg19),
    Kind("VGG-19, distilled", DistilledVgg),
    Kind("feature net", FeatureNet),
    Kind("3-D LUT", AdaptiveLut),
    Kind("CSRNet", CsrNet),
    Kind("Zero-DCE", ZeroDce),
    Kind("Zero-DCE++", lambda: ZeroDce(separable=True)),
)


def figures(folder: Path, runs: int, published: Path | None) -> Iterator[Figure]:
    """Load and run times of every network; then the grades of the tone enhancers of a folder, if one is given."""
    for kind in KINDS:
        yield _timed(kind, folder / "weights.pt", runs)
    for path in _files(published) if published else ():
        yield from _carried(path)


def _timed(kind: Kind, file: Path, runs: int) -> Figure:
    torch.manual_seed(0)
    network = kind.make().eval()
    torch.save(network.state_dict(), file)
    loading = statistics.median(processor_seconds(lambda: _loaded(kind, file)) for _ in range(max(2, runs)))
    count = sum(values.numel() for values in network.parameters())
    photo = np.ascontiguousarray(trial_photo(max(SIDES))[: SIDES[0], : SIDES[1]].transpose(2, 0, 1)[None])
    single, answer = _ran(kind, network, Way(), photo, runs)
    value = f"{count:,} parameters, load {milliseconds(loading)}, 512 px {milliseconds(single)}"
    if not has_bfloat16():
        return Figure(kind.name, f"{value}, bfloat16 not by this processor")
    half, other = _ran(kind, network, Way(precision="bfloat16"), photo, runs)
    near = decibels(other, answer)
    return Figure(kind.name, f"{value}, bfloat16 {milliseconds(half)} at {near:.0f} dB", f"{NEAR_ENOUGH:.0f} dB")


def _loaded(kind: Kind, file: Path) -> nn.Module:
    """A network from its file as the program does it: no random start, weights only."""
    state = torch.load(file, weights_only=True)
    with torch.device("meta"):
        network = kind.make()
    network.load_state_dict(state, assign=True, strict=False)
    return network


@torch.inference_mode()
def _ran(kind: Kind, network: nn.Module, way: Way, photo: np.ndarray, runs: int) -> tuple[float, np.ndarray]:
    """The middle of the times after one that does not count, and the first answer as numbers."""
    placed = way.place(network)
    shown = way.tensor(photo)
    answer = kind.run(placed, shown)
    first = answer[0] if isinstance(answer, (tuple, list)) else answer
    assert isinstance(first, Tensor)
    return statistics.median(
        processor_seconds(lambda: kind.run(placed, shown)) for _ in range(runs)
    ), first.float().numpy()


def _files(folder: Path) -> list[Path]:
    found = (path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES)
    return [path for path in found if not path.name.startswith("classifier")]


def _carried(path: Path) -> Iterator[Figure]:
    """How near a grade comes to a tone enhancer that is run at full size."""
    try:
        enhancer = open_enhancer(path)
    except StyleError:
        return
    if enhancer.kind != "grade":
        return
    photo = _photo()
    started = time.process_time()
    wanted = np.clip(enhancer.run(photo), 0, 1)
    whole = time.process_time() - started
    near = decibels(_graded(path, enhancer, photo), wanted)
    changed = decibels(photo, wanted)
    value = f"{near:.1f} dB (the photo as it is: {changed:.1f} dB); at full size {whole:.1f} s"
    yield Figure(f"grade of {path.parent.name}/{path.name}, {MEGAPIXELS:.0f} MP", value)


def _graded(path: Path, enhancer: Enhancer, photo: np.ndarray) -> np.ndarray:
    style = Style("measured", enhancer.title, "added", path)
    image = Image((photo * 65535 + 0.5).astype(np.uint16))
    return np.asarray(apply(grade_for(style, image), photo), np.float32)


def _photo() -> np.ndarray:
    """A made photo of 6 megapixels, h x w x 3, 0..1."""
    from benchmarks.photos import scene

    height = round((MEGAPIXELS * 1e6 / 1.5) ** 0.5)
    return scene(height, round(height * 1.5), 3).astype(np.float32) / np.float32(255)

"""Conditional batch-norm on what a photo shows: subject, light, location, time (D'Oro and Nasca, seed 0, section 3.3).

Batch-norm without scale and shift of its own; a table per tag gives both instead. Each tag owns a part of the channels:
a quarter each, what is left over goes to the last. The paper conditions all layers between first and last; as in the
authors' code, these are the five dilated ones of CAN32, and both norms of every level on the way up of the U-Net.

Networks are told `Tags`, words and not numbers; a network keeps the words of its tables as its vocabulary. A word that
a table lacks, such as the unknown light of the published files, stands for all of the table's words alike.

A table row of ours holds the scales of its channels, then their shifts. The authors' rows have them by turns, although
a comment there says otherwise, and their shifts begin at 1 by a slip; `from_published` turns such rows into ours.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from engine.networks.can import SLOPE
from engine.networks.unet import DOWN, UP, Block, double_and_join
from engine.tags import NOTHING_KNOWN, UNKNOWN, VALUES, Tags

Vocabulary = Mapping[str, Sequence[str]]

PUBLISHED_VOCABULARY: Vocabulary = {
    **VALUES,
    "light": tuple(value for value in VALUES["light"] if value != UNKNOWN),
}
"""The words of the authors' files: sorted, and light without unknown (their tables have 6, 3, 3 and 4 rows)."""


class ConditionalCan(nn.Module):
    """CAN32 with conditional dilated layers: 57,971 parameters, 57,891 with the published vocabulary.

    State-dict keys: first_block.{0,1}.*, middle_convs.{0..4}.*, middle_cbns.{0..4}.bn.*,
    middle_cbns.{0..4}.embeddings.{0..3}.weight (tables, in the order of the vocabulary), last_blocks.{0,1,3}.*.

    Args:
        vocabulary: the words of each tag's table.
        width: channels.
        dilated: how many dilated layers.
    """

    def __init__(self, vocabulary: Vocabulary = VALUES, width: int = 32, dilated: int = 5) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.first_block = nn.Sequential(nn.Conv2d(3, width, 3, padding=1), nn.BatchNorm2d(width), nn.LeakyReLU(SLOPE))
        self.middle_convs = nn.ModuleList(
            nn.Conv2d(width, width, 3, padding=2**layer, dilation=2**layer) for layer in range(1, dilated + 1)
        )
        self.middle_cbns = nn.ModuleList(ConditionalBatchNorm(width, vocabulary) for _ in range(dilated))
        self.last_blocks = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1), nn.BatchNorm2d(width), nn.LeakyReLU(SLOPE), nn.Conv2d(width, 3, 1)
        )

    @property
    def reach(self) -> int:
        """How many pixels on each side count."""
        return int(2 ** (len(self.middle_convs) + 1))

    def forward(self, image: Tensor, tags: Tags | Sequence[Tags] = NOTHING_KNOWN) -> Tensor:
        """Enhance.

        Args:
            image: (N, 3, h, w), sRGB-encoded as -1..1.
            tags: of all photos, or one per photo.

        Returns:
            (N, 3, h, w), unclipped.
        """
        shares = tag_shares(tags, self.vocabulary, image)
        x = self.first_block(image)
        for conv, norm in zip(self.middle_convs, self.middle_cbns, strict=True):
            x = functional.leaky_relu(norm(conv(x), shares), SLOPE)
        result: Tensor = self.last_blocks(x)
        return result


class ConditionalUNet(nn.Module):
    """The U-Net with a conditional way up: 13,402,115 parameters, 13,401,603 with the published vocabulary.

    State-dict keys: inc and down{1..4} as in `UNet`; up{1..4}.conv.{conv1,conv2}.*,
    up{1..4}.conv.{bn1,bn2}.{bn,embeddings.{0..3}}.*, outc.*.

    Args:
        vocabulary: the words of each tag's table.
    """

    def __init__(self, vocabulary: Vocabulary = VALUES) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.inc = Block(3, 64)
        self.down1, self.down2, self.down3, self.down4 = (Block(*widths) for widths in DOWN)
        self.up1, self.up2, self.up3, self.up4 = (_ConditionalUp(*widths, vocabulary) for widths in UP)
        self.outc = nn.Conv2d(64, 3, 1)

    def forward(self, image: Tensor, tags: Tags | Sequence[Tags] = NOTHING_KNOWN) -> Tensor:
        """As `ConditionalCan.forward`; sides of at least 16."""
        shares = tag_shares(tags, self.vocabulary, image)
        skips = [self.inc(image)]
        for level in (self.down1, self.down2, self.down3, self.down4):
            skips.append(level(functional.max_pool2d(skips[-1], 2)))
        x = skips.pop()
        for up in (self.up1, self.up2, self.up3, self.up4):
            x = up(x, skips.pop(), shares)
        result: Tensor = self.outc(x)
        return result


class ConditionalBatchNorm(nn.Module):
    """Batch-norm whose scale and shift are looked up by tag.

    Args:
        channels: at least as many as tags.
        vocabulary: the words of each tag's table.
    """

    def __init__(self, channels: int, vocabulary: Vocabulary = VALUES) -> None:
        super().__init__()
        self.bn = nn.BatchNorm2d(channels, affine=False)
        part = channels // len(vocabulary)
        parts = [part] * (len(vocabulary) - 1)
        parts.append(channels - sum(parts))
        self.embeddings = nn.ModuleList(
            _table(len(words), part) for words, part in zip(vocabulary.values(), parts, strict=True)
        )

    def forward(self, x: Tensor, shares: Sequence[Tensor]) -> Tensor:
        """Normalise, scale, shift.

        Args:
            x: (N, C, h, w).
            shares: for each tag, (N or 1, words), how much each word counts; rows sum to 1.

        Returns:
            (N, C, h, w).
        """
        tables: list[Tensor] = [table.get_parameter("weight") for table in self.embeddings]
        rows = [share @ table for share, table in zip(shares, tables, strict=True)]
        halves = [row.chunk(2, 1) for row in rows]
        scale, shift = (torch.cat(parts, 1)[:, :, None, None] for parts in zip(*halves, strict=True))
        result: Tensor = self.bn(x) * scale + shift
        return result


class _ConditionalUp(nn.Module):
    def __init__(self, inputs: int, outputs: int, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.conv = _ConditionalBlock(inputs, outputs, vocabulary)

    def forward(self, x: Tensor, skip: Tensor, shares: Sequence[Tensor]) -> Tensor:
        result: Tensor = self.conv(double_and_join(x, skip), shares)
        return result


class _ConditionalBlock(nn.Module):
    def __init__(self, inputs: int, outputs: int, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.bn1 = ConditionalBatchNorm(outputs, vocabulary)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.bn2 = ConditionalBatchNorm(outputs, vocabulary)

    def forward(self, x: Tensor, shares: Sequence[Tensor]) -> Tensor:
        x = functional.relu(self.bn1(self.conv1(x), shares))
        return functional.relu(self.bn2(self.conv2(x), shares))


def tag_shares(tags: Tags | Sequence[Tags], vocabulary: Vocabulary, like: Tensor) -> list[Tensor]:
    """How much each word of each tag's table counts for each photo.

    Args:
        tags: of all photos, or one per photo.
        vocabulary: the words of each tag's table.
        like: a tensor of the device and type that is wanted.

    Returns:
        For each tag, (photos, words): 1 for the word said; equal shares where the table does not have it.
    """
    photos = [tags] if isinstance(tags, Tags) else tags
    return [
        torch.stack([_share(getattr(photo, name), words) for photo in photos]).to(like)
        for name, words in vocabulary.items()
    ]


def from_published(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The authors' state dict with scales and shifts of the tables sorted apart; for the published vocabulary."""
    return {
        name: torch.cat([value[:, 0::2], value[:, 1::2]], 1) if ".embeddings." in name else value
        for name, value in state.items()
    }


def _table(words: int, channels: int) -> nn.Embedding:
    """Rows of scales, about 1, and shifts, 0: what the authors meant to begin with."""
    table = nn.Embedding(words, 2 * channels)
    nn.init.normal_(table.weight[:, :channels], 1.0, 0.02)
    nn.init.zeros_(table.weight[:, channels:])
    return table


def _share(word: str, words: Sequence[str]) -> Tensor:
    if word not in words:
        return torch.full((len(words),), 1 / len(words))
    return functional.one_hot(torch.tensor(words.index(word)), len(words)).float()

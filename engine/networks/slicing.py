"""Slicing a bilateral grid and applying the sliced affine maps, differentiable (Chen et al. 2007; HDRNet, 2017).

A grid is (N, C, depth, gh, gw). A point (x, y, guide) of an image of h x w pixels reads it at
((x + 0.5) * gw / w, (y + 0.5) * gh / h, guide * depth), where cell centres lie at integer + 0.5 and cells beyond the
border repeat the border. C = 12 holds an affine map: channel out * 4 + in, with in = 3 the offset.
"""

import torch
from torch import Tensor
from torch.nn import functional


def slice_points(grid: Tensor, x: Tensor, y: Tensor, guide: Tensor, *, smooth: bool = False) -> Tensor:
    """Trilinear reading of a grid at any points.

    Args:
        grid: (N, C, depth, gh, gw).
        x: (N, K), column as a share of the width, 0..1 (a pixel's centre is at (column + 0.5) / width).
        y: (N, K), row as a share of the height.
        guide: (N, K), 0..1; gradients flow through it.
        smooth: HDRNet's |d| = sqrt(d^2 + 1e-8) on the depth axis, which its trained weights expect.

    Returns:
        (N, K, C).
    """
    n, channels, depth, gh, gw = grid.shape
    rows = grid.permute(0, 2, 3, 4, 1).reshape(-1, channels)
    axes = [_two_cells(guide * depth, depth, smooth), _two_cells(y * gh, gh), _two_cells(x * gw, gw)]
    start = torch.arange(n, device=grid.device).view(n, 1) * (depth * gh * gw)
    index, weight = [], []
    for iz, wz in axes[0]:
        for iy, wy in axes[1]:
            for ix, wx in axes[2]:
                index.append(start + (iz * gh + iy) * gw + ix)
                weight.append(wz * wy * wx)
    return functional.embedding_bag(
        torch.stack(index, -1).reshape(-1, 8),
        rows,
        mode="sum",
        per_sample_weights=torch.stack(weight, -1).reshape(-1, 8).to(rows.dtype),
    ).view(n, -1, channels)


def _two_cells(position: Tensor, size: int, smooth: bool = False) -> list[tuple[Tensor, Tensor]]:
    """The two cells around a position on one axis: (index, weight) each."""
    first = torch.floor(position.detach() - 0.5)
    cells = []
    for cell in (first, first + 1):
        distance = cell + 0.5 - position
        distance = torch.sqrt(distance * distance + 1e-8) if smooth else distance.abs()
        cells.append((cell.clamp(0, size - 1).long(), (1 - distance).clamp_min(0)))
    return cells


def slice_grid(grid: Tensor, guide: Tensor, *, smooth: bool = False) -> Tensor:
    """A grid at every pixel.

    Args:
        grid: (N, C, depth, gh, gw).
        guide: (N, h, w), 0..1.
        smooth: see `slice_points`.

    Returns:
        (N, C, h, w).
    """
    n, h, w = guide.shape
    y = ((torch.arange(h, device=guide.device) + 0.5) / h).view(1, h, 1).expand(n, h, w)
    x = ((torch.arange(w, device=guide.device) + 0.5) / w).view(1, 1, w).expand(n, h, w)
    values = slice_points(grid, x.reshape(n, -1), y.reshape(n, -1), guide.reshape(n, -1), smooth=smooth)
    return values.view(n, h, w, -1).permute(0, 3, 1, 2)


def apply_affine(coefficients: Tensor, rgb: Tensor) -> Tensor:
    """Affine colour maps on colours.

    Args:
        coefficients: (..., 12), index out * 4 + in with in = 3 the offset.
        rgb: (..., 3).

    Returns:
        (..., 3), unclipped.
    """
    maps = coefficients.view(*coefficients.shape[:-1], 3, 4)
    return (maps[..., :3] * rgb.unsqueeze(-2)).sum(-1) + maps[..., 3]

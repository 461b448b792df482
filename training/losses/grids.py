"""How rough a bilateral grid is."""

from torch import Tensor


def roughness(grids: Tensor) -> Tensor:
    """Mean squared step between neighbouring cells, in place and in depth.

    Keeps neighbours alike, so no cell shows in a sky, and carries cells that no pixel reads along with those that
    are read. Steps in depth are wanted (tone curves), so they cost a fifth.

    Args:
        grids: (N, 12, depth, gh, gw).

    Returns:
        A scalar.
    """
    across = grids.diff(dim=-1).square().mean() + grids.diff(dim=-2).square().mean()
    return 96 * (across + 0.2 * grids.diff(dim=-3).square().mean())

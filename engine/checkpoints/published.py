"""Where in a published file the network's weights lie: authors wrap state dicts, and name their parts with prefixes."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from engine.checkpoints.tensors import Weights

_WRAPPERS = (
    "params_ema",
    "ema",
    "G_ema",
    "state_dict",
    "model_state_dict",
    "params",
    "G_net",
    "netG",
    "generator",
    "G",
    "model",
    "net",
    "network",
    "weights",
)
"""Names of groups that hold a whole state dict, the better first: averaged weights before those of the last step."""
_PREFIXES = ("module.", "_orig_mod.", "model.", "netG.", "net_g.", "generator.", "net.", "network.", "_forward_module.")
"""DataParallel, torch.compile, Lightning, and what authors call the network inside their model."""
_DEEPEST = 4


def state_dicts(values: Mapping[str, Any]) -> Iterator[Weights]:
    """All that may be a network's weights in a file, the likeliest first, each also without its prefixes.

    Args:
        values: as `contents.read_contents` gives them.

    Returns:
        flat names to arrays; other groups of the same file (an optimiser, a discriminator) come last.
    """
    for group in _groups(values, 0):
        flat = _flat(group)
        if flat:
            yield flat
            yield from _without_prefixes(flat)


def _groups(values: Mapping[str, Any], depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    inner = {name: value for name, value in values.items() if isinstance(value, Mapping)}
    names = [name for name in _WRAPPERS if name in inner]
    for name in names:
        yield from _groups(inner[name], depth + 1)
    yield values
    for name in inner:
        if name not in names:
            yield from _groups(inner[name], depth + 1)


def _flat(group: Mapping[str, Any]) -> Weights:
    """The arrays of a group; of groups inside only those that together are one network's ("0" and "LUT")."""
    flat: Weights = {}
    for name, value in group.items():
        if isinstance(value, np.ndarray):
            flat[name] = value
        elif isinstance(value, Mapping) and name.isdigit():
            flat |= {f"{name}.{inner}": array for inner, array in value.items() if isinstance(array, np.ndarray)}
    return flat


def _without_prefixes(flat: Weights) -> Iterator[Weights]:
    """The same with the prefixes taken away that all names have, one after another; then parts of one prefix alone."""
    names = flat
    while prefix := next((p for p in _PREFIXES if all(name.startswith(p) for name in names)), ""):
        names = {name.removeprefix(prefix): value for name, value in names.items()}
        yield names
    for prefix in _PREFIXES:  # a Lightning file: the network beside what its losses need
        part = {name.removeprefix(prefix): value for name, value in names.items() if name.startswith(prefix)}
        if part and len(part) < len(names):
            yield part

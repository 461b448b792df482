"""Image-adaptive look-up tables: the authors publish tables and classifier as two files."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.checkpoints.layouts.architecture import Architecture, Arguments, Shapes
from engine.checkpoints.tensors import Weights

if TYPE_CHECKING:
    from torch import nn

_TABLES, _CLASSIFIER = "LUTs", "classifier"
_TABLE_KEY, _FIRST, _LAST = "{}.LUT", "model.1.weight", ("model.16.weight", "model.12.weight")


def _build(**arguments: Any) -> "nn.Module":
    import torch

    from engine.networks.lut3d import AdaptiveLut

    with torch.device("cpu"):  # its first table is written at once, which without memory takes seconds of preparation
        return AdaptiveLut(**arguments)


def needs_partner(shapes: Shapes) -> bool:
    """Whether these are only the tables, or only the classifier."""
    return _is_tables(shapes) != _is_classifier(shapes)


def partner_of(path: Path) -> Path:
    """The other file of a pair, by the authors' names: "LUTs_unpaired.pth" and "classifier_unpaired.pth"."""
    if _TABLES in path.name:
        return path.with_name(path.name.replace(_TABLES, _CLASSIFIER))
    if _CLASSIFIER in path.name:
        return path.with_name(path.name.replace(_CLASSIFIER, _TABLES))
    return path.with_name(f"{_TABLES}{path.suffix}")


def _is_tables(shapes: Shapes) -> bool:
    shape = shapes.get(_TABLE_KEY.format(0), ())
    return len(shape) == 4 and shape[0] == 3 and len(set(shape[1:])) == 1


def _is_classifier(shapes: Shapes) -> bool:
    last = next((shapes[name] for name in _LAST if name in shapes), ())
    return shapes.get(_FIRST) == (16, 3, 3, 3) and last[1:] == (128, 8, 8)


def _recognise(shapes: Shapes) -> Arguments | None:
    if not (_is_tables(shapes) and _is_classifier(shapes)):
        return None
    tables = sum(name.endswith(".LUT") for name in shapes)
    norms = "all" if _LAST[0] in shapes else "first"
    return {"tables": tables, "size": shapes[_TABLE_KEY.format(0)][1], "norms": norms}


def _rename(state: Weights) -> Weights:
    count = sum(name.endswith(".LUT") for name in state)
    renamed = {n.replace("model.", "classifier.", 1): v for n, v in state.items() if n.startswith("model.")}
    return renamed | {"tables": np.stack([state[_TABLE_KEY.format(index)] for index in range(count)])}


ADAPTIVE_LUT = Architecture(
    name="lut3d",
    title="Image-adaptive 3-D LUT (Zeng et al., TPAMI 2020)",
    build=_build,
    recognise=_recognise,
    rename=_rename,
    whole_image_statistics=True,
)

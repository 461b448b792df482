"""Networks that bring their own computation: ONNX, TorchScript, and what spandrel knows.

None of them says what it wants, so each is shown a photo in the likely ways (see `probe`); what was found can be
corrected by the person and is kept. ONNX and TorchScript cannot reach outside by their nature, apart from a few
operators that read or write files, which are refused before anything is loaded; see `onnx_session` for what a model may
take.
"""

import io
import logging
import re
import sys
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from engine.checkpoints.contents import ONNX, TORCHSCRIPT
from engine.checkpoints.enhancer import Enhancer, of_module
from engine.checkpoints.layouts.architecture import TEXTURE
from engine.checkpoints.onnx_session import OnnxSession
from engine.checkpoints.pickles import check_archive
from engine.checkpoints.probe import read_by_probe
from engine.checkpoints.protobuf import Malformed, fields
from engine.checkpoints.reading import Reading
from engine.checkpoints.tensors import Weights, unrecognised
from engine.errors import StyleError

_ONNX_TYPES = {"tensor(float)": "float32", "tensor(float16)": "float16", "tensor(uint8)": "uint8"}
_SQUARES = tuple((side, side) for side in (256, 512, 224, 384, 1024))
_REACHING_OUT = re.compile(rb"\btorch\.(from_file|save|load)\b|\bops\.(?!prim\b|aten\b|quantized\b)\w+")
_ONNX_FLOATS = {1: 4, 10: 2, 11: 8, 16: 2}
"""Bytes of ONNX's float32, float16, float64 and bfloat16 (TensorProto.DataType)."""
_MOST_CODE = 32 << 20
SPANDREL = "spandrel"
_BOXES = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
_held: list[Any] = []
"""Operators that were named for torchvision; they go with their library."""


def open_onnx(path: Path, content: bytes, reading: Reading | None = None) -> Enhancer:
    """An ONNX model.

    Args:
        path: the file that it came from.
        content: the model.
        reading: how it wants photos, if that is known; else it is probed.

    Raises:
        StyleError: not a model, or not one from photo to photo.
    """
    session = OnnxSession(path, content)
    if len(session.inputs) != 1 or not session.outputs:
        raise _no_photo(path, f"{len(session.inputs)} inputs, {len(session.outputs)} outputs")
    _, kind, shape = session.inputs[0]
    guess = _onnx_reading(path, kind, shape) if reading is None else reading
    enhancer = Enhancer(
        path=path,
        form=ONNX,
        name=ONNX,
        title="ONNX model",
        call=lambda shown, _tags: session.run(shown),
        reading=guess,
        kind=TEXTURE,
        parameters=_onnx_parameters(content),
        whole_image_statistics=True,  # nothing says that it is not so
    )
    if reading is not None:
        return enhancer
    sizes = (guess.size,) if guess.size else (None, *_SQUARES)
    return read_by_probe(enhancer, sizes)


def open_torchscript(path: Path, content: bytes, reading: Reading | None = None) -> Enhancer:
    """A TorchScript module; arguments and errors as in `open_onnx`."""
    _check_code(path, content)
    import torch

    try:
        module = torch.jit.load(io.BytesIO(content), map_location="cpu").eval()  # type: ignore[no-untyped-call]
    except Exception as problem:  # a damaged file leads the reader into any kind of trouble
        raise StyleError(
            f"{path.name} is damaged, so it was not opened.", subject=path, details=repr(problem)
        ) from problem
    enhancer = Enhancer(
        path=path,
        form=TORCHSCRIPT,
        name=TORCHSCRIPT,
        title="TorchScript module",
        call=of_module(module),
        reading=reading or Reading(),
        kind=TEXTURE,
        parameters=sum(values.numel() for values in module.parameters()),
        module=module,
        whole_image_statistics=True,
    )
    return enhancer if reading is not None else read_by_probe(enhancer, (None, *_SQUARES))


def open_spandrel(path: Path, form: str, state: Weights) -> Enhancer | None:
    """A network that spandrel knows; None if it does not, or is not installed.

    Raises:
        StyleError: it enlarges photos, or needs more than a photo.
    """
    spandrel = _spandrel()
    if spandrel is None:
        return None
    import torch

    tensors = {name: torch.from_numpy(np.array(values)) for name, values in state.items()}
    try:
        found = spandrel.ModelLoader(device="cpu").load_from_state_dict(tensors)
    except Exception:  # noqa: BLE001 - its architectures raise what they like over weights that are not theirs
        return None
    if not isinstance(found, spandrel.ImageModelDescriptor) or (found.input_channels, found.output_channels) != (3, 3):
        raise _no_photo(path, f"{found.architecture.name}, {found.input_channels} to {found.output_channels} channels")
    if found.scale != 1:
        sentence = f"{path.name} enlarges photos {found.scale} times, so it was not opened; a style keeps their size."
        raise StyleError(sentence, subject=path)
    needs = found.size_requirements
    module = found.model.eval().requires_grad_(requires_grad=False)
    return Enhancer(
        path=path,
        form=form,
        name=SPANDREL,
        title=f"{found.architecture.name} (by spandrel)",
        call=of_module(found),
        reading=Reading(multiple=max(1, needs.multiple_of), least=max(1, needs.minimum)),
        kind=TEXTURE,
        parameters=sum(values.numel() for values in module.parameters()),
        module=module,
        whole_image_statistics=found.tiling != spandrel.ModelTiling.SUPPORTED,
        note="spandrel says what it is for: " + ", ".join([found.purpose, *found.tags]) + ".",
    )


def _spandrel() -> Any:
    """The module; None if it is not installed, or cannot be imported."""
    try:
        return import_module(SPANDREL)
    except ImportError:
        return None
    except RuntimeError as problem:  # its torchvision was built for another torch, and lacks its operators
        logging.getLogger(__name__).info("spandrel is imported once more: %s", problem)
    import torch

    # They find boxes around things, which no network from photo to photo does: to be named is enough for them.
    lacking = torch.library.Library("torchvision", "FRAGMENT")  # type: ignore[no-untyped-call]
    for operator in ("nms", "qnms"):
        with suppress(RuntimeError):  # it is there
            lacking.define(f"{operator}{_BOXES}")  # type: ignore[no-untyped-call]
    _held.append(lacking)
    for name in [name for name in sys.modules if name.partition(".")[0] in (SPANDREL, "torchvision")]:
        del sys.modules[name]
    try:
        return import_module(SPANDREL)
    except (ImportError, RuntimeError) as problem:
        logging.getLogger(__name__).info("spandrel is left out: %s", problem)
        return None


def has_spandrel() -> bool:
    """Whether the optional extra is installed."""
    from importlib.util import find_spec

    return find_spec(SPANDREL) is not None


def _onnx_reading(path: Path, kind: str, shape: list[Any]) -> Reading:
    """What the model itself says: type, layout, fixed size."""
    if kind not in _ONNX_TYPES or len(shape) != 4 or (shape[0] not in (1, None) and not isinstance(shape[0], str)):
        raise _no_photo(path, f"an input of {kind} {shape}")
    layout = "NHWC" if shape[3] == 3 and shape[1] != 3 else "NCHW"
    if 3 not in (shape[1], shape[3]) and isinstance(shape[1], int):
        raise _no_photo(path, f"an input of {shape}")
    sides = shape[1:3] if layout == "NHWC" else shape[2:4]
    size = (int(sides[0]), int(sides[1])) if all(isinstance(side, int) and side > 0 for side in sides) else None
    try:
        return Reading(
            layout=layout,
            dtype=_ONNX_TYPES[kind],
            size=size,
            input_range="0..255" if kind == "tensor(uint8)" else "0..1",
        )
    except ValueError as problem:
        raise _no_photo(path, str(problem)) from problem


def _onnx_parameters(content: bytes) -> int:
    """Numbers in the weights: ModelProto.graph = 7, GraphProto.initializer = 5, TensorProto.data_type = 2,
    float_data = 4, raw_data = 9."""
    total = 0
    with suppress(Malformed):
        for graph in fields(content).parts(7):
            for tensor in map(fields, fields(graph).parts(5)):
                size = _ONNX_FLOATS.get(tensor.number(2), 0)
                if size:
                    total += sum(len(raw) // size for raw in tensor.parts(9))
                    total += sum(len(packed) // 4 for packed in tensor.parts(4))
    return total


def _check_code(path: Path, content: bytes) -> None:
    """Refuse modules whose code reads or writes files, or calls operators that are not PyTorch's own."""
    check_archive(path)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [entry for entry in archive.infolist() if "/code/" in entry.filename]
            if sum(entry.file_size for entry in names) > _MOST_CODE:
                raise unrecognised(path, "more code than a network has")
            found = next((match for entry in names if (match := _REACHING_OUT.search(archive.read(entry)))), None)
    except zipfile.BadZipFile as problem:
        raise unrecognised(path, repr(problem)) from problem
    if found:
        sentence = f"{path.name} contains program code, so it was not opened."
        raise StyleError(sentence, subject=path, details=repr(found[0]))


def _no_photo(path: Path, details: str) -> StyleError:
    return StyleError(
        f"{path.name} does not turn a photo into a photo, so it was not opened.", subject=path, details=details
    )


def open_foreign(path: Path, form: str, values: Mapping[str, Any], reading: Reading | None) -> Enhancer:
    """ONNX or TorchScript from a file, or from what `added` kept of one (values["file"], bytes)."""
    content = values["file"] if "file" in values else path.read_bytes()
    return (open_onnx if form == ONNX else open_torchscript)(path, content, reading)

"""What a style file is, said before it is used: recognised or not and why, how it is read, what a grade makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.checkpoints import native
from engine.checkpoints.architectures import is_grid_network, open_network
from engine.checkpoints.contents import NATIVE, form_of
from engine.checkpoints.enhancer import Enhancer
from engine.checkpoints.opening import open_enhancer
from engine.checkpoints.probe import Measured, measure
from engine.checkpoints.tensors import read_tensors
from engine.errors import StyleError

NO_LICENCE = "not said in the file"
_OF_THE_CARD = (
    *("data", "teacher", "teachers", "losses", "features", "program", "method", "plan", "command", "seed", "steps"),
    *("likes", "pairs", "spared", "measured"),
)


@dataclass(frozen=True, slots=True)
class Inspection:
    """Facts of one file.

    Attributes:
        path: the file.
        is_enhancer: it can be used as a style.
        why: one sentence: how it was recognised, or why it was not.
        form: kind of file, see `contents`; "" if unknown.
        facts: architecture, parameters, kind, reading and more, in the order in which a person wants them; plain
            values only.
        details: for a report; "" where there is nothing to add.
    """

    path: Path
    is_enhancer: bool
    why: str
    form: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    details: str = ""


def inspect(path: Path) -> Inspection:
    """Look at a file; hostile and unknown ones give an answer too."""
    form = ""
    try:
        form = form_of(path)
        if is_grid_network(path):
            return _of_grid_network(path)
        enhancer = open_enhancer(path)
        return _of_enhancer(path, enhancer, measure(enhancer))
    except StyleError as problem:
        return Inspection(path, is_enhancer=False, why=problem.sentence, form=form, details=problem.details)


def _of_grid_network(path: Path) -> Inspection:
    description, _ = open_network(path)
    facts: dict[str, Any] = {
        "architecture": description.architecture,
        "parameters": sum(values.size for values in read_tensors(path).values()),
        "kind": description.kind,
        "styles": [style.name for style in description.styles],
        "licence": str(description.card.get("licence", NO_LICENCE)),
        "input": f"0..1, rgb, {description.input_size} x {description.input_size}",
        "needs": "nothing else",
        **_told(description),
    }
    return Inspection(path, is_enhancer=True, why="It is a style file of Penchant's own.", form=NATIVE, facts=facts)


def _of_enhancer(path: Path, enhancer: Enhancer, measured: Measured) -> Inspection:
    reading = enhancer.reading
    description = native.read_description(path) if enhancer.form == NATIVE else None
    card = description.card if description else {}
    facts = {
        "architecture": enhancer.name,
        "title": enhancer.title,
        "arguments": dict(enhancer.arguments),
        "parameters": enhancer.parameters,
        "kind": enhancer.kind if enhancer.kind_is_known else measured.kind,
        "measured_kind": measured.kind,
        "grade_psnr": round(measured.decibels, 1),
        "detail_lost": round(measured.detail_lost, 3),
        "licence": str(card.get("licence", NO_LICENCE)),
        "source": str(card.get("source", path.name)),
        "input_range": reading.input_range,
        "output_range": reading.output_range,
        "channels": reading.channels,
        "layout": reading.layout,
        "size": "any" if reading.size is None else f"{reading.size[0]} x {reading.size[1]}",
        "size_multiple": reading.multiple,
        "whole_photo": enhancer.whole_image_statistics,
        "scene_tags": enhancer.takes_tags,
        "needs": _needs(enhancer),
        "note": enhancer.note,
        **(_told(description) if description else {}),
    }
    return Inspection(path, is_enhancer=True, why=_why(enhancer), form=enhancer.form, facts=facts)


def _told(description: native.Description) -> dict[str, Any]:
    """What a file of ours says of how it came about."""
    card = {word: description.card[word] for word in _OF_THE_CARD if word in description.card}
    return {**card, "preview": bool(description.preview), "written_by": description.program or "an early Penchant"}


def _needs(enhancer: Enhancer) -> str:
    return {"onnx": "onnxruntime", "spandrel": "torch and spandrel"}.get(enhancer.name, "torch")


def _why(enhancer: Enhancer) -> str:
    if enhancer.form == NATIVE:
        return "It is a style file of Penchant's own."
    if enhancer.name in ("onnx", "torchscript"):
        return "It brings its own computation; how it is read was found out with a photo, and can be corrected."
    return f"The names and shapes of its weights are those of {enhancer.title}."

"""Opening any style file as an enhancer: our own, an author's, ONNX, TorchScript, what spandrel knows."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from engine.checkpoints import native
from engine.checkpoints.architectures import Recognised, build, named, recognise
from engine.checkpoints.contents import NATIVE, ONNX, TORCHSCRIPT, Contents, form_of, read_contents
from engine.checkpoints.enhancer import Enhancer, of_module
from engine.checkpoints.foreign import SPANDREL, has_spandrel, open_foreign, open_spandrel
from engine.checkpoints.layouts.architecture import ENHANCERS, Architecture, shapes_of
from engine.checkpoints.layouts.lut3d import needs_partner, partner_of
from engine.checkpoints.published import state_dicts
from engine.checkpoints.reading import Reading
from engine.checkpoints.tensors import unrecognised
from engine.errors import StyleError

_EMBEDDED = "file"
"""Name of the one array in which `added` keeps a foreign file as it is."""


def open_enhancer(path: Path) -> Enhancer:
    """The enhancer in a file, ready to run.

    Raises:
        StyleError: not readable, hostile, damaged, not recognised, no enhancer, or one that changes the size of photos.
    """
    if form_of(path) == NATIVE:
        return _open_native(path)
    contents = read_contents(path)
    if contents.form in (ONNX, TORCHSCRIPT):
        return open_foreign(path, contents.form, contents.values, None)
    found = _recognised(contents)
    if found is not None:
        return of_table(contents.path, contents.form, found)
    enhancer = next(filter(None, (open_spandrel(path, contents.form, s) for s in state_dicts(contents.values))), None)
    if enhancer is not None:
        return enhancer
    raise unrecognised(path, _why_not(contents))


def of_table(path: Path, form: str, found: Recognised, reading: Reading | None = None) -> Enhancer:
    """The enhancer of a network of the table.

    Raises:
        StyleError: the network is no enhancer, or its weights do not fit.
    """
    row = found.architecture
    if row.kind not in ENHANCERS:
        raise StyleError(f"{path.name} holds {row.title}, so it is no style.", subject=path)
    module = build(path, found)
    return Enhancer(
        path=path,
        form=form,
        name=row.name,
        title=row.title,
        call=of_module(module, takes_tags=row.takes_tags),
        reading=reading or usual_reading(row),
        kind=row.kind,
        kind_is_known=not row.varies,
        parameters=sum(values.numel() for values in module.parameters()),
        module=module,
        whole_image_statistics=row.whole_image_statistics,
        takes_tags=row.takes_tags,
        note=row.note,
        arguments=tuple(found.arguments.items()),
    )


def usual_reading(row: Architecture) -> Reading:
    """How the table says a network wants its photos."""
    return Reading(
        input_range=row.input_range,
        output_range=row.input_range,
        layout=row.layout,
        multiple=row.size_multiple,
        least=row.least_side,
    )


def _open_native(path: Path) -> Enhancer:
    description = native.read_description(path)
    try:
        reading = Reading.from_values(description.reading)
        if description.architecture in (ONNX, TORCHSCRIPT):
            content = {_EMBEDDED: native.read_embedded(path)}
            enhancer = open_foreign(path, description.architecture, content, reading)
        else:
            enhancer = _native_network(path, description, reading if description.reading else None)
    except (ValueError, TypeError, KeyError) as problem:
        raise unrecognised(path, f"{description.architecture}: {problem!r}") from problem
    if description.kind not in ENHANCERS:
        raise unrecognised(path, f"kind {description.kind}")
    return replace(enhancer, form=NATIVE, kind=description.kind, kind_is_known=True)


def _native_network(path: Path, description: native.Description, reading: Reading | None) -> Enhancer:
    _, weights = native.read(path)
    if description.architecture == SPANDREL:
        enhancer = open_spandrel(path, NATIVE, weights)
        if enhancer is None:
            sentence = f"{path.name} needs spandrel, which is not installed (pip install penchant[spandrel])."
            raise StyleError(sentence, subject=path)
        return enhancer if reading is None else enhancer.read_as(reading)
    row = named(description.architecture)
    return of_table(path, NATIVE, Recognised(row, dict(description.arguments), weights), reading)


def _recognised(contents: Contents) -> Recognised | None:
    """The network of a file, with the other file of its pair where the authors publish two.

    Raises:
        StyleError: weights or the other file are missing.
    """
    try:
        return recognise(_with_partner(contents))
    except (KeyError, ValueError, IndexError) as problem:
        raise unrecognised(contents.path, f"a weight is missing or of another shape: {problem!r}") from problem


def _with_partner(contents: Contents) -> Mapping[str, Any]:
    first = next(state_dicts(contents.values), {})
    if not needs_partner(shapes_of(first)):
        return contents.values
    partner = partner_of(contents.path)
    if not partner.is_file():
        sentence = f"{contents.path.name} needs {partner.name} beside it, which is not there."
        raise StyleError(sentence, subject=contents.path)
    other = next(state_dicts(read_contents(partner).values), {})
    return {**first, **other}


def _why_not(contents: Contents) -> str:
    names = list(next(state_dicts(contents.values), {}))
    more = "" if has_spandrel() else "; with spandrel (pip install penchant[spandrel]) more kinds are known"
    return f"no network of the table has these names: {', '.join(names[:6])} ...{more}" if names else "no weights in it"

"""Trying a style file on a photo: open it, run it once, see whether a grade carries what it does. For one thread."""

import glob
import re
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from app.adding import Finding, Question
from app.jobs.to_qt import to_qimage
from engine.errors import PenchantError
from engine.image import Image

if TYPE_CHECKING:
    from engine.checkpoints.enhancer import Enhancer

Floats = NDArray[np.float32]

_LONGEST_NAME = 60
RANGES = ("input_range", "output_range")
WHOLE_READING = (*RANGES, "channels", "layout", "size")
"""What can be corrected where nothing but trying told how a network reads photos."""


class Trial:
    """Keeps the file that was opened last, so that a correction costs one run of its network."""

    def __init__(self) -> None:
        self._key: tuple[Path, int, int] | None = None
        self._opened: Enhancer | None = None

    def find(self, question: Question, photo: Image | None) -> Finding:
        """What there is to say about a file.

        Args:
            question: the file, and how the person corrected it.
            photo: the person's photo; None for a made picture.
        """
        from engine.checkpoints.architectures import is_grid_network
        from engine.checkpoints.probe import probe_photo
        from engine.enhance import analysis_copy
        from engine.sharing import EXTENSION, read_shared

        copy = probe_photo() if photo is None else analysis_copy(photo)
        try:
            if question.file.suffix.lower() == EXTENSION:
                read_shared(question.file)  # from somebody else: refused before anything of it is tried
            if is_grid_network(question.file):
                return _own_grid(question, copy)
            return self._tried(question, copy)
        except PenchantError as problem:
            return Finding(question, problem)

    def _tried(self, question: Question, copy: Floats) -> Finding:
        """What an enhancer shows on a photo, pixel by pixel and as far as a grade carries it."""
        from engine import grade

        found = corrected(self._open(question.file), question.corrections)
        if found.reading.size is None:
            with suppress(PenchantError):
                found.pair(copy[:96, :96])  # the first run of a network takes longer than those that follow
        start = time.perf_counter()
        seen, made = found.pair(copy)
        seconds = time.perf_counter() - start
        fitted = grade.fit(seen, np.clip(made, 0, 1))
        kind, measured = kind_of(found)
        return replace(
            _known(question, found),
            kind=kind,
            measured=measured,
            seconds=seconds,
            before=picture(copy),
            as_grade=picture(grade.apply(fitted, copy)),
            as_texture=picture(made),
        )

    def _open(self, file: Path) -> "Enhancer":
        from engine.checkpoints.opening import open_enhancer

        facts = file.stat() if file.exists() else None
        key = (file, facts.st_mtime_ns, facts.st_size) if facts else None
        if self._opened is None or key is None or self._key != key:
            self._key, self._opened = None, None
            self._opened = open_enhancer(file)
            self._key = key
        return self._opened


def corrected(found: "Enhancer", corrections: tuple[tuple[str, Any], ...]) -> "Enhancer":
    """The enhancer, reading photos as the person says."""
    from engine.checkpoints.reading import Reading

    if not corrections:
        return found
    return found.read_as(Reading.from_values({**found.reading.to_values(), **dict(corrections)}))


def kind_of(found: "Enhancer") -> tuple[str, bool]:
    """Grade or texture, and whether that was measured; of some networks it is known."""
    from engine.checkpoints.probe import measure

    return (found.kind, False) if found.kind_is_known else (measure(found).kind, True)


def _known(question: Question, found: "Enhancer") -> Finding:
    """What can be said about an enhancer before it is run."""
    title, source = title_and_source(found.title)
    how = how_recognised(found)
    return Finding(
        question,
        title=title,
        source=source,
        name=suggested_name(found, title),
        parameters=found.parameters,
        how=how,
        licence=licence_of(question.file),
        note=found.note,
        reading=asdict(found.reading),
        correctable=WHOLE_READING if how == "tried" else RANGES,
        takes_tags=found.takes_tags,
        file_bytes=_bytes_of(question.file),
    )


def _bytes_of(file: Path) -> int:
    """Size of a file; of a TensorFlow bundle, of all its files."""
    if file.suffix != ".index":
        return file.stat().st_size
    return sum(part.stat().st_size for part in file.parent.glob(f"{glob.escape(file.stem)}.*") if _is_part(part, file))


def _is_part(part: Path, index: Path) -> bool:
    return part == index or part.name.startswith(f"{index.stem}.data-")


def _own_grid(question: Question, copy: Floats) -> Finding:
    """A style file like the bundled one: its first style on the photo."""
    from engine import enhance, grade
    from engine.checkpoints.architectures import open_network
    from engine.checkpoints.native import read
    from engine.styles import styles_of

    file = question.file
    open_network(file)
    weights = read(file)[1]
    first = styles_of(file)[0]
    start = time.perf_counter()
    made = enhance.grade_for(first, copy)
    return Finding(
        question,
        title=QCoreApplication.translate("Adding", "Style of Penchant"),
        name=file.stem if len(styles_of(file)) > 1 else first.name[:_LONGEST_NAME],
        parameters=sum(int(values.size) for values in weights.values()),
        how="own",
        licence=licence_of(file),
        measured=False,
        file_bytes=file.stat().st_size,
        seconds=time.perf_counter() - start,
        before=picture(copy),
        as_grade=picture(grade.apply(made, copy)),
    )


def title_and_source(title: str) -> tuple[str, str]:
    """ "DPED (Ignatov et al., ICCV 2017)" as "DPED" and "Ignatov et al., ICCV 2017"."""
    match = re.fullmatch(r"(.+?) \((.+)\)", title)
    return (match[1], match[2]) if match else (title, "")


def suggested_name(found: "Enhancer", title: str) -> str:
    """What a style may be called: the name it has, that of a known network, or that of the file in plain words."""
    own = _description(found.path)
    if own and len(own) == 1:
        return own[0]
    if how_recognised(found) == "keys":
        return title
    words = re.sub(r"[\s_]+", " ", found.path.stem).strip()
    return words[:1].upper() + words[1:]


def how_recognised(found: "Enhancer") -> str:
    """ "own", "keys" or "tried"; see `Finding.how`."""
    from engine.checkpoints.contents import NATIVE, ONNX, TORCHSCRIPT

    if found.form == NATIVE:
        return "own"
    return "tried" if found.form in (ONNX, TORCHSCRIPT) or found.name == "spandrel" else "keys"


def licence_of(file: Path) -> str:
    """The licence that a file states; "" if it states none."""
    metadata = _metadata(file)
    try:
        from engine.checkpoints.native import read_description

        stated = read_description(file).card.get("licence", "") if "penchant" in metadata else ""
    except PenchantError:
        stated = ""
    return str(stated or metadata.get("license") or metadata.get("licence") or "").strip()[:120]


def picture(values: Floats) -> QImage:
    """Values 0..1, h x w x 3, as a picture that Qt can paint."""
    pixels = (np.clip(np.nan_to_num(values), 0, 1) * 255 + 0.5).astype(np.uint8)
    return to_qimage(Image(np.ascontiguousarray(pixels)))


def _description(file: Path) -> list[str]:
    from engine.checkpoints.native import read_description

    if "penchant" not in _metadata(file):
        return []
    return [entry.name for entry in read_description(file).styles]


def _metadata(file: Path) -> Mapping[str, Any]:
    """What a .safetensors file says in its head; nothing for other files."""
    from engine.checkpoints.tensors import read_header

    if file.suffix.lower() != ".safetensors":
        return {}
    try:
        metadata = read_header(file).get("__metadata__")
    except PenchantError:
        return {}
    return metadata if isinstance(metadata, dict) else {}

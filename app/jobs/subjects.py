"""What is known of the photos of an export: what was decided about each, and what its name may say."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.exports import ExportWish
from app.jobs.saving import Known
from engine.edit import Edit
from engine.errors import PhotoError
from engine.export import naming
from engine.export.naming import PlannedName, Subject
from engine.styles import Style

FROM_FILE = {"date", "time", "camera", "lens", "iso", "w", "h"}
"""Tokens of a template that only the photo's file can fill."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided when an export was wished for.

    Attributes:
        edits: of photos that were edited in this session.
        fresh: of a photo that nobody ever touched.
        styles: that can be chosen.
    """

    edits: dict[Path, Edit]
    fresh: Edit
    styles: tuple[Style, ...]

    def style(self, edit: Edit) -> Style | None:
        """The style that an edit names, None if it is not here."""
        return next((s for s in self.styles if s.id == edit.style), None)


@dataclass(frozen=True, slots=True)
class _FromFile:
    facts: Any
    size: tuple[int, int]


class Subjects:
    """Reads, once for each photo, what names and jobs need. May be used by several threads; the last reading stays."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._read: dict[Path, _FromFile | None] = {}
        self._saved: dict[Path, Edit | None] = {}

    def read(self, path: Path) -> None:
        """Read the facts of a photo, unless they are known. One that cannot be shown has none."""
        from engine.decode import facts, open_photo

        if path in self._read:
            return
        try:
            image = open_photo(path, at_least=1)
            self._read[path] = _FromFile(facts(image), image.full_size)
        except PhotoError:
            self._read[path] = None

    def with_place(self, wish: ExportWish) -> int:
        """How many photos say where they were taken, of those whose facts were read."""
        known = (self._read.get(path) for path in wish.photos)
        return sum(1 for found in known if found is not None and found.facts.has_gps)

    def pixels(self, wish: ExportWish, decided: Decided) -> int:
        """How many pixels the copies will have together, of those photos whose facts were read."""
        from engine.geometry import output_size

        known = {path: found for path in wish.photos if (found := self._read.get(path)) is not None}
        sizes = (
            output_size(found.size, self._edit(path, decided), wish.options.long_edge or None)
            for path, found in known.items()
        )
        return sum(width * height for width, height in sizes)

    def names(self, wish: ExportWish, decided: Decided) -> tuple[PlannedName, ...]:
        """The names that the photos will get, by what has been read.

        Raises:
            ExportError: the template cannot be understood.
        """
        subjects = [self._subject(path, wish, decided) for path in wish.photos]
        options = wish.options
        return tuple(
            naming.resulting_names(
                subjects, wish.template, wish.folder, options.kind.extension, on_conflict=options.on_conflict
            )
        )

    def jobs(self, wish: ExportWish, decided: Decided) -> list[Any]:
        """The photos as the batch takes them.

        Raises:
            ExportError: the template cannot be understood.
        """
        from engine.exporting import Job

        if any(match["token"] in FROM_FILE for match in naming.TOKEN.finditer(wish.template)):
            for path in wish.photos:
                self.read(path)
        # Edits saved by another window since the names were shown count.
        self._saved.clear()
        edits = {path: self._edit(path, decided) for path in wish.photos}
        return [
            Job(name.source, name.target, edits[name.source], decided.style(edits[name.source]))
            for name in self.names(wish, decided)
        ]

    def _edit(self, path: Path, decided: Decided) -> Edit:
        if path in decided.edits:
            return decided.edits[path]
        if path not in self._saved:
            self._saved[path] = self._known.read(path)
        return self._saved[path] or decided.fresh

    def _subject(self, path: Path, wish: ExportWish, decided: Decided) -> Subject:
        edit, found = self._edit(path, decided), self._read.get(path)
        style = decided.style(edit)
        plain = Subject(path, style=style.name if style else "", strength=edit.strength)
        if found is None:
            return plain
        from engine.geometry import output_size

        width, height = output_size(found.size, edit, wish.options.long_edge or None)
        facts = found.facts
        return Subject(
            path,
            facts.taken,
            plain.style,
            plain.strength,
            camera=facts.camera,
            lens=facts.lens,
            iso=facts.iso,
            width=width,
            height=height,
        )

"""A folder of photos as a source: one set of unpaired training."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from engine.decode import looks_like_photo
from engine.tags import NOTHING_KNOWN, Tags
from training.data.cache import PhotoCache
from training.data.items import DataError, Single
from training.data.views import View, draw_part, take, whole_small


def photos_in(folder: Path) -> list[Path]:
    """All photos below a folder, in the order of their paths inside it.

    Raises:
        DataError: it is no folder, or there are none.
    """
    if not folder.is_dir():
        raise DataError(f"{folder} is not a folder of photos.", subject=folder)
    found = sorted(p for p in folder.rglob("*") if looks_like_photo(p) and p.is_file() and not _is_hidden(p, folder))
    if not found:
        raise DataError(f"There are no photos in {folder.name or folder}.", subject=folder)
    return found


class Photos:
    """Views of single photos."""

    def __init__(
        self, paths: Sequence[Path], view: View, cache: PhotoCache, tags: Mapping[str, Tags] | None = None
    ) -> None:
        """A source.

        Args:
            paths: the photos, at least one; see `survey.survey_photos` for finding those that can be opened.
            view: what is taken of each.
            cache: decodes them.
            tags: of the photos by their names without suffix; a photo without is one of which nothing is known.
        """
        if not paths:
            raise DataError("There are no photos to learn from.")
        self.paths = tuple(paths)
        self.view = view
        self._cache = cache
        self._tags = tags or {}

    def __len__(self) -> int:
        """Number of photos."""
        return len(self.paths)

    def item(self, index: int, rng: np.random.Generator) -> Single:
        """A view of a photo.

        Raises:
            PhotoError: it was taken away since the start.
        """
        path = self.paths[index]
        photo = self._cache.photo(path)
        part = draw_part(self.view, photo.shape[0], photo.shape[1], rng)
        small = whole_small(photo, self.view.small)
        tags = self._tags.get(path.stem, NOTHING_KNOWN)
        return Single(take(photo, part, self.view), small, part.turned_box(), tags, path.name)


def _is_hidden(path: Path, folder: Path) -> bool:
    """Whether a sub-folder hides it, as caches of other programs are hidden."""
    return any(part.startswith(".") for part in path.relative_to(folder).parts)

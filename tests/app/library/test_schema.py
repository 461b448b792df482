"""The library's file is opened by windows that start at the same moment."""

import threading
from pathlib import Path

from app.library import schema
from app.library.schema import LibraryError

ROUNDS = 40
"""Two windows met in one round of fifteen before changing to a write-ahead log was tried again."""


def test_windows_that_start_together_all_get_the_library(tmp_path: Path) -> None:
    problems: list[LibraryError] = []

    def start(path: Path, together: threading.Barrier) -> None:
        together.wait()
        try:
            schema.open_file(path).connection.close()
        except LibraryError as problem:
            problems.append(problem)

    for number in range(ROUNDS):
        together = threading.Barrier(4)
        threads = [threading.Thread(target=start, args=(tmp_path / f"{number}.db", together)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert not problems

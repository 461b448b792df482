"""The command `match`: photos by a phone and by a good camera into aligned patches to learn from."""

import sys
from pathlib import Path

from app.commands.report import print_json, print_line
from engine.errors import PenchantError

NOTHING_KEPT, MISUNDERSTOOD = 1, 2


def match_photos(phones: Path, cameras: Path, output: Path, *, phone: str, as_json: bool) -> int:
    """Match two folders.

    Args:
        phones: the phone's photos.
        cameras: the camera's photos of the same scenes.
        output: where patches and report go.
        phone: its name in the folders' names.
        as_json: one object a pair of photos on standard output.

    Returns:
        the exit status: 0 if there are patches, 1 if none were kept, 2 if nothing could be begun.
    """
    from training.match.report import Matched
    from training.match.run import match_folders

    def told(one: Matched, done: int, of: int) -> None:
        if as_json:
            photos = {"phone": one.phone, "camera": one.camera, "part": one.part, "index": done - 1, "total": of}
            facts = {"agreeing": one.agreeing, "scale": one.scale, "correlation": one.correlation}
            print_json({"event": "photos", **photos, "windows": one.counts, **facts, "problem": one.problem})
            return
        refused = sum(one.counts.values()) - one.counts["kept"]
        windows = f"{one.phone}: {one.counts['kept']} windows kept, {refused} refused"
        print_line(f"[{done}/{of}] {one.problem or windows}")

    try:
        found = match_folders(phones, cameras, output, phone=phone, told=told)
    except PenchantError as problem:
        print_line(problem.sentence)
        return MISUNDERSTOOD
    except OSError as problem:
        print_line(f"{output} cannot be written to: {problem.strerror or problem}.")
        return MISUNDERSTOOD
    for note in found.notes:
        print_line(note)
    if as_json:
        print_json({"event": "finished", **found.kept, "photos": len(found.found), "report": str(found.page)})
    else:
        learned, tested = found.kept["train"], found.kept["test"]
        print_line(f"{learned} pairs of patches to learn from and {tested} to test with; see {found.page}", sys.stdout)
    return 0 if sum(found.kept.values()) else NOTHING_KEPT

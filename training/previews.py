"""Previews: a plan's chosen photos as they become, written small into the run's folder."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch
from torch import Tensor

from engine.errors import PhotoError
from training.data.cache import decode
from training.data.views import as_tensor
from training.plan import PREVIEWS, TrainingPlan

EDGE = 384
BEFORE = "before"


def unreadable_previews(plan: TrainingPlan) -> tuple[str, ...]:
    """A sentence for every preview photo that cannot be opened, in the plan's order."""
    sentences = []
    for path in plan.previews:
        try:
            decode(Path(path), long_edge=EDGE)
        except PhotoError as problem:
            sentences.append(f"{problem.sentence} No preview of it is shown.")
    return tuple(sentences)


def write_previews(
    plan: TrainingPlan, step: int, enhance: Callable[[Tensor], Tensor | None], device: torch.device
) -> tuple[str, ...]:
    """Write every preview photo as it becomes now, and at first also as it was.

    Args:
        plan: names the photos; one that cannot be opened is left out, see `unreadable_previews`.
        step: names the files: `previews/<step>-<number>.jpg`, `previews/before-<number>.jpg`.
        enhance: (1, 3, h, w), 0..1, to the same shape; None if nothing is to be seen.
        device: where the photo is to lie.

    Returns:
        the files after the photos were enhanced, from the run's folder. A disk that is full leaves them out.
    """
    written = []
    for number, path in enumerate(plan.previews):
        try:
            photo = as_tensor(decode(Path(path), long_edge=EDGE))[None]
        except PhotoError:
            continue
        result = enhance(photo.to(device))
        if result is None:
            return ()
        before = plan.folder / PREVIEWS / f"{BEFORE}-{number}.jpg"
        after = before.with_name(f"{step:07d}-{number}.jpg")
        try:
            if not before.exists():
                _write(before, photo)
            _write(after, result)
        except OSError:
            continue
        written.append(f"{PREVIEWS}/{after.name}")
    return tuple(written)


def _write(path: Path, photo: Tensor) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = (photo[0].detach().float().cpu().clamp(0, 1).permute(1, 2, 0).numpy() * 255 + 0.5).astype(np.uint8)
    done, content = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 90])
    if not done:
        raise OSError(f"{path.name} could not be encoded")
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_bytes(content.tobytes())
    temporary.replace(path)

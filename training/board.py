"""Progress for TensorBoard, where a person has it installed: option "tensorboard" of a plan."""

from collections.abc import Callable
from pathlib import Path

from engine.errors import TrainingError
from training.progress import Progress

FOLDER = "board"


def board(folder: Path) -> Callable[[Progress], None]:
    """A listener that writes every figure into `board/` of a run's folder.

    Raises:
        TrainingError: TensorBoard is not installed.
    """
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as problem:
        sentence = "TensorBoard is not installed (pip install tensorboard). Leave out the option tensorboard."
        raise TrainingError(sentence, details=str(problem)) from problem
    writer = SummaryWriter(str(folder / FOLDER))

    def write(progress: Progress) -> None:
        for name, value in figures(progress).items():
            writer.add_scalar(name, value, progress.step)
        writer.flush()

    return write


def figures(progress: Progress) -> dict[str, float]:
    """The numbers of a line by the names under which they are drawn."""
    found = {f"loss/{name}": value for name, value in progress.terms.items()}
    found |= {f"held out/{name}": value for name, value in progress.held_out.items()}
    more = {"rate": progress.rate, "photos a second": progress.photos_per_second, "loss/total": progress.loss}
    return found | {name: value for name, value in more.items() if value is not None}

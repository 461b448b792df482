"""TrainingPlan: every choice of a training run, as a value and as a file. Knows no torch, so the window can write one.

The plan is kept in the run's folder, where everything else of the run lives too; the names are below.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, NoReturn

from engine.errors import TrainingError

VERSION = 1
PROGRAMS = ("paired", "unpaired", "experts", "domains", "scorer", "features", "personal")
SCHEDULES = ("constant", "linear", "cosine", "halving", "exponential")
DEVICES = ("auto", "cpu", "cuda", "mps")
PRECISIONS = ("full", "half")

PLAN = "plan.json"
LOG = "log.jsonl"
LAST = "last.pt"
BEST = "best.pt"
PREVIEWS = "previews"
STYLE = "style.safetensors"


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """Every choice of a run. Paths are absolute or count from the current folder, as on every command line.

    Attributes:
        program: a name of PROGRAMS.
        folder: where the run keeps plan, log, state, previews and the style file.
        name: what the style will be called.
        data: sources by the names that the program knows ("photos", "targets", "good", ...), each files or folders.
        network: name of a network the program knows; its usual one if empty.
        arguments: what the network is made with; the program's own choice where nothing is said.
        losses: weights by name of `training.losses`; the program's own choice if empty.
        steps: to do; the program's own choice if 0.
        minutes: end after so long even if steps are left; 0 for no limit.
        batch: photos a step, over all processes together.
        size: side in pixels of what a step sees of a photo.
        rate: learning rate at its highest.
        schedule: how the rate falls, a name of SCHEDULES; numbers of it are in `options`.
        seed: of everything random.
        device: a name of DEVICES.
        precision: "half" computes in bfloat16 where that is safe.
        start: a style file to begin with instead of random weights; "" for none.
        previews: photos to be shown as they become.
        report_every: steps between two lines of progress.
        preview_every: steps between two sets of previews.
        save_every: steps between two saved states.
        options: numbers and words that only the program knows ("quality", "fidelity", "identity", ...).
        version: of this format.
    """

    program: str
    folder: Path
    name: str = "My style"
    data: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    network: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    losses: Mapping[str, float] = field(default_factory=dict)
    steps: int = 0
    minutes: float = 0.0
    batch: int = 4
    size: int = 256
    rate: float = 1e-4
    schedule: str = "constant"
    seed: int = 0
    device: str = "auto"
    precision: str = "full"
    start: str = ""
    previews: tuple[str, ...] = ()
    report_every: int = 10
    preview_every: int = 250
    save_every: int = 100
    options: Mapping[str, Any] = field(default_factory=dict)
    version: int = VERSION

    def __post_init__(self) -> None:
        """Refuse values that no program can use.

        Raises:
            TrainingError: names the field.
        """
        for name, allowed in _CHOICES.items():
            if getattr(self, name) not in allowed:
                _refuse(f"{name} is one of {', '.join(allowed)}, not {getattr(self, name)!r}")
        for name, least in _LEAST.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value < float("inf"):
                _refuse(f"{name} is a number from {least:g}, not {value!r}")
        if not self.name.strip():
            _refuse("name is empty")

    @property
    def style_file(self) -> Path:
        """Where the finished style is written."""
        return self.folder / STYLE

    def paths(self, source: str) -> tuple[Path, ...]:
        """The files and folders of a source; none if the plan does not name it."""
        return tuple(Path(path) for path in self.data.get(source, ()))

    def option(self, name: str, default: float) -> float:
        """A number of `options`; true counts as 1.

        Raises:
            TrainingError: it is there and no number.
        """
        value = self.options.get(name, default)
        if not isinstance(value, int | float):
            _refuse(f"the option {name} is a number, not {value!r}")
        return float(value)

    def to_json(self) -> str:
        """The plan as text, for `from_json`."""
        return json.dumps(asdict(self) | {"folder": str(self.folder)}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "TrainingPlan":
        """Read what `to_json` wrote, now or in an older version; what is not said has its default.

        Raises:
            TrainingError: no plan, a newer version, an unknown field, or a value that cannot be used.
        """
        try:
            values = json.loads(text)
        except ValueError as problem:
            raise TrainingError("This is no training plan.", details=str(problem)) from problem
        if not isinstance(values, dict):
            raise TrainingError("This is no training plan.", details="not an object")
        version = values.get("version", VERSION)
        if not isinstance(version, int) or version > VERSION:
            sentence = "This training plan was made by a newer version of Penchant, so it was not started."
            raise TrainingError(sentence, details=f"version {version!r}, known up to {VERSION}")
        known = {each.name: each for each in fields(cls)}
        if unknown := sorted(set(values) - set(known)):
            _refuse(f"there is no field {', '.join(unknown)}")
        for name, each in known.items():
            if name not in values and each.default is MISSING and each.default_factory is MISSING:
                _refuse(f"{name} is missing")
        return cls(**{name: _typed(name, value) for name, value in values.items()})

    @classmethod
    def read(cls, path: Path) -> "TrainingPlan":
        """The plan in a file.

        Raises:
            TrainingError: names the file; see `from_json`.
        """
        try:
            return cls.from_json(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as problem:
            sentence = f"{path.name} could not be read as a training plan."
            raise TrainingError(sentence, subject=path, details=str(problem)) from problem
        except TrainingError as problem:
            raise TrainingError(f"{path.name}: {problem.sentence}", subject=path, details=problem.details) from problem

    def write(self, path: Path | None = None) -> Path:
        """Write the plan, whole or not at all.

        Args:
            path: the file; `plan.json` in the run's folder unless given.

        Returns:
            the file.

        Raises:
            OSError: it cannot be written.
        """
        path = path or self.folder / PLAN
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.part")
        temporary.write_text(self.to_json(), encoding="utf-8")
        return temporary.replace(path)


_CHOICES: dict[str, tuple[str, ...]] = {
    "program": PROGRAMS,
    "schedule": SCHEDULES,
    "device": DEVICES,
    "precision": PRECISIONS,
}
_LEAST: dict[str, float] = {
    "steps": 0,
    "minutes": 0,
    "batch": 1,
    "size": 16,
    "rate": 0,
    "seed": 0,
    "report_every": 1,
    "preview_every": 1,
    "save_every": 1,
}
_TEXTS = ("program", "name", "network", "schedule", "device", "precision", "start")
_WHOLE = ("steps", "batch", "size", "seed", "report_every", "preview_every", "save_every", "version")


def _typed(name: str, value: Any) -> Any:
    """A value of JSON as the field has it."""
    if name == "folder":
        return Path(_text(name, value))
    if name in _TEXTS:
        return _text(name, value)
    if name in _WHOLE and (isinstance(value, bool) or not isinstance(value, int)):
        _refuse(f"{name} is a whole number, not {value!r}")
    if name == "previews":
        return _texts(name, value)
    if name in ("data", "arguments", "losses", "options"):
        return _mapping(name, value)
    return value


def _mapping(name: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        _refuse(f"{name} is an object, not {value!r}")
    if name == "data":
        return {source: _texts(source, paths) for source, paths in value.items()}
    for key, weight in value.items():
        if name == "losses" and (isinstance(weight, bool) or not isinstance(weight, int | float)):
            _refuse(f"the weight of the loss {key} is a number, not {weight!r}")
    return value


def _texts(name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list | tuple):
        _refuse(f"{name} is a list of paths, not {value!r}")
    return tuple(_text(name, each) for each in value)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        _refuse(f"{name} is a text, not {value!r}")
    return value


def _refuse(why: str) -> NoReturn:
    raise TrainingError(f"The training plan cannot be followed: {why}.")

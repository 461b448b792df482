"""A teacher that teaches nothing: a process with the lines and files of `python -m training`, in a second or two.

    python teacher.py PLAN.json [--resume]

The name of the style says how it behaves: "Crash", "Fail", "Stubborn" (does not leave when asked), "Empty" (makes no
style), "Short" (is done after a few steps); any other one goes on until it is asked to leave.
"""

import json
import shutil
import signal
import sys
import time
from pathlib import Path

from PIL import Image

STYLE = Path(__file__).resolve().parents[4] / "resources" / "styles"


def main() -> int:
    """Follow the plan."""
    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder, name = Path(plan["folder"]), plan["name"]
    state = folder / "last.txt"
    step = int(state.read_text()) if "--resume" in sys.argv and state.exists() else 0
    asked: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: None if name == "Stubborn" else asked.append(1))
    while True:
        step += 1
        tell(
            step, "step", terms={"fidelity": 1 / step, "quality": 0.5}, left=60.0 - 6 * step, held_out={"guard_skin": 0}
        )
        if name == "Crash" and step == 3:
            return 1
        if name == "Fail" and step == 3:
            tell(0, "failed", message="The disk is full, so the learning was stopped.")
            return 1
        if name != "Empty":
            keep(folder, step)
        state.write_text(str(step))
        preview(folder, plan["previews"], step)
        if asked:
            tell(step, "stopped")
            return 0
        if name in ("Short", "Empty") and step >= 6:
            tell(step, "done")
            return 0
        time.sleep(0.03)


def tell(step: int, kind: str, **more: object) -> None:
    """A line of progress; a step is worth six seconds."""
    sys.stdout.write(json.dumps({"step": step, "steps": 100, "seconds": 6.0 * step, "kind": kind, **more}) + "\n")
    sys.stdout.flush()


def keep(folder: Path, step: int) -> None:
    """The style so far."""
    part = folder / ".style.part"
    shutil.copyfile(next(STYLE.glob("*.safetensors")), part)
    part.replace(folder / "style.safetensors")
    tell(step, "saved", files=["style.safetensors"])


def preview(folder: Path, photos: list[str], step: int) -> None:
    """Small pictures, brighter with every step."""
    pictures = folder / "previews"
    pictures.mkdir(exist_ok=True)
    files = []
    for number, photo in enumerate(photos):
        with Image.open(photo) as opened:
            small = opened.convert("RGB").resize((96, 64))
        small.save(pictures / f"before-{number}.jpg")
        name = f"{step:07d}-{number}.jpg"
        small.point([min(255, value + 2 * step) for value in range(256)] * 3).save(pictures / name)
        files.append(f"previews/{name}")
    tell(step, "preview", files=files)


if __name__ == "__main__":
    sys.exit(main())

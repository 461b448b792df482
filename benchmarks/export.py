"""Exports against their floor: decoding and encoding the same file with simplejpeg and doing nothing in between."""

import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.measure import Figure, in_turn, milliseconds, persons_python, ratio
from benchmarks.photos import make_jpeg, make_jpegs

STYLE = "natural"
ROOT = Path(__file__).resolve().parent.parent


def figures(folder: Path, runs: int, photos: Path | None = None) -> list[Figure]:
    """Warm export, batch, cold command and peak memory; warm export of real photos too, where there is a folder."""
    several = make_jpegs(folder, "several24", 8, 24)
    photo = make_jpeg(folder / "24mp.jpg", 24)
    large = make_jpeg(folder / "100mp.jpg", 100)
    return [
        *_warm(photo, folder / "out", runs),
        *_batch(several, folder / "batch", runs),
        _cold(photo, folder / "out", runs),
        _memory(photo, folder / "out", 400),
        _memory(large, folder / "out", 800),
        *(_real(path, folder / "out", runs) for path in (sorted(photos.glob("*.jpg")) if photos else ())),
    ]


def floor(source: Path, target: Path) -> None:
    """Decode and encode with simplejpeg: what any program must spend on a JPEG."""
    import simplejpeg

    pixels = simplejpeg.decode_jpeg(source.read_bytes(), "RGB")
    target.write_bytes(simplejpeg.encode_jpeg(pixels, 92, "RGB", "420"))


def export(sources: list[Path], folder: Path, workers: int) -> None:
    """Export with a bundled style, as the window and the command line do."""
    from engine import batch, enhance, styles
    from engine.edit import Edit
    from engine.export.options import ExportOptions
    from engine.exporting import Job

    enhance.forget_photos()  # each is new, however often it was exported before
    style = styles.find(STYLE)
    edit = Edit(style=style.id, strength=style.default_strength)
    jobs = [Job(source, folder / f"{source.stem}.jpg", edit, style) for source in sources]
    done = batch.run(jobs, ExportOptions(quality=92, on_conflict="overwrite"), workers=workers)
    if done.done != len(sources):
        raise SystemExit(f"only {done.done} of {len(sources)} were exported")


def _warm(photo: Path, out: Path, runs: int) -> list[Figure]:
    out.mkdir(exist_ok=True)
    ours, least = in_turn(lambda: export([photo], out, 1), lambda: floor(photo, out / "floor.jpg"), runs)
    share = ratio(ours, least)
    return [
        Figure("floor: decode + encode, 24 MP JPEG", milliseconds(statistics.median(least))),
        Figure("warm export, 24 MP JPEG to JPEG", milliseconds(statistics.median(ours))),
        Figure("warm export / floor", f"{share:.2f} x", "at most 1.35 x", share <= 1.35),
    ]


def _real(photo: Path, out: Path, runs: int) -> Figure:
    """A photo of a camera; no ratio is asked of the small ones, which are over before much is done."""
    from engine.decode import open_photo

    width, height = open_photo(photo, at_least=1).full_size
    ours, least = in_turn(lambda: export([photo], out, 1), lambda: floor(photo, out / "floor.jpg"), runs)
    words = f"{ratio(ours, least):.2f} x ({milliseconds(statistics.median(ours))})"
    return Figure(f"... {photo.stem}, {width * height / 1e6:.1f} MP", words)


def _batch(photos: list[Path], out: Path, runs: int) -> list[Figure]:
    out.mkdir()

    def all_floors() -> None:
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda source: floor(source, out / f"floor-{source.name}"), photos))

    ours, least = in_turn(lambda: export(photos, out, 0), all_floors, runs)
    share = ratio(ours, least)
    return [
        Figure("floor of a batch of 8, a photo", milliseconds(statistics.median(least) / len(photos))),
        Figure("batch of 8, a photo", milliseconds(statistics.median(ours) / len(photos))),
        Figure("batch of 8 / floor", f"{share:.2f} x", "at most 1.6 x", share <= 1.6),
    ]


def command(photo: Path, out: Path) -> list[str]:
    """The command line for one photo."""
    words = [sys.executable, str(ROOT / "main.py"), "enhance", str(photo), "--style", STYLE, "-o", str(out)]
    return [*words, "--on-conflict", "overwrite", "--quality", "92"]


def _cold(photo: Path, out: Path, runs: int) -> Figure:
    environment = persons_python(photo.parent)

    def once() -> float:
        start = time.perf_counter()
        subprocess.run(command(photo, out), env=environment, check=True, capture_output=True)
        return time.perf_counter() - start

    once()
    middle = statistics.median(once() for _ in range(runs))
    return Figure("cold command, one 24 MP photo", f"{middle:.2f} s", "under 1.4 s (aim 0.7 s)", middle < 1.4)


def _memory(photo: Path, out: Path, most: int) -> Figure:
    """Peak resident memory of the whole command, as the operating system counted it."""
    code = (
        "import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, capture_output=True); "
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    run = subprocess.run([sys.executable, "-c", code, *command(photo, out)], check=True, capture_output=True, text=True)
    megabytes = int(run.stdout) / 1024
    name = f"peak memory, {photo.stem.upper().replace('MP', ' MP')}"
    return Figure(name, f"{megabytes:.0f} MB", f"at most {most} MB", megabytes <= most)


def peers(folder: Path, runs: int) -> list[Figure]:
    """Other programs on the same file, where they are installed; most do a global stretch or nothing."""
    import shutil

    photo = folder / "24mp.jpg"
    commands = {
        "darktable-cli": ["darktable-cli", str(photo), "{out}", "--core", "--library", ":memory:"],
        "rawtherapee-cli": ["rawtherapee-cli", "-Y", "-o", "{out}", "-j92", "-c", str(photo)],
    }
    found = []
    for name, words in commands.items():
        if shutil.which(name) is None:
            continue
        times = []
        for number in range(max(2, runs // 3)):
            with tempfile.TemporaryDirectory() as place:
                target = str(Path(place) / f"{number}.jpg")
                start = time.perf_counter()
                subprocess.run([w.replace("{out}", target) for w in words], check=True, capture_output=True)
                times.append(time.perf_counter() - start)
        found.append(Figure(f"{name}, one 24 MP photo", f"{statistics.median(times):.2f} s"))
    return found

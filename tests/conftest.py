"""Shared by all tests: offscreen Qt, folders of their own, small photos, nothing left running."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
if "PYTEST_XDIST_WORKER" in os.environ:
    # Several processes share the processors: threads that wait for each other inside one would only be in the way.
    os.environ.setdefault("OMP_NUM_THREADS", "1")

import gc
import logging
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent
# Compiled kernels are kept between runs, apart from the person's own; a test that starts a process finds them too.
os.environ.setdefault("PENCHANT_CACHE", str(ROOT / ".pytest_cache" / "kernels"))

MOST_PROCESSES = 4
"""Each holds torch, Qt and compiled kernels: about 1 GB."""
# The same examples on every run, however long one takes on a loaded machine: a red test is red again.
hypothesis.settings.register_profile(
    "penchant", deadline=None, derandomize=True, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("penchant")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Folders of tests are shared out to two processes or more; single files run in this one, which starts at once."""
    if all(Path(name.split("::")[0]).is_file() for name in config.args):
        return 0
    return max(2, min(MOST_PROCESSES, os.cpu_count() or 1))


def pytest_collection_finish() -> None:
    """All that was imported stays: the garbage collector need not look at it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The developers' photo folder beside the project; tests that need it are skipped where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs ../shared/data (the developers' photos), which is not here")
    return folder


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """Tests see the window in the style it is made for."""
    from app.theme import STYLE

    return ["penchant", *STYLE]


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings, styles and caches of a test never touch those of the person who runs it."""
    home = tmp_path_factory.mktemp("home")
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, str(home / name))
    monkeypatch.setenv("PENCHANT_HOME", str(home / "penchant"))


@pytest.fixture(autouse=True)
def no_unexpected_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning or worse in the log fails the test, unless the test read it with `caplog.clear()`."""
    yield
    lines = [r.getMessage() for r in caplog.get_records("call") if r.levelno >= logging.WARNING]
    assert not lines, f"unexpected log lines: {lines}"


@pytest.fixture(autouse=True)
def no_leaked_threads() -> Iterator[None]:
    """Every thread that a test starts has ended when it ends."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 30.0
    while (
        left := [t for t in threading.enumerate() if t not in before and _counts(t)]
    ) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not left, f"threads left running: {left}"


@pytest.fixture(autouse=True)
def no_leaked_widgets() -> Iterator[None]:
    """Every window that a test opens is gone when it ends; all tests that follow would style those left anew."""
    yield
    widgets, core = sys.modules.get("PySide6.QtWidgets"), sys.modules.get("PySide6.QtCore")
    application = widgets and core and widgets.QApplication.instance()
    if not application or not application.topLevelWidgets():
        return
    gc.collect()  # windows and their handlers hold each other
    application.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    left = [f"{type(window).__name__} {window.windowTitle()!r}" for window in application.topLevelWidgets()]
    assert not left, f"windows left open: {left}"


def _counts(thread: threading.Thread) -> bool:
    # tqdm-like monitors and Qt's own helper objects (Dummy threads) are not ours to end.
    return thread.is_alive() and not isinstance(thread, threading._DummyThread)


@pytest.fixture
def photo_pixels() -> np.ndarray:
    """A generated photo, 96 x 144 uint8: sky gradient, dark ground, a few saturated patches, fine texture."""
    return make_photo(96, 144)


def make_photo(height: int, width: int, seed: int = 7) -> np.ndarray:
    """A picture with the things that break enhancers: gradients, edges, saturated colour, shadow noise."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    y, x = y / height, x / width
    sky = np.stack([0.35 + 0.4 * y, 0.5 + 0.35 * y, 0.8 + 0.1 * x], axis=-1)
    ground = np.stack([0.10 + 0.25 * x, 0.12 + 0.2 * x, 0.06 + 0.08 * y], axis=-1)
    horizon = 0.55 + 0.04 * np.sin(9 * x)
    picture = np.where((y < horizon)[..., None], sky, ground)
    for cx, cy, colour in (
        (0.2, 0.75, (0.85, 0.1, 0.1)),
        (0.5, 0.8, (0.1, 0.7, 0.2)),
        (0.8, 0.7, (0.9, 0.75, 0.6)),
    ):
        picture[(x - cx) ** 2 + (y - cy) ** 2 < 0.008] = colour
    picture = picture + rng.normal(0, 0.01, picture.shape)
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)

"""All jobs together: a journey that never holds the GUI thread, cheap to build, gone when closed."""

import subprocess
import sys
import threading
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.jobs import Jobs
from app.session import Session
from app.storage import sidecar
from tests.app.jobs.conftest import Desk
from tests.app.watchdog import watched


def names_of_threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("penchant")}


def test_a_journey_never_holds_the_gui_thread(desk: Desk, photos: list[Path]) -> None:
    session = desk.session
    with watched() as watch:
        session.warm_up()
        desk.open(photos[0].parent)
        session.set_view(mode="grid", card_size=100, picture_size=(300, 300))
        session.want_thumbnails(session.photos)
        for step in range(10):
            session.change(exposure=step / 10)
            desk.qtbot.wait(5)
        session.commit("Exposure", "+0.90")
        for style in session.styles:
            desk.show(lambda style=style: session.choose_style(style.id))
        session.look_at((0, 0, 200, 200))
        session.go(1)
        desk.until(lambda: session.refusal)
        desk.show(lambda: session.go(1))
        session.undo()
        desk.show(lambda: session.go(-2))
    assert watch.beats > 20
    assert session.edit.exposure == 0.9


def test_closing_writes_what_is_pending_and_ends_every_thread(qtbot: QtBot, photos: list[Path]) -> None:
    desk = Desk(qtbot)
    desk.open(photos[0])
    desk.session.want_thumbnails(photos)
    desk.session.look_at((0, 0, 50, 50))
    desk.session.set("Exposure", exposure=0.5)
    assert names_of_threads()
    desk.session.close()
    assert names_of_threads() == set()
    assert sidecar.read(photos[0]).edit == desk.session.edit
    desk.jobs.close()
    desk.session.set("Exposure", exposure=1.0)
    desk.session.go(1)
    assert names_of_threads() == set()


def test_what_arrives_after_closing_is_dropped(qtbot: QtBot, photos: list[Path]) -> None:
    desk = Desk(qtbot)
    seen = desk.record(desk.session.image_changed)
    desk.session.open_paths(photos[:1])
    desk.session.close()
    qtbot.wait(20)
    assert seen == []


def test_warming_up_brings_the_styles(qtbot: QtBot) -> None:
    session = Session()
    jobs = Jobs(session)
    with qtbot.waitSignal(session.styles_changed, timeout=60_000):
        session.warm_up()
    assert "natural" in [style.id for style in session.styles]
    jobs.close()


def test_building_the_jobs_loads_nothing_heavy() -> None:
    code = (
        "import sys; from app.session import Session; from app.jobs import Jobs; Jobs(Session()).close();"
        "print(*{'torch', 'numba', 'cv2', 'PIL', 'rawpy', 'scipy', 'imagecodecs', 'tifffile'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("", "")

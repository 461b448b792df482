"""Where styles run: the engine is told, and the window hears what became of it."""

import pytest

from engine import device
from tests.app.jobs.conftest import Desk


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "_wanted", "auto")
    monkeypatch.setattr(device, "available", lambda: ("cpu", "mps"))


def test_a_preferred_device_is_told_to_the_engine_and_shown(desk: Desk) -> None:
    desk.session.change_settings(device="mps")
    desk.until(lambda: desk.session.device == "mps")
    assert device.preferred() == "mps"


def test_a_device_that_is_not_here_is_said_in_a_sentence(desk: Desk) -> None:
    said = desk.record(desk.session.said)
    desk.session.take_device("mps")
    desk.session.change_settings(device="cuda")
    desk.until(lambda: said)
    assert "processor does it" in str(said[0][0])
    assert desk.session.device == "cpu"


def test_devices_are_looked_for_once_somebody_asks(desk: Desk) -> None:
    desk.session.devices_wanted.emit()
    desk.until(lambda: desk.session.devices == ("cpu", "mps"))

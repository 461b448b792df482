"""Where styles run: the engine is told, and the window hears what became of it."""

import sys

import pytest

from app.jobs.devices import DevicesJob
from engine import device
from tests.app.jobs.conftest import Desk

_answer = DevicesJob._answer


@pytest.fixture(autouse=True)
def as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "_wanted", "auto")
    monkeypatch.setattr(DevicesJob, "_answer", lambda _: ("cpu", "mps"))


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


def test_another_process_tells_what_this_computer_has(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DevicesJob, "_answer", _answer)
    desk.session.devices_wanted.emit()
    desk.until(lambda: desk.session.devices)
    assert desk.session.devices[0] == "cpu"


def test_a_process_that_does_not_answer_leaves_the_processor(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DevicesJob, "_answer", _answer)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    desk.session.devices_wanted.emit()
    desk.until(lambda: desk.session.devices)
    assert desk.session.devices == ("cpu",)

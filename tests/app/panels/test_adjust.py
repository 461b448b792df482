"""The adjust panel: drawn from the declared controls, in step with the edit, one step of history for one gesture."""

from pathlib import Path

import numpy as np
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.panels.adjust import AdjustPanel
from app.pictures import Opened, Tones
from app.session import Session
from engine.edit import CONTROLS
from engine.image import Image, Metadata
from engine.styles import Style
from engine.tags import Tags


def test_every_declared_control_has_a_slider(qtbot: QtBot, session: Session) -> None:
    panel = AdjustPanel(session)
    qtbot.addWidget(panel)
    assert list(panel.sliders) == [control.name for control in CONTROLS]


def test_a_drag_changes_the_photo_and_its_end_is_one_step(qtbot: QtBot, session: Session) -> None:
    panel = AdjustPanel(session)
    qtbot.addWidget(panel)
    slider = panel.sliders["exposure"]
    for value in (0.1, 0.2, 0.3):
        slider.changed.emit(value)
    assert session.edit.exposure == 0.3
    assert session.history.index == 0
    slider.committed.emit(0.3)
    assert session.history.index == 1
    assert session.history.steps[1].label == "Exposure"
    assert session.history.steps[1].detail == "+0.30"


def test_sliders_follow_undo(qtbot: QtBot, session: Session) -> None:
    panel = AdjustPanel(session)
    qtbot.addWidget(panel)
    session.set("Contrast", contrast=20)
    assert panel.sliders["contrast"].value() == 20
    session.undo()
    assert panel.sliders["contrast"].value() == 0


def test_controls_rest_only_where_the_next_photo_does_not_come_soon(qtbot: QtBot, session: Session) -> None:
    panel = AdjustPanel(session)
    qtbot.addWidget(panel)
    with qtbot.waitSignal(session.photo_overdue):
        session.go(1)
        assert panel.sliders["exposure"].isEnabled()
    assert not panel.sliders["exposure"].isEnabled()


def test_the_tones_of_the_photo_before_go_where_a_style_takes_its_time(qtbot: QtBot, session: Session) -> None:
    panel = AdjustPanel(session)
    qtbot.addWidget(panel)
    counts = np.full(256, 5)
    shown = Tones(counts, counts, counts, counts, 0.0, 0.0, 0.0)
    panel.histogram.show_tones(shown)
    with qtbot.waitSignal(session.photo_overdue):
        session.go(1)
        session.take_opened(Opened(session.photos[1], Image(np.zeros((4, 6, 3), np.uint8)), None))
        assert panel.histogram._tones is shown
    assert panel.histogram._tones is None
    assert panel.sliders["exposure"].isEnabled()


def test_what_is_dragged_before_the_photo_is_there_waits_for_it(qtbot: QtBot, session: Session) -> None:
    panel = AdjustPanel(session)
    qtbot.addWidget(panel)
    session.go(1)
    panel.sliders["exposure"].changed.emit(0.4)
    panel.sliders["exposure"].committed.emit(0.4)
    assert session.edit.exposure == 0
    session.take_opened(Opened(session.photos[1], Image(np.zeros((4, 6, 3), np.uint8)), None))
    assert session.edit.exposure == 0.4
    assert [step.label for step in session.history.steps] == ["Opened", "Exposure"]


def test_temperature_reads_in_kelvin_only_where_the_file_knows_it(qtbot: QtBot, session: Session) -> None:
    panel = AdjustPanel(session)
    qtbot.addWidget(panel)
    slider = panel.sliders["temperature"]
    assert slider.words(10) == "+10"
    assert session.image is not None
    session.image = Image(session.image.pixels, metadata=Metadata(as_shot_kelvin=5000.0))
    assert slider.words(0).replace("\u202f", " ") == "5000 K"
    warmer = int("".join(c for c in slider.words(20) if c.isdecimal()))
    assert warmer > 5000


def test_buttons_ask_for_commands(qtbot: QtBot, session: Session) -> None:
    panel = AdjustPanel(session)
    qtbot.addWidget(panel)
    with qtbot.waitSignal(panel.wanted, check_params_cb=lambda name: name == "copy"):
        panel._buttons["copy"].click()
    assert not panel._buttons["paste"].isEnabled()
    session.copy_edit()
    assert panel._buttons["paste"].isEnabled()


def test_scene_tags_are_there_for_styles_that_listen_and_are_one_step(qtbot: QtBot, session: Session) -> None:
    panel = AdjustPanel(session)
    qtbot.addWidget(panel)
    assert panel.scene_fold.isHidden()
    listening = Style("scenes", "Scenes", "added", Path("scenes.safetensors"), takes_tags=True)
    session.take_styles((*session.styles, listening))
    session.choose_style("scenes")
    assert not panel.scene_fold.isHidden()
    light = panel.scene.combos["light"]
    assert light.currentData() == "unknown"
    light.setCurrentIndex(light.findData("sun_sky"))
    assert session.edit.tags == Tags(light="sun_sky")
    assert session.history.steps[-1].label == "Light"
    session.undo()
    assert light.currentData() == "unknown"


def test_the_buttons_fit_into_the_narrowest_panel(qtbot: QtBot, session: Session) -> None:
    panel = AdjustPanel(session)
    qtbot.addWidget(panel)
    panel.resize(248, 700)
    panel.show()
    for button in panel._buttons.values():
        if button.isVisible() and isinstance(button, QPushButton):
            assert button.width() >= button.sizeHint().width()
            assert button.geometry().right() <= 248


def test_the_white_balance_is_told_and_taken_back_in_one_step(qtbot: QtBot, session: Session) -> None:
    panel = AdjustPanel(session)
    qtbot.addWidget(panel)
    assert panel.white.text() == "As shot"
    session.set("Temperature", temperature=20.0)
    session.set("Tint", tint=5.0)
    assert panel.white.text() == "Custom"
    as_shot, pick = panel.white.menu().actions()
    as_shot.trigger()
    assert (session.edit.temperature, session.edit.tint, panel.white.text()) == (0.0, 0.0, "As shot")
    session.undo()
    assert (session.edit.temperature, session.edit.tint) == (20.0, 5.0)
    with qtbot.waitSignal(panel.wanted, check_params_cb=lambda name: name == "white"):
        pick.trigger()

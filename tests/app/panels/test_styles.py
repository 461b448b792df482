"""The styles panel: one card for each style, one tab stop, hover that comes back, strength under the cards."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from app.panels.styles import ORIGINAL, StylesPanel
from app.session import Session
from engine.errors import PhotoUnreadable, StyleError
from engine.styles import Learned, Style
from tests.app.panels.conftest import STYLES


def shown(qtbot: QtBot, session: Session) -> StylesPanel:
    panel = StylesPanel(session)
    qtbot.addWidget(panel)
    panel.resize(264, 700)
    panel.show()
    return panel


def test_the_original_comes_first_and_every_style_has_a_card(qtbot: QtBot, session: Session) -> None:
    assert list(shown(qtbot, session).cards) == [ORIGINAL, "natural", "expert-c", "vivid"]


def test_a_click_chooses_at_the_styles_own_strength(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    panel.cards["vivid"].click()
    assert (session.edit.style, session.edit.strength) == ("vivid", 0.7)
    assert panel.cards["vivid"].isChecked()
    assert not panel.cards["natural"].isChecked()
    assert panel.strength.value() == 0.7
    assert panel.strength.default == 0.7


def test_arrows_walk_through_the_cards_and_the_list_is_one_tab_stop(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    panel.cards["natural"].setFocus()
    QTest.keyClick(panel.cards["natural"], Qt.Key.Key_Right)
    assert session.edit.style == "expert-c"
    QTest.keyClick(panel.cards["expert-c"], Qt.Key.Key_Up)
    assert session.edit.style is None
    stops = [name for name, card in panel.cards.items() if card.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert stops == [ORIGINAL]


def test_hovering_shows_a_style_and_leaving_takes_it_back(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    panel.cards["vivid"].hovered.emit(True)
    assert session.look.style == "vivid"
    assert session.edit.style == "natural"
    panel.cards["vivid"].hovered.emit(False)
    assert session.look.style == "natural"


def test_hovering_can_be_turned_off(qtbot: QtBot, session: Session) -> None:
    session.change_settings(hover_preview=False)
    panel = shown(qtbot, session)
    panel.cards["vivid"].hovered.emit(True)
    assert session.look.style == "natural"


def test_strength_rests_without_a_style(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    panel.cards[ORIGINAL].click()
    assert not panel.strength.isEnabled()


def test_a_wide_panel_has_three_columns(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    panel.resize(400, 700)
    qtbot.waitUntil(lambda: panel.cards["expert-c"].y() == panel.cards[ORIGINAL].y())


def test_cards_keep_their_pictures_until_those_of_the_next_photo_come(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    picture = QImage(8, 8, QImage.Format.Format_RGB32)
    for style_id in panel.cards:
        session.card_changed.emit(style_id, picture)
    with qtbot.waitSignal(session.photo_overdue):
        session.go(1)
        session.card_changed.emit("vivid", picture)
        assert {card.state() for card in panel.cards.values()} == {"ready"}
        assert panel.cards["natural"].isEnabled()
    assert {name for name, card in panel.cards.items() if card.state() == "ready"} == {"vivid"}
    assert not panel.cards["vivid"].isEnabled(), "the photo itself has not come"


def test_nothing_of_the_photo_before_stays_around_one_that_cannot_be_shown(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    for style_id in panel.cards:
        session.card_changed.emit(style_id, QImage(8, 8, QImage.Format.Format_RGB32))
    session.go(1)
    assert session.path is not None
    session.take_refusal(session.path, PhotoUnreadable("b.jpg is damaged.", subject=session.path))
    assert {card.state() for card in panel.cards.values()} == {"waiting"}
    assert not panel.cards["natural"].isEnabled()


OWN = Style("dped", "DPED", "added", Path("dped.safetensors"), texture=True)


def menu_of(panel: StylesPanel, style_id: str) -> QMenu:
    panel.cards[style_id].customContextMenuRequested.emit(QPoint(5, 5))
    return panel.findChildren(QMenu, options=Qt.FindChildOption.FindDirectChildrenOnly)[-1]


def entries(menu: QMenu) -> dict[str, QAction]:
    return {action.text(): action for action in menu.actions() if action.text()}


def test_added_styles_have_their_section_and_its_button_asks_for_more(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    with qtbot.waitSignal(panel.wanted, check_params_cb=lambda name: name == "add_style"):
        panel.add.click()
    session.take_styles((*STYLES, OWN))
    assert list(panel.cards)[-1] == "dped"


def test_an_added_style_is_renamed_and_removed_from_its_menu(
    qtbot: QtBot, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    session.take_styles((*STYLES, OWN))
    panel = shown(qtbot, session)
    monkeypatch.setattr("app.style_menu.QInputDialog.getText", lambda *_: (" Phone ", True))
    menu = menu_of(panel, "dped")
    offers = entries(menu)
    with qtbot.waitSignal(
        session.style_name_wanted, check_params_cb=lambda style, name: (style, name) == (OWN, "Phone")
    ):
        offers["Rename…"].trigger()
    with qtbot.waitSignal(session.style_trash_wanted, check_params_cb=lambda style: style == OWN):
        offers["Delete to trash"].trigger()
    with qtbot.waitSignal(session.style_copy_wanted, check_params_cb=lambda _, name: name == f"{OWN.name} copy"):
        offers["Duplicate"].trigger()
    with qtbot.waitSignal(session.share_sheet_wanted, check_params_cb=lambda style: style == OWN):
        offers["Share…"].trigger()
    assert "Versions and refining…" not in offers
    menu.close()


def test_a_style_is_judged_against_whom_one_likes(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    menu = menu_of(panel, "vivid")
    duel = entries(menu)["Blind duel against"].menu()
    assert isinstance(duel, QMenu)
    rivals = entries(duel)
    assert list(rivals) == ["Natural and the original", "The original", "A look"]
    looks = rivals["A look"].menu()
    assert isinstance(looks, QMenu)
    assert list(entries(looks)) == ["Natural", "Expert C"]
    entries(looks)["Expert C"].trigger()
    assert session.room == "duel"
    assert session.duels.wish is not None
    assert session.duels.wish.contenders == ("vivid", "expert-c")
    assert not session.duels.wish.unseen
    menu.close()


def test_a_bundled_look_can_be_copied_and_shared_but_not_removed(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    menu = menu_of(panel, "vivid")
    assert list(entries(menu)) == [
        *("About this style…", "Show in the grid", "Duplicate", "Use as default style"),
        *("Teach a style from this one…", "Blind duel against", "Share…"),
    ]
    entries(menu)["Use as default style"].trigger()
    assert session.settings.default_style == "vivid"
    menu.close()
    assert panel.cards[""].contextMenuPolicy() != Qt.ContextMenuPolicy.CustomContextMenu


def test_a_look_is_explained_shown_in_the_grid_and_taught_from(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    offers = entries(menu_of(panel, "vivid"))
    with qtbot.waitSignal(session.about_style_wanted, check_params_cb=lambda style: style.id == "vivid"):
        offers["About this style…"].trigger()
    session.set_view(mode="side")
    offers["Show in the grid"].trigger()
    assert (session.edit.style, session.view.mode) == ("vivid", "grid")
    offers["Teach a style from this one…"].trigger()
    assert (session.version, session.room) == ("vivid", "teach")


def test_a_style_that_makes_texture_cannot_be_taught_from(qtbot: QtBot, session: Session) -> None:
    session.take_styles((*STYLES, OWN))
    panel = shown(qtbot, session)
    assert "Teach a style from this one…" not in entries(menu_of(panel, "dped"))


def test_ones_own_style_leads_to_its_versions(qtbot: QtBot, session: Session) -> None:
    first = Style("dusk", "Dusk", "yours", Path("dusk.safetensors"), learned=Learned(10.0))
    second = Style("dusk-2", "Dusk 2", "yours", Path("dusk-2.safetensors"), learned=Learned(20.0, "dusk"))
    session.take_styles((second, first, *STYLES))
    panel = shown(qtbot, session)
    menu = menu_of(panel, "dusk-2")
    duel = entries(menu)["Blind duel against"].menu()
    assert isinstance(duel, QMenu)
    assert list(entries(duel)) == ["Natural and the original", "The original", "Dusk", "A look"]
    entries(menu)["Versions and refining…"].trigger()
    assert (session.version, session.room) == ("dusk-2", "teach")
    menu.close()


def test_a_style_that_cannot_run_says_why_instead_of_being_chosen(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    problem = StyleError("vivid.safetensors is no longer there.")
    session.card_refused.emit("vivid", problem)
    assert panel.cards["vivid"].state() == "cannot"
    with qtbot.waitSignal(session.trouble, check_params_cb=lambda told: told is problem):
        panel.cards["vivid"].click()
    assert session.edit.style == "natural"


def test_cards_made_anew_keep_their_pictures(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    picture = QImage(60, 40, QImage.Format.Format_RGB32)
    session.card_changed.emit("vivid", picture)
    session.card_refused.emit("natural", StyleError("natural is gone."))
    session.take_styles((*STYLES, OWN))
    assert [panel.cards[name].state() for name in ("vivid", "natural", "dped")] == ["ready", "cannot", "waiting"]
    with qtbot.waitSignal(session.photo_overdue):
        session.go(1)
    assert panel.cards["vivid"].state() == "waiting"


def test_arrows_find_a_card_even_if_the_chosen_style_is_gone(qtbot: QtBot, session: Session) -> None:
    panel = shown(qtbot, session)
    session.change(style="gone")
    QTest.keyClick(panel.cards[ORIGINAL], Qt.Key.Key_Right)
    assert session.edit.style == "natural"

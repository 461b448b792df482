"""Cards: this photo in every style, the chosen one first, not while something is being dragged."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage

from app.jobs.cards import CardsJob
from engine.edit import Edit
from tests.app.jobs.conftest import Desk, pixels_of


def collect(desk: Desk) -> dict[str, QImage]:
    """Cards as they come, newest last."""
    cards: dict[str, QImage] = {}

    def take(style_id: str, picture: QImage) -> None:
        cards.pop(style_id, None)
        cards[style_id] = picture

    desk.session.card_changed.connect(take)
    return cards


def test_every_style_has_its_picture_the_chosen_one_first(desk: Desk, photos: list[Path]) -> None:
    cards = collect(desk)
    desk.open(photos[0])
    ids = ["", *(style.id for style in desk.session.styles)]
    desk.until(lambda: len(cards) == len(ids))
    assert next(iter(cards)) == "natural"
    assert sorted(cards) == sorted(ids)
    assert {(card.width(), card.height()) for card in cards.values()} == {(48, 32)}
    grey = pixels_of(cards["black-and-white"]).astype(int)
    colour = pixels_of(cards["vivid"]).astype(int)
    assert np.ptp(grey, axis=-1).mean() < np.ptp(colour, axis=-1).mean() / 4


def test_cards_wait_for_the_end_of_a_drag(desk: Desk, photos: list[Path]) -> None:
    cards = collect(desk)
    desk.open(photos[0])
    desk.until(lambda: len(cards) == 8)
    plain = dict(cards)
    desk.show(lambda: desk.session.change(exposure=2.0))
    desk.qtbot.wait(150)
    assert all(cards[style_id] is plain[style_id] for style_id in cards)
    desk.session.commit("Exposure")
    desk.until(lambda: all(cards[style_id] is not plain[style_id] for style_id in cards if style_id))
    assert cards[""] is plain[""], "the original has not changed"
    assert pixels_of(cards["vivid"]).mean() > pixels_of(plain["vivid"]).mean()


def test_in_the_grid_the_chosen_picture_follows_the_strength(desk: Desk, photos: list[Path]) -> None:
    cards = collect(desk)
    desk.open(photos[0])
    desk.session.set_view(mode="grid", card_size=64)
    desk.until(lambda: len(cards) == 8 and all(card.width() == 64 for card in cards.values()))
    before = dict(cards)
    desk.session.change(strength=0.1)
    desk.until(lambda: cards["natural"] is not before["natural"])
    desk.qtbot.wait(100)
    assert all(cards[style_id] is before[style_id] for style_id in cards if style_id != "natural")
    assert desk.session.history.edit == Edit(style="natural", strength=desk.session.style.default_strength)


def test_in_the_grid_a_new_photo_is_seen_at_once(
    desk: Desk, photos: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.jobs.cards._rest, "start", lambda: None)  # nothing comes after a rest
    cards = collect(desk)
    desk.session.set_view(mode="grid")
    desk.open(photos[0])
    desk.until(lambda: len(cards) == 8)


def test_another_photo_has_other_cards(desk: Desk, photos: list[Path]) -> None:
    cards = collect(desk)
    desk.open(photos[0], photos[2])
    desk.until(lambda: len(cards) == 8)
    before = {style_id: pixels_of(card) for style_id, card in cards.items()}
    cards.clear()
    desk.show(lambda: desk.session.go(1))
    desk.until(lambda: len(cards) == 8)
    assert not any(np.array_equal(before[style_id], pixels_of(card)) for style_id, card in cards.items())


def test_a_style_that_makes_every_pixel_anew_comes_last_even_when_it_is_chosen(desk: Desk, photos: list[Path]) -> None:
    slow = replace(desk.session.styles[2], id="slow", texture=True)
    desk.session.take_styles((slow, *desk.session.styles))
    desk.open(photos[0])
    desk.session.choose_style("slow")
    (job,) = desk.session.findChildren(CardsJob)
    order = [look.style_id for look in job._looks()]
    assert order[-1] == "slow"
    desk.session.choose_style("vivid")
    order = [look.style_id for look in job._looks()]
    assert (order[0], order[-1]) == ("vivid", "slow")

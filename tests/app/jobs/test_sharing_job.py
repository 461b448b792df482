"""Styles are passed on: a file without anything private, a table with an honest share, a sentence where it fails."""

import json
from pathlib import Path

import cv2

from app.sharing import CUBE, HALD, Shared, ShareWish
from engine.sharing import read_shared
from engine.styles import Style, bundled
from tests.app.jobs.conftest import Desk


def look(identity: str = "vivid") -> Style:
    return next(style for style in bundled() if style.id == identity)


def share(desk: Desk, wish: ShareWish) -> Shared:
    told = desk.record(desk.session.shared)
    desk.session.share_wanted.emit(wish)
    desk.until(lambda: told)
    shared = told[-1][0]
    assert isinstance(shared, Shared)
    return shared


def test_a_style_file_holds_no_picture_unless_it_is_allowed(desk: Desk, photos: list[Path], tmp_path: Path) -> None:
    plain, shown = tmp_path / "plain.penchant", tmp_path / "shown.penchant"
    used = (photos[0],)
    assert share(desk, ShareWish(look(), photos=used, target=plain)).problem is None
    assert share(desk, ShareWish(look(), photos=used, with_pictures=True, target=shown)).problem is None
    assert read_shared(plain).thumbnails == ()
    first, second = read_shared(shown).thumbnails
    assert first.shape == second.shape
    assert max(first.shape) <= 160
    assert photos[0].name.encode() not in shown.read_bytes()


def test_a_table_says_how_much_of_the_style_it_carries(desk: Desk, photos: list[Path], tmp_path: Path) -> None:
    wish = ShareWish(look(), CUBE, tuple(photos), 17)
    measured = share(desk, wish)
    assert measured.photos == 3  # one of the four cannot be opened
    assert measured.carried is not None
    assert 0.5 < measured.carried <= 1.0
    target = tmp_path / "vivid.cube"
    written = share(desk, ShareWish(look(), CUBE, tuple(photos), 17, target=target))
    assert written.carried == measured.carried
    assert target.read_text().startswith('TITLE "Vivid"\nLUT_3D_SIZE 17')
    picture = tmp_path / "vivid.png"
    share(desk, ShareWish(look(), HALD, tuple(photos), 17, target=picture))
    read = cv2.imread(str(picture), cv2.IMREAD_UNCHANGED)
    assert read is not None
    assert (read.shape, read.dtype.name) == ((512, 512, 3), "uint16")


def test_what_cannot_be_shared_is_said(desk: Desk, photos: list[Path]) -> None:
    nothing = share(desk, ShareWish(look(), CUBE, (photos[1],), 17))
    assert nothing.problem is not None
    assert nothing.problem.sentence == "There are no photos to sample the style over, so no table was made."
    nowhere = share(desk, ShareWish(look(), target=photos[0] / "vivid.penchant"))
    assert nowhere.problem is not None
    assert nowhere.problem.sentence == "vivid.penchant could not be written, so nothing was shared."


def test_a_card_of_ones_own_style_goes_out_without_its_history(desk: Desk, tmp_path: Path) -> None:
    from app.jobs.shelf import publish
    from engine.checkpoints import native

    source = tmp_path / "learned.safetensors"
    description, weights = native.read(look().file)
    native.write(
        source, weights, native.Description(description.architecture, description.arguments, description.styles)
    )
    (own,) = publish(source, "Harbour light", "vivid")
    target = tmp_path / "harbour.penchant"
    share(desk, ShareWish(own, target=target))
    assert "made" not in read_shared(target).description.card
    assert "parent" not in json.dumps(dict(read_shared(target).description.card))

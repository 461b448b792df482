"""Styles for other people: nothing private goes out, nothing hostile comes in."""

import json
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints import native
from engine.enhance import grade_for
from engine.errors import StyleError
from engine.grade import apply
from engine.networks.adaptive_numpy import SIZE
from engine.sharing import export_style, import_style, read_shared
from engine.styles import bundled, find, styles_of
from tests.conftest import make_photo

PHOTO = make_photo(64, 64)
SECRET = "/home/anna/wedding/IMG_0815.jpg"


def made(folder: Path, **more: object) -> Path:
    """A personal style whose card says more than it should."""
    looks = np.random.default_rng(0).normal(0, 0.03, (2, SIZE)).astype(np.float32)
    card = {"licence": "yours", "likes": 40, "measured": {"seconds": 9.5, "source": SECRET}, "source": SECRET, **more}
    entry = native.StyleEntry("mine", "Mine", "yours", "Learned from 40 photos you like.", weights=(0.5, 0.5))
    arguments = {"form": 2, "middle": [0.5, 0.5], "striking": [0.6, 0.6]}
    path = folder / "mine.safetensors"
    native.write(path, {"looks": looks}, native.Description("adaptive", arguments, (entry,), card=card))
    return path


def test_a_style_survives_the_journey(tmp_path: Path) -> None:
    style = styles_of(made(tmp_path))[0]
    export_style(style, tmp_path / "mine.penchant", [PHOTO, PHOTO // 2])
    theirs = tmp_path / "theirs"
    (arrived,) = styles_of(import_style(tmp_path / "mine.penchant", theirs))
    assert arrived.name == "Mine"
    picture = PHOTO.astype(np.float32) / np.float32(255)
    own, other = (apply(grade_for(each, picture), picture) for each in (style, arrived))
    np.testing.assert_array_equal(own, other)


def test_nothing_private_goes_out(tmp_path: Path) -> None:
    path = tmp_path / "mine.penchant"
    export_style(styles_of(made(tmp_path))[0], path)
    content = path.read_bytes()
    assert b"anna" not in content
    assert b"IMG_0815" not in content
    shared = read_shared(path)
    assert shared.description.card == {"licence": "yours", "likes": 40, "measured": {"seconds": 9.5}}
    assert shared.thumbnails == ()


def test_thumbnails_are_small_and_only_where_they_are_allowed(tmp_path: Path) -> None:
    path = tmp_path / "mine.penchant"
    large = make_photo(600, 800)
    export_style(styles_of(made(tmp_path))[0], path, [large, large])
    before, after = read_shared(path).thumbnails
    assert before.shape == after.shape == (120, 160, 3)
    assert path.stat().st_size < 40_000
    assert import_style(path, tmp_path / "theirs")
    assert b"thumbnails" not in (tmp_path / "theirs" / "mine.safetensors").read_bytes()


def test_of_several_styles_one_is_shared(tmp_path: Path) -> None:
    path = tmp_path / "vivid.penchant"
    export_style(find("vivid", bundled()), path)
    (style,) = styles_of(path)
    assert style.id == "vivid"


def test_a_taken_name_gets_a_number(tmp_path: Path) -> None:
    path = tmp_path / "mine.penchant"
    export_style(styles_of(made(tmp_path))[0], path)
    names = [styles_of(import_style(path, tmp_path / "theirs"))[0].name for _ in range(3)]
    assert names == ["Mine", "Mine 2", "Mine 3"]


@pytest.mark.parametrize("pictures", ["x", ["a", "b"], ["QUJD", "QUJD"], [1, 2], ["A" * 100_000, "A" * 100_000]])
def test_thumbnails_that_are_none_are_left_out(tmp_path: Path, pictures: object) -> None:
    assert read_shared(made(tmp_path, thumbnails=pictures)).thumbnails == ()


def test_a_name_full_of_signs_is_made_plain(tmp_path: Path) -> None:
    source = made(tmp_path)
    description, weights = native.read(source)
    entry = native.StyleEntry("../../evil", "Bad\n\x1b[31mname" + "x" * 500, "yours", weights=(0.5, 0.5))
    hostile = native.Description("adaptive", description.arguments, (entry,))
    native.write(tmp_path / "evil.penchant", weights, hostile)
    folder = tmp_path / "theirs"
    written = import_style(tmp_path / "evil.penchant", folder)
    assert written.parent == folder
    (style,) = styles_of(written)
    assert len(style.name) <= 60
    assert style.name.isprintable()


def test_files_that_are_no_styles_are_refused(tmp_path: Path) -> None:
    good = made(tmp_path).read_bytes()
    folder = tmp_path / "theirs"
    (tmp_path / "cut.penchant").write_bytes(good[: len(good) // 2])
    (tmp_path / "text.penchant").write_text(json.dumps({"style": "mine"}))
    (tmp_path / "empty.penchant").write_bytes(b"")
    for name in ("cut", "text", "empty", "missing"):
        with pytest.raises(StyleError, match=name):
            import_style(tmp_path / f"{name}.penchant", folder)
    assert not folder.exists() or not list(folder.iterdir())


def test_a_style_that_does_not_work_is_not_kept(tmp_path: Path) -> None:
    source = made(tmp_path)
    description, _ = native.read(source)
    native.write(tmp_path / "odd.penchant", {"looks": np.zeros((2, 7), np.float32)}, description)
    folder = tmp_path / "theirs"
    with pytest.raises(StyleError):
        import_style(tmp_path / "odd.penchant", folder)
    assert list(folder.iterdir()) == []

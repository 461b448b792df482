"""Styles: listed from the header, found by id or name, blended."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import styles
from engine.checkpoints.native import Description, StyleEntry, write
from engine.errors import StyleError
from engine.styles import Style, bundled, find, styles_of

ENTRIES = (
    StyleEntry("natural", "Natural", "look", "Honest.", 0.9, (1.0, 0.0, 0.0)),
    StyleEntry("vivid", "Vivid", "look", "Rich.", 0.5, (0.0, 1.0, 0.0)),
    StyleEntry("soft-film", "Soft film", "look", "", 1.0, (0.0, 0.0, 1.0)),
)


@pytest.fixture
def looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bundled file of three styles; its weights would not load, so listing must not touch them."""
    path = tmp_path / "looks.safetensors"
    write(path, {"w": np.array([np.nan], np.float32)}, Description("bilateral", {}, ENTRIES, card={"licence": "CC0"}))
    monkeypatch.setattr(styles, "BUNDLED_FILE", path)
    return path


def test_the_honest_style_comes_first_and_the_others_as_in_the_file(
    looks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [style.id for style in bundled()] == ["natural", "vivid", "soft-film"]
    monkeypatch.setattr(styles, "FIRST", "soft-film")
    assert [style.id for style in bundled()] == ["soft-film", "natural", "vivid"]
    monkeypatch.undo()
    assert bundled()[0].id == "natural"


def test_a_style_is_what_its_file_says(looks: Path) -> None:
    assert bundled()[0] == Style("natural", "Natural", "look", looks, (1.0, 0.0, 0.0), 0.9, "Honest.", "CC0")


def test_listing_loads_nothing_heavy() -> None:
    code = "import sys; from engine.styles import bundled; bundled(); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"torch", "numba", "llvmlite", "cv2", "safetensors"} & set(run.stdout.split())


@pytest.mark.parametrize("name", ["soft-film", "Soft film", " SOFT FILM "])
def test_found_by_id_or_name_whatever_the_case(looks: Path, name: str) -> None:
    assert find(name).id == "soft-film"


def test_an_unknown_name_lists_what_there_is(looks: Path) -> None:
    with pytest.raises(StyleError) as caught:
        find("sepia")
    assert caught.value.sentence == "There is no style called sepia; there are natural, vivid, soft-film."
    with pytest.raises(StyleError, match="no style called sepia"):
        find("natural+sepia")


def test_a_blend_mixes_the_experts(looks: Path) -> None:
    style = find("natural:0.7+Vivid:0.3")
    assert style.weights == pytest.approx((0.7, 0.3, 0.0))
    assert style.default_strength == pytest.approx(0.78)
    assert style.id == "natural:0.7+vivid:0.3"
    assert (style.name, style.summary) == ("Natural + Vivid", "A blend of 70% Natural, 30% Vivid.")
    assert find(style.id) == style


def test_shares_are_brought_to_one_and_may_be_left_out(looks: Path) -> None:
    assert find("natural:3+vivid:1").weights == pytest.approx((0.75, 0.25, 0.0))
    assert find("natural+vivid+soft-film").weights == pytest.approx((1 / 3, 1 / 3, 1 / 3))
    assert find("vivid:2").weights == pytest.approx((0.0, 1.0, 0.0))


@pytest.mark.parametrize("share", ["natural:x+vivid", "natural:0+vivid", "natural:-1", "natural:nan", "natural:inf"])
def test_a_share_that_is_none_is_refused(looks: Path, share: str) -> None:
    with pytest.raises(StyleError, match=r"is not a share of a style like vivid:0\.3"):
        find(share)


def test_styles_learned_apart_are_not_blended(looks: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.safetensors"
    write(other, {}, Description("bilateral", {}, (StyleEntry("mine", "Mine", "yours"),)))
    known = (*bundled(), *styles_of(other))
    assert find("mine", known).kind == "yours"
    with pytest.raises(StyleError, match="cannot be blended, since these styles were learned apart"):
        find("natural+mine", known)


def test_a_missing_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(styles, "BUNDLED_FILE", tmp_path / "gone.safetensors")
    with pytest.raises(StyleError, match=r"gone\.safetensors is no longer there"):
        bundled()

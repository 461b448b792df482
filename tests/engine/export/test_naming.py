"""Names: tokens, legality, length, and a plan in which no name is used twice."""

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ExportError
from engine.export.naming import Subject, check_template, file_name, resulting_names, shortened

PHOTO = Subject(
    Path("/photos/coast/_DSC0401.NEF"),
    datetime(2026, 5, 14, 18, 42, 7),
    style="Soft film",
    strength=0.8,
    rating=4,
    camera="Canon EOS/5D",
    iso=160,
    width=6000,
    height=4000,
)


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{name}_{style}", "_DSC0401_Soft-film.jpg"),
        ("{name}.{ext}", "_DSC0401.jpg"),
        ("{date:%Y%m%d}/{seq:04}_{name}", "20260514/0007__DSC0401.jpg"),
        ("{date}_{time}", "2026-05-14_184207.jpg"),
        ("{camera}-{iso}-{strength}-{rating}", "Canon EOS-5D-160-80-4.jpg"),
        ("{w}x{h} {folder}", "6000x4000 coast.jpg"),
        ("{lens|unknown}", "unknown.jpg"),
        ("{name}_{lens}_{iso}", "_DSC0401_160.jpg"),
        ("{lens}_{name}", "_DSC0401.jpg"),
        ("{lens}", "photo.jpg"),
        ("../../{name}", "_DSC0401.jpg"),
        ("/root/{name}", "root/_DSC0401.jpg"),
        ("a<b>:c*?{name}", "a-b--c--_DSC0401.jpg"),
        ("CON", "_CON.jpg"),
        ("com1.x", "_com1.x.jpg"),
        ("{name}. ", "_DSC0401.jpg"),
        (".{name}", "_._DSC0401.jpg"),
    ],
)
def test_tokens_and_legality(template: str, name: str) -> None:
    assert file_name(template, PHOTO, 7, "jpg") == Path(name)


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("{nmae}", r"no \{nmae\} to put into a name; there are \{name\}"),
        ("{name", "brace stands alone"),
        ("name}", "brace stands alone"),
        ("{seq:x}", "not a number of digits"),
        (" ", "empty"),
    ],
)
def test_a_template_that_cannot_be_understood(template: str, words: str) -> None:
    with pytest.raises(ExportError, match=words):
        check_template(template)


@given(st.text(min_size=1, max_size=300), st.sampled_from(["{name}_{style}", "{style}/{name}", "{name}", "x{seq}"]))
def test_every_part_is_legal_and_short(stem: str, template: str) -> None:
    source = Path("/photos") / (stem.replace("/", "-").replace("\0", "-") + ".jpg")
    name = file_name(template, Subject(source, style="Soft film"), 1, "avif")
    for part in name.parts:
        assert 0 < len(part.encode("utf-8", "surrogateescape")) <= 255 - 8 * (part is name.name)
        assert not set(part) & set('<>:"/\\|?*\0\n')
        assert part not in (".", "..")
        assert not part.endswith((" ", "."))
    assert name.suffix == ".avif"


def test_a_long_name_gives_way_before_the_style() -> None:
    name = file_name("{name}_{style}", Subject(Path("ä" * 200 + ".jpg"), style="Vivid"), 1, "jpg").name
    assert name.endswith("ä_Vivid.jpg")
    assert 240 <= len(name.encode()) <= 247


@pytest.mark.parametrize(("text", "room", "short"), [("ae\u0301", 3, "a"), ("👍🏽x", 5, "👍"), ("abc", 3, "abc")])
def test_shortening_never_parts_a_character(text: str, room: int, short: str) -> None:
    assert shortened(text, room) == short


def subjects(*paths: str) -> list[Subject]:
    return [Subject(Path(path)) for path in paths]


def test_a_name_is_used_once_whatever_the_choice(tmp_path: Path) -> None:
    for policy in ("unique", "overwrite", "skip"):
        plan = resulting_names(
            subjects("/a/x.jpg", "/b/x.jpg", "/c/X.jpg"), "{name}", tmp_path, "jpg", on_conflict=policy
        )
        assert [p.target.name for p in plan] == ["x.jpg", "x-2.jpg", "X-3.jpg"]
        assert [p.state for p in plan] == ["free", "changed", "changed"]


def test_taken_names(tmp_path: Path) -> None:
    (tmp_path / "x.jpg").write_bytes(b"")
    photos = subjects("/a/x.jpg", "/a/y.jpg")
    found = {
        policy: [
            (p.target.name, p.state) for p in resulting_names(photos, "{name}", tmp_path, "jpg", on_conflict=policy)
        ]
        for policy in ("unique", "overwrite", "skip")
    }
    assert found == {
        "unique": [("x-2.jpg", "changed"), ("y.jpg", "free")],
        "overwrite": [("x.jpg", "replaces"), ("y.jpg", "free")],
        "skip": [("x.jpg", "skipped"), ("y.jpg", "free")],
    }


def test_originals_are_refused_under_any_name(tmp_path: Path) -> None:
    original = tmp_path / "x.jpg"
    original.write_bytes(b"original")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x.jpg").symlink_to(original)
    for folder in (tmp_path, tmp_path / "out"):
        (planned,) = resulting_names(subjects(str(original)), "{name}", folder, "jpg", on_conflict="overwrite")
        assert (planned.state, planned.reason) == ("refused", "Is an original")


def test_numbers_fit_into_the_longest_name(tmp_path: Path) -> None:
    plan = resulting_names(subjects(*(f"/{n}/{'a' * 251}.jpg" for n in range(12))), "{name}", tmp_path, "jpg")
    assert len({p.target for p in plan}) == 12
    for planned in plan:
        planned.target.write_bytes(b"")


def test_subfolders_of_the_source_are_kept(tmp_path: Path) -> None:
    photo = Subject(Path("/a/deep/x.jpg"), subfolder=Path("deep"))
    (planned,) = resulting_names([photo], "{name}", tmp_path, "jpg")
    assert planned.target == tmp_path / "deep" / "x.jpg"

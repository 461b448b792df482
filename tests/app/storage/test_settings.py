"""Settings, recent paths and the files they are kept in."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage import folders, recent, settings, small_file
from app.storage.recent import Recent
from app.storage.settings import Settings


def test_settings_are_kept_under_penchant_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PENCHANT_HOME", str(tmp_path))
    settings.save(Settings(theme="light", interface_size=1.25, window="abc"))
    assert settings.load() == (Settings(theme="light", interface_size=1.25, window="abc"), "")
    assert [p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()] == [Path("config/settings.json")]


def test_without_penchant_home_the_system_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PENCHANT_HOME")
    places = [folders.config(), folders.data(), folders.cache(), folders.state()]
    assert len(set(places)) == 4
    assert all(place.is_absolute() and "penchant" in str(place).lower() for place in places)


def test_the_first_start_has_defaults() -> None:
    assert settings.load() == (Settings(), "")


@pytest.mark.parametrize("text", ["{", "[1]", "\x00\xff", '{"version": 99, "theme": "violet"}', '{"version": "1"}'])
def test_a_file_that_is_not_understood_is_kept_aside_unchanged(text: str) -> None:
    file = settings.file()
    small_file.replace_file(file, text.encode("latin-1"))
    assert settings.load() == (Settings(), "settings.json.kept")
    assert file.with_name("settings.json.kept").read_bytes() == text.encode("latin-1")
    assert not file.exists()


def test_what_does_not_fit_is_at_its_default_and_the_rest_counts() -> None:
    values = {
        "theme": "violet",
        "interface_size": 2,
        "grid_count": True,
        "keep_recent": "no",
        "gone": 1,
        "mode": "side",
    }
    small_file.replace_file(settings.file(), json.dumps(values).encode())
    assert settings.load() == (Settings(interface_size=2, mode="side"), "")


@pytest.mark.parametrize(
    "change", [{"theme": "violet"}, {"colour": 1}, {"interface_size": 9.0}, {"grid_count": "6"}, {"hover_preview": 1}]
)
def test_a_value_that_does_not_fit_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=next(iter(change))):
        Settings().with_(**change)


def test_a_folder_that_cannot_be_written_costs_no_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.save(Settings(), tmp_path / "file" / "settings.json")
    recent.save(Recent((Path("/a"),)), tmp_path / "file" / "recent.json")
    assert (tmp_path / "file").read_text() == "in the way"


def test_recent_paths_come_newest_first_each_once_and_at_most_twelve() -> None:
    paths = [Path(f"/photos/{n}.jpg") for n in range(20)]
    listed = Recent()
    for path in [*paths, paths[15]]:
        listed = listed.with_(path)
    assert listed.paths[:3] == (paths[15], paths[19], paths[18])
    assert len(listed.paths) == recent.LONGEST


@given(st.lists(st.text(st.characters(exclude_characters="\0"), min_size=1), max_size=4, unique=True))
def test_recent_paths_of_any_name_are_read_back(names: list[str]) -> None:
    file = folders.state() / "any.json"
    listed = Recent(tuple(Path("/photos") / name.replace("/", "-") for name in names))
    recent.save(listed, file)
    assert recent.load(file) == listed


def test_a_name_that_is_not_unicode_is_read_back() -> None:
    listed = Recent((Path("/photos/\udcff.jpg"),))
    recent.save(listed)
    assert recent.load() == listed


def test_an_empty_list_leaves_no_file_behind() -> None:
    recent.save(Recent((Path("/a"),)))
    recent.save(Recent())
    assert not recent.file().exists()
    recent.save(Recent())
    assert recent.load() == Recent()


@pytest.mark.parametrize("text", ["{", '{"paths": 1}', '{"paths": [1, "", null]}'])
def test_a_list_that_is_not_understood_reads_as_empty(text: str) -> None:
    small_file.replace_file(recent.file(), text.encode())
    assert recent.load() == Recent()


def test_replacing_a_file_keeps_its_permissions_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text("old")
    file.chmod(0o640)
    small_file.replace_file(file, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o640)
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.json"
    file.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(small_file.os, "fsync", full)
    with pytest.raises(OSError, match="space"):
        small_file.replace_file(file, b"new")
    assert (file.read_text(), list(tmp_path.iterdir())) == ("old", [file])

"""Export presets survive being kept, and a damaged file costs nothing but itself."""

from pathlib import Path

from app.storage import presets
from engine.export.options import ExportOptions


def test_own_presets_are_kept_beside_the_built_in_ones(tmp_path: Path) -> None:
    file = tmp_path / "presets.json"
    wanted = presets.with_preset(presets.BUILT_IN, "Für die Oma", ExportOptions(long_edge=1200, quality=80))
    presets.save(wanted, file)
    assert presets.load(file) == wanted


def test_the_same_name_replaces() -> None:
    once = presets.with_preset(presets.BUILT_IN, "Mine", ExportOptions(quality=70))
    twice = presets.with_preset(once, "Mine", ExportOptions(quality=80))
    assert [p.options.quality for p in twice if p.own] == [80]


def test_a_preset_that_does_not_fit_any_more_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "presets.json"
    file.write_text('{"presets": [{"name": "old", "format": "gif"}, {"name": "ok", "format": "png"}, 3]}')
    assert [p.name for p in presets.load(file) if p.own] == ["ok"]


def test_a_damaged_file_is_kept_aside(tmp_path: Path) -> None:
    file = tmp_path / "presets.json"
    file.write_text("{")
    assert presets.load(file) == presets.BUILT_IN
    assert (tmp_path / "presets.json.kept").read_text() == "{"

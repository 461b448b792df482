"""Edit: frozen, checked, and one line of JSON that old and new versions understand."""

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.edit import CONTROLS, RANGES, VERSION, Crop, Edit
from engine.errors import EditError
from engine.tags import Tags


@st.composite
def edits(draw: st.DrawFn) -> Edit:
    values = {name: draw(st.floats(control.low, control.high)) for name, control in RANGES.items()}
    left, top = draw(st.floats(0, 0.49)), draw(st.floats(0, 0.49))
    values["crop"] = Crop(left, top, draw(st.floats(0.5, 1)), draw(st.floats(0.5, 1)))
    values["style"] = draw(st.one_of(st.none(), st.text(max_size=20)))
    return Edit().with_(**values, quarter_turns=draw(st.integers(0, 3)), flip=draw(st.booleans()))


@given(edits())
@settings(deadline=None)
def test_json_gives_the_same_edit_back(edit: Edit) -> None:
    text = edit.to_json()
    assert "\n" not in text
    assert Edit.from_json(text) == edit


def test_json_of_an_untouched_edit_is_its_version_only() -> None:
    assert json.loads(Edit().to_json()) == {"version": VERSION}


def test_every_control_is_a_field_that_rests_at_its_default() -> None:
    for control in CONTROLS:
        assert getattr(Edit(), control.name) == control.default
    assert Edit().adjustments == {}
    assert not Edit().has_geometry


def test_adjustments_are_those_moved_away_from_rest() -> None:
    edit = Edit(style="vivid", strength=0.5, exposure=0.3, clarity=-5, angle=2.0)
    assert edit.adjustments == {"exposure": 0.3, "clarity": -5}


@pytest.mark.parametrize("edit", [Edit(quarter_turns=1), Edit(flip=True), Edit(angle=0.1), Edit(crop=Crop(right=0.9))])
def test_geometry_is_noticed(edit: Edit) -> None:
    assert edit.has_geometry


def test_it_is_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Edit().exposure = 1.0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"exposure": 5.01}, "Exposure"),
        ({"strength": 1.6}, "Strength"),
        ({"angle": -46}, "Straighten"),
        ({"contrast": float("nan")}, "Contrast"),
        ({"contrast": "much"}, "Contrast"),
        ({"contrast": True}, "Contrast"),
        ({"glow": 3}, "glow"),
    ],
)
def test_what_cannot_be_is_refused_by_name(changes: dict[str, object], word: str) -> None:
    with pytest.raises(EditError) as caught:
        Edit().with_(**changes)
    assert word in caught.value.sentence


@pytest.mark.parametrize(
    "crop", [(0.5, 0, 0.5, 1), (0.6, 0, 0.5, 1), (-0.1, 0, 1, 1), (0, 0, 1, 1.1), (0, float("nan"), 1, 1)]
)
def test_a_crop_lies_inside_and_is_not_empty(crop: tuple[float, float, float, float]) -> None:
    with pytest.raises(EditError):
        Crop(*crop)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "3",
        "null",
        '{"version": "x"}',
        '{"version": 99}',
        '{"glow": 1}',
        '{"exposure": 9}',
        '{"exposure": "1"}',
        '{"exposure": NaN}',
        '{"exposure": null}',
        '{"style": 4}',
        '{"flip": 1}',
        '{"quarter_turns": 4}',
        '{"quarter_turns": 1.5}',
        '{"crop": [0, 0, 1, 1]}',
        '{"crop": {"left": "a"}}',
        '{"crop": {"width": 1}}',
        '{"crop": {"left": 0.9, "right": 0.1}}',
        '{"crop": null}',
        '{"angle": true}',
        '{"flip": null}',
        '{"quarter_turns": true}',
        '{"quarter_turns": null}',
        '{"crop": {"left": null}}',
        '{"tags": []}',
        '{"tags": {"light": "moon"}}',
        '{"tags": {"light": 1}}',
        '{"tags": {"mood": "calm"}}',
        '{"exposure": 1' + "0" * 400 + "}",
        "[" * 100_000,
    ],
)
def test_strange_json_is_an_edit_error(text: str) -> None:
    with pytest.raises(EditError):
        Edit.from_json(text)


def test_a_newer_version_says_so() -> None:
    with pytest.raises(EditError, match="newer version"):
        Edit.from_json(json.dumps({"version": VERSION + 1, "glow": 2}))


def test_the_first_version_opens_for_ever() -> None:
    crop = '{"bottom": 0.9, "left": 0.1, "right": 1.0, "top": 0.0}'
    text = '{"angle": -1.5, "crop": %s, "exposure": 0.35, "version": 1}'
    assert Edit.from_json(text % crop) == Edit(angle=-1.5, exposure=0.35, crop=Crop(0.1, 0.0, 1.0, 0.9))


def test_scene_tags_are_kept_as_words_and_only_those_that_are_known() -> None:
    edit = Edit(tags=Tags(light="sun_sky", time="dusk"))
    assert json.loads(edit.to_json())["tags"] == {"light": "sun_sky", "time": "dusk"}
    assert Edit.from_json(edit.to_json()) == edit
    assert "tags" not in Edit(tags=Tags()).to_json()

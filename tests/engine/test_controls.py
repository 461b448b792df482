"""Controls: declarations that panels and the command line can rely on."""

import pytest

from engine.controls import Control
from engine.edit import CONTROLS, RANGES
from engine.errors import EditError


def test_values_in_range_pass_and_others_are_named() -> None:
    control = Control("exposure", "Exposure", "Light", -5, 5)
    assert control.check(-5) == -5
    assert control.check(5) == 5
    for value in (-5.01, 5.01, float("nan"), float("inf")):
        with pytest.raises(EditError) as caught:
            control.check(value)
        assert caught.value.subject == "exposure"
        assert "-5" in caught.value.sentence


def test_declarations_make_sense() -> None:
    for control in RANGES.values():
        assert control.low < control.high
        assert control.low <= control.default <= control.high
        assert 0 < control.step <= control.high - control.low
        assert round(control.step, control.decimals) == control.step
        assert control.label[0].isupper()
    assert len(RANGES) == len(CONTROLS) + 2


def test_each_adjustment_explains_itself_in_a_sentence() -> None:
    for control in CONTROLS:
        assert control.help.endswith(".")
        assert control.group

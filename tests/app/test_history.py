"""History: pushing, jumping, and never an empty list."""

from hypothesis import given
from hypothesis import strategies as st

from app.history import History
from engine.edit import Edit

START = History.starting(Edit(), "Opened")


def test_a_step_that_changes_nothing_is_no_step() -> None:
    assert START.push("Exposure", Edit()) is START


@given(st.lists(st.one_of(st.just("undo"), st.just("redo"), st.integers(-5, 5)), max_size=30))
def test_any_sequence_of_steps_stays_consistent(actions: list[str | int]) -> None:
    history = START
    for action in actions:
        if isinstance(action, int):
            before = history
            history = history.push("Exposure", Edit(exposure=float(action)))
            assert history.edit == Edit(exposure=float(action))
            assert history is before or not history.can_redo
        else:
            history = history.jump(history.index + (1 if action == "redo" else -1))
        assert 0 <= history.index < len(history.steps)
        assert history.steps[0].edit == Edit()
        assert history.can_undo == (history.index > 0)

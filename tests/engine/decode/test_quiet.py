"""Decoders' warnings stay inside, from any number of threads, and other code keeps its own."""

import threading
import warnings

import pytest

from engine.decode.quiet import quiet


def test_warnings_inside_are_not_heard_and_outside_are() -> None:
    with quiet():
        warnings.warn("inside", stacklevel=1)
        with quiet():
            warnings.warn("deeper", stacklevel=1)
        warnings.warn("still inside", stacklevel=1)
    with pytest.warns(UserWarning, match="outside"):
        warnings.warn("outside", stacklevel=1)


def test_an_exception_ends_the_silence() -> None:
    with pytest.raises(KeyError), quiet():
        raise KeyError
    with pytest.warns(UserWarning, match="outside"):
        warnings.warn("outside", stacklevel=1)


def test_threads_that_overlap_leave_the_filters_as_they_were() -> None:
    before = list(warnings.filters)
    first_in, second_in, first_out = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        with quiet():
            first_in.set()
            second_in.wait(60)
        first_out.set()

    def second() -> None:
        first_in.wait(60)
        with quiet():
            second_in.set()
            first_out.wait(60)
            warnings.warn("the first has left", stacklevel=1)

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert list(warnings.filters) == before

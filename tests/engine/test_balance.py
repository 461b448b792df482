"""The slider of a personal style, after it was taught."""

from pathlib import Path

import numpy as np
import pytest

from engine.balance import at, has_balance, shares_of_ends, with_balance
from engine.checkpoints import native
from engine.errors import StyleError
from engine.networks.adaptive_numpy import SIZE
from engine.styles import bundled, styles_of

ENDS = shares_of_ends((0.5, 0.5, 0.0, 0.0), (0.0, 0.0, 0.6, 0.6))


def written(folder: Path, arguments: dict[str, object]) -> Path:
    path = folder / "mine.safetensors"
    entry = native.StyleEntry("mine", "Mine", "yours", weights=(0.5, 0.5, 0.0, 0.0))
    looks = np.zeros((4, SIZE), np.float32)
    native.write(path, {"looks": looks}, native.Description("adaptive", arguments, (entry,)))
    return path


@pytest.mark.parametrize(
    ("balance", "shares"),
    [(50, (0.5, 0.5, 0, 0)), (100, (0, 0, 0.6, 0.6)), (75, (0.25, 0.25, 0.3, 0.3)), (0, (1, 1, -0.6, -0.6))],
)
def test_the_slider_is_a_straight_line(balance: float, shares: tuple[float, ...]) -> None:
    assert at(ENDS, balance) == pytest.approx(shares)


def test_beyond_the_ends_there_is_nothing() -> None:
    assert at(ENDS, -20) == at(ENDS, 0)
    assert at(ENDS, 300) == at(ENDS, 100)


def test_places_that_were_measured_bend_the_line() -> None:
    ends = shares_of_ends((1.0, 0.0), (0.0, 1.0), (-1.4, -0.5, 0.0, 0.4, 1.2))
    assert at(ends, 0) == pytest.approx((2.4, -1.4))
    assert at(ends, 50) == pytest.approx((1.0, 0.0))
    assert at(ends, 75) == pytest.approx((0.6, 0.4))
    assert at(ends, 87.5) == pytest.approx((0.2, 0.8))


@pytest.mark.parametrize("along", [[0.0], [0.0, 0.0], [1.0, -1.0], ["far", 1.0], [0.0, float("nan")], range(1000)])
def test_places_that_are_no_line_are_refused(along: list[float]) -> None:
    with pytest.raises(ValueError, match=r"places|far"):
        at(ENDS | {"along": along}, 50)


def test_a_personal_style_is_moved(tmp_path: Path) -> None:
    style = styles_of(written(tmp_path, {"form": 2} | ENDS))[0]
    assert with_balance(style, 100).weights == pytest.approx((0, 0, 0.6, 0.6))
    assert with_balance(style, 50) == style


def test_other_styles_stay_as_they_are() -> None:
    style = bundled()[0]
    assert with_balance(style, 100) == style


def test_a_file_whose_ends_do_not_fit_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, {"form": 2, "middle": [1.0], "striking": ["much", 0.0]})
    assert has_balance(native.read_description(path).arguments)
    with pytest.raises(StyleError, match="mine"):
        with_balance(styles_of(path)[0], 70)

"""How many pixels a fitted picture needs."""

from engine.edit import Edit

Size = tuple[int, int]


def fitted_edge(size: Size, room: Size) -> int:
    """Long edge of a picture of `size` (width, height) that fills `room` without being enlarged."""
    return max(1, round(max(size) * _scale(size, room)))


def source_edge(full_size: Size, edit: Edit, room: Size) -> int:
    """Long edge of the whole photo at which its result (turned, straightened, cropped) fills `room`.

    Rounded as `fitted_edge` rounds: the result of a copy of this size needs no second resampling by one pixel.
    """
    from engine.geometry import output_size

    return max(1, round(max(full_size) * _scale(output_size(full_size, edit), room)))


def _scale(size: Size, room: Size) -> float:
    return min(room[0] / size[0], room[1] / size[1], 1.0)

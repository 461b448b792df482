"""What losses ask of the tensors they compare."""

from torch import Tensor


def same_shape(first: Tensor, second: Tensor) -> None:
    """Refuse tensors that would be broadcast: a loss of another question than the one asked.

    Raises:
        ValueError: the shapes differ.
    """
    if first.shape != second.shape:
        raise ValueError(f"tensors of one shape are compared, got {tuple(first.shape)} and {tuple(second.shape)}")


def one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    """Refuse a setting that is not among those allowed.

    Raises:
        ValueError: it is not.
    """
    if value not in allowed:
        raise ValueError(f"{name} is one of {', '.join(allowed)}, got {value}")

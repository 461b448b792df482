"""A grade as bytes, to be kept: safetensors, half precision (a grid of 32 x 32 takes 200 KB), nothing that runs."""

import json

import numpy as np

from engine.grade.value import Grade

FORMAT = 1
_KEY = "penchant-grade"
_MOST = 60_000.0


def to_bytes(grade: Grade) -> bytes:
    """The grade's parts, rounded to half precision: 16-bit pixels differ by less than 0.1 %."""
    from safetensors.numpy import save

    parts = {"grid": grade.grid, "residual": grade.residual, "gain": grade.gain}
    halves = {
        name: np.clip(values, -_MOST, _MOST).astype(np.float16) for name, values in parts.items() if values is not None
    }
    # Infinity (a predicted grade) has no JSON, so it is left out.
    error = {"fit_error": grade.fit_error} if np.isfinite(grade.fit_error) else {}
    return bytes(save(halves, {_KEY: json.dumps({"format": FORMAT} | error)}))


def from_bytes(content: bytes) -> Grade:
    """The grade that `to_bytes` wrote, now or in an older version.

    Raises:
        ValueError: something else, damaged, or of a newer version.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        parts = load(content)
        length = int.from_bytes(content[:8], "little")
        facts = json.loads(json.loads(content[8 : 8 + length])["__metadata__"][_KEY])
        if facts["format"] > FORMAT:
            raise ValueError(f"format {facts['format']} is newer than {FORMAT}")
        floats = {name: parts[name].astype(np.float32) for name in ("grid", "residual", "gain") if name in parts}
        return Grade(**floats, fit_error=float(facts.get("fit_error", np.inf)))
    except (SafetensorError, KeyError, TypeError) as problem:
        raise ValueError(f"no grade: {problem!r}") from problem

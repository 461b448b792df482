"""Keys that the person gave to commands, kept as one text in the settings."""

import json

from app.actions import COMMANDS


def parse(text: str) -> dict[str, str]:
    """Command id -> key; what does not fit any more is left out."""
    try:
        values = json.loads(text or "{}")
    except ValueError:
        return {}
    if not isinstance(values, dict):
        return {}
    return {name: key for name, key in values.items() if name in COMMANDS and isinstance(key, str) and key}


def with_key(text: str, command: str, key: str) -> str:
    """The text with one key more; the usual key of a command is not written down."""
    keys = parse(text) | {command: key}
    return json.dumps({name: k for name, k in keys.items() if k not in COMMANDS[name].keys[:1]}, sort_keys=True)


def keys_of(text: str, command: str) -> tuple[str, ...]:
    """The keys of a command as they are now."""
    own = parse(text).get(command)
    return (own,) if own else COMMANDS[command].keys


def taken_by(text: str, key: str, but: str) -> str:
    """Id of another command that has this key; "" if it is free."""
    return next((name for name in COMMANDS if name != but and key in keys_of(text, name)), "")

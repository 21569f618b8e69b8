"""Say where a piece of JSON is not as its schema wants it."""

import json
from functools import cache
from pathlib import Path

import jsonschema_rs


@cache
def validator(schema: Path) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(json.loads(schema.read_text()))


def problem(value, schema: Path) -> str | None:
    """Where ``value`` is not as the file ``schema`` says: ``$.on[0].python: …``; None if it is."""
    for error in validator(schema).iter_errors(value):
        path = error.instance_path
        steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
        return f"${''.join(steps)}: {error.message}"
    return None


def check(value, schema: Path) -> None:
    """Raise ValueError, which says where, if ``value`` is not as the file ``schema`` says."""
    if wrong := problem(value, schema):
        raise ValueError(f"What is to be written is not as {schema.name} says: {wrong}.")

"""Read the syntax of libconfig, which proxysql.cnf is written in.

Settings, groups in braces, lists in parentheses, strings, whole numbers, true and false: what the
examples use of it.
"""

import json
import re

TOKEN = re.compile(r'\s+|#[^\n]*|(?P<token>"[^"\n]*"|-?\d+|[A-Za-z_]\w*|[=(){},;])')


def read(text: str) -> dict:
    """The settings in ``text``. Raises ValueError where it is not libconfig, or sets one twice."""
    return group(tokenize(text), end=None)


def tokenize(text: str) -> list[str]:
    """The tokens of ``text``, the last one first."""
    tokens, position = [], 0
    while position < len(text):
        match = TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"not libconfig: {text[position : position + 20]!r}")
        position = match.end()
        if match["token"]:
            tokens.append(match["token"])
    return tokens[::-1]


def group(tokens: list[str], end: str | None) -> dict:
    """The settings up to ``end``, which is taken, too."""
    settings = {}
    while tokens and tokens[-1] != end:
        name = take(tokens)
        if not re.fullmatch(r"[A-Za-z_]\w*", name) or name in settings:
            raise ValueError(f"not a name, or set twice: {name}")
        take(tokens, "=")
        settings[name] = value(tokens)
        if tokens and tokens[-1] in {",", ";"}:
            tokens.pop()
    if end is not None:
        take(tokens, end)
    return settings


def value(tokens: list[str]):
    """The next value."""
    token = take(tokens)
    if token == "{":
        return group(tokens, "}")
    if token == "(":
        values = []
        while tokens and tokens[-1] != ")":
            values.append(value(tokens))
            if tokens and tokens[-1] != ")":
                take(tokens, ",")
        take(tokens, ")")
        return values
    if token.startswith('"') or token.lstrip("-").isdigit() or token in {"true", "false"}:
        return json.loads(token)
    raise ValueError(f"not a value: {token}")


def take(tokens: list[str], expected: str | None = None) -> str:
    """The next token. Raises ValueError if there is none, or another than is expected."""
    if not tokens or (expected and tokens[-1] != expected):
        raise ValueError(f"{expected or 'something'} is missing before {tokens[-1:]}")
    return tokens.pop()

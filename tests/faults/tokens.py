"""A table of tokens, for faults that are about writing."""


def make_tokens(cell) -> None:
    cell.site.sql("CREATE TABLE tokens (token varchar(64))")


def insert_token(token: str, server: str = "") -> list[str]:
    """Write a token, and read it back in a statement of its own; the same on every ``server``."""
    return [
        f"INSERT INTO tokens (token) VALUES ('{token}')",
        f"SELECT token FROM tokens WHERE token = '{token}'",
    ]

"""A table of tokens, for faults that are about writing."""


def make_tokens(cell) -> None:
    cell.site.sql("CREATE TABLE tokens (token varchar(64))")


def insert_token(token: str) -> list[str]:
    return [f"INSERT INTO tokens (token) VALUES ('{token}') RETURNING token"]

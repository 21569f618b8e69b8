"""What a MySQL or MariaDB logged of two requests, the one after the other."""


def between_requests(statements: list[str]) -> list[str]:
    """The statements between "SELECT 'first request'" and "SELECT 'second request'"."""
    first, second = (statements.index(f"SELECT '{name} request'") for name in ("first", "second"))
    return statements[first + 1 : second]

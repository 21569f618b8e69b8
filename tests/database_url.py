"""The address of a database as a URL, as dj-database-url reads it."""

from urllib.parse import quote

from tests.servers import Database


def url_of(database: Database) -> str:
    """The value of DATABASE_URL for ``database``."""
    known = {name: quote(value, safe="") for name, value in database.environment.items()}
    return (
        f"postgresql://{known['DB_USER']}:{known['DB_PASSWORD']}"
        f"@{known['DB_HOST']}:{known['DB_PORT']}/{known['DB_NAME']}"
    )

"""How to tell, over SQL, which SQLite file a request has open, and since when."""

from pathlib import Path

READ_SLOWLY_THEN_WRITE = [
    """
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 200000)
    SELECT count(*) FROM number, (SELECT count(*) FROM visit)
    """,
    "INSERT INTO visit VALUES (1)",
]
"""A transaction that takes long enough for others to begin meanwhile, on a table ``visit (id)``."""

FIND_MARKER = "SELECT count(*) FROM sqlite_temp_master WHERE name = 'marker'"


def tables_after_replacement(site) -> int:
    """How many tables a request sees after the file, with one in it, gave way to an empty one."""
    site.sql("CREATE TABLE visit (id)")
    file = Path(site.database.name)
    file.rename(file.with_suffix(".old"))
    file.touch()
    return site.value("SELECT count(*) FROM sqlite_master")

"""How to tell, over SQL, which SQLite file a request has open, and since when."""

from pathlib import Path

FIND_MARKER = "SELECT count(*) FROM sqlite_temp_master WHERE name = 'marker'"


def tables_after_replacement(site) -> int:
    """How many tables a request sees after the file, with one in it, gave way to an empty one."""
    site.sql("CREATE TABLE visit (id)")
    file = Path(site.database.name)
    file.rename(file.with_suffix(".old"))
    file.touch()
    return site.value("SELECT count(*) FROM sqlite_master")

"""A table of rows for the views of tests/project/orm.py, on MySQL and MariaDB."""

NUMBERS = [0, 1, 2, 3, 4]


def make_rows(site) -> None:
    """Make the table, with five rows."""
    site.sql(
        "CREATE TABLE example_rows (id bigint AUTO_INCREMENT PRIMARY KEY, number int NOT NULL)"
    )
    site.sql("INSERT INTO example_rows (number) VALUES (0), (1), (2), (3), (4)")


def numbers(site) -> list[int]:
    """What another client of the server sees of the rows."""
    server = site.database.server
    rows = getattr(server, "behind", server).query(
        f"SELECT number FROM {site.database.name}.example_rows ORDER BY id"
    )
    return [row["number"] for row in rows]

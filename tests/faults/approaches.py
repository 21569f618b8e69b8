"""The approaches that every fault is tried on. To add one is to add it to the list.

Nothing is imported here: pages and tests read it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Approach:
    """One way to hold connections, and the files that readers copy for it."""

    name: str
    """As in the names of cells, of anchors and on the command line."""
    title: str
    """As a reader calls it."""
    settings: str
    """The example that the project runs."""
    packages: tuple[str, ...]
    """What has to be installed for it, besides Django."""
    pooler: str | None = None
    """The configuration of the PgBouncer before the server, an example too."""
    server: str = "postgresql"
    """The database server, as ``REQUIRE`` calls it."""
    pool_size: int | None = None
    """How many connections a process may hold, where that is limited."""


PSYCOPG = ("psycopg",)
PSYCOPG_POOL = ("psycopg", "psycopg-pool")
SQLALCHEMY_POOL = ("psycopg", "django-db-connection-pool", "SQLAlchemy")

POSTGRESQL = (
    Approach("no_pool", "No pooling", "postgresql_no_pool/settings.py", PSYCOPG),
    Approach(
        "persistent",
        "CONN_MAX_AGE 600, health checks",
        "postgresql_persistent/settings.py",
        PSYCOPG,
    ),
    Approach(
        "persistent_unchecked",
        "CONN_MAX_AGE 600, no checks",
        "postgresql_persistent_unchecked/settings.py",
        PSYCOPG,
    ),
    Approach(
        "unlimited",
        "CONN_MAX_AGE None, health checks",
        "postgresql_unlimited/settings.py",
        PSYCOPG,
    ),
    Approach(
        "unlimited_unchecked",
        "CONN_MAX_AGE None, no checks",
        "postgresql_unlimited_unchecked/settings.py",
        PSYCOPG,
    ),
    Approach(
        "pool_checked",
        "Native pool, health checks",
        "postgresql_pool_checked/settings.py",
        PSYCOPG_POOL,
        pool_size=4,
    ),
    Approach(
        "pool",
        "Native pool, no checks",
        "postgresql_pool/settings.py",
        PSYCOPG_POOL,
        pool_size=4,
    ),
    Approach(
        "db_connection_pool",
        "django-db-connection-pool, pre-ping",
        "postgresql_db_connection_pool/settings.py",
        SQLALCHEMY_POOL,
        pool_size=4,
    ),
    Approach(
        "db_connection_pool_unchecked",
        "django-db-connection-pool, no pre-ping",
        "postgresql_db_connection_pool_unchecked/settings.py",
        SQLALCHEMY_POOL,
        pool_size=4,
    ),
    Approach(
        "pgbouncer_transaction",
        "PgBouncer, transaction mode",
        "pgbouncer_transaction/settings.py",
        PSYCOPG,
        pooler="pgbouncer_transaction/pgbouncer.ini",
    ),
    Approach(
        "pgbouncer_session",
        "PgBouncer, session mode",
        "pgbouncer_session/settings.py",
        PSYCOPG,
        pooler="pgbouncer_session/pgbouncer.ini",
    ),
    Approach(
        "pgbouncer_native_pool",
        "Native pool and PgBouncer",
        "pgbouncer_native_pool/settings.py",
        PSYCOPG_POOL,
        pooler="pgbouncer_transaction/pgbouncer.ini",
        pool_size=4,
    ),
)


def on(server: str, product: str) -> tuple[Approach, ...]:
    """The approaches that MariaDB and MySQL have in common."""
    mysqlclient = ("mysqlclient",)
    pool = ("mysqlclient", "django-db-connection-pool", "SQLAlchemy")
    return tuple(
        Approach(f"{server}_{name}", f"{product}: {title}", settings, packages, None, server, size)
        for name, title, settings, packages, size in (
            ("no_pool", "no pooling", "mysql_no_pool/settings.py", mysqlclient, None),
            (
                "persistent",
                "CONN_MAX_AGE 600, health checks",
                "mysql_persistent/settings.py",
                mysqlclient,
                None,
            ),
            (
                "persistent_unchecked",
                "CONN_MAX_AGE 600, no checks",
                "mysql_persistent_unchecked/settings.py",
                mysqlclient,
                None,
            ),
            (
                "db_connection_pool",
                "django-db-connection-pool",
                "mysql_db_connection_pool/settings.py",
                pool,
                4,
            ),
        )
    )


APPROACHES = (*POSTGRESQL, *on("mariadb", "MariaDB"), *on("mysql", "MySQL"))

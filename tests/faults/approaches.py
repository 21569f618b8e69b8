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
    heads: tuple[str, str] = ("", "")
    """In the heads of tables: what it has in common with its neighbors, and what not."""
    pool_size: int | None = None
    """How many connections a process may hold, where that is limited."""


PSYCOPG = ("psycopg",)
PSYCOPG_POOL = ("psycopg", "psycopg-pool")
SQLALCHEMY_POOL = ("psycopg", "django-db-connection-pool", "SQLAlchemy")

POSTGRESQL = (
    Approach(
        "no_pool",
        "No pooling",
        "postgresql_no_pool/settings.py",
        PSYCOPG,
        heads=("CONN_MAX_AGE", "0"),
    ),
    Approach(
        "minute",
        "CONN_MAX_AGE 60, health checks",
        "postgresql_minute/settings.py",
        PSYCOPG,
        heads=("CONN_MAX_AGE", "60, checks"),
    ),
    Approach(
        "minute_unchecked",
        "CONN_MAX_AGE 60, no checks",
        "postgresql_minute_unchecked/settings.py",
        PSYCOPG,
        heads=("CONN_MAX_AGE", "60"),
    ),
    Approach(
        "persistent",
        "CONN_MAX_AGE 600, health checks",
        "postgresql_persistent/settings.py",
        PSYCOPG,
        heads=("CONN_MAX_AGE", "600, checks"),
    ),
    Approach(
        "persistent_unchecked",
        "CONN_MAX_AGE 600, no checks",
        "postgresql_persistent_unchecked/settings.py",
        PSYCOPG,
        heads=("CONN_MAX_AGE", "600"),
    ),
    Approach(
        "unlimited",
        "CONN_MAX_AGE None, health checks",
        "postgresql_unlimited/settings.py",
        PSYCOPG,
        heads=("CONN_MAX_AGE", "None, checks"),
    ),
    Approach(
        "unlimited_unchecked",
        "CONN_MAX_AGE None, no checks",
        "postgresql_unlimited_unchecked/settings.py",
        PSYCOPG,
        heads=("CONN_MAX_AGE", "None"),
    ),
    Approach(
        "pool_checked",
        "Native pool, health checks",
        "postgresql_pool_checked/settings.py",
        PSYCOPG_POOL,
        pool_size=4,
        heads=("Native pool", "checks"),
    ),
    Approach(
        "pool",
        "Native pool, no checks",
        "postgresql_pool/settings.py",
        PSYCOPG_POOL,
        pool_size=4,
        heads=("Native pool", "no checks"),
    ),
    Approach(
        "db_connection_pool",
        "django-db-connection-pool, pre-ping",
        "postgresql_db_connection_pool/settings.py",
        SQLALCHEMY_POOL,
        pool_size=4,
        heads=("django-db-connection-pool", "pre-ping"),
    ),
    Approach(
        "db_connection_pool_unchecked",
        "django-db-connection-pool, no pre-ping",
        "postgresql_db_connection_pool_unchecked/settings.py",
        SQLALCHEMY_POOL,
        pool_size=4,
        heads=("django-db-connection-pool", "no pre-ping"),
    ),
    Approach(
        "pgbouncer_transaction",
        "PgBouncer, transaction mode",
        "pgbouncer_transaction/settings.py",
        PSYCOPG,
        pooler="pgbouncer_transaction/pgbouncer.ini",
        heads=("PgBouncer", "trans\N{SOFT HYPHEN}action mode"),
    ),
    Approach(
        "pgbouncer_session",
        "PgBouncer, session mode",
        "pgbouncer_session/settings.py",
        PSYCOPG,
        pooler="pgbouncer_session/pgbouncer.ini",
        heads=("PgBouncer", "session mode"),
    ),
    Approach(
        "pgbouncer_native_pool",
        "Native pool and PgBouncer",
        "pgbouncer_native_pool/settings.py",
        PSYCOPG_POOL,
        pooler="pgbouncer_transaction/pgbouncer.ini",
        pool_size=4,
        heads=("PgBouncer", "and native pool"),
    ),
)


def on(server: str, product: str) -> tuple[Approach, ...]:
    """The approaches that MariaDB and MySQL have in common."""

    def kept(name: str, title: str, head: str) -> Approach:
        return Approach(
            f"{server}_{name}",
            f"{product}: {title}",
            f"mysql_{name}/settings.py",
            ("mysqlclient",),
            server=server,
            heads=("CONN_MAX_AGE", head),
        )

    def pool(name: str, title: str) -> Approach:
        return Approach(
            f"{server}_{name}",
            f"{product}: django-db-connection-pool, {title}",
            f"mysql_{name}/settings.py",
            ("mysqlclient", "django-db-connection-pool", "SQLAlchemy"),
            server=server,
            pool_size=4,
            heads=("django-db-connection-pool", title),
        )

    return (
        kept("no_pool", "no pooling", "0"),
        kept("minute", "CONN_MAX_AGE 60, health checks", "60, checks"),
        kept("minute_unchecked", "CONN_MAX_AGE 60, no checks", "60"),
        kept("persistent", "CONN_MAX_AGE 600, health checks", "600, checks"),
        kept("persistent_unchecked", "CONN_MAX_AGE 600, no checks", "600"),
        kept("unlimited", "CONN_MAX_AGE None, health checks", "None, checks"),
        kept("unlimited_unchecked", "CONN_MAX_AGE None, no checks", "None"),
        pool("db_connection_pool", "pre-ping"),
        pool("db_connection_pool_unchecked", "no pre-ping"),
    )


APPROACHES = (*POSTGRESQL, *on("mariadb", "MariaDB"), *on("mysql", "MySQL"))

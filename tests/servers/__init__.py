"""The real servers that the examples are proven on, all behind the same verbs."""

from tests.servers.base import Borrowed, Database, Missing, Server, ServerError
from tests.servers.pgbouncer import PgBouncerProgram, find_pgbouncer
from tests.servers.pooler import Pooler, PoolerProgram
from tests.servers.postgresql import KnownPostgreSQL, find_postgresql
from tests.servers.sqlite import SQLite

FIND = {
    "postgresql": find_postgresql,
    "pgbouncer": find_pgbouncer,
    "sqlite": SQLite,
}
"""What finds each server, by the name that ``REQUIRE`` uses; given a directory for its files."""

KNOW = {
    "postgresql": KnownPostgreSQL,
    "pgbouncer": PgBouncerProgram,
    "sqlite": SQLite,
}
"""What reaches, from another process, the server that has this ``address()``."""

__all__ = [
    "FIND",
    "KNOW",
    "Borrowed",
    "Database",
    "Missing",
    "Pooler",
    "PoolerProgram",
    "Server",
    "ServerError",
]

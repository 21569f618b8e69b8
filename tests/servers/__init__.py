"""The real servers that the examples are proven on, all behind the same verbs."""

from functools import partial

from tests.servers.base import Borrowed, Database, Missing, Server, ServerError
from tests.servers.mariadb import MARIADB, MARIADB_1011
from tests.servers.maxscale import MaxScaleProgram, find_maxscale
from tests.servers.mysql import MYSQL
from tests.servers.mysql_borrowed import KnownServer
from tests.servers.mysql_private import find
from tests.servers.mysql_router import MySQLRouterProgram, find_mysql_router
from tests.servers.mysql_tls import PrivateMySQLTLS
from tests.servers.odyssey import OdysseyProgram, find_odyssey
from tests.servers.oracle import Oracle, find_oracle
from tests.servers.pgbouncer import PgBouncerProgram, find_pgbouncer
from tests.servers.pgpool import PgpoolProgram, find_pgpool
from tests.servers.pooler import Pooler, PoolerProgram
from tests.servers.postgresql import KnownPostgreSQL
from tests.servers.postgresql_private import find_postgresql
from tests.servers.postgresql_replica import KnownWithReplica, PrivateWithReplica
from tests.servers.postgresql_tls import PrivateTLS
from tests.servers.proxysql import ProxySQLProgram, find_proxysql
from tests.servers.sqlite import SQLite

FIND = {
    "postgresql": find_postgresql,
    "postgresql17": partial(find_postgresql, major=17),
    "postgresql16": partial(find_postgresql, major=16),
    "postgresql15": partial(find_postgresql, major=15),
    "postgresql_replica": PrivateWithReplica,
    "postgresql_tls": PrivateTLS,
    "pgbouncer": find_pgbouncer,
    "pgpool": find_pgpool,
    "odyssey": find_odyssey,
    "mariadb": partial(find, MARIADB),
    "mariadb1011": partial(find, MARIADB_1011),
    "mariadb_tls": partial(PrivateMySQLTLS, MARIADB),
    "mysql": partial(find, MYSQL),
    "mysql_tls": partial(PrivateMySQLTLS, MYSQL),
    "mysqlrouter": find_mysql_router,
    "oracle": find_oracle,
    "proxysql": find_proxysql,
    "maxscale": find_maxscale,
    "sqlite": SQLite,
}
"""What finds each server, by the name that ``REQUIRE`` uses; given a directory for its files."""

KNOW = {
    "postgresql": KnownPostgreSQL,
    "postgresql17": KnownPostgreSQL,
    "postgresql16": KnownPostgreSQL,
    "postgresql15": KnownPostgreSQL,
    "postgresql_replica": KnownWithReplica,
    "postgresql_tls": KnownPostgreSQL,
    "pgbouncer": PgBouncerProgram,
    "pgpool": PgpoolProgram,
    "odyssey": OdysseyProgram,
    "mariadb": partial(KnownServer, MARIADB),
    "mariadb1011": partial(KnownServer, MARIADB_1011),
    "mariadb_tls": partial(KnownServer, MARIADB),
    "mysql": partial(KnownServer, MYSQL),
    "mysql_tls": partial(KnownServer, MYSQL),
    "mysqlrouter": MySQLRouterProgram,
    "oracle": Oracle,
    "proxysql": ProxySQLProgram,
    "maxscale": MaxScaleProgram,
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

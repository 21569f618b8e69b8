"""The server's certificate is renewed, and then replaced by one of another authority."""

import time
from functools import partial

from tests.faults.fault import Fault
from tests.faults.load import select_slowly
from tests.servers import mysql_tls, postgresql_tls
from tests.servers.certificates import Authority
from tests.servers.mariadb import MARIADB
from tests.servers.mysql import MYSQL

SECONDS = 2
AUTHORITY = {"postgresql": "PGSSLROOTCERT", "mariadb": "DB_SSL_CA", "mysql": "DB_SSL_CA"}
"""The variable with the path of the authority's certificate."""
RELOAD = {
    "postgresql": "SELECT pg_reload_conf()",
    "mariadb": "FLUSH SSL",
    "mysql": "ALTER INSTANCE RELOAD TLS",
}
WITH_AUTHORITY = {
    f"{server}_{approach}": example
    for server in ("mariadb", "mysql")
    for approach, example in {
        "persistent": "mysql_tls/settings.py",
        "db_connection_pool": "mysql_tls_pool/settings.py",
    }.items()
}


def why_not(approach):
    if approach.pooler:
        return "The connections of this PgBouncer are not encrypted."
    if approach.server != "postgresql" and approach.name not in WITH_AUTHORITY:
        return "mysqlclient is told of an authority by OPTIONS alone, and these settings name none."
    return None


def prepare(cell):
    if cell.approach.server == "postgresql":
        cell.environment["PGSSLMODE"] = "verify-full"
        trust(cell, cell.server.authority)


def strike(cell):
    server = cell.private()
    replace(cell, server.authority)
    cell.notes["threads answered after a renewal by the same authority"] = (
        "all" if cell.sweep() else "not all"
    )
    folder = server.directory / "another"
    folder.mkdir()
    another = Authority("Another authority", folder)
    replace(cell, another)
    trust(cell, another)  # after a restart
    time.sleep(SECONDS)


def replace(cell, authority):
    """Give the server a new certificate, signed by ``authority``."""
    server = cell.private()
    server.certify(authority)
    server.query(RELOAD[cell.approach.server])
    time.sleep(0.5)  # PostgreSQL does not say when it has read the files


def trust(cell, authority):
    """From its next start on, the project trusts ``authority``."""
    cell.environment[AUTHORITY[cell.approach.server]] = str(authority.file)


FAULT = Fault(
    "The server's certificate is replaced",
    strike,
    statements=select_slowly,
    prepare=prepare,
    why_not=why_not,
    servers={
        "postgresql": postgresql_tls.PrivateTLS,
        "mariadb": partial(mysql_tls.PrivateMySQLTLS, MARIADB),
        "mysql": partial(mysql_tls.PrivateMySQLTLS, MYSQL),
    },
    settings=WITH_AUTHORITY,
    seconds=SECONDS,
)

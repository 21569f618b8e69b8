"""The server's certificate is renewed, and then replaced by one of another authority."""

import time

from tests.faults.fault import Fault
from tests.faults.load import select_slowly
from tests.servers.certificates import Authority
from tests.servers.postgresql_tls import HOST, PrivateTLS

SECONDS = 2


def why_not(approach):
    if approach.pooler:
        return "The connections of this PgBouncer are not encrypted."
    if approach.server != "postgresql":
        return "mysqlclient is told of an authority by OPTIONS alone, and these settings name none."
    return None


def prepare(cell):
    cell.environment |= {
        "PGSSLMODE": "verify-full",
        "PGSSLROOTCERT": str(cell.server.authority.file),
    }


def strike(cell):
    server = cell.private()
    server.authority.issue(HOST, server.directory)
    reload(server)
    cell.notes["threads answered after a renewal by the same authority"] = (
        "all" if cell.sweep() else "not all"
    )
    folder = server.directory / "another"
    folder.mkdir()
    another = Authority("Another authority", folder)
    another.issue(HOST, server.directory)
    reload(server)
    cell.environment["PGSSLROOTCERT"] = str(another.file)  # of a restart
    time.sleep(SECONDS)


def reload(server):
    server.query("SELECT pg_reload_conf()")
    time.sleep(0.5)  # nothing says when it has read the files


FAULT = Fault(
    "The server's certificate is replaced",
    strike,
    statements=select_slowly,
    prepare=prepare,
    why_not=why_not,
    servers={"postgresql": PrivateTLS},
    seconds=SECONDS,
)

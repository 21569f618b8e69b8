"""What opening one connection takes, and of what that consists."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import mysql.connector
import psycopg
import pymysql

from benchmarks.costs import arithmetic
from benchmarks.costs.design import FAR_CONNECTS, FAR_MS, MYSQL_CONNECTS
from benchmarks.costs.journal import Journal, interleave
from benchmarks.costs.servers import (
    MeasuredPgBouncer,
    MeasuredPostgreSQL,
    cpu_seconds,
    filled_database,
    start_relay,
)
from evidence import store
from tests import drivers
from tests.servers import Database, Server

LOGINS = {
    "trust": "No password, no TLS",
    "scram": "A password (SCRAM)",
    "trust_tls": "TLS",
    "scram_tls": "A password (SCRAM) and TLS",
}
"""Each way to log in to PostgreSQL."""
POOLED = {
    "pgbouncer_trust": ("PgBouncer, no password", "none", "trust"),
    "pgbouncer_scram": ("PgBouncer, SCRAM, stored keys", "stored", "scram"),
    "pgbouncer_plain": ("PgBouncer, SCRAM, plain passwords", "plain", "scram"),
    "pgbouncer_tls": ("PgBouncer, SCRAM, stored keys, TLS", "stored", "scram_tls"),
}
"""Each way to log in to PgBouncer: where it has the passwords from, and how the client logs in."""
QUERY = "query"
QUERIES = 10
"""How many queries are sent for each connection that is opened: they are much shorter."""
DRIVERS = {"mysqlclient": "mysqlclient", "pymysql": "PyMySQL", "connector": "Connector/Python"}
TLS = {"": "", "_tls": ", TLS", "_tls_named": ", TLS, authority named"}
DJANGO = {
    "postgresql": "postgresql_no_pool",
    "mariadb": "mysql_no_pool",
    "mysql": "mysql_no_pool",
}
"""The settings with which Django's own part is measured."""


def conninfo(environment: dict[str, str], port: int) -> dict:
    """The variables of a project as psycopg's arguments."""
    return {
        "host": "127.0.0.1",
        "port": port,
        "user": environment["DB_USER"],
        "password": environment["DB_PASSWORD"] or None,
        "dbname": environment["DB_NAME"],
        "sslmode": environment["PGSSLMODE"],
        "sslrootcert": environment.get("PGSSLROOTCERT"),
    }


def timed(do: Callable[[], object], count: int, pids: dict[str, int]) -> dict:
    """The median of ``count`` times, in milliseconds, and who used the processor meanwhile."""
    before = {name: cpu_seconds(pid) for name, pid in pids.items()}
    own = time.process_time()
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        closing = do()
        taken.append((time.perf_counter() - began) * 1000)
        if closing is not None:
            closing.close()
    own = time.process_time() - own
    time.sleep(0.02)  # the server's last process ends
    return {
        "ms": median(taken),
        "least_ms": min(taken),
        "client_cpu_ms": own * 1000 / count,
        **{f"{n}_cpu_ms": (cpu_seconds(p) - before[n]) * 1000 / count for n, p in pids.items()},
    }


def measure_postgresql(
    server: MeasuredPostgreSQL,
    pgbouncer,
    journal: Journal,
    rounds: int,
    connects: int,
    directory: Path,
) -> None:
    """Connections to PostgreSQL and to PgBouncer, near and far; and a query on an open one."""
    ways = {**LOGINS, **POOLED, QUERY: ""}
    if journal.has("connect", ways, rounds) and journal.has("far", ways, rounds):
        return
    with ExitStack() as running:
        database = running.enter_context(filled_database(server))
        targets, far, pids = {}, {}, {}
        far_ports: dict[int, int] = {}

        def add(name: str, login: str, port: int, pooler=None) -> None:
            if port not in far_ports:
                far_ports[port] = start_relay(port, FAR_MS, directory, running)
            environment = {**database.environment, **server.login(login)}
            targets[name] = conninfo(environment, port)
            far[name] = conninfo(environment, far_ports[port])
            pids[name] = {"database": server.process.pid}
            if pooler:
                pids[name]["pooler"] = pooler.process.pid

        for login in LOGINS:
            add(login, login, server.port)
        poolers = {}
        for name, (_, passwords, login) in POOLED.items():
            if passwords not in poolers:
                folder = directory / f"connect-{passwords}"
                poolers[passwords] = MeasuredPgBouncer(
                    pgbouncer, "pgbouncer_transaction", server, folder
                )
                poolers[passwords].passwords = passwords
                running.callback(poolers[passwords].stop)
                poolers[passwords].start()
            add(name, login, poolers[passwords].port, poolers[passwords])
        for group, where, count in (
            ("connect", targets, connects),
            ("far", far, FAR_CONNECTS),
        ):
            warm = psycopg.connect(**where["scram"], autocommit=True)
            running.callback(warm.close)

            def measure(name, where=where, count=count, warm=warm):
                if name == QUERY:
                    return timed(lambda: warm.execute("SELECT 1") and None, count * QUERIES, {})
                return timed(lambda: psycopg.connect(**where[name]), count, pids[name])

            for name in where:
                measure(name, count=3)  # warm: PgBouncer looks the password up
            interleave(journal, group, ways, rounds, measure, "ms")


def opener(driver: str, login: dict, tls: str, authority: str) -> Callable:
    """What opens a connection with a driver of MySQL's: one of its ways to ask for TLS, or none.

    No certificate is verified, as these drivers do unless told to. One that is not told which
    authority to trust reads all that the system trusts, though, for each connection.
    """
    named = tls == "_tls_named"
    if driver == "pymysql":
        encrypted = {"check_hostname": False, "verify_mode": False}
        encrypted |= {"ca": authority} if named else {}
        options = {"ssl": encrypted} if tls else {"ssl_disabled": True}
        return lambda: pymysql.connect(**login, **options)
    if driver == "connector":
        options = {"ssl_ca": authority} if named else {"ssl_disabled": not tls}
        return lambda: mysql.connector.connect(**login, **options)
    import MySQLdb  # which is on the path only since this was measured

    # The library that it was built with encrypts when it is told of any part of a certificate.
    options = {"ssl": {"cipher": "ECDHE-RSA-AES256-GCM-SHA384"}} if tls else {}
    return lambda: MySQLdb.connect(**login, **options)


def mysql_ways() -> dict[str, tuple[str, str]]:
    """Each driver with each way; mysqlclient verifies once it is told of an authority.

    It would refuse the certificate that the servers make for themselves.
    """
    ways = {f"{driver}{tls}": (driver, tls) for driver in DRIVERS for tls in TLS}
    del ways["mysqlclient_tls_named"]
    return ways


def measure_mysql(server: Server, authority: Path, journal: Journal, rounds: int) -> None:
    """Connections with each driver, with and without TLS."""
    group, ways = f"connect_{server.name}", mysql_ways()
    if journal.has(group, [*ways, QUERY], rounds):
        return
    folder = str(drivers.mysqlclient())
    if folder not in sys.path:
        sys.path.insert(0, folder)
        os.environ |= drivers.environment(drivers.mysqlclient())
    pids = {"database": server.process.pid}
    with ExitStack() as running:
        database = running.enter_context(filled_database(server))
        environment = database.environment
        login = {
            "host": "127.0.0.1",
            "port": int(environment["DB_PORT"]),
            "user": environment["DB_USER"],
            "password": environment["DB_PASSWORD"],
            "database": environment["DB_NAME"],
        }
        opens = {
            name: opener(driver, login, tls, str(authority)) for name, (driver, tls) in ways.items()
        }
        for name, connect in opens.items():
            check_encryption(connect, expected=bool(ways[name][1]), name=name)
        warm = opens["mysqlclient"]()
        running.callback(warm.close)

        def measure(name):
            if name == QUERY:
                return timed(
                    lambda: warm.query("SELECT 1") or (warm.store_result() and None),
                    MYSQL_CONNECTS * QUERIES,
                    {},
                )
            return timed(opens[name], MYSQL_CONNECTS, pids)

        interleave(journal, group, [*ways, QUERY], rounds, measure, "ms")


def check_encryption(connect: Callable, expected: bool, name: str) -> None:
    """Raises RuntimeError if a connection is encrypted that should not be, or the reverse."""
    connection = connect()
    cursor = connection.cursor()
    cursor.execute("SHOW STATUS LIKE 'Ssl_cipher'")
    cipher = cursor.fetchone()[1]
    connection.close()
    if bool(cipher) != expected:
        raise RuntimeError(f"{name}: the connection's cipher is {cipher!r}, so it is not measured.")


def measure_django(servers: dict[str, Server], journal: Journal, rounds: int, count: int) -> None:
    """The driver's part of a new connection, and Django's own; with its statements, counted."""
    names = [name for name in DJANGO if name in servers]
    if journal.has("django", names, rounds):
        return
    with ExitStack() as running:
        databases = {n: running.enter_context(filled_database(servers[n])) for n in names}
        statements = {n: statements_sent(servers[n], databases[n]) for n in names}

        def measure(name):
            pairs = django_opens(servers[name], databases[name], count)
            return {
                "driver_ms": median(driver for driver, _ in pairs),
                "django_ms": median(own for _, own in pairs),
                "statements": statements[name],
            }

        interleave(journal, "django", names, rounds, measure, "django_ms")


def statements_sent(server: Server, database: Database) -> int:
    """How many statements a new connection starts with: Django's own and the driver's."""
    if server.name != "postgresql":
        server.query("SET GLOBAL general_log = ON")
    server.log_statements(database)
    # Each process asks some things once: the difference is what a further connection sends.
    django_opens(server, database, 1)
    first = len(server.statements(database))
    django_opens(server, database, 2)
    second = len(server.statements(database)) - first
    server.query(
        f'ALTER DATABASE "{database.name}" RESET log_statement'
        if server.name == "postgresql"
        else "SET GLOBAL general_log = OFF"
    )
    return second - first


def django_opens(server: Server, database: Database, count: int) -> list[tuple[float, float]]:
    """What `project/connect.py` says, with the settings of a project without a pool."""
    topic = DJANGO[server.name]
    environment = database.environment
    if server.name == "postgresql":
        environment = environment | server.login("scram")
    folders = [store.EXAMPLES / topic, store.ROOT]
    if "mysql" in topic:
        folders.append(drivers.mysqlclient())
        environment = environment | drivers.environment(folders[-1])
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.costs.project.connect", str(count)],
        env={
            **environment,
            "PYTHONPATH": ":".join(map(str, folders)),
            "DJANGO_SETTINGS_MODULE": "benchmarks.costs.project.settings",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(
            f"Django could not connect, so nothing is measured: {done.stderr[-800:]}"
        )
    return json.loads(done.stdout)


def of_postgresql(journal: Journal, rounds: int) -> dict:
    """The rows of each way to log in: times, ratios to a query, round trips."""
    what = LOGINS | {name: each[0] for name, each in POOLED.items()} | {QUERY: "SELECT 1, open"}
    near = journal.rounds("connect", what, rounds)
    far = arithmetic.of_rows(journal.rounds("far", what, rounds), QUERY, "ms")
    rows = arithmetic.of_rows(near, QUERY, "ms", noisy_alone=True)

    def added(name: str) -> float:
        """What the distance adds; to a query, it adds one round trip."""
        return far[name]["least_ms"]["min"] - rows[name]["least_ms"]["min"]

    return {
        name: {
            "what": what[name],
            **row,
            "round_trips": round(added(name) / added(QUERY)),
        }
        for name, row in rows.items()
    }


def of_mysql(name: str, journal: Journal, rounds: int) -> dict:
    """The rows of each driver."""
    what = {way: DRIVERS[driver] + TLS[tls] for way, (driver, tls) in mysql_ways().items()}
    what[QUERY] = "SELECT 1, open"
    measured = journal.rounds(f"connect_{name}", what, rounds)
    rows = arithmetic.of_rows(measured, QUERY, "ms", noisy_alone=True)
    return {way: {"what": what[way], **row} for way, row in rows.items()}


def of_django(names: list[str], journal: Journal, rounds: int) -> dict:
    """How many statements Django sends on a new connection, and what that takes."""
    measured = journal.rounds("django", names, rounds)
    return {
        name: {
            "statements": each[0]["statements"],
            **{
                part: arithmetic.figure([r[part] for r in each])
                for part in ("driver_ms", "django_ms")
            },
            "noisy": arithmetic.is_noisy([r["django_ms"] for r in each]),
        }
        for name, each in measured.items()
    }

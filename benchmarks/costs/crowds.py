"""Many clients on one PgBouncer, and the memory that connections take."""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pymysql

from benchmarks.costs import arithmetic
from benchmarks.costs.connecting import conninfo
from benchmarks.costs.design import CROWD_QUERIES, HELD, HELD_CLIENTS, ITEMS
from benchmarks.costs.journal import Journal, interleave
from benchmarks.costs.servers import (
    MeasuredPgBouncer,
    MeasuredPostgreSQL,
    cpu_seconds,
    filled_database,
)
from tests.servers import Server
from tests.servers.postgresql_binaries import binaries

SCRIPT = f"\\set id random(1, {ITEMS})\nSELECT name FROM item WHERE id = :id;\n"
"""What each client of pgbench sends, again and again."""


def measure_crowds(
    server: MeasuredPostgreSQL,
    pgbouncer,
    journal: Journal,
    rounds: int,
    crowds: dict[str, tuple[int, ...]],
    directory: Path,
) -> None:
    """Queries a second for ever more clients; those of PgBouncer share its few connections."""
    names = [f"{way}-{count}" for way, counts in crowds.items() for count in counts]
    if journal.has("crowds", names, rounds):
        return
    script = directory / "select.sql"
    script.write_text(SCRIPT)
    with ExitStack() as running:
        database = running.enter_context(filled_database(server))
        pooler = MeasuredPgBouncer(pgbouncer, "pgbouncer_transaction", server, directory / "crowd")
        pooler.passwords = "none"
        running.callback(pooler.stop)
        pooler.start()
        ports = {"pgbouncer": pooler.port, "direct": server.port}

        def measure(name: str) -> dict:
            way, count = name.split("-")
            environment = {**database.environment, **server.login("trust")}
            pids = {"database": server.process.pid, "pooler": pooler.process.pid}
            before = {each: cpu_seconds(pid) for each, pid in pids.items()}
            printed = pgbench(environment, ports[way], script, int(count))
            queries = int(re.search(r"actually processed: (\d+)", printed)[1])
            used = {each: cpu_seconds(pid) - before[each] for each, pid in pids.items()}
            return {
                "queries_per_second": float(re.search(r"tps = ([\d.]+)", printed)[1]),
                "ms": float(re.search(r"latency average = ([\d.]+)", printed)[1]),
                **{f"{each}_cpu_ms": spent * 1000 / queries for each, spent in used.items()},
            }

        interleave(journal, "crowds", names, rounds, measure, "queries_per_second")


def pgbench(environment: dict, port: int, script: Path, clients: int) -> str:
    """What pgbench printed. Raises RuntimeError if a client failed."""
    done = subprocess.run(
        [
            str(binaries() / "pgbench"),
            *(
                "--no-vacuum",
                f"--client={clients}",
                "--jobs=1",
                f"--transactions={CROWD_QUERIES // clients}",
            ),
            *(f"--file={script}", "--host=127.0.0.1", f"--port={port}"),
            f"--username={environment['DB_USER']}",
            environment["DB_NAME"],
        ],
        env={"PGSSLMODE": environment["PGSSLMODE"]},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"pgbench failed, so nothing is measured: {done.stderr[-800:]}")
    return done.stdout


def measure_memory(
    servers: dict[str, Server], pgbouncer, journal: Journal, directory: Path
) -> None:
    """What the memory of each server grows by, for each of many connections that have queried."""
    for name, server in servers.items():
        if journal.has("memory", [name], 1):
            continue
        with ExitStack() as running:
            database = running.enter_context(filled_database(server))
            if name != "postgresql":
                measured = of_threads(server, database)
            else:
                measured = of_processes(server, database)
                pooler = MeasuredPgBouncer(
                    pgbouncer, "pgbouncer_transaction", server, directory / "memory"
                )
                pooler.passwords = "none"
                running.callback(pooler.stop)
                pooler.start()
                journal.add("memory/pgbouncer/0", of_clients(pooler, server, database))
            journal.add(f"memory/{name}/0", measured)


def kib(pid: int, name: str = "Private_Dirty") -> int:
    """What the system says of a process's memory; by default, what it has written for itself."""
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)[1])


def of_processes(server: MeasuredPostgreSQL, database) -> dict:
    """PostgreSQL has a process for each: what it has for itself, and with its share."""
    login = conninfo({**database.environment, **server.login("scram")}, server.port)
    with held(lambda: psycopg.connect(**login)):
        pids = [session["pid"] for session in server.sessions(database)]
        return {
            "connections": len(pids),
            "kib": sum(kib(pid) for pid in pids) / len(pids),
            "with_share_kib": sum(kib(pid, "Pss") for pid in pids) / len(pids),
        }


def of_threads(server: Server, database) -> dict:
    """MariaDB and MySQL have a thread for each: what the one process grows by."""
    environment = database.environment
    pid = server.process.pid

    def connect():
        return pymysql.connect(
            host="127.0.0.1",
            port=int(environment["DB_PORT"]),
            user=environment["DB_USER"],
            password=environment["DB_PASSWORD"],
            database=environment["DB_NAME"],
            ssl_disabled=True,
        )

    before = kib(pid)
    with held(connect):
        return {"connections": HELD, "kib": (kib(pid) - before) / HELD}


def of_clients(pooler: MeasuredPgBouncer, server: MeasuredPostgreSQL, database) -> dict:
    """PgBouncer has neither a process nor a thread for a client."""
    login = conninfo({**database.environment, **server.login("trust")}, pooler.port)
    pid = pooler.process.pid
    psycopg.connect(**login).close()
    before = kib(pid)
    with held(lambda: psycopg.connect(**login), HELD_CLIENTS):
        return {"connections": HELD_CLIENTS, "kib": (kib(pid) - before) / HELD_CLIENTS}


@contextmanager
def held(connect: Callable, count: int = HELD) -> Iterator[None]:
    """Keep ``count`` connections open, each of which has queried once."""
    with ExitStack() as opened:
        for _ in range(count):
            connection = connect()
            opened.callback(connection.close)
            cursor = connection.cursor()
            cursor.execute("SELECT name FROM item WHERE id = 1")
            cursor.fetchall()
            connection.commit()
        yield


def of_crowds(journal: Journal, rounds: int, crowds: dict[str, tuple[int, ...]]) -> list[dict]:
    """A row for each number of clients and way; ratios are to the fewest, without PgBouncer."""
    names = [f"{way}-{count}" for way, counts in crowds.items() for count in counts]
    measured = journal.rounds("crowds", names, rounds)
    rows = arithmetic.of_rows(measured, f"direct-{crowds['direct'][0]}", "queries_per_second")
    return [
        {"way": way, "clients": int(count), **row}
        for (way, count), row in ((name.split("-"), row) for name, row in rows.items())
    ]


def of_memory(names: list[str], journal: Journal) -> dict:
    """What each connection takes of memory, in KiB."""
    return {
        name: {key: arithmetic.digits(value) for key, value in measured.items()}
        for name in names
        for measured in journal.rounds("memory", [name], 1)[name]
    }

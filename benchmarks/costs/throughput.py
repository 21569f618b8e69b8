"""Throughput and latency of each approach in each situation."""

import json
from contextlib import ExitStack
from pathlib import Path

from benchmarks.costs import arithmetic
from benchmarks.costs.design import (
    APPROACHES,
    CLIENTS,
    PROGRAMS,
    SHORT_SECONDS,
    SITUATIONS,
    SWEEP_CLIENTS,
    SWEEP_PROGRAM,
    SWEEP_TOPIC,
    SWEEPS,
    Situation,
)
from benchmarks.costs.journal import Journal, interleave
from benchmarks.costs.load import Project, loaded, start_project
from benchmarks.costs.servers import MeasuredPgBouncer, filled_database, start_relay
from tests.servers import Server


class Throughput:
    """The experiments on projects, on the servers that ``servers`` has by name."""

    def __init__(self, servers: dict[str, Server], pgbouncer, journal: Journal, directory: Path):
        self.servers = servers
        self.pgbouncer = pgbouncer
        self.journal = journal
        self.directory = directory

    def measure(self, name: str, rounds: int, seconds: int) -> None:
        """All approaches of a situation, interleaved; nothing is started if all is there."""
        situation = SITUATIONS[name]
        if self.journal.has(name, situation.approaches, rounds):
            return
        with ExitStack() as running:
            projects = {
                approach: self._start(name, situation, approach, running)
                for approach in situation.approaches
            }
            interleave(
                self.journal,
                name,
                projects,
                rounds,
                lambda each: loaded(projects[each], situation.view, CLIENTS, seconds),
                "requests_per_second",
            )

    def _start(self, name: str, situation: Situation, which: str, running: ExitStack) -> Project:
        """A project with its database and with what stands between the two."""
        approach = APPROACHES[which]
        server = self.servers[situation.server]
        database = running.enter_context(filled_database(server))
        environment = database.environment
        if situation.server == "postgresql":
            environment = environment | server.login(situation.login)
        directory = self.directory / f"{name}-{which}"
        port = server.port if situation.server == "postgresql" else server.login["port"]
        pids = {"database": server.process.pid}

        def relay() -> None:
            nonlocal port
            if situation.delay is not None:
                port = start_relay(port, situation.delay, self.directory, running)

        if approach.beside == "project":
            relay()
        if approach.pgbouncer:
            pooler = MeasuredPgBouncer(
                self.pgbouncer, approach.pgbouncer, server, directory / "pgbouncer"
            )
            pooler.port_behind = port
            if situation.login == "trust":
                pooler.passwords = "none"
            running.callback(pooler.stop)
            pooler.start()
            port, pids["pooler"] = pooler.port, pooler.process.pid
        if approach.beside == "database":
            relay()
        project = start_project(
            approach.topic,
            PROGRAMS[situation.program],
            database,
            {**environment, "DB_HOST": "127.0.0.1", "DB_PORT": str(port)},
            directory / "project",
            running,
        )
        project.pids |= pids
        return project

    def sweep(self, name: str, sizes: list[int], rounds: int) -> None:
        """A pool of each size, in one process that has more threads than connections."""
        group = f"sweep_{name}"
        if self.journal.has(group, map(str, sizes), rounds):
            return
        server = self.servers["postgresql"]
        with ExitStack() as running:
            port = server.port
            if SWEEPS[name]:
                port = start_relay(port, SWEEPS[name], self.directory, running)
            projects = {}
            for size in map(str, sizes):
                database = running.enter_context(filled_database(server))
                environment = {
                    **database.environment,
                    **server.login("scram"),
                    "DB_PORT": str(port),
                    "DB_POOL_MIN_SIZE": size,
                    "DB_POOL_MAX_SIZE": size,
                    "DB_POOL_TIMEOUT": "30",
                }
                directory = self.directory / f"{group}-{size}"
                projects[size] = start_project(
                    SWEEP_TOPIC, SWEEP_PROGRAM, database, environment, directory, running
                )
                projects[size].pids["database"] = server.process.pid
            interleave(
                self.journal,
                group,
                projects,
                rounds,
                lambda size: with_waits(projects[size]),
                "requests_per_second",
            )


def with_waits(project: Project) -> dict:
    """What was measured, and how long a request waited for a connection, by the pool's counts."""
    before = json.loads(project.get("pool"))
    measured = loaded(project, "work", SWEEP_CLIENTS, SHORT_SECONDS)
    after = json.loads(project.get("pool"))
    counted = {
        key: after.get(key, 0) - before.get(key, 0) for key in ("requests_num", "requests_wait_ms")
    }
    return measured | {"wait_ms": counted["requests_wait_ms"] / counted["requests_num"]}


def of_situation(name: str, journal: Journal, rounds: int) -> dict:
    """The rows of a situation."""
    situation = SITUATIONS[name]
    rows = journal.rounds(name, situation.approaches, rounds)
    return {
        "what": situation.what,
        "baseline": situation.baseline,
        "rows": {
            which: {"what": APPROACHES[which].what, **row}
            for which, row in arithmetic.of_rows(
                rows, situation.baseline, "requests_per_second"
            ).items()
        },
    }


def of_sweep(name: str, sizes: list[int], journal: Journal, rounds: int, cores: int) -> dict:
    """The rows of a sweep, its knee, and what two rules of thumb say."""
    measured = journal.rounds(f"sweep_{name}", map(str, sizes), rounds)
    rows = arithmetic.of_rows(measured, str(sizes[0]), "requests_per_second")
    throughput = {int(size): row["requests_per_second"]["median"] for size, row in rows.items()}
    return {
        "rows": [{"size": int(size), **row} for size, row in rows.items()],
        "knee": arithmetic.knee(throughput),
        "by_littles_law": arithmetic.connections_by_littles_law(throughput),
        "by_cores": cores * 2 + 1,
    }

"""Print the pools of this project, and what the server and PgBouncer see."""

import os
import time
from contextlib import suppress

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, Error, connections
from pools import pool_states

SESSIONS = {
    "postgresql": (
        ["application", "user", "state", "connections", "longest (s)"],
        """
        SELECT application_name, usename, COALESCE(state, backend_type), count(*),
               max(extract(epoch FROM now() - state_change))::int
        FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
        """,
    ),
    "mysql": (
        ["host", "user", "state", "connections", "longest (s)"],
        """
        SELECT SUBSTRING_INDEX(host, ':', 1) AS client, user,
               IF(command = 'Sleep', 'idle', 'active') AS doing, COUNT(*), MAX(time)
        FROM information_schema.processlist
        WHERE db = DATABASE() AND id <> CONNECTION_ID()
        GROUP BY client, user, doing ORDER BY client, user, doing
        """,
    ),
}
POOLS = ["process", "pool", "used", "idle", "max", "waiting", "failed"]
PGBOUNCER = {
    "database": "database",
    "user": "user",
    "cl_active": "clients",
    "cl_waiting": "waiting",
    "sv_active": "used",
    "sv_idle": "idle",
    "maxwait": "longest wait (s)",
}


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS, metavar="ALIAS")
        parser.add_argument(
            "--pgbouncer", metavar="CONNINFO", help="PgBouncer's console: host=… port=…"
        )
        parser.add_argument(
            "--watch", type=float, metavar="SECONDS", help="print again"
        )

    def handle(self, *, database, pgbouncer, watch, **options):
        if database not in connections:
            raise CommandError(f"There is no {database!r} in DATABASES.")
        self.print_all(database, pgbouncer)
        with suppress(KeyboardInterrupt):
            while watch:
                time.sleep(watch)
                try:
                    self.print_all(database, pgbouncer)
                except CommandError as error:  # it may be back the next time
                    self.stderr.write(str(error))

    def print_all(self, database, pgbouncer):
        self.print_table(
            "Pools", POOLS, pools_of_this_process() + pools_of_all_processes()
        )
        vendor = connections[database].vendor
        if vendor in SESSIONS:
            columns, query = SESSIONS[vendor]
            self.print_table(
                "Connections that the server sees", columns, ask(database, query)
            )
        else:
            self.stdout.write(
                f"How to ask {vendor} for its connections is not known here."
            )
        if pgbouncer:
            rows = show_pools(pgbouncer)
            self.print_table("Pools of PgBouncer", list(PGBOUNCER.values()), rows)

    def print_table(self, title, columns, rows):
        lines = [
            columns,
            *[["–" if cell is None else str(cell) for cell in row] for row in rows],
        ]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        self.stdout.write(f"{title}:" if rows else f"{title}: none")
        for line in lines if rows else []:
            cells = (
                cell.ljust(width) for cell, width in zip(line, widths, strict=True)
            )
            self.stdout.write("  " + "  ".join(cells).rstrip())
        self.stdout.flush()


def pools_of_this_process():
    return [
        (
            os.getpid(),
            pool.name,
            pool.used,
            pool.idle,
            pool.max,
            pool.waiting,
            pool.failed,
        )
        for pool in pool_states()
    ]


def pools_of_all_processes():
    """What the processes that share their pools with Prometheus wrote last."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return []
    from metrics import all_processes

    found = {}
    families = all_processes().collect()
    for sample in (sample for family in families for sample in family.samples):
        if {"pid", "pool"} <= sample.labels.keys():
            pool = found.setdefault(
                (int(sample.labels["pid"]), sample.labels["pool"]), {}
            )
            pool[sample.labels.get("state", sample.name)] = int(sample.value)
    names = (
        "used",
        "idle",
        "db_client_connection_max",
        "db_client_connection_pending_requests",
    )
    return [(*key, *map(found[key].get, names), None) for key in sorted(found)]


def ask(alias, query):
    """The rows, over a connection of our own: the project's pool stays as it is."""
    connection = connections[alias].copy()
    connection.settings_dict["OPTIONS"].pop("pool", None)
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall()
    except Error as error:
        said = " ".join(str(error).split())
        raise CommandError(
            f"The server behind {alias!r} could not be asked: {said}"
        ) from error
    finally:
        connection.close()


def show_pools(conninfo):
    """What PgBouncer's console answers to SHOW POOLS, but for itself."""
    import psycopg
    from pgbouncer_pools import ask_console

    try:
        (pools,) = ask_console(conninfo, "SHOW POOLS")
    except psycopg.Error as error:
        said = " ".join(str(error).split())
        raise CommandError(f"PgBouncer could not be asked: {said}") from error
    return [
        [pool[name] for name in PGBOUNCER]
        for pool in pools
        if pool["database"] != "pgbouncer"
    ]

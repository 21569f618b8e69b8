"""What is measured, as data: approaches in situations."""

from dataclasses import asdict, dataclass
from pathlib import Path

FOLDER = Path(__file__).parent
ROUNDS = 5
SECONDS = 2
"""How long the load generator runs for one measurement."""
SHORT_SECONDS = 1
"""How long it does so for the sizes of a pool, of which there are many."""
CLIENTS = 8
"""Clients of the load generator, which never pause."""
ITEMS = 1000
"""Rows in the table that the views read from."""


@dataclass(frozen=True)
class Approach:
    """A settings file that readers copy, and where it leads."""

    what: str
    topic: str
    """The folder under examples/ whose settings.py runs."""
    pgbouncer: str = ""
    """The folder under examples/ whose pgbouncer.ini runs, if any does."""
    beside: str = "project"
    """On which side of a network delay PgBouncer stands: the project's or the database's."""


APPROACHES = {
    "no_pool": Approach("No pooling", "postgresql_no_pool"),
    "persistent": Approach("Persistent, with health checks", "postgresql_persistent"),
    "persistent_unchecked": Approach("Persistent, unchecked", "postgresql_persistent_unchecked"),
    "pool": Approach("Native pool", "postgresql_pool"),
    "pool_checked": Approach("Native pool, with health checks", "postgresql_pool_checked"),
    "pool_asgi": Approach("Native pool", "asgi_pool"),
    "db_connection_pool": Approach("django-db-connection-pool", "postgresql_db_connection_pool"),
    "pgbouncer_each": Approach(
        "PgBouncer, CONN_MAX_AGE 0", "postgresql_no_pool", "pgbouncer_transaction"
    ),
    "pgbouncer_each_far": Approach(
        "The same, beside the database",
        "postgresql_no_pool",
        "pgbouncer_transaction",
        beside="database",
    ),
    "pgbouncer": Approach(
        "PgBouncer, CONN_MAX_AGE None",
        "pgbouncer_transaction",
        "pgbouncer_transaction",
    ),
    "pgbouncer_session": Approach(
        "PgBouncer, session mode", "pgbouncer_session", "pgbouncer_session"
    ),
    "pgbouncer_pool": Approach(
        "PgBouncer and the native pool",
        "pgbouncer_native_pool",
        "pgbouncer_transaction",
    ),
    "mysql_no_pool": Approach("No pooling", "mysql_no_pool"),
    "mysql_persistent": Approach("Persistent, with health checks", "mysql_persistent"),
    "mysql_db_connection_pool": Approach("django-db-connection-pool", "mysql_db_connection_pool"),
}

FEW = ("no_pool", "persistent", "pool", "pgbouncer_each", "pgbouncer")
FAR = ("no_pool", "persistent", "pool", "pgbouncer_each", "pgbouncer_each_far")
MYSQL = ("mysql_no_pool", "mysql_persistent", "mysql_db_connection_pool")


@dataclass(frozen=True)
class Situation:
    """Under which circumstances approaches are compared; the first is what the others are of."""

    what: str
    approaches: tuple[str, ...]
    server: str = "postgresql"
    program: str = "gthread"
    view: str = "one"
    login: str = "scram"
    delay: float | None = None
    """Milliseconds that a relay adds to each round trip to the database; None: no relay."""

    @property
    def baseline(self) -> str:
        return self.approaches[0]


SITUATIONS = {
    "scram": Situation(
        "A password (SCRAM), no TLS",
        (
            *("no_pool", "persistent", "persistent_unchecked", "pool", "pool_checked"),
            *("db_connection_pool", "pgbouncer_each", "pgbouncer_session", "pgbouncer"),
            "pgbouncer_pool",
        ),
    ),
    "trust": Situation("No password (trust), no TLS", FEW, login="trust"),
    "tls": Situation("A password (SCRAM) and TLS", FEW, login="tls"),
    "three": Situation(
        "Three queries a request", ("no_pool", "persistent", "pool", "pgbouncer"), view="three"
    ),
    "sync": Situation(
        "gunicorn, sync workers", ("no_pool", "persistent", "pool", "pgbouncer"), program="sync"
    ),
    "uvicorn": Situation(
        "uvicorn", ("no_pool", "pool_asgi", "pgbouncer_each", "pgbouncer_pool"), program="uvicorn"
    ),
    "relay": Situation("Through the relay, no delay", ("no_pool", "persistent", "pool"), delay=0),
    "delay_1": Situation("1 ms away", ("no_pool", "persistent", "pool"), delay=1),
    "delay_5": Situation("5 ms away", FAR, delay=5),
    "mariadb": Situation("MariaDB", MYSQL, server="mariadb"),
    "mysql": Situation("MySQL", MYSQL, server="mysql"),
}

PROGRAMS = {
    "gthread": "gunicorn --worker-class gthread --workers 2 --threads 4 --no-control-socket",
    "sync": "gunicorn --worker-class sync --workers 8 --no-control-socket",
    "uvicorn": "uvicorn --workers 2 --no-access-log --log-level warning",
}
"""How a project is served; what is left out differs from run to run."""

SWEEPS = {"near": None, "delay_5": 5}
"""The pool's size is swept beside the database, and 5 ms away."""
SIZES = (1, 2, 3, 4, 5, 8, 16)
SWEEP_TOPIC = "environment_pool"
SWEEP_PROGRAM = "gunicorn --worker-class gthread --workers 1 --threads 16 --no-control-socket"
SWEEP_CLIENTS = 16

CROWDS = {"pgbouncer": (10, 100, 300, 1000), "direct": (10, 100, 300)}
"""How many clients query at a time through one PgBouncer, and without it."""
CROWD_QUERIES = 20_000
"""How many queries they send together."""

CONNECTS = 40
"""How many connections are opened for one measurement of what opening one takes."""
FAR_CONNECTS = 5
FAR_MS = 20
"""The delay by which round trips are counted: longer than what noise adds to them."""
MYSQL_CONNECTS = 10
HELD = 100
HELD_CLIENTS = 500
"""How many connections to a server, and to PgBouncer, are held to see what memory each takes."""


def plan(rounds: int, seconds: int) -> dict:
    """The whole design as plain data: a run that was stopped goes on only with the same one."""
    return {
        "rounds": rounds,
        "seconds": seconds,
        "clients": CLIENTS,
        "approaches": {name: asdict(each) for name, each in APPROACHES.items()},
        "situations": {name: asdict(each) for name, each in SITUATIONS.items()},
        "programs": PROGRAMS,
        "sweep": [SWEEPS, SIZES, SWEEP_TOPIC, SWEEP_PROGRAM, SWEEP_CLIENTS],
        "crowds": [CROWDS, CROWD_QUERIES],
        "short": SHORT_SECONDS,
        "connects": [CONNECTS, FAR_CONNECTS, FAR_MS, MYSQL_CONNECTS, HELD, HELD_CLIENTS],
    }

"""Say how full this process's pools are, in the same words for every kind of pool."""

import sys
from dataclasses import dataclass

from django.db import connections


@dataclass(frozen=True)
class PoolState:
    """One pool at one moment. What the pool does not tell is None."""

    name: str  # the alias
    kind: str  # who keeps it: psycopg_pool, oracledb or sqlalchemy
    used: int  # checked out, or still being opened
    idle: int  # ready for use
    max: int | None  # None: without a limit
    waiting: int | None  # requests that wait for a connection now
    failed: int | None  # checkouts that failed since the process started


def pool_states():
    """The pools that this process has opened; asking opens none and never waits."""
    return [
        state_of(alias, pool)
        for alias in connections
        if (pool := opened_pool(connections[alias])) is not None
    ]


def opened_pool(connection):
    """The pool behind Django's connection, or None if there is none yet."""
    pools = getattr(connection, "_connection_pools", {})  # Django's own, since 5.1
    for key in (connection.alias, (connection.alias, connection.settings_dict["USER"])):
        if key in pools:
            return pools[key]
    container = sys.modules.get("dj_db_conn_pool.core")
    return dict.get(container.pool_container, connection.alias) if container else None


def state_of(alias, pool):
    """The state of a pool. Raises TypeError for a kind that it does not know."""
    kind = type(pool).__module__.partition(".")[0]
    if kind == "psycopg_pool":
        now = pool.get_stats()
        idle = now["pool_available"]
        used = 0 if pool.closed else now["pool_size"] - idle
        waiting, failed = now["requests_waiting"], now.get("requests_errors", 0)
        return PoolState(alias, kind, used, idle, now["pool_max"], waiting, failed)
    if kind == "oracledb":
        idle = pool.opened - pool.busy
        return PoolState(alias, kind, pool.busy, idle, pool.max, None, None)
    if kind == "sqlalchemy":
        extra = pool._max_overflow  # it has no public name
        limit = None if extra == -1 else pool.size() + extra
        used, idle = pool.checkedout(), pool.checkedin()
        return PoolState(alias, kind, used, idle, limit, None, None)
    raise TypeError(
        f"The pool of {alias!r} is a {type(pool)}, which is not known here."
    )

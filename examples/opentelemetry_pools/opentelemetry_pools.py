"""Report this process's pools as OpenTelemetry's metrics of connection pools."""

from opentelemetry.metrics import Observation
from pools import pool_states


def observe_pools(meter):
    """Let the meter ask for the pools whenever it reports; between, nothing is done."""
    meter.create_observable_up_down_counter(
        "db.client.connection.count",
        [connections],
        unit="{connection}",
        description="Connections of the pool, by their state",
    )
    meter.create_observable_up_down_counter(
        "db.client.connection.max",
        [most_connections],
        unit="{connection}",
        description="The most connections that the pool may have",
    )
    meter.create_observable_up_down_counter(
        "db.client.connection.pending_requests",
        [waiting_requests],
        unit="{request}",
        description="Requests that wait for a connection",
    )
    meter.create_observable_counter(
        "db.client.connection.failures",  # not one of OpenTelemetry's own names
        [failed_requests],
        unit="{request}",
        description="Requests that got no connection",
    )


def connections(options):
    for pool in pool_states():
        for state, count in (("used", pool.used), ("idle", pool.idle)):
            yield Observation(
                count, attributes(pool) | {"db.client.connection.state": state}
            )


def most_connections(options):
    return [
        Observation(p.max, attributes(p)) for p in pool_states() if p.max is not None
    ]


def waiting_requests(options):
    told = (pool for pool in pool_states() if pool.waiting is not None)
    return [Observation(pool.waiting, attributes(pool)) for pool in told]


def failed_requests(options):
    told = (pool for pool in pool_states() if pool.failed is not None)
    return [Observation(pool.failed, attributes(pool)) for pool in told]


def attributes(pool):
    return {"db.client.connection.pool.name": pool.name}

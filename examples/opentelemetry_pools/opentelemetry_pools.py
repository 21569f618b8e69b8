"""Report this process's pools as OpenTelemetry's metrics of connection pools."""

from opentelemetry.metrics import Observation
from pools import pool_states


def observe_pools(meter, states=pool_states):
    """Let the meter ask for the pools whenever it reports; between, nothing is done."""

    def connections(options):
        for pool in states():
            for state, count in (("used", pool.used), ("idle", pool.idle)):
                yield Observation(
                    count, attributes(pool) | {"db.client.connection.state": state}
                )

    def told(name):
        """The observations of a number that not every pool tells."""

        def observe(options):
            for pool in states():
                if (number := getattr(pool, name)) is not None:
                    yield Observation(number, attributes(pool))

        return [observe]

    meter.create_observable_up_down_counter(
        "db.client.connection.count",
        [connections],
        unit="{connection}",
        description="Connections of the pool, by their state",
    )
    meter.create_observable_up_down_counter(
        "db.client.connection.max",
        told("max"),
        unit="{connection}",
        description="The most connections that the pool may have",
    )
    meter.create_observable_up_down_counter(
        "db.client.connection.pending_requests",
        told("waiting"),
        unit="{request}",
        description="Requests that wait for a connection",
    )
    meter.create_observable_counter(
        "db.client.connection.failures",  # not one of OpenTelemetry's own names
        told("failed"),
        unit="{request}",
        description="Requests that got no connection",
    )


def attributes(pool):
    return {"db.client.connection.pool.name": pool.name}

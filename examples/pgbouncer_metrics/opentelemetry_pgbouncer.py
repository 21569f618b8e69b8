"""Report PgBouncer's pools by OpenTelemetry, from one process."""

import logging
import os
import threading
from time import monotonic

import psycopg
from opentelemetry.metrics import Observation, get_meter, set_meter_provider
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import (
    ConsoleMetricExporter,
    PeriodicExportingMetricReader,
)
from opentelemetry_pools import observe_pools
from pgbouncer_pools import pgbouncer_pools

logger = logging.getLogger("opentelemetry_pgbouncer")


class PgBouncer:
    """What PgBouncer said last, for one report: each metric of it asks by itself."""

    def __init__(self, conninfo):
        self.conninfo = conninfo
        self.asked = None
        self.known = []
        self.up = 0

    def pools(self):
        if self.asked is None or monotonic() - self.asked > 0.2:  # seconds
            try:
                self.known, self.up = pgbouncer_pools(self.conninfo), 1
            except psycopg.Error as error:
                logger.warning("PgBouncer could not be asked: %s", error)
                self.known, self.up = [], 0
            self.asked = monotonic()
        return self.known

    def is_up(self, options):
        self.pools()
        return [Observation(self.up)]


def observe_pgbouncer(meter, conninfo):
    """Let the meter ask the console whenever it reports; between, nothing is done."""
    pgbouncer = PgBouncer(conninfo)
    meter.create_observable_gauge(
        "pgbouncer.up",
        [pgbouncer.is_up],
        description="Whether PgBouncer's console answered",
    )
    observe_pools(meter, pgbouncer.pools)


if __name__ == "__main__":
    # In production, OTLPMetricExporter() takes the place of ConsoleMetricExporter().
    reader = PeriodicExportingMetricReader(ConsoleMetricExporter())
    set_meter_provider(MeterProvider([reader]))
    observe_pgbouncer(get_meter("pgbouncer"), os.environ["PGBOUNCER_CONSOLE"])
    threading.Event().wait()

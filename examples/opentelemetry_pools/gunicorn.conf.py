"""Serve with two workers, each of which reports its pools by OpenTelemetry."""

import os

wsgi_app = "mysite.wsgi:application"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = 8


def post_worker_init(worker):
    """After the fork: a thread that reports would not live on in the worker."""
    from opentelemetry.metrics import get_meter, set_meter_provider
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import (
        ConsoleMetricExporter,
        PeriodicExportingMetricReader,
    )
    from opentelemetry.sdk.resources import Resource
    from opentelemetry_pools import observe_pools

    # In production, OTLPMetricExporter() takes the place of ConsoleMetricExporter().
    reader = PeriodicExportingMetricReader(ConsoleMetricExporter())
    process = Resource.create({"process.pid": os.getpid()})
    set_meter_provider(MeterProvider([reader], process))
    observe_pools(get_meter("pools"))

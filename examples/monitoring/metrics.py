"""Answer Prometheus for all processes, from one that uses no database."""

import os

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

registry = CollectorRegistry()
MultiProcessCollector(registry)  # reads what is in PROMETHEUS_MULTIPROC_DIR
port = int(os.environ.get("METRICS_PORT", "9187"))
server, thread = start_http_server(port, addr="127.0.0.1", registry=registry)
thread.join()

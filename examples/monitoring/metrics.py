"""Answer Prometheus for all processes, from one that uses no database."""

import os
import struct
import time

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector


class PatientCollector(MultiProcessCollector):
    """Waits for a file that a process has made and not yet filled."""

    def collect(self):
        for _ in range(50):
            try:
                return super().collect()
            except struct.error:
                time.sleep(0.01)
        return super().collect()


def all_processes():
    """The metrics of every process that shares PROMETHEUS_MULTIPROC_DIR."""
    registry = CollectorRegistry()
    PatientCollector(registry)
    return registry


if __name__ == "__main__":
    port = int(os.environ.get("METRICS_PORT", "9187"))
    server, thread = start_http_server(port, "127.0.0.1", all_processes())
    thread.join()

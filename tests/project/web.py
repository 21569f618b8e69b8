"""Serve the project with gunicorn, in a child process."""

import socket
from pathlib import Path

from tests.project.child import enter


def serve(
    topic: Path,
    environment: dict[str, str],
    log: Path,
    listener: socket.socket,
    workers: int,
    threads: int,
) -> None:
    """Run gunicorn on ``listener`` until it is stopped.

    With one thread a worker is of the sync kind, which accepts a request only when it is free; a
    gthread worker accepts more than it has threads for, while another worker may be idle, unless
    WORKER_CONNECTIONS limits what it accepts. With QUERY_BEFORE_FORK the project is loaded, and
    asks the database something, before its workers are forked.
    """
    enter(topic, environment, log)

    from gunicorn.app.base import BaseApplication

    class Application(BaseApplication):
        def load_config(self):
            self.cfg.set("bind", f"fd://{listener.fileno()}")
            self.cfg.set("worker_class", "gthread" if threads > 1 else "sync")
            self.cfg.set("workers", workers)
            self.cfg.set("threads", threads)
            self.cfg.set("graceful_timeout", 5)
            self.cfg.set("control_socket_disable", True)
            if "WORKER_CONNECTIONS" in environment:
                self.cfg.set("worker_connections", int(environment["WORKER_CONNECTIONS"]))
            self.cfg.set("preload_app", "QUERY_BEFORE_FORK" in environment)

        def load(self):
            from django.core.wsgi import get_wsgi_application

            application = get_wsgi_application()
            if "QUERY_BEFORE_FORK" in environment:
                from django.db import connection

                if pool := getattr(connection, "pool", None):
                    pool.open()
                    pool.wait()  # or each worker would inherit what was opened by its own fork
                connection.cursor().execute("SELECT 1")
            return application

    Application().run()

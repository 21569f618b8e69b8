"""A Celery worker whose main process asks the database something before it forks."""

import socket
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from tests.project.child import enter
from tests.project.forked import ask

TASK = "tests.ask_at_gate"


def work(
    topic: Path, environment: dict[str, str], log: Path, configuration: dict, reply: Connection
) -> None:
    """Run a worker with one process for tasks; its main process asks what ``reply`` says."""
    enter(topic, environment, log)

    from celery import Celery
    from celery.signals import worker_init

    app = Celery("tests")
    app.conf.update(configuration)

    @app.task(name=TASK)
    def ask_at_gate(gate, statement):
        with socket.create_connection(gate) as waiting:
            waiting.recv(1)  # returns when the test opens the gate
        return ask(statement)

    @worker_init.connect(weak=False)
    def ask_before_fork(**kwargs):
        from django.db import connections

        connection = connections["default"]
        if pool := getattr(connection, "pool", None):
            pool.open()
            pool.wait()
        ask("SELECT 1")
        connection.inc_thread_sharing()  # Celery itself occupies the main thread
        Thread(target=keep_asking, args=[connection, reply], daemon=True).start()

    app.worker_main(["worker", "--concurrency=1", "--loglevel=warning"])


def keep_asking(connection, reply: Connection) -> None:
    while True:
        reply.send(ask(reply.recv(), connection))

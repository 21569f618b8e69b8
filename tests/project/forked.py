"""A script that forks a process while its own connection is open, as multiprocessing may."""

import multiprocessing
from multiprocessing.connection import Connection
from pathlib import Path

from tests.project.child import enter

fork = multiprocessing.get_context("fork")


def ask_after_fork(
    topic: Path, environment: dict[str, str], log: Path, statement: str, reply: Connection
) -> None:
    """Ask with an open connection; a child asks with its copy when ``reply`` says what."""
    enter_with_connection(topic, environment, log)
    fork.Process(target=ask_when_told, args=[reply]).start()
    ask(statement)


def ask_after_close(
    topic: Path, environment: dict[str, str], log: Path, statement: str, reply: Connection
) -> None:
    """Ask after a child has closed its copy of the connection."""
    enter_with_connection(topic, environment, log)
    child = fork.Process(target=close)
    child.start()
    child.join()
    reply.send(ask(statement))


def enter_with_connection(topic: Path, environment: dict[str, str], log: Path) -> None:
    enter(topic, environment, log)

    import django

    django.setup()
    ask("SELECT 1")


def ask_when_told(reply: Connection) -> None:
    reply.send(ask(reply.recv()))


def close() -> None:
    from django.db import connections

    connections.close_all()


def ask(statement: str, connection=None) -> dict:
    """The rows that the statement returned, or the error that it raised.

    Asked over this thread's connection, unless another is given.
    """
    from django.db import Error, connections

    from tests.project.views import qualified_name

    try:
        with (connection or connections["default"]).cursor() as cursor:
            cursor.execute(statement)
            return {"rows": [list(row) for row in cursor.fetchall()]}
    except Error as error:
        return {"type": qualified_name(type(error)), "message": str(error)}

"""Run one example in a process of its own, forked from one that has imported Django already.

Importing Django and psycopg takes most of a small project's start. The fork server imports them
once, before any settings are known; each child then starts as a real project does.
"""

import gc
import multiprocessing
import os
import signal
import sys
import threading
from multiprocessing import forkserver
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"
PRELOAD = [
    "django.core.handlers.wsgi",
    "django.core.management",
    "django.core.management.commands.check",
    "django.core.management.commands.makemigrations",
    "django.core.management.commands.migrate",
    "django.core.management.commands.shell",
    "django.core.management.commands.test",
    "django.db.backends.postgresql.base",
    "django.db.backends.sqlite3.base",
    "django.db.models",
    "django.http",
    "django.middleware.csrf",
    "django.test",
    "django.urls",
    "django.views.csrf",
    "django.views.defaults",
    "django.views.decorators.csrf",
    "gunicorn.app.base",
    "gunicorn.arbiter",
    "gunicorn.glogging",
    "gunicorn.workers.gthread",
    "psycopg_pool",
    "sqlalchemy.dialects.postgresql",  # for django-db-connection-pool
    "sqlalchemy.pool",
    "tests.project.session",  # for what checks the output of scripts
    "tests.project.urls",
    "tests.project.all_imported",
]

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(PRELOAD)

KEEP_GARBAGE = "KEEP_GARBAGE"
"""A variable. Where it is set, connections that nobody closed are not closed by chance either."""
READ_AT_IMPORT = {"PSYCOPG_IMPL"}
"""Variables that a driver reads when it is imported, which the fork server has done already."""


def context_for(environment: dict[str, str]) -> multiprocessing.context.BaseContext:
    """What starts a project with these variables: the fork server, if it can be."""
    if environment.keys() & READ_AT_IMPORT:
        return multiprocessing.get_context("spawn")
    return context


def start_fork_server() -> None:
    """Let the fork server import Django while this process still collects its tests."""
    forkserver.ensure_running()


def enter(topic: Path, environment: dict[str, str], log: Path) -> None:
    """Become the process of a project whose settings are in ``topic``, or in a folder of a topic.

    Modules are found beside the settings and, as in a project's root, in the topic's own folder.
    Standard output and error go to ``log``. The environment is replaced, so that what the
    developer happens to have set changes nothing.
    """
    os.setsid()
    end_with_parent()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    os.environ.clear()
    os.environ.update(kept, **environment, DJANGO_SETTINGS_MODULE="tests.project.settings")
    if KEEP_GARBAGE in environment:
        gc.disable()
    inside = [folder for folder in topic.parents if EXAMPLES in folder.parents]
    sys.path[:0] = map(str, [topic, *inside])


def end_with_parent() -> None:
    """Stop this process when the tests are gone, in whatever way they went."""
    sentinel = multiprocessing.parent_process().sentinel

    def wait_for_parent():
        multiprocessing.connection.wait([sentinel])
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait_for_parent, daemon=True).start()

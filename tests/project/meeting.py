"""A task that waits for others like it, so that each is run by a process or a thread of its own."""

import os
from pathlib import Path

from celery import shared_task
from django.db import connection

from tests.waiting import eventually

TIMEOUT = 20  # seconds


@shared_task
def meet(number: int, count: int):
    """Connect, and return once ``count`` of these tasks are running.

    Raises TimeoutError if they are not within 20 seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    folder = Path(os.environ["RESULTS_FOLDER"])
    (folder / f"met-{number}").touch()
    if eventually(lambda: len(list(folder.glob("met-*"))), count, TIMEOUT) != count:
        raise TimeoutError(f"The worker did not run {count} tasks at once.")

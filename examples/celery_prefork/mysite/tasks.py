"""A task that asks the database which of its processes serves it."""

from celery import shared_task
from django.db import connection


@shared_task
def server_process():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]

"""The Celery app of the project: Django looks after connections at each task."""

import os

from celery import Celery
from celery.signals import task_prerun
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mysite.settings")

app = Celery("mysite")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["mysite"])


@task_prerun.connect
def look_after_connections(**kwargs):
    """Do what Django does when a request starts: check ages, and plan health checks."""
    close_old_connections()

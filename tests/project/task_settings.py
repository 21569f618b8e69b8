"""The project's settings with a message broker that is a folder, and needs no server."""

import os

from tests.project.settings import *  # noqa: F403 - they are to be the project's

CELERY_BROKER_URL = "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": os.environ["TASKS_FOLDER"],
    "data_folder_out": os.environ["SENT_FOLDER"],
    "control_folder": os.environ["RESULTS_FOLDER"],
    "polling_interval": 0.02,
}
CELERY_RESULT_BACKEND = f"file://{os.environ['RESULTS_FOLDER']}"
CELERY_IMPORTS = ["tests.project.meeting"]

"""Start a Celery worker and have it run tasks."""

import json
from pathlib import Path

from tests.plugins.programs import Programs
from tests.servers import Server
from tests.waiting import eventually

TASKS = "celery_prefork/mysite/tasks.py"
PROJECT = ["celery_prefork/mysite/celery.py", TASKS]
SERVER_PROCESS = "mysite.tasks.server_process"
MEET = "tests.project.meeting.meet"
TASK_TIMEOUT = 30  # seconds


class Broker:
    """Three folders by which a worker gets its tasks and returns their results.

    What is sent where is noted apart, here in ``sent`` and by the worker in ``results``: one of two
    that begin at once could read the other's note half-written.
    """

    def __init__(self, directory: Path):
        self.tasks, self.sent, self.results = folders = [
            directory / name for name in ("tasks", "sent", "results")
        ]
        for folder in folders:
            folder.mkdir()
        from celery import Celery  # takes long, and few tests start a worker

        self._celery = Celery("tests", broker="filesystem://localhost", set_as_current=False)
        self._celery.conf.broker_transport_options = {
            "data_folder_in": str(self.sent),
            "data_folder_out": str(self.sent),
            "control_folder": str(self.sent),
        }

    def send(self, task: str, *arguments) -> Path:
        """Send a task; return the file in which its outcome will be."""
        identifier = self._celery.send_task(task, arguments).id
        for message in self.sent.glob("*.celery.msg"):
            message.rename(self.tasks / message.name)  # whole: the worker reads whatever is there
        return self.results / f"celery-task-meta-{identifier}"


def outcomes(files: list[Path]) -> list[dict]:
    """What came of tasks, once it is written.

    Raises AssertionError if a task has not ended after 30 seconds.
    """
    ended = eventually(lambda: all(map(is_written, files)), True, TASK_TIMEOUT)
    assert ended, f"A task did not end within {TASK_TIMEOUT} seconds."
    return [json.loads(file.read_text()) for file in files]


class Worker:
    """A Celery worker, which ``examples/<file>`` starts, and the folders that are its broker."""

    def __init__(self, programs: Programs, file: str, server: Server, **options):
        projects = programs.projects
        self.broker = Broker(projects.directory)
        self.database = projects.cleanup.enter_context(server.database())
        self.program = programs.start(
            file,
            ["bash", str(projects.examples / file)],
            self.database,
            DJANGO_SETTINGS_MODULE="tests.project.task_settings",
            TASKS_FOLDER=str(self.broker.tasks),
            SENT_FOLDER=str(self.broker.sent),
            RESULTS_FOLDER=str(self.broker.results),
            **options,
        )

    def run(self, *tasks: str) -> list:
        """What the tasks return, having all been sent before the first result is waited for."""
        outcomes = self._outcomes(tasks)
        assert {outcome["status"] for outcome in outcomes} == {"SUCCESS"}, outcomes
        return [outcome["result"] for outcome in outcomes]

    def fail(self, *tasks: str) -> list[dict]:
        """What the tasks raise, which all of them are to do."""
        outcomes = self._outcomes(tasks)
        assert {outcome["status"] for outcome in outcomes} == {"FAILURE"}, outcomes
        raised = [outcome["result"] for outcome in outcomes]
        return [
            {"type": f"{each['exc_module']}.{each['exc_type']}", "message": each["exc_message"][0]}
            for each in raised
        ]

    def fill_connections(self, count: int) -> set[int]:
        """Have the worker open its ``count`` connections; return their server processes.

        Each of its processes runs one task, which lasts until all of them run: Celery, left to
        itself, may give tasks to one process until that has run enough to close its connection.
        """
        met = outcomes([self.broker.send(MEET, number, count) for number in range(count)])
        assert {outcome["status"] for outcome in met} == {"SUCCESS"}, met
        held = {session["pid"] for session in self.sessions()}
        assert len(held) == count
        return held

    def sessions(self) -> list[dict]:
        """The connections that the database server sees from this worker."""
        return self.database.server.sessions(self.database)

    def _outcomes(self, tasks: tuple[str, ...]) -> list[dict]:
        return outcomes([self.broker.send(task) for task in tasks])


def is_written(file: Path) -> bool:
    """Whether the worker has written the whole of a result."""
    return file.exists() and file.read_text().endswith("}")

"""Requests through PgBouncer while PostgreSQL is down, and after."""

from concurrent.futures import ThreadPoolExecutor

from tests.plugins.projects import Projects, ViewError
from tests.servers import Pooler, Server
from tests.waiting import eventually


def in_outage(projects: Projects, settings: str, pooler: Pooler, server: Server) -> list:
    """What two requests return or raise: one in an outage of the server, one after it."""
    with pooler.database() as database, ThreadPoolExecutor(1) as client:
        site = projects.serve(settings, pooler, threads=2, database=database)
        site.sql("SELECT 1")
        server.stop()
        during = client.submit(site.value, "SELECT 1")
        failed = "closing because: connect failed"
        assert eventually(lambda: failed in pooler.log().read_text(), True)
        server.start()
        outcomes = []
        for ask in (during.result, lambda: site.value("SELECT 1")):
            try:
                outcomes.append(ask())
            except ViewError as failure:
                outcomes.append(failure.errors[0])
    return outcomes

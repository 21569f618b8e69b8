import re
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tests.oracle import printed
from tests.plugins.projects import ViewError
from tests.streaming_responses import streaming
from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool", "uvicorn"),
    pytest.mark.only_with("Django>=5.1"),
]
SETTINGS = "held_connections/settings.py"
MIDDLEWARE = "held_connections/held_connections.py"
SQL = "in sql, …/tests/project/views.py:…."
ONE_ROW = "in one_row, …/tests/project/streaming.py:…."
DAWDLE = "for the view tests.project.streaming.dawdle."
LONG = "SELECT pg_sleep(0.6)"  # the settings allow half a second


@pytest.fixture
def serve(projects, postgresql):
    def start(**environment):
        site = projects.serve(SETTINGS, postgresql, **environment)
        projects.ran(MIDDLEWARE, site.database)
        return site

    return start


def logged(site) -> list[str]:
    """The warnings of the middleware, with a word for each time and folder."""
    lines = [line for line in site.log.read_text().splitlines() if line.startswith("POST")]
    return [
        re.sub(r", /.+/(tests/\S+)", r", …/\1", re.sub(r"\d\.\d s", "… s", line)) for line in lines
    ]


@pytest.mark.waits(0.6)
def test_long_request_is_logged(serve, record):
    """A request that held its connection too long is logged, with the line that took it."""
    site = serve()
    site.sql("SELECT 1")
    assert logged(site) == []
    site.sql("SELECT 1", LONG)
    (warning,) = eventually(lambda: logged(site) and logged(site), logged(site))
    assert re.fullmatch(
        r"POST /sql held a connection to 'default' for … s\. "
        r"It was taken in sql, …/tests/project/views\.py:\d+\.",
        warning,
    )
    record(logged=re.sub(r":\d+\.$", ":38.", warning))


@pytest.mark.waits(0.6)
def test_long_request_fails(serve, record):
    """With CONNECTION_HELD_FAILS, the request fails, and others are answered as before."""
    site = serve(CONNECTION_HELD_FAILS="1")
    with pytest.raises(ViewError) as failure:
        site.sql(LONG)
    assert failure.value.type == "held_connections.ConnectionHeldTooLong"
    assert site.value("SELECT 1") == 1
    assert len(logged(site)) == 1
    record(error=failure.value.type)


VIEWS = """
import json, logging, time
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from held_connections import held_connections, logger

def query():
    connection.cursor().execute("SELECT 1")

def late(request):
    time.sleep(0.6)
    query()
    return HttpResponse()

def closed(request):
    query()
    connection.close()
    time.sleep(0.6)
    return HttpResponse()

def streamed(request):
    def parts():
        query()
        yield "one"
        time.sleep(0.6)
        yield "two"
    return StreamingHttpResponse(parts())

logged = []
logger.addFilter(lambda message: logged.append(message.getMessage().split()[1]))
for view in (late, closed, streamed):
    response = held_connections(view)(RequestFactory().get(view.__name__))
    if response.streaming:
        list(response.streaming_content)
    response.close()
    connection.close()
connection.close_pool()
print(json.dumps(logged))
"""


@pytest.mark.waits(2)
def test_time_counts_from_the_first_query_to_the_last_byte(projects, postgresql, record):
    """Time before the first query and after an early `close()` does not count.

    Time in which a response is streamed does.
    """
    logged = printed(projects, SETTINGS, postgresql, VIEWS)
    projects.ran(MIDDLEWARE, projects.used[SETTINGS])
    assert logged == ["/streamed"]
    record(logged=logged)


def eventually_logged(site, count: int) -> list[str]:
    """The warnings, once there are ``count``. Fails the test if there are more, or fewer."""
    assert eventually(lambda: len(logged(site)), count) == count
    return logged(site)


def place(warning: str) -> str:
    """Where a warning says that the connection was taken, without the number of the line."""
    return re.sub(r":\d+\.$", ":….", warning.partition("It was taken ")[2])


def in_use(site) -> int:
    """How many of the pool's connections views hold."""
    statistics = site.pool()
    return statistics["pool_size"] - statistics["pool_available"]


@pytest.fixture
def serve_async(programs, postgresql):
    """Serve the project by uvicorn, with the table that the views ask for."""

    def start(**environment):
        site = programs.serve(
            "asgi_pool/uvicorn.sh",
            postgresql,
            settings=SETTINGS,
            imports=[MIDDLEWARE],
            **environment,
        )
        site.sql("CREATE TABLE example_rows (id serial, number int)")
        return site

    return start


@pytest.mark.waits(1.2)
def test_requests_under_asgi_are_logged(serve_async, record):
    """Under ASGI, too, each long request is logged: of a sync view, an async one, a stream.

    The line is named where it is known: a query that an async view awaits has no line on its
    thread, and the view is named instead.
    """
    site = serve_async()
    site.sql("SELECT 1")
    with streaming(site, 1, close=True):
        time.sleep(0.6)
    assert logged(site) == []
    site.sql(LONG)
    site.ask("/dawdle", how="orm", seconds=0.6)
    site.ask("/dawdle", how="function", seconds=0.6)
    with streaming(site, 1, close=False):
        time.sleep(0.6)
    places = [place(line) for line in eventually_logged(site, 4)]
    assert places == [SQL, DAWDLE, ONE_ROW, ONE_ROW]
    record(sync_view=places[0], async_view=places[1], function=places[2], stream=places[3])


@pytest.mark.waits(0.6)
def test_requests_under_asgi_are_told_apart(serve_async, record):
    """Of async requests that run at the same time, those that held a connection long are logged.

    A query on another thread than that of the request, by `thread_sensitive=False`, is not seen.
    """
    site = serve_async()
    asked = [("orm", 0.6), ("function", 0.6), ("orm", 0), ("function", 0), ("other thread", 0.6)]
    with ThreadPoolExecutor(len(asked)) as clients:
        ask = partial(site.ask, "/dawdle")
        sent = [clients.submit(ask, how=how, seconds=seconds) for how, seconds in asked]
        for request in sent:
            request.result()
    site.sql(LONG)  # what the requests before it had to log is in the log, too
    places = sorted(place(line) for line in eventually_logged(site, 3))
    assert places == sorted([DAWDLE, ONE_ROW, SQL])
    record(requests=len(asked), logged=len(places) - 1)


@pytest.mark.waits(4)
def test_async_views_do_not_wait_for_each_other(serve_async, record):
    """Four async requests hold their connections at the same time, and each of them fails.

    The next request is answered.
    """
    site = serve_async(CONNECTION_HELD_FAILS="1")
    with ThreadPoolExecutor(4) as clients:
        sent = [clients.submit(site.ask, "/dawdle", how="orm", seconds=4) for _ in range(4)]
        held = eventually(lambda: in_use(site), 4)
        failures = [request.exception() for request in sent]
    assert held == 4
    assert {failure.type for failure in failures} == {"held_connections.ConnectionHeldTooLong"}
    assert site.value("SELECT 1") == 1
    record(requests=4, at_the_same_time=held, failed=len(failures))

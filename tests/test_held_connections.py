import re

import pytest

from tests.oracle import printed
from tests.plugins.projects import ViewError
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("psycopg", "psycopg-pool"), pytest.mark.only_with("Django>=5.1")]
SETTINGS = "held_connections/settings.py"
MIDDLEWARE = "held_connections/held_connections.py"
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

import http.client
import re

import pytest

from tests.plugins.projects import Site

pytestmark = [
    pytest.mark.packages("gunicorn", "gevent", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
    pytest.mark.documented_failure,
]
EXAMPLE = "gevent_preload/gunicorn.conf.py"
ERROR = re.compile(r"^(django\.db\.utils\.DatabaseError): (.+)$", re.MULTILINE)


def test_green_threads_meet_on_one_connection(programs, postgresql, record):
    """While one request works, another fails: Django was loaded before gevent replaced threads.

    All green threads find the same connection, and Django lets none but the first use it.
    """
    site = programs.serve(EXAMPLE, postgresql)
    with site.holding(1, "SELECT 1"):
        status = status_of_request(site)
    assert status == 500
    kind, message = ERROR.search(site.log.read_text()).groups()
    message = re.sub(r"\d{4,}", "…", message)
    assert message.startswith("DatabaseWrapper objects created in a thread can only be used in")
    record(requests_at_a_time=2, status=status, error={"type": kind, "message": message})


def status_of_request(site: Site) -> int:
    """The status of a request's answer, which is gunicorn's: the error is not in a view."""
    client = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    client.request("POST", "/process", "{}", {"Connection": "close"})
    status = client.getresponse().status
    client.close()
    return status

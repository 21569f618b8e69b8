import pytest

from tests.oracle import BY_DRIVER, ON_ORACLE, SESSION, without_ids
from tests.plugins.projects import ViewError
from tests.refusals import error_of_first_request

pytestmark = [pytest.mark.packages("oracledb"), pytest.mark.only_with("Django>=5.0")]
EXAMPLE = "oracle_no_pool/settings.py"


@ON_ORACLE
def test_every_request_opens_a_session(projects, oracle_server, record):
    """Five requests, one after another, are five sessions; between them there is none."""
    site = projects.serve(EXAMPLE, oracle_server, threads=1)
    sessions = {site.value(SESSION) for _ in range(5)}
    left = len(site.sessions())
    assert (len(sessions), left) == (5, 0)
    record(requests=5, sessions=len(sessions), sessions_between_requests=left)


@BY_DRIVER
def test_unreachable_server_fails_at_once(projects, oracle_server, record):
    """With nothing listening, a request fails at once and names the cause."""
    site = projects.serve(EXAMPLE, oracle_server)
    with pytest.raises(ViewError) as failure:
        site.sql(SESSION)
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message.startswith("DPY-6005: cannot connect to database")
    assert failure.value.message.endswith("Connection refused")
    record(error=without_ids(failure.value.errors[0]))


@BY_DRIVER
@pytest.mark.only_with("Django<5.0")
@pytest.mark.documented_failure
def test_older_django_asks_for_another_driver(projects, oracle_server, record):
    """Before Django 5.0, the first request fails: Django asks for the driver's old name."""
    error = error_of_first_request(projects, EXAMPLE, oracle_server)
    assert error["type"] == "django.core.exceptions.ImproperlyConfigured"
    assert "cx_Oracle" in error["message"]
    record(error=error)

import pytest

from tests.plugins.projects import ViewError

pytestmark = [
    pytest.mark.packages("gunicorn", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
    pytest.mark.documented_failure,
    pytest.mark.waits(2),
]
EXAMPLE = "gunicorn_preload_threads_unsafe/gunicorn.conf.py"
SETTINGS = "gunicorn_preload/settings.py"


def test_inherited_pool_lends_nothing(programs, postgresql, record):
    """A request gets no connection: the thread that loaded Django has the pool's only one.

    In the workers, that thread handles no request, so it never gives the connection back.
    """
    site = programs.serve(EXAMPLE, postgresql, settings=SETTINGS)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.type == "django.db.utils.OperationalError"
    assert failure.value.message == "couldn't get a connection after 2.00 sec"
    connections = len(site.sessions())
    assert connections == 1
    record(connections=connections, queries_running=0, error=failure.value.errors[0])

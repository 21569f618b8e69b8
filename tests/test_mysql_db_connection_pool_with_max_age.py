import pytest

from tests.plugins.projects import ViewError

pytestmark = [
    pytest.mark.packages("mysqlclient", "django-db-connection-pool", "SQLAlchemy"),
    pytest.mark.usefixtures("mysqlclient"),
    pytest.mark.documented_failure,
]
EXAMPLE = "mysql_db_connection_pool_with_max_age/settings.py"


@pytest.mark.waits(1)
def test_threads_that_keep_connections_starve_the_others(projects, mysql_server, record):
    """With three busy threads, two keep the pool's two connections and the third never gets one."""
    site = projects.serve(EXAMPLE, mysql_server, threads=8)
    with pytest.raises(ViewError) as failure:
        list(site.crowd(3, 60, "SELECT SLEEP(0.01)"))
    assert failure.value.type == "sqlalchemy.exc.TimeoutError"
    record(pool_size=2, threads=3, error=failure.value.errors[0])

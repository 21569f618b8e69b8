import pytest

from tests.plugins.projects import ViewError
from tests.service_file import WITHOUT_DB, write_service_file

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2"),
]
EXAMPLE = "postgresql_service/settings.py"


def test_service_names_the_server(projects, postgresql, tmp_path, record):
    """The pool connects with what the service file and the password file say."""
    with postgresql.database() as database:
        files = write_service_file(projects, database, tmp_path)
        site = projects.serve(EXAMPLE, postgresql, database=database, **files, **WITHOUT_DB)
        name, user = site.sql("SELECT current_database(), current_user")[0]
        assert (name, user) == (database.name, database.environment["DB_USER"])
        assert site.pool_options()["max_size"] == 4
    record(max_size=4)


@pytest.mark.waits(2)
def test_missing_service_looks_like_an_exhausted_pool(projects, postgresql, record):
    """Without the service file, a request waits for the pool's timeout; the log has the cause."""
    site = projects.serve(
        *(EXAMPLE, postgresql), PGSERVICEFILE="/nonexistent/pg_service.conf", **WITHOUT_DB
    )
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT 1")
    assert failure.value.message == "couldn't get a connection after 2.00 sec"
    logged = [line for line in site.log.read_text().splitlines() if "error connecting" in line]
    assert logged[0].endswith('service file "/nonexistent/pg_service.conf" not found')
    record(error=failure.value.errors[0], logged=logged[0])


def test_test_runner_loses_the_service(projects, postgresql, tmp_path, record):
    """`manage.py test` fails: to create its database, Django connects without the service."""
    with postgresql.database() as database:
        files = write_service_file(projects, database, tmp_path)
        exit_code, output = projects.manage(
            *(EXAMPLE, postgresql, "test", "tests.project.suite"),
            **files,
            **WITHOUT_DB,
            PGHOST=str(tmp_path),  # where libpq looks without a service, whatever runs here
            database=database,
        )
    assert exit_code == 1
    error = output.strip().splitlines()[-1]
    assert error == (
        "django.core.exceptions.ImproperlyConfigured: settings.DATABASES is improperly configured."
        " Please supply the NAME or OPTIONS['service'] value."
    )
    record(error=error)

import pytest

from tests.service_file import WITHOUT_DB, write_service_file
from tests.suites import PASSES, drop_leftovers

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2"),
]
EXAMPLE = "postgresql_libpq_variables/settings.py"


def variables(projects, database, folder) -> dict[str, dict[str, str]]:
    """Two ways to tell libpq the same: with its variables, and with those that name files."""
    files = write_service_file(projects, database, folder)
    known = database.environment
    return {
        "PGHOST": {
            "PGHOST": known["DB_HOST"],
            "PGPORT": known["DB_PORT"],
            "PGUSER": known["DB_USER"],
            "PGPASSWORD": known["DB_PASSWORD"],
            "PGDATABASE": known["DB_NAME"],
        },
        "PGSERVICE": {"PGSERVICE": "shop", "PGDATABASE": known["DB_NAME"], **files},
    }


def test_pool_connects_with_the_variables(projects, postgresql, tmp_path, record):
    """The pool reaches the server by PGHOST and the like, and by PGSERVICE with two files."""
    seen = {}
    with postgresql.database() as database:
        for name, given in variables(projects, database, tmp_path).items():
            site = projects.serve(EXAMPLE, postgresql, database=database, **given, **WITHOUT_DB)
            seen[name] = site.value("SELECT current_database()") == database.name
            assert site.pool_options()["max_size"] == 4
    assert seen == {"PGHOST": True, "PGSERVICE": True}
    record(reaches_the_database=seen, max_size=4)


def test_test_runner_works(projects, postgresql, tmp_path, record):
    """`manage.py test` passes with either."""
    said = {}
    with postgresql.database() as database:
        for name, given in variables(projects, database, tmp_path).items():
            exit_code, output = projects.manage(
                *(EXAMPLE, postgresql, "test", "tests.project.suite"),
                **given,
                **WITHOUT_DB,
                database=database,
            )
            drop_leftovers(database)
            said[name] = PASSES if exit_code == 0 else output
    assert said == {"PGHOST": PASSES, "PGSERVICE": PASSES}
    record(tests=said)

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.client_programs import put_on_path
from tests.servers import Database, Missing, Server
from tests.suites import run

pytestmark = [
    pytest.mark.packages("mysqlclient"),
    pytest.mark.usefixtures("mysqlclient"),
]
SUITE = "pooled_tests_mysql/tests.py"
PERSISTENT = "mysql_persistent/settings.py"
FOR_DUMPS = {"MariaDB": [], "MySQL": ["SYSTEM_VARIABLES_ADMIN ON *.*"]}
"""What a user was granted besides all privileges on the databases, and then could copy them."""


@pytest.fixture
def programs_on_path(mysql_server, tmp_path) -> str:
    """A path with `mysqldump` and `mysql`, as the server's own makers call them."""
    return on_path(mysql_server, tmp_path / "bin", "mysql", "mysqldump")


def on_path(server: Server, folder, *names: str) -> str:
    try:
        return put_on_path(server.product, folder, *names)
    except Missing as missing:
        pytest.skip(f"{missing}: {missing.remedy}")


def test_each_worker_has_a_copy(projects, mysql_server, programs_on_path, record):
    """With `mysqldump` and `mysql` on the path, each worker has a copy of the database."""
    with user(mysql_server, *FOR_DUMPS[mysql_server.product]) as (database, login):
        seen = databases(projects, PERSISTENT, database, PATH=programs_on_path, **login)
    assert seen == {"to use": "test_$DB_NAME_N", "in use": "test_$DB_NAME_N"}
    record(databases=seen, privileges=FOR_DUMPS[mysql_server.product])


def test_mariadbs_new_names_are_not_looked_for(projects, mariadb, tmp_path, record):
    """Where MariaDB's programs are there under their new names alone, the copies are not made."""
    path = on_path(mariadb, tmp_path / "bin", "mariadb", "mariadb-dump")
    with mariadb.database() as database:
        output = run(projects, PERSISTENT, database, SUITE, "--parallel", "2", PATH=path)[1]
    error = output.splitlines()[-1]
    assert error == "FileNotFoundError: [Errno 2] No such file or directory: 'mysqldump'"
    record(error=error)


@pytest.mark.only_with("Django>=6.0")
def test_copy_needs_more_than_the_database(projects, mysql, tmp_path, record):
    """On MySQL, a user with all privileges on the test databases alone cannot copy them.

    The copy begins with the setting of system variables, which is refused. Whether Django reports
    that, or that the dump could not be written any further, differs from run to run.
    """
    path = on_path(mysql, tmp_path / "bin", "mysql", "mysqldump")
    with user(mysql) as (database, login):
        exit_code, output = run(
            projects, PERSISTENT, database, SUITE, "--parallel", "2", PATH=path, **login
        )
    said = re.findall(
        "^Got an error (?:on mysqldump when )?cloning the test database", output, re.M
    )
    assert exit_code != 0
    assert len(said) == 1
    record(databases_copied=0)


@pytest.mark.only_with("Django<6.0")
def test_failed_copy_is_not_reported(projects, mysql, tmp_path, record):
    """Before Django 6.0, nothing says that the copies could not be made, and the tests pass."""
    path = on_path(mysql, tmp_path / "bin", "mysql", "mysqldump")
    with user(mysql) as (database, login):
        exit_code, output = run(
            projects, PERSISTENT, database, SUITE, "--parallel", "2", PATH=path, **login
        )
    assert "Got an error" not in output
    assert exit_code == 0
    record(exit_code=exit_code)


@contextmanager
def user(server: Server, *privileges: str) -> Iterator[tuple[Database, dict[str, str]]]:
    """A database, and how a user logs in who may do everything with it and its test databases."""
    with server.database() as database:
        name = f"tester_{database.name}"
        password = database.environment["DB_PASSWORD"]
        server.query(f"CREATE USER {name} IDENTIFIED BY '{password}'")
        for granted in (f"ALL ON {database.name}.*", f"ALL ON `test\\_{database.name}%`.*"):
            server.query(f"GRANT {granted} TO {name}")
        for privilege in privileges:
            server.query(f"GRANT {privilege} TO {name}")
        try:
            yield database, {"DB_USER": name}
        finally:
            server.query(f"DROP USER {name}")


def databases(projects, settings: str, database: Database, **environment: str) -> dict[str, str]:
    """The database that a worker is to use, and the one that it uses."""
    exit_code, output = run(projects, settings, database, SUITE, "--parallel", "2", **environment)
    assert exit_code == 0, output
    printed = re.findall(r"(to use|in use): (\S+)", database.mask(output))
    # Which of the two workers gets the test differs from run to run.
    return {name: re.sub(r"_[12]$", "_N", value) for name, value in printed}

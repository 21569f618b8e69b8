import pytest

from tests.commands import NO_ISSUES, last_lines

pytestmark = [
    pytest.mark.packages("mysqlclient", "django-db-connection-pool", "SQLAlchemy"),
    pytest.mark.usefixtures("mysqlclient"),
    pytest.mark.documented_failure,
]
EXAMPLE = "mysql_pool_options_ignored/settings.py"


def test_djangos_backend_ignores_pool_options(projects, mysql_server, record):
    """With a POOL_SIZE of 1, three requests hold three connections, and none is kept."""
    site = projects.serve(EXAMPLE, mysql_server, threads=3)
    with site.holding(3, "SELECT 1"):
        held = len(site.sessions())
    connections = {site.value("SELECT CONNECTION_ID()") for _ in range(5)}
    assert held == 3
    assert len(connections) == 5
    record(connections=held, requests=5, connections_in_a_row=len(connections))


def test_pool_options_in_lower_case_are_ignored(projects, mysql_server, record):
    """django-db-connection-pool, too, holds three connections for three requests."""
    site = projects.serve(EXAMPLE, mysql_server, threads=3)
    with site.holding(3, "SELECT 1", alias="lower_case"):
        held = len(site.sessions())
    assert held == 3
    record(connections=held)


def test_nothing_says_so(projects, mysql_server, record):
    """`manage.py check` passes, for each of these databases, too."""
    commands = ["check", "check --database default --database lower_case"]
    said = last_lines(projects, EXAMPLE, mysql_server, commands)
    assert set(said.values()) == {NO_ISSUES}
    record(said=said)

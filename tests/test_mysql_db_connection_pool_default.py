import pytest

pytestmark = [
    pytest.mark.packages("mysqlclient", "django-db-connection-pool", "SQLAlchemy"),
    pytest.mark.usefixtures("mysqlclient"),
]
EXAMPLE = "mysql_db_connection_pool_default/settings.py"
SCRIPT = "mysql_db_connection_pool_default/check.py"


def test_pool_grows_to_twenty_connections(projects, mysql_server, record):
    """Twenty requests at a time hold twenty connections, of which the pool keeps ten."""
    site = projects.serve(EXAMPLE, mysql_server, threads=20)
    with site.holding(20, "SELECT 1"):
        held = len(site.sessions())
    assert held == 20
    record(requests_at_a_time=20, connections=held)


def test_check_script_prints_what_it_shows(projects, mysql_server):
    """The script prints exactly the output it shows."""
    outcome = projects.run_script(SCRIPT, mysql_server)
    assert outcome.printed == 7


def test_check_script_can_be_fed_to_the_shell(projects, mysql_server, record):
    """`manage.py shell -v 0 < check.py` prints the same."""
    exit_code, output = projects.manage(SCRIPT, mysql_server, "shell", "-v", "0", fed=SCRIPT)
    assert exit_code == 0
    record(output=output.splitlines())

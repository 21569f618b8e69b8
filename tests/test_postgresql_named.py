import re

import pytest

from tests.dbshell import dbshell
from tests.waiting import eventually

pytestmark = pytest.mark.packages("psycopg")
EXAMPLE = "postgresql_named/settings.py"
TIME = re.compile(r"\d\d:\d\d:\d\d")


def without_times(output: str) -> str:
    """``output`` with what differs from run to run left out."""
    return TIME.sub("hh:mm:ss", output)


def test_connections_are_counted_by_name(projects, postgresql, record):
    """The file shows the idle and the busy connections of the web server and of the workers.

    `DB_APPLICATION_NAME` names the workers, who keep a transaction open.
    """
    web = projects.serve(EXAMPLE, postgresql, threads=4)
    workers = projects.serve(
        EXAMPLE, postgresql, database=web.database, DB_APPLICATION_NAME="celery"
    )
    web.at_once(3, "SELECT 1")
    idle = eventually(lambda: [each["state"] for each in web.sessions()], ["idle"] * 3)
    assert idle == ["idle"] * 3
    with workers.holding(1, "SELECT 1", atomic=True):
        output = dbshell(projects, "postgresql_named/connections.sql", web.database)
    rows = [[cell.strip() for cell in line.split("|")] for line in output.splitlines()]
    counts = {(row[0], row[3]): row[4] for row in rows if len(row) == 6 and row[4].isdigit()}
    assert counts == {("celery", "idle in transaction"): "1", ("web", "idle"): "3"}
    record(output=without_times(output))


def test_pgappname_names_what_the_settings_do_not(projects, postgresql, record):
    """`PGAPPNAME` names a project's connections, unless `application_name` is in its OPTIONS."""
    names = {}
    for example in ("postgresql_persistent/settings.py", EXAMPLE):
        site = projects.serve(example, postgresql, PGAPPNAME="from PGAPPNAME")
        names[example] = site.value("SHOW application_name")
    without, own = names.values()
    assert (without, own) == ("from PGAPPNAME", "web")
    record(without_application_name=without, with_application_name=own)


def test_idle_transaction_is_found_and_ended(projects, postgresql, record):
    """The file shows the session with its last statement; ended by its pid, the request fails.

    `pg_cancel_backend` does not end it: there is no statement to cancel.
    """
    site = projects.serve(EXAMPLE, postgresql)
    site.sql("CREATE TABLE visit (id int)")
    with site.holding(1, "INSERT INTO visit VALUES (1)", atomic=True) as (request,):
        found = dbshell(projects, "postgresql_named/transactions.sql", site.database, "-x")
        pid = int(re.search(r"^pid +\| (\d+)$", found, re.MULTILINE)[1])
        port = re.search(r"^client_port +\| (\d+)$", found, re.MULTILINE)[1]
        (held,) = [each for each in site.sessions() if each["state"] == "idle in transaction"]
        cancelled = postgresql.query("SELECT pg_cancel_backend(%s) AS sent", pid)[0]["sent"]
        still_there = held in site.sessions()
        ended = dbshell(projects, "postgresql_named/end.sql", site.database, f"--set=pid={pid}")
        assert eventually(lambda: held in site.sessions(), False) is False
    error = request.exception().errors[0]
    assert (held["pid"], cancelled, still_there) == (pid, True, True)
    assert error["type"] == "django.db.utils.OperationalError"
    assert site.value("SELECT count(*) FROM visit") == 0
    found = found.replace(f" {pid}", " <pid>").replace(f" {port}", " <port>")
    record(
        found=without_times(found),
        ended=ended,
        still_there_after_cancel=still_there,
        error=error,
        rows=0,
    )


@pytest.mark.waits(0.5)
def test_server_ends_idle_transactions(projects, postgresql, record):
    """With a limit for the database, the server ends the session, and the request fails.

    A session that is idle outside a transaction stays.
    """
    site = projects.serve(EXAMPLE, postgresql)
    dbshell(projects, "postgresql_named/limit.sql", site.database)
    limit = site.value("SHOW idle_in_transaction_session_timeout")
    postgresql.terminate(site.database)
    postgresql.query(
        f"ALTER DATABASE \"{site.database.name}\" SET idle_in_transaction_session_timeout = '0.5s'"
    )
    site.at_once(2, "SELECT 1")
    with site.holding(1, "SELECT 1", atomic=True) as (request,):
        left = eventually(lambda: [each["state"] for each in site.sessions()], ["idle"])
    error = request.exception().errors[0]
    assert (limit, left) == ("1min", ["idle"])
    # psycopg 3.1 learns of it in another way.
    assert error["type"] in {"django.db.utils.InternalError", "django.db.utils.OperationalError"}
    assert "terminating connection due to idle-in-transaction timeout" in error["message"]
    record(limit=limit, limit_tried="0.5s", error=error)

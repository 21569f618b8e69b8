from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.commands import NO_ISSUES, last_lines
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
EXAMPLE = "proxysql_repeatable_read/settings.py"
ON_PROXYSQL = pytest.mark.parametrize("proxy", ["proxysql"], indirect=True)


def test_django_takes_the_settings(projects, no_proxysql, record):
    """Django imports the settings, and `manage.py check` finds no issue. Nothing was connected."""
    said = last_lines(projects, EXAMPLE, no_proxysql, ["check"])
    assert said == {"check": NO_ISSUES}
    record(said=said)


@ON_PROXYSQL
@pytest.mark.waits(2)
def test_second_read_of_a_transaction_sees_what_the_first_saw(projects, proxy, record):
    """A row that another request commits in between is not seen within atomic()."""
    site = projects.serve(EXAMPLE, proxy, threads=4)
    site.sql("CREATE TABLE visit (id integer)")
    count = "SELECT count(*) FROM visit"
    with ThreadPoolExecutor(1) as client:
        reading = client.submit(site.value, count, "DO SLEEP(2)", count, atomic=True)

        def sleeps():
            return any("SLEEP" in (each["query"] or "") for each in site.sessions())

        assert eventually(sleeps, True)
        site.sql("INSERT INTO visit VALUES (1)")
        seen = reading.result()
    assert (seen, site.value(count)) == (0, 1)
    record(rows_seen_within_the_transaction=seen)

import pytest

from tests.plugins.projects import ViewError
from tests.refusals import error_of_first_request
from tests.sqlite_file import READ_SLOWLY_THEN_WRITE

pytestmark = [pytest.mark.packages(), pytest.mark.only_with("Django>=5.1")]
EXAMPLE = "sqlite_immediate/settings.py"


def test_transactions_that_read_and_then_write_take_turns(projects, sqlite, record):
    """Of eight transactions from four clients, each reading and then writing, none fails."""
    site = projects.serve(EXAMPLE, sqlite, threads=4)
    site.sql("CREATE TABLE visit (id)")
    assert len([*site.crowd(4, 8, *READ_SLOWLY_THEN_WRITE, atomic=True)]) == 8
    written = site.value("SELECT count(*) FROM visit")
    assert written == 8
    record(clients=4, transactions=8, rows=written)


def test_transaction_that_only_reads_locks_out_writers(projects, sqlite, record):
    """While a transaction that only reads runs, a request that may not wait cannot write."""
    site = projects.serve(EXAMPLE, sqlite, threads=2)
    site.sql("CREATE TABLE visit (id)")
    with site.holding(1, "SELECT count(*) FROM visit", atomic=True):
        with pytest.raises(ViewError) as failure:
            site.sql("PRAGMA busy_timeout = 0", "INSERT INTO visit VALUES (1)")
        readers_see = site.value("SELECT count(*) FROM visit")
    assert failure.value.message == "database is locked"
    assert readers_see == 0, "a reader outside a transaction does not wait"
    record(error=failure.value.errors[0])


def test_every_connection_runs_the_command(projects, sqlite, record):
    """A request finds the journal mode that the command sets."""
    mode = projects.serve(EXAMPLE, sqlite).value("PRAGMA journal_mode")
    assert mode == "wal"
    record(journal_mode=mode)


@pytest.mark.only_with("Django<5.1")
@pytest.mark.documented_failure
def test_older_django_passes_the_options_on(projects, sqlite, record):
    """Before Django 5.1, the first request fails: Python's sqlite3 module refuses the options."""
    error = error_of_first_request(projects, EXAMPLE, sqlite)
    assert error["type"] == "TypeError"
    assert "transaction_mode" in error["message"]
    record(error=error)

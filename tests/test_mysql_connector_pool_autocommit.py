import pytest

from tests.mysql_rows import NUMBERS, make_rows, numbers
from tests.plugins.projects import ViewError

pytestmark = [pytest.mark.packages("mysql-connector-python"), pytest.mark.documented_failure]
EXAMPLE = "mysql_connector_pool_autocommit/settings.py"


def test_write_outside_a_transaction_is_kept(projects, mysql_server, record):
    """Rows inserted outside `atomic()` are there afterwards."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    make_rows(site)
    assert numbers(site) == NUMBERS
    record(rows_inserted=len(NUMBERS), rows_afterwards=len(numbers(site)))


def test_rollback_of_a_transaction_is_lost(projects, mysql_server, record):
    """An `atomic()` block that raises after an INSERT leaves the row behind."""
    site = projects.serve(EXAMPLE, mysql_server, threads=1)
    make_rows(site)
    with pytest.raises(ViewError) as failure:
        site.sql(
            "INSERT INTO example_rows (number) VALUES (5)",
            "SELECT nothing FROM example_rows",
            atomic=True,
        )
    assert failure.value.message.startswith("(1054,")
    assert numbers(site) == [*NUMBERS, 5]
    record(rows_before=len(NUMBERS), rows_afterwards=len(numbers(site)))

"""A few quick cells, so that the suite notices when a fault does something else than recorded."""

from functools import partial

import pytest

from tests.faults.run_cell import BY_NAME, compare, run_cell

SHORT = {"before": 0.3, "after": 0.3}  # seconds


@pytest.mark.waits(2)
@pytest.mark.parametrize(
    ("fault", "approach"),
    [
        ("idle_connections_killed", "persistent_unchecked"),
        ("server_restarted_idle", "db_connection_pool"),
        ("view_crashes", "pool"),
    ],
)
def test_quick_cell(fault, approach, projects):
    """The approach does what is recorded of it."""
    compare(fault, partial(run_cell, fault, BY_NAME[approach], projects, None, **SHORT))

"""Every approach with every fault: `make faults`. Not a part of `make test`, see test_quick_cells.

FAULT and APPROACH choose some; with RECORD=1 what is seen becomes the evidence.
"""

import os
from functools import partial

import pytest

from tests.faults.run_cell import compare, record, run_cell, selected
from tests.plugins.servers import RUN_DIRECTORY

CELLS = [
    pytest.param(fault, approach, id=f"{fault}-{approach.name}")
    for fault, approach in reversed(selected())  # a run starts with the last
]


@pytest.mark.parametrize(("fault", "approach"), CELLS)
def test_cell(fault, approach, projects, pytestconfig, request):
    """The approach does what is recorded of it."""
    if "mysqlclient" in approach.packages:
        request.getfixturevalue("mysqlclient")
    start_pooler = request.getfixturevalue("start_pgbouncer") if approach.pooler else None
    run = partial(run_cell, fault, approach, projects, start_pooler)
    if os.environ.get("RECORD"):
        record(fault, run(), pytestconfig.stash[RUN_DIRECTORY] / "faults.lock")
    else:
        compare(fault, run)

"""Views write in a transaction and raise; other requests go on."""

from contextlib import suppress

from tests.faults.fault import Fault
from tests.faults.tokens import insert_token, make_tokens
from tests.plugins.projects import ViewError

CRASHES = 16
CRASHED = "crashed"


def strike(cell):
    for _ in range(CRASHES):
        with suppress(ViewError):
            cell.site.ask("/crash", statements=insert_token(CRASHED))
    kept = cell.site.value(f"SELECT count(*) FROM tokens WHERE token = '{CRASHED}'")
    cell.notes["rows kept of what the crashed views wrote"] = kept


FAULT = Fault(
    "A view crashes in a transaction", strike, furnish=make_tokens, statements=insert_token
)

import json
import re
import urllib.request

import pytest

from evidence.store import EXAMPLES
from tests.waiting import eventually

pytestmark = [
    pytest.mark.packages("django-debug-toolbar", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.2"),
]
SETTINGS = "toolbar_panel/settings.py"
FILES = ["toolbar_panel/pools_panel.py", "toolbar_panel/urls.py"]
ANSWER_TIMEOUT = 30  # seconds


def test_panel_shows_the_pool(projects, postgresql, monkeypatch, record):
    """Beside the page, the panel says how many connections are in use; opened, the rest."""
    monkeypatch.syspath_prepend(EXAMPLES / "monitoring")  # where a project has copied pools.py to
    site = projects.serve(SETTINGS, postgresql)
    for file in FILES:
        projects.ran(file, site.database)

    def get(path: str) -> str:
        address = f"http://127.0.0.1:{site.port}{path}"
        with urllib.request.urlopen(address, timeout=ANSWER_TIMEOUT) as answer:
            return answer.read().decode()

    def subtitle() -> str:
        return re.search(r"Connection pools\s*<br><small>(.*?)</small>", get("/"))[1]

    shown = eventually(subtitle, "default: 1 of 4")
    assert shown == "default: 1 of 4"

    def in_the_panel() -> dict[str, str]:
        request = re.search(r'data-request-id="(\w+)"', get("/"))[1]
        answer = get(f"/__debug__/render_panel/?request_id={request}&panel_id=PoolsPanel")
        table = re.findall(r"<t[hd]>(.*?)</t[hd]>", json.loads(answer)["content"])
        return dict(zip(table[:7], table[7:], strict=True))

    expected = {
        "name": "default",
        "kind": "psycopg_pool",
        "used": "1",
        "idle": "3",
        "max": "4",
        "waiting": "0",
        "failed": "0",
    }
    # An answer is there before its request has given its connection back.
    opened = eventually(in_the_panel, expected)
    assert opened == expected
    record(beside_the_page=shown, opened=opened)

import pytest

from tests.oracle import BY_DRIVER, ON_ORACLE, SESSION, printed

pytestmark = [
    pytest.mark.packages("oracledb", "django-db-connection-pool", "SQLAlchemy"),
    pytest.mark.only_with("Django>=5.0"),
]
EXAMPLE = "oracle_db_connection_pool/settings.py"

POOL = """
import json
from django.db import DatabaseError, connection
from dj_db_conn_pool.core import pool_container
try:
    connection.ensure_connection()
except DatabaseError as error:
    failed = str(error).splitlines()[-1]
pool = pool_container.get("default")
print(json.dumps({
    "failed": failed,
    "kind": type(pool).__name__,
    "size": pool.size(),
    "max_overflow": pool._max_overflow,
    "timeout": pool._timeout,
    "recycle": pool._recycle,
}))
"""


@BY_DRIVER
def test_pool_has_the_options_of_the_settings(projects, oracle_server, record):
    """The pool is made with the sizes and times as set; then the network is what fails."""
    pool = printed(projects, EXAMPLE, oracle_server, POOL)
    assert pool == {
        "failed": "[Errno 111] Connection refused",
        "kind": "QueuePool",
        "size": 4,
        "max_overflow": 0,
        "timeout": 2,
        "recycle": 3600,
    }
    record(**pool)


@ON_ORACLE
def test_requests_share_the_pools_sessions(projects, oracle_server, record):
    """Twenty requests, one after another, are served by at most four sessions."""
    site = projects.serve(EXAMPLE, oracle_server)
    sessions = {site.value(SESSION) for _ in range(20)}
    assert len(sessions) <= 4
    record(requests=20)

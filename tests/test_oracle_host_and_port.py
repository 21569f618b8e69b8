import pytest

from tests.oracle import BY_DRIVER, printed

pytestmark = [pytest.mark.packages("oracledb"), pytest.mark.only_with("Django>=5.0")]
EXAMPLE = "oracle_host_and_port/settings.py"

ADDRESS = """
import json
from django.db import connection
settings = connection.settings_dict  # which imports the backend, and it its utils
from django.db.backends.oracle.utils import dsn
print(json.dumps(dsn(settings)))
"""


@BY_DRIVER
def test_name_becomes_a_sid(projects, oracle_server, record):
    """The address that Django gives the driver has SID where a service would be SERVICE_NAME."""
    address = printed(projects, EXAMPLE, oracle_server, ADDRESS)
    assert "(SID=FREEPDB1)" in address
    assert "SERVICE_NAME" not in address
    record(address=address)

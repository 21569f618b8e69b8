"""The reader of proxysql.cnf notices what ProxySQL could not read."""

import pytest

from evidence import store
from tests import libconfig

TEXT = (store.EXAMPLES / "proxysql" / "proxysql.cnf").read_text()


def test_groups_and_lists_are_read():
    text = 'a = "x"  # a comment\nb = { c = 1, d = true }\ne = ( { f = -2 }, { f = 3 } )\n'
    expected = {"a": "x", "b": {"c": 1, "d": True}, "e": [{"f": -2}, {"f": 3}]}
    assert libconfig.read(text) == expected


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("{", ""),
        ("}", ""),
        ("\n)", ""),
        ("= true", "= yes"),
        ("# ProxySQL", "ProxySQL"),
        ('6033"', "6033"),
        ("interfaces =", "interfaces"),
        ("max_connections = 1000", "interfaces = 1000"),
    ],
)
def test_damage_is_refused(right, wrong):
    assert right in TEXT
    with pytest.raises(ValueError, match=r"^(not|.+ is missing)"):
        libconfig.read(TEXT.replace(right, wrong, 1))

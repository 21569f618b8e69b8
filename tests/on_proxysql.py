"""Run a test on ProxySQL with its example's file, before each server that it may stand before."""

import pytest


def on_proxysql(test):
    """Run ``test``, which takes the fixture ``proxy``, before MariaDB and before MySQL."""
    test = pytest.mark.parametrize("proxy", ["proxysql"], indirect=True)(test)
    return pytest.mark.parametrize("behind", ["mariadb", "mysql"], indirect=True)(test)

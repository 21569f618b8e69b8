"""Which options the installed packages have: name, type and default."""

import enum
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Option:
    """One option, in the package's own words."""

    name: str
    type: str
    """Empty where the package does not say it."""
    default: str
    """As Python writes it."""


def from_signature(function, leave_out: set[str]) -> list[Option]:
    """The parameters of ``function`` that have a name."""
    return [
        Option(name, type_of(parameter), shown(parameter.default))
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in leave_out and parameter.kind != parameter.VAR_KEYWORD
    ]


def type_of(parameter: inspect.Parameter) -> str:
    """A parameter's annotation without its modules."""
    if parameter.annotation is parameter.empty:
        return ""
    written = inspect.formatannotation(parameter.annotation).strip("'")
    return re.sub(r"\b(?:[a-z_]+\.)+(?=\w)", "", written)


def shown(default) -> str:
    """A default as Python writes it; a class by its name, a member of an enumeration by both."""
    if isinstance(default, type):
        return default.__name__
    if isinstance(default, enum.Enum):
        return f"{type(default).__name__}.{default.name}"
    return repr(default)


def psycopg_pool() -> list[Option]:
    """What psycopg's ``ConnectionPool`` takes."""
    from psycopg_pool import ConnectionPool

    return from_signature(ConnectionPool.__init__, {"self"})


def python_oracledb() -> list[Option]:
    """What python-oracledb's pools take that single connections do not.

    Its signature has no defaults; an object made without arguments has.
    """
    from oracledb import ConnectParams, PoolParams

    unset = PoolParams()
    of_connections = inspect.signature(ConnectParams.__init__).parameters
    return [
        Option(option.name, option.type, shown(getattr(unset, option.name, None)))
        for option in from_signature(PoolParams.__init__, set(of_connections))
    ]


def django_db_connection_pool() -> list[Option]:
    """What the package passes on from ``POOL_OPTIONS``."""
    from dj_db_conn_pool.core import pool_container

    return [
        Option(name.upper(), type(default).__name__, shown(default))
        for name, default in pool_container.pool_default_params.items()
    ]


def connector_python() -> list[Option]:
    """What Connector/Python's ``MySQLConnectionPool`` takes besides connection arguments."""
    from mysql.connector.pooling import MySQLConnectionPool

    return from_signature(MySQLConnectionPool.__init__, {"self"})


READERS: dict[str, Callable[[], list[Option]]] = {
    "psycopg_pool": psycopg_pool,
    "python_oracledb": python_oracledb,
    "django_db_connection_pool": django_db_connection_pool,
    "connector_python": connector_python,
}
"""What reads the options of each package that has a page."""

"""What pool_options.py is given, and the sentences in which it refuses it."""

from tests.oracle import SESSION as ORACLES_SESSION
from tests.oracle import printed
from tests.plugins.projects import Projects
from tests.servers import Server

SESSION = {
    **dict.fromkeys(
        ["postgresql15", "postgresql16", "postgresql17", "postgresql"], "SELECT pg_backend_pid()"
    ),
    **dict.fromkeys(["mariadb1011", "mariadb", "mysql"], "SELECT CONNECTION_ID()"),
    "oracle": ORACLES_SESSION,
}
"""What tells a server's sessions from each other."""

ENGINE = {
    "psycopg_pool": "django.db.backends.postgresql",
    "python-oracledb": "django.db.backends.oracle",
    "SQLAlchemy": "dj_db_conn_pool.backends.mysql",
}
"""A backend that has the pool of that name."""

ENGINES = [
    "django.db.backends.postgresql",
    "django.db.backends.oracle",
    "dj_db_conn_pool.backends.postgresql",
    "dj_db_conn_pool.backends.mysql",
    "dj_db_conn_pool.backends.oracle",
]
ON_EVERY_POOL = {
    "MIN_SIZE": 0,
    "MAX_SIZE": 4,
    "TIMEOUT": 2,
    "MAX_LIFETIME": 1800,
    "MAX_IDLE": None,
    "HEALTH_CHECK": True,
}
TRANSLATED = {
    "psycopg_pool": {
        "min_size": 0,
        "max_size": 4,
        "timeout": 2,
        "max_lifetime": 1800,
        "max_idle": 31536000,
        "CONN_HEALTH_CHECKS": True,
    },
    "python-oracledb": {
        "min": 0,
        "max": 4,
        "increment": 1,
        "getmode": "TIMEDWAIT",
        "wait_timeout": 2000,
        "max_lifetime_session": 1800,
        "timeout": 0,
        "ping_interval": 0,
    },
    "SQLAlchemy": {
        "POOL_SIZE": 4,
        "MAX_OVERFLOW": 0,
        "TIMEOUT": 2,
        "RECYCLE": 1800,
        "PRE_PING": True,
    },
}
NEVER = {"MAX_LIFETIME": None, "MAX_IDLE": None, "HEALTH_CHECK": False}
TRANSLATED_NEVER = {
    "psycopg_pool": {
        "max_lifetime": 31536000,
        "max_idle": 31536000,
        "CONN_HEALTH_CHECKS": False,
    },
    "python-oracledb": {"max_lifetime_session": 0, "timeout": 0, "ping_interval": -1},
    "SQLAlchemy": {"RECYCLE": -1, "PRE_PING": False},
}

KNOWN = "The options are MIN_SIZE, MAX_SIZE, TIMEOUT, MAX_LIFETIME, MAX_IDLE, HEALTH_CHECK."
UNKNOWN = {
    '"max_size": 4': f"POOL_OPTIONS has no 'max_size'. Did you mean MAX_SIZE? {KNOWN}",
    '"MAXSIZE": 4': f"POOL_OPTIONS has no 'MAXSIZE'. Did you mean MAX_SIZE? {KNOWN}",
    '"MAX_WAITING": 8': f"POOL_OPTIONS has no 'MAX_WAITING'. {KNOWN}",
    '"POOL_SIZE": 4': f"POOL_OPTIONS has no 'POOL_SIZE'. {KNOWN}",
    '"getmode": "wait"': f"POOL_OPTIONS has no 'getmode'. {KNOWN}",
}
SECONDS = "write a number of seconds above 0"
WRONG = {
    '"MAX_SIZE": "4"': "MAX_SIZE is '4': write a whole number, 1 or more.",
    '"MAX_SIZE": 0': "MAX_SIZE is 0: write a whole number, 1 or more.",
    '"MAX_SIZE": None': "MAX_SIZE is None: write a whole number, 1 or more.",
    '"MIN_SIZE": True': "MIN_SIZE is True: write a whole number, 0 or more.",
    '"MIN_SIZE": 5': ("MIN_SIZE 5 is above MAX_SIZE 4: lower the one or raise the other."),
    '"TIMEOUT": 2000': "TIMEOUT is 2000: write seconds, 2.0 for so many milliseconds.",
    '"TIMEOUT": None': f"TIMEOUT is None: {SECONDS}.",
    '"TIMEOUT": 0': f"TIMEOUT is 0: {SECONDS}.",
    '"MAX_LIFETIME": "30m"': f"MAX_LIFETIME is '30m': {SECONDS}, or None for never.",
    '"MAX_LIFETIME": -1': f"MAX_LIFETIME is -1: {SECONDS}, or None for never.",
    '"MAX_IDLE": float("inf")': f"MAX_IDLE is inf: {SECONDS}, or None for never.",
    '"MAX_IDLE": timedelta(minutes=5)': (
        f"MAX_IDLE is datetime.timedelta(seconds=300): {SECONDS}, or None for never."
    ),
    '"HEALTH_CHECK": "yes"': "HEALTH_CHECK is 'yes': write True or False.",
}
BESIDE = {
    '"CONN_MAX_AGE": 60': "CONN_MAX_AGE is set. Remove it: a pool has MAX_LIFETIME.",
    '"CONN_MAX_AGE": None': "CONN_MAX_AGE is set. Remove it: a pool has MAX_LIFETIME.",
    '"CONN_HEALTH_CHECKS": True': (
        "CONN_HEALTH_CHECKS is set. Remove it: a pool has HEALTH_CHECK."
    ),
    '"OPTIONS": {"pool": True}': "OPTIONS['pool'] is set. Remove it, or POOL_OPTIONS.",
    '"POOL_OPTIONS": True': "POOL_OPTIONS is True: write a dictionary.",
    '"POOL_OPTIONS": {}': (
        "POOL_OPTIONS needs a MAX_SIZE: at most the number of a process's threads."
    ),
}
NO_POOL = {
    '"ENGINE": "django.db.backends.mysql"': (
        "django.db.backends.mysql has no pool. Set ENGINE to 'dj_db_conn_pool.backends.mysql'."
    ),
    '"ENGINE": "django.db.backends.sqlite3"': (
        "django.db.backends.sqlite3 has no pool and needs none. Remove POOL_OPTIONS."
    ),
    '"ENGINE": "mssql"': (f"no pool is known for ENGINE 'mssql'. Known are {', '.join(ENGINES)}."),
}

WITHIN_POOL_OPTIONS = '{"POOL_OPTIONS": {"MAX_SIZE": 4, %s}}'

SQLALCHEMY = "dj_db_conn_pool.backends.mysql cannot honor"
CANNOT_HONOR = {
    '"MIN_SIZE": 2': (
        f"{SQLALCHEMY} MIN_SIZE 2: it opens no connection before a request needs one. "
        "Set MIN_SIZE to 0."
    ),
    '"MAX_IDLE": 300': (
        f"{SQLALCHEMY} MAX_IDLE 300: it closes no connection for being unused. "
        "Set MAX_IDLE to None."
    ),
}
ON_ORACLE = '{"ENGINE": "django.db.backends.oracle", "POOL_OPTIONS": {"MAX_SIZE": 4, %s}}'
ORACLE_CANNOT_HONOR = {
    f'"{name}": 0.5': (
        f"django.db.backends.oracle cannot honor {name} 0.5: it takes whole seconds only."
    )
    for name in ("MAX_LIFETIME", "MAX_IDLE")
}

REFUSALS = """
import json
from datetime import timedelta
from django.core.exceptions import ImproperlyConfigured
from pool_options import pooled

ALIAS = {"ENGINE": "dj_db_conn_pool.backends.mysql", "POOL_OPTIONS": {"MAX_SIZE": 4}}

def refusal(settings):
    try:
        pooled(default=ALIAS | settings)
    except ImproperlyConfigured as error:
        return str(error).removeprefix("DATABASES['default']: ")

print(json.dumps([refusal(settings) for settings in [%s]]))
"""
TRANSLATIONS = """
import enum, json
from pool_options import pooled

def plain(value):
    return value.name if isinstance(value, enum.Enum) else value

def options_of(database):
    pool = database.get("POOL_OPTIONS") or database["OPTIONS"]["pool"]
    beside = {name: database[name] for name in database if name == "CONN_HEALTH_CHECKS"}
    return {name: plain(value) for name, value in (pool | beside).items()}

options = {"MAX_SIZE": 4, **%r}
print(json.dumps([
    options_of(pooled(default={"ENGINE": engine, "POOL_OPTIONS": options})["default"])
    for engine in %r
]))
"""


def refusals(
    projects: Projects, example: str, server: Server, written: list[str], within: str = "{%s}"
) -> dict[str, str]:
    """What is said of each piece of settings that is ``written`` so, ``within`` an alias."""
    pieces = ", ".join(within % piece for piece in written)
    said = printed(projects, example, server, REFUSALS % pieces)
    return dict(zip(written, said, strict=True))


def translations(projects: Projects, example: str, server: Server, options: dict) -> dict:
    """What the ``options`` become for each kind of pool, its name first."""
    said = printed(projects, example, server, TRANSLATIONS % (options, list(ENGINE.values())))
    return dict(zip(ENGINE, said, strict=True))

"""Write a pool's options in the same words for every database: POOL_OPTIONS."""

import math
from difflib import get_close_matches

import django
from django.core.exceptions import ImproperlyConfigured

DEFAULTS = {
    # Connections that the pool opens before they are needed.
    "MIN_SIZE": 0,
    # Connections that a process has at most. There is no default: count them.
    "MAX_SIZE": None,
    # Seconds that a request waits for a connection before it fails.
    "TIMEOUT": 30,
    # Seconds of age after which a connection is replaced. None: never.
    "MAX_LIFETIME": 3600,
    # Seconds after which an unused connection above MIN_SIZE is closed. None: never.
    "MAX_IDLE": None,
    # Whether a connection is tested when a request takes it from the pool.
    "HEALTH_CHECK": True,
}
LONGEST_TIMEOUT = 300  # what is longer was meant as milliseconds
A_YEAR = 365 * 24 * 60 * 60


def pooled(**databases):
    """Return DATABASES with each POOL_OPTIONS in the words of its backend's pool.

    An alias without POOL_OPTIONS stays as it is. Raises ImproperlyConfigured for what
    is none of these options, and for what the pool of the alias cannot honor.
    """
    return {
        alias: translated(alias, database) if "POOL_OPTIONS" in database else database
        for alias, database in databases.items()
    }


def translated(alias, database):
    """Return the settings of one alias as Django and its backend take them."""
    engine = database.get("ENGINE")
    others = {name: database[name] for name in database if name != "POOL_OPTIONS"}
    try:
        options = checked(database["POOL_OPTIONS"])
        if engine not in POOLS:
            raise ValueError(advice_for(engine))
        check_the_rest(others)
        return POOLS[engine](others, options)
    except CannotHonor as error:
        reason = f"{engine} cannot honor {error}"
    except ValueError as error:
        reason = error
    raise ImproperlyConfigured(f"DATABASES[{alias!r}]: {reason}")


class CannotHonor(Exception):
    """An option is right, but the pool of this backend has nothing to honor it with."""


def checked(options):
    """Return the options with the defaults of those left out, or raise ValueError."""
    if not isinstance(options, dict):
        raise ValueError(f"POOL_OPTIONS is {options!r}: write a dictionary.")
    for name, value in options.items():
        if name not in DEFAULTS:
            close = get_close_matches(str(name).upper(), DEFAULTS, 1, 0.8)
            question = f" Did you mean {close[0]}?" if close else ""
            raise ValueError(
                f"POOL_OPTIONS has no {name!r}.{question} "
                f"The options are {', '.join(DEFAULTS)}."
            )
        if remedy := remedy_for(name, value):
            raise ValueError(f"{name} is {value!r}: {remedy}.")
    if "MAX_SIZE" not in options:
        raise ValueError(
            "POOL_OPTIONS needs a MAX_SIZE: at most the number of a process's threads."
        )
    options = DEFAULTS | options
    if options["MIN_SIZE"] > options["MAX_SIZE"]:
        raise ValueError(
            "MIN_SIZE {MIN_SIZE} is above MAX_SIZE {MAX_SIZE}: "
            "lower the one or raise the other.".format_map(options)
        )
    return options


def remedy_for(name, value):
    """What to write in place of a value that is of the wrong type or size, or None."""
    if name == "HEALTH_CHECK":
        return None if isinstance(value, bool) else "write True or False"
    if name in {"MIN_SIZE", "MAX_SIZE"}:
        least = 1 if name == "MAX_SIZE" else 0
        fits = type(value) is int and value >= least
        return None if fits else f"write a whole number, {least} or more"
    if value is None and name != "TIMEOUT":
        return None
    if type(value) not in {int, float} or not math.isfinite(value) or value <= 0:
        never = "" if name == "TIMEOUT" else ", or None for never"
        return f"write a number of seconds above 0{never}"
    if name == "TIMEOUT" and value > LONGEST_TIMEOUT:
        return f"write seconds, {value / 1000} for so many milliseconds"
    return None


def check_the_rest(database):
    """Raise ValueError for what stands beside POOL_OPTIONS and says something else."""
    for name, option in {
        "CONN_MAX_AGE": "MAX_LIFETIME",
        "CONN_HEALTH_CHECKS": "HEALTH_CHECK",
    }.items():
        if database.get(name, 0) != 0:
            raise ValueError(f"{name} is set. Remove it: a pool has {option}.")
    if "pool" in database.get("OPTIONS", {}):
        raise ValueError("OPTIONS['pool'] is set. Remove it, or POOL_OPTIONS.")


def advice_for(engine):
    """What to do about a backend that has no pool, or none that is known here."""
    if engine == "django.db.backends.mysql":
        return f"{engine} has no pool. Set ENGINE to 'dj_db_conn_pool.backends.mysql'."
    if engine == "django.db.backends.sqlite3":
        return f"{engine} has no pool and needs none. Remove POOL_OPTIONS."
    return f"no pool is known for ENGINE {engine!r}. Known are {', '.join(POOLS)}."


def with_psycopg_pool(database, options):
    """The settings with Django's pool on PostgreSQL."""
    if django.VERSION < (5, 1):
        raise CannotHonor(
            "POOL_OPTIONS before Django 5.1. Upgrade Django, or set ENGINE to "
            "'dj_db_conn_pool.backends.postgresql'."
        )
    pool = {
        "min_size": options["MIN_SIZE"],
        "max_size": options["MAX_SIZE"],
        "timeout": options["TIMEOUT"],
        "max_lifetime": options["MAX_LIFETIME"] or A_YEAR,  # it has no "never"
        "max_idle": options["MAX_IDLE"] or A_YEAR,
    }
    driver = database.get("OPTIONS", {}) | {"pool": pool}
    health_check = options["HEALTH_CHECK"]
    return database | {"CONN_HEALTH_CHECKS": health_check, "OPTIONS": driver}


def with_oracledb_pool(database, options):
    """The settings with Django's pool on Oracle."""
    if django.VERSION < (5, 2):
        raise CannotHonor("POOL_OPTIONS before Django 5.2. Upgrade Django.")
    for name in ("MAX_LIFETIME", "MAX_IDLE"):
        if (options[name] or 0) % 1:
            raise CannotHonor(f"{name} {options[name]}: it takes whole seconds only.")
    from oracledb import POOL_GETMODE_TIMEDWAIT

    pool = {
        "min": options["MIN_SIZE"],
        "max": options["MAX_SIZE"],
        "increment": 1,
        "getmode": POOL_GETMODE_TIMEDWAIT,
        "wait_timeout": math.ceil(options["TIMEOUT"] * 1000),  # milliseconds
        "max_lifetime_session": int(options["MAX_LIFETIME"] or 0),  # 0: never
        "timeout": int(options["MAX_IDLE"] or 0),  # 0: never
        "ping_interval": 0 if options["HEALTH_CHECK"] else -1,
    }
    return database | {"OPTIONS": database.get("OPTIONS", {}) | {"pool": pool}}


def with_sqlalchemy_pool(database, options):
    """The settings with the pool of SQLAlchemy, in django-db-connection-pool."""
    if options["MIN_SIZE"]:
        raise CannotHonor(
            "MIN_SIZE {MIN_SIZE}: it opens no connection before a request needs one. "
            "Set MIN_SIZE to 0.".format_map(options)
        )
    if options["MAX_IDLE"] is not None:
        raise CannotHonor(
            "MAX_IDLE {MAX_IDLE}: it closes no connection for being unused. "
            "Set MAX_IDLE to None.".format_map(options)
        )
    pool = {
        "POOL_SIZE": options["MAX_SIZE"],
        "MAX_OVERFLOW": 0,
        "TIMEOUT": options["TIMEOUT"],
        "RECYCLE": options["MAX_LIFETIME"] or -1,  # -1: never
        "PRE_PING": options["HEALTH_CHECK"],
    }
    return database | {"POOL_OPTIONS": pool}


POOLS = {
    "django.db.backends.postgresql": with_psycopg_pool,
    "django.db.backends.oracle": with_oracledb_pool,
    "dj_db_conn_pool.backends.postgresql": with_sqlalchemy_pool,
    "dj_db_conn_pool.backends.mysql": with_sqlalchemy_pool,
    "dj_db_conn_pool.backends.oracle": with_sqlalchemy_pool,
}

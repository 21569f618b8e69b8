"""System checks for traps in DATABASES that `manage.py check` lets through."""

# Beside manage.py, and imported by the settings, this file needs nothing else. What no
# setting tells, say in one of your own, where an alias leads to a pooler:
# DATABASE_POOLERS = {"default": "transaction"}, or "session", or "none".

from dataclasses import dataclass

import django
from django.conf import settings
from django.core import checks

SITE = "Django connection pooling, proven: "

POSTGRESQL = "django.db.backends.postgresql"
MYSQL = "django.db.backends.mysql"
ORACLE = "django.db.backends.oracle"
SQLITE = "django.db.backends.sqlite3"
CONNECTOR = "mysql.connector.django"
LENDING = [
    f"dj_db_conn_pool.backends.{name}" for name in ("mysql", "oracle", "postgresql")
]
NO_BACKEND = "dj_db_conn_pool.backends.sqlite3"
KNOWN = [POSTGRESQL, MYSQL, ORACLE, SQLITE, CONNECTOR, *LENDING, NO_BACKEND]
KNOWN += ["django.db.backends.dummy"]  # Django's word for no database

POOLERS = ["transaction", "session", "none"]
POOL_OPTIONS = ["ECHO", "MAX_OVERFLOW", "POOL_SIZE", "PRE_PING", "RECYCLE", "TIMEOUT"]
LOWER_CASE = [name.lower() for name in ("POOL_OPTIONS", *POOL_OPTIONS)]
PSYCOPG_POOL = [
    "check",
    "close_returns",
    "configure",
    "connection_class",
    "conninfo",
    "kwargs",
    "max_idle",
    "max_lifetime",
    "max_size",
    "max_waiting",
    "min_size",
    "name",
    "num_workers",
    "open",
    "reconnect_failed",
    "reconnect_timeout",
    "reset",
    "timeout",
]

PERSISTENT = [("has", "CONN_MAX_AGE"), ("not", ("is", "CONN_MAX_AGE", 0))]
CURSORS = ("not", ("true", "DISABLE_SERVER_SIDE_CURSORS"))


def on(*engines):
    """The condition that ENGINE is one of these."""
    return ("is", "ENGINE", *engines)


@dataclass(frozen=True)
class Rule:
    """A trap: what to look at, when it is one, and the example that showed it."""

    id: str
    at: str  # the path of a setting from its alias on; * is any key there
    when: list  # of conditions, which all have to hold
    says: str  # with {key} for the key that * is
    hint: str
    page: str
    proof: str


RULES = [
    Rule(
        id="pooling.E001",
        at="CONN_MAX_AGE",
        when=[on(POSTGRESQL, ORACLE), ("true", "OPTIONS.pool"), *PERSISTENT],
        says="A pool, and a CONN_MAX_AGE that is not 0: the first query fails.",
        hint="Remove CONN_MAX_AGE: a pool keeps connections without it.",
        page="reference/errors/postgresql_pool.html#error-persistent-pool",
        proof="postgresql_pool_with_max_age",
    ),
    Rule(
        id="pooling.E002",
        at="OPTIONS.pool.max_size",
        when=[
            on(POSTGRESQL),
            ("less", "OPTIONS.pool.max_size", None, "OPTIONS.pool.min_size", 4),
        ],
        says="max_size is below min_size, which is 4 if unset: the first query fails.",
        hint="Set min_size, too.",
        page="reference/errors/postgresql_pool.html#error-max-size",
        proof="postgresql_pool_max_size_only",
    ),
    Rule(
        id="pooling.E003",
        at="OPTIONS.pool.*",
        when=[
            on(POSTGRESQL),
            ("key", "min_size", "max_size"),
            ("text", "OPTIONS.pool.*"),
        ],
        says="{key} is a string: the first query fails.",
        hint="Write int(…) around what comes from the environment.",
        page="reference/errors/postgresql_pool.html#error-options-as-strings",
        proof="environment_pool_strings",
    ),
    Rule(
        id="pooling.E004",
        at="OPTIONS.pool.*",
        when=[on(POSTGRESQL), ("key", "kwargs", "open", "configure")],
        says="Django passes {key} to the pool itself: the first query fails.",
        hint='Remove it. What connections need stands in OPTIONS, beside "pool".',
        page="reference/errors/postgresql_pool.html#error-pool-kwargs",
        proof="postgresql_pool_kwargs",
    ),
    Rule(
        id="pooling.E005",
        at="OPTIONS.pool.check",
        when=[
            on(POSTGRESQL),
            ("has", "OPTIONS.pool.check"),
            ("before", "6.1"),
            ("not", ("before", "5.1")),
        ],
        says="This Django passes a check of its own: the first query fails.",
        hint="Remove check and set CONN_HEALTH_CHECKS, or upgrade to Django 6.1.",
        page="reference/errors/postgresql_pool.html#error-pool-check",
        proof="postgresql_pool_own_check",
    ),
    Rule(
        id="pooling.E006",
        at="OPTIONS.assume_role",
        when=[
            on(POSTGRESQL),
            ("true", "OPTIONS.pool"),
            ("true", "OPTIONS.assume_role"),
        ],
        says="assume_role beside a pool: the pool waits for itself, and requests fail.",
        hint='Let the server set the role: "options": "-c role=…".',
        page="reference/claims/postgresql_pool.html#claim-every-option",
        proof="postgresql_pool_assume_role",
    ),
    Rule(
        id="pooling.E007",
        at="OPTIONS.pool",
        when=[on(POSTGRESQL), ("true", "OPTIONS.pool"), ("fact", "driver", "psycopg2")],
        says="A pool needs psycopg 3, and this is psycopg2: the first query fails.",
        hint="Install psycopg[binary,pool].",
        page="reference/errors/postgresql_pool.html#error-psycopg-pool",
        proof="postgresql_psycopg2_pool",
    ),
    Rule(
        id="pooling.E008",
        at="OPTIONS.pool",
        when=[on(POSTGRESQL), ("has", "OPTIONS.pool"), ("before", "5.1")],
        says="This Django has no pool: the driver refuses the option.",
        hint="Upgrade to Django 5.1 or newer, or remove the option.",
        page="reference/errors/postgresql_pool.html#error-invalid-option-pool",
        proof="postgresql_pool",
    ),
    Rule(
        id="pooling.E009",
        at="OPTIONS.*",
        when=[on(POSTGRESQL), ("key", "pooling_class", "conn_max_age")],
        says="{key} in OPTIONS goes to the driver, which refuses it.",
        hint='Remove it. A pool is "pool": True; CONN_MAX_AGE stands beside OPTIONS.',
        page="reference/errors/postgresql_pool.html#error-pooling-class",
        proof="postgresql_pooling_class",
    ),
    Rule(
        id="pooling.E010",
        at="OPTIONS.pool",
        when=[on(POSTGRESQL), ("text", "OPTIONS.pool"), ("true", "OPTIONS.pool")],
        says='"pool" is a string: the first query fails.',
        hint="Make it True or a dictionary. django-environ takes strings from a URL.",
        page="reference/claims/approaches.html#claim-url-pool",
        proof="django_environ_pool",
    ),
    Rule(
        id="pooling.E011",
        at="OPTIONS.pool",
        when=[on(ORACLE), ("has", "OPTIONS.pool"), ("not", ("true", "OPTIONS.pool"))],
        says='"pool" is false: the driver refuses the option.',
        hint="Leave the key out.",
        page="reference/errors/oracle.html#error-oracle-pool-off",
        proof="oracle_pool_off",
    ),
    Rule(
        id="pooling.E012",
        at="OPTIONS.pool.min",
        when=[on(ORACLE), ("less", "OPTIONS.pool.max", 2, "OPTIONS.pool.min", None)],
        says="min is above max, which is 2 where it is not set: the first query fails.",
        hint="Set max, too.",
        page="reference/errors/oracle.html#error-oracle-max",
        proof="oracle_pool_min_only",
    ),
    Rule(
        id="pooling.E013",
        at="OPTIONS.pool.*",
        when=[on(ORACLE), ("key", "max_size", "min_size")],
        says="{key} is an option of PostgreSQL's pool: the first query fails.",
        hint="The pool on Oracle has min and max.",
        page="reference/errors/oracle.html#error-oracle-names",
        proof="oracle_pool_postgresql_names",
    ),
    Rule(
        id="pooling.E014",
        at="OPTIONS.pool.getmode",
        when=[
            on(ORACLE),
            ("member", "OPTIONS.pool.getmode", "TIMEDWAIT"),
            ("not", ("true", "OPTIONS.pool.wait_timeout")),
        ],
        says="TIMEDWAIT waits for 0 ms here: the first query gets no connection.",
        hint="Set wait_timeout, in milliseconds.",
        page="reference/errors/oracle.html#trap-oracle-no-wait",
        proof="oracle_pool_no_wait",
    ),
    Rule(
        id="pooling.E015",
        at="OPTIONS.pool",
        when=[on(ORACLE), ("has", "OPTIONS.pool"), ("before", "5.2")],
        says="This Django has no pool on Oracle: the driver refuses the option.",
        hint="Upgrade to Django 5.2 or newer, or remove the option.",
        page="reference/errors/oracle.html#error-oracle-pool-off",
        proof="oracle_pool",
    ),
    Rule(
        id="pooling.E016",
        at="OPTIONS.pool",
        when=[on(MYSQL), ("has", "OPTIONS.pool")],
        says="Django has no pool for MySQL: the driver refuses the option.",
        hint="Remove it. Use CONN_MAX_AGE, or django-db-connection-pool.",
        page="reference/errors/mysql.html#error-mysql-pool",
        proof="mysql_pool",
    ),
    Rule(
        id="pooling.E017",
        at="OPTIONS.pool_name OPTIONS.pool_size",
        when=[
            on(CONNECTOR),
            ("any", ("has", "OPTIONS.pool_name"), ("has", "OPTIONS.pool_size")),
        ],
        says="The pool of Connector/Python loses writes outside atomic().",
        hint='Use another pool. With "autocommit": True, it loses rollbacks.',
        page="reference/claims/mysql.html#claim-connector-pools",
        proof="mysql_connector_pool",
    ),
    Rule(
        id="pooling.E018",
        at="OPTIONS.pool",
        when=[on(SQLITE), ("has", "OPTIONS.pool")],
        says="SQLite has no pool: Python's sqlite3 refuses the option.",
        hint="Remove it.",
        page="reference/errors/sqlite.html#error-sqlite-pool",
        proof="sqlite_pool",
    ),
    Rule(
        id="pooling.E019",
        at="OPTIONS.transaction_mode",
        when=[on(SQLITE), ("has", "OPTIONS.transaction_mode"), ("before", "5.1")],
        says="This Django does not know transaction_mode: Python's sqlite3 refuses it.",
        hint="Upgrade to Django 5.1 or newer, or remove the option.",
        page="reference/errors/sqlite.html#error-transaction-mode",
        proof="sqlite_immediate",
    ),
    Rule(
        id="pooling.E020",
        at="ENGINE",
        when=[on(NO_BACKEND)],
        says="django-db-connection-pool has no such backend: the first query fails.",
        hint="Use Django's own, with CONN_MAX_AGE or without.",
        page="reference/errors/any_database.html#error-no-such-backend",
        proof="sqlite_db_connection_pool",
    ),
    Rule(
        id="pooling.W001",
        at="OPTIONS.pool",
        when=[
            on(POSTGRESQL),
            ("dict", "OPTIONS.pool"),
            ("not", ("true", "OPTIONS.pool")),
        ],
        says='"pool" is an empty dictionary: there is no pool.',
        hint='Write "pool": True for a pool with psycopg\'s defaults.',
        page="reference/errors/postgresql_pool.html#trap-empty-pool",
        proof="postgresql_pool_empty",
    ),
    Rule(
        id="pooling.W002",
        at="OPTIONS.pool.*",
        when=[on(POSTGRESQL), ("not", ("key", *PSYCOPG_POOL))],
        says="psycopg-pool has no option {key}: the first query fails.",
        hint="Correct the name. A newer psycopg-pool than 3.3 may have it.",
        page="reference/errors/postgresql_pool.html#error-pool-option",
        proof="postgresql_pool_misspelled",
    ),
    Rule(
        id="pooling.W003",
        at="*",
        when=[on(POSTGRESQL, MYSQL), ("key", "POOL_OPTIONS", *POOL_OPTIONS)],
        says="{key} is for django-db-connection-pool: Django's own backend ignores it.",
        hint='Change ENGINE, or, on PostgreSQL, use "pool" in OPTIONS.',
        page="reference/claims/db_connection_pool.html#claim-pool-options",
        proof="postgresql_pool_options_ignored",
    ),
    Rule(
        id="pooling.W004",
        at="*",
        when=[on(*LENDING), ("key", *POOL_OPTIONS, *LOWER_CASE)],
        says="{key} beside ENGINE is ignored.",
        hint="Only POOL_OPTIONS is read, in capitals, as are the names in it.",
        page="reference/claims/db_connection_pool.html#claim-pool-size",
        proof="postgresql_db_connection_pool_ignored",
    ),
    Rule(
        id="pooling.W005",
        at="POOL_OPTIONS.*",
        when=[on(*LENDING), ("not", ("key", *POOL_OPTIONS))],
        says="{key} in POOL_OPTIONS is ignored.",
        hint="The names are, in capitals: " + ", ".join(POOL_OPTIONS) + ".",
        page="reference/claims/db_connection_pool.html#claim-pool-size",
        proof="mysql_db_connection_pool_misspelled",
    ),
    Rule(
        id="pooling.W006",
        at="CONN_MAX_AGE",
        when=[on(*LENDING), *PERSISTENT],
        says="Idle threads keep what the pool has lent them, until it is empty.",
        hint="Remove CONN_MAX_AGE: the pool keeps connections without it.",
        page="reference/errors/any_database.html#error-sqlalchemy-timeout",
        proof="postgresql_db_connection_pool_with_max_age",
    ),
    Rule(
        id="pooling.W007",
        at="PASSWORD",
        when=[on(POSTGRESQL), ("has", "OPTIONS.pool.conninfo"), ("true", "PASSWORD")],
        says="PASSWORD wins over the one that the pool's conninfo returns.",
        hint="Leave PASSWORD out.",
        page="howto/rotate_credentials.html#password-beside-conninfo",
        proof="postgresql_pool_rotating_with_password",
    ),
    Rule(
        id="pooling.W008",
        at="CONN_HEALTH_CHECKS",
        when=[on(ORACLE), ("true", "OPTIONS.pool"), ("true", "CONN_HEALTH_CHECKS")],
        says="With a pool on Oracle, CONN_HEALTH_CHECKS does nothing.",
        hint="Set the pool's ping_interval.",
        page="reference/claims/oracle_and_sqlite.html#claim-oracle-health-checks",
        proof="oracle_pool",
    ),
    Rule(
        id="pooling.W009",
        at="DISABLE_SERVER_SIDE_CURSORS",
        when=[on(POSTGRESQL), ("fact", "pooler", "transaction"), CURSORS],
        says="Behind a transaction pooler, iterator() can lose its cursor.",
        hint="Set DISABLE_SERVER_SIDE_CURSORS to True.",
        page="reference/errors/postgresql_poolers.html#error-django-curs",
        proof="pgbouncer_server_side_cursors",
    ),
    Rule(
        id="pooling.W010",
        at="OPTIONS.assume_role",
        when=[
            on(POSTGRESQL),
            ("fact", "pooler", "transaction"),
            ("true", "OPTIONS.assume_role"),
        ],
        says="Behind a transaction pooler, other clients get the role of assume_role.",
        hint="Log in as that role, or use an alias that goes around the pooler.",
        page="reference/claims/postgresql.html#claim-session-state",
        proof="pgbouncer_assume_role",
    ),
    Rule(
        id="pooling.W011",
        at="CONN_MAX_AGE",
        when=[on(POSTGRESQL), ("fact", "pooler", "session"), *PERSISTENT],
        says="Behind a session pooler, threads that do nothing keep everyone else out.",
        hint="Remove CONN_MAX_AGE.",
        page="reference/claims/postgresql.html#claim-pgbouncer-max-age",
        proof="pgbouncer_session",
    ),
    Rule(
        id="pooling.I001",
        at="PORT",
        when=[
            on(POSTGRESQL),
            ("is", "PORT", 6432, "6432"),
            ("unsaid", "pooler"),
            CURSORS,
        ],
        says="If this is a pooler in transaction mode, iterator() can lose its cursor.",
        hint="Set DISABLE_SERVER_SIDE_CURSORS, or say in DATABASE_POOLERS what it is.",
        page="reference/errors/postgresql_poolers.html#error-django-curs",
        proof="pgbouncer_server_side_cursors",
    ),
    Rule(
        id="pooling.I002",
        at="ENGINE",
        when=[("true", "ENGINE"), ("not", on(*KNOWN))],
        says="Nothing is known here about this ENGINE: its settings were not checked.",
        hint="Silence this check if you know what they do.",
        page="howto/check_my_settings.html#not-understood",
        proof="system_checks",
    ),
    Rule(
        id="pooling.I003",
        at="HOST",
        when=[("not", ("unsaid", "pooler")), ("not", ("fact", "pooler", *POOLERS))],
        says="DATABASE_POOLERS has a word for this alias that means nothing here.",
        hint="Write one of transaction, session and none.",
        page="howto/check_my_settings.html#not-understood",
        proof="system_checks",
    ),
    Rule(
        id="pooling.I004",
        at="OPTIONS.options",
        when=[
            on(POSTGRESQL),
            ("fact", "pooler", "transaction"),
            ("true", "OPTIONS.options"),
        ],
        says="PgBouncer refuses what options asks for, unless it tracks the parameter.",
        hint="Name it in track_extra_parameters, or let PostgreSQL set it.",
        page="reference/errors/postgresql_poolers.html#error-startup-parameter",
        proof="pgbouncer_search_path",
    ),
]


MISSING = object()


def find(path, alias, key):
    """The value at ``path`` in the settings of an alias, or MISSING."""
    found = alias
    for name in path.split("."):
        name = key if name == "*" else name
        if not isinstance(found, dict) or name not in found:
            return MISSING
        found = found[name]
    return found


def number(value, default):
    """``value``, or ``default`` for a missing one, if that is a number, or None."""
    value = default if value is MISSING else value
    return value if isinstance(value, int | float) else None


def holds(condition, alias, facts, key=None):
    """Whether a condition is true of an alias: None where a fact is not known."""
    kind, *rest = condition
    if kind in ("all", "any", "not"):
        results = [holds(each, alias, facts, key) for each in rest]
        if kind == "not":
            return None if results[0] is None else not results[0]
        decisive = kind == "any"
        return (
            decisive
            if decisive in results
            else None if None in results else not decisive
        )
    if kind == "key":
        return key in rest
    if kind == "unsaid":
        return facts.get(rest[0]) is None
    if kind == "fact":
        fact, *wanted = rest
        return None if facts.get(fact) is None else facts[fact] in wanted
    if kind == "before":
        version = facts.get("django")
        return None if version is None else parts(version) < parts(rest[0])
    value = find(rest[0], alias, key)
    if kind == "has":
        return value is not MISSING
    if kind == "less":
        small = number(value, rest[1])
        large = number(find(rest[2], alias, key), rest[3])
        return small is not None and large is not None and small < large
    if value is MISSING:
        return False
    if kind == "true":
        return bool(value)
    if kind == "is":
        return value in rest[1:]
    if kind == "member":
        return getattr(value, "name", None) == rest[1]
    return isinstance(value, {"text": str, "dict": dict}[kind])


def parts(version):
    """A version as numbers, which can be compared."""
    return tuple(map(int, version.split(".")))


def findings(databases, facts):
    """Each rule that holds, with a path; ``facts(alias)`` says what else is known."""
    for name, alias in databases.items():
        known = facts(name)
        for rule in RULES:
            for key in keys(rule.at, alias):
                if holds(("all", *rule.when), alias, known, key):
                    yield rule, [name, *place(rule.at, alias, key)]


def keys(at, alias):
    """What * can stand for in ``at``: the keys there, or None where there is no *."""
    if not at.endswith("*"):
        return [None]
    parent = find(at[:-2], alias, None) if "." in at else alias
    return list(parent) if isinstance(parent, dict) else []


def place(at, alias, key):
    """The keys that lead to a setting: of several, to the first that is there."""
    there = [each for each in at.split() if find(each, alias, key) is not MISSING]
    return [key if name == "*" else name for name in (there or [at])[0].split(".")]


def known_facts(alias):
    """What is known of the running Django, and what was said of the pooler."""
    try:
        from django.db.backends.postgresql.psycopg_any import is_psycopg3
    except ImportError:
        driver = None
    else:
        driver = "psycopg" if is_psycopg3 else "psycopg2"
    return {
        "django": ".".join(map(str, django.VERSION[:2])),
        "driver": driver,
        "pooler": getattr(settings, "DATABASE_POOLERS", {}).get(alias),
    }


LEVELS = {"E": checks.Error, "W": checks.Warning, "I": checks.Info}


# Not tagged "database": such checks run with --database only.
@checks.register("pooling")
def check_pooling(app_configs, **kwargs):
    """A message for each trap."""
    messages = []
    for rule, path in findings(settings.DATABASES, known_facts):
        name, key = rule.id.partition(".")[2], str(path[-1])
        messages.append(
            LEVELS[name[0]](
                rule.says.replace("{key}", key),
                hint=f"{rule.hint} {SITE}{rule.page}",
                obj="DATABASES" + "".join(f"[{each!r}]" for each in path),
                id=rule.id,
            )
        )
    return messages

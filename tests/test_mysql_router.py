import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.idle_clients import clients
from tests.mysql_rows import NUMBERS, make_rows, numbers
from tests.mysql_session_state import FIND, LEAVE, found
from tests.plugins.projects import ViewError
from tests.refusals import error_of_first_request
from tests.rows import iterate
from tests.servers import mysql_router
from tests.waiting import eventually

pytestmark = [pytest.mark.packages("mysqlclient"), pytest.mark.usefixtures("mysqlclient")]
SETTINGS = "mysql_router/settings.py"
CONFIGURATION = "mysql_router/mysqlrouter.conf"
SETTINGS_OF_A_SESSION = ["time_zone", "sql_mode", "isolation_level"]


@pytest.fixture
def router(projects, mysqlrouter, mysql):
    return projects.pooler(CONFIGURATION, mysqlrouter, mysql)


def test_idle_clients_share_server_connections(projects, router, record):
    """Twenty connections of Django's that are idle hold no more than three of the server's."""
    site = projects.serve(SETTINGS, router, threads=20)
    with clients(site, 20, "SELECT 1"):
        held = len(site.sessions())
    assert 1 <= held <= 3
    record(clients=20, server_connections_at_most=3)


def test_transaction_keeps_a_server_connection(projects, router, record):
    """Eight clients with a transaction open hold eight connections of the server's.

    Afterwards, eight further clients are served over those.
    """
    site = projects.serve(SETTINGS, router, threads=8)
    make_rows(site)
    with clients(site, 8, "SELECT * FROM example_rows", atomic=True):
        held = {session["pid"] for session in site.sessions()}
    other = projects.serve(SETTINGS, router, threads=8, database=site.database)
    with clients(other, 8, "SELECT 1"):
        held_afterwards = {session["pid"] for session in site.sessions()}
    assert len(held) == 8
    assert held_afterwards <= held
    record(clients=8, server_connections=len(held))


def test_variables_and_locks_keep_a_server_connection(projects, router, record):
    """A client that has set a user variable or taken a lock keeps its server connection."""
    held = {}
    for name in ("time_zone", "user_variable", "lock"):
        site = projects.serve(SETTINGS, router, threads=8)
        statement = LEAVE[name].replace("DATABASE()", "CONNECTION_ID()")
        with clients(site, 8, statement):
            held[name] = len(site.sessions())
    assert held["user_variable"] == held["lock"] == 8
    assert held["time_zone"] <= 3
    record(clients=8, user_variable=held["user_variable"], lock=held["lock"])


def test_nothing_waits_for_a_server_connection(projects, router, mysql, record):
    """Twenty queries that run at the same time use twenty connections: there is no limit."""
    site = projects.serve(SETTINGS, router, threads=20)
    name = site.database.name
    mysql.query("SELECT GET_LOCK(%s, 0)", name)
    try:
        with site.waiting(20, "SELECT GET_LOCK(DATABASE(), 20), RELEASE_LOCK(DATABASE())"):
            held = eventually(lambda: len(site.sessions()), 20)
    finally:
        mysql.query("SELECT RELEASE_LOCK(%s)", name)
    assert held == 20
    record(queries_at_a_time=20, server_connections=held)


def test_settings_of_a_session_follow_the_client(projects, router, record):
    """A time zone, an SQL mode and an isolation level stay with the client that set them.

    Another client, on the same server connection, does not find them.
    """
    one = projects.serve(SETTINGS, router, threads=1)
    other = projects.serve(SETTINGS, router, threads=1, database=one.database)
    one.sql(*(LEAVE[name] for name in SETTINGS_OF_A_SESSION))
    by_other = found(other)
    by_itself = found(one)
    assert len(one.sessions()) == 1
    assert not any(by_other.values())
    assert [name for name in FIND if by_itself[name]] == SETTINGS_OF_A_SESSION
    record(server_connections=1, found_by_itself=SETTINGS_OF_A_SESSION, found_by_other=[])


def test_temporary_table_is_lost(projects, router, record):
    """When another client has used the server connection in between, a temporary table is gone."""
    one = projects.serve(SETTINGS, router, threads=1)
    other = projects.serve(SETTINGS, router, threads=1, database=one.database)
    one.sql(LEAVE["temporary_table"])
    other.sql("SELECT 1")
    with pytest.raises(ViewError) as failure:
        one.sql(FIND["temporary_table"])
    assert failure.value.type == "django.db.utils.ProgrammingError"
    record(error=failure.value.errors[0])


def test_last_insert_id_is_refused_outside_a_transaction(projects, router, record):
    """SELECT LAST_INSERT_ID() fails, and works within `atomic()`; Django does not send it."""
    site = projects.serve(SETTINGS, router, threads=1)
    make_rows(site)
    with pytest.raises(ViewError) as failure:
        site.sql("SELECT LAST_INSERT_ID()")
    within = site.value(
        "INSERT INTO example_rows (number) VALUES (5)", "SELECT LAST_INSERT_ID()", atomic=True
    )
    assert failure.value.message.startswith("(3566,")
    assert within == 6
    record(error=failure.value.errors[0], within_a_transaction=within)


def test_dead_connections_are_replaced(projects, router, mysql, record):
    """When the server has closed its connections to the router, no request fails."""
    site = projects.serve(SETTINGS, router, threads=1)
    site.sql("SELECT 1")
    mysql.terminate(site.database)
    assert [site.value("SELECT 1") for _ in range(3)] == [1, 1, 1]
    record(failed_requests=0)


def test_transactions_savepoints_and_locks_work(projects, router, mysql, record):
    """A view that rolls back to a savepoint and saves a locked row leaves what it should."""
    site = projects.serve(SETTINGS, router)
    make_rows(site)
    site.ask("/count-up")
    assert numbers(site) == [1, *NUMBERS[1:]]
    record(numbers=numbers(site))


def test_migrate_and_the_test_runner_work(projects, router, record):
    """`manage.py migrate` and `manage.py test` succeed through the router."""
    for command in (["migrate"], ["test", "tests.project.suite"]):
        exit_code, output = projects.manage(SETTINGS, router, *command)
        assert exit_code == 0, output
    record(exit_code=exit_code)


def test_iterator_works(projects, router, record):
    """A view that pauses within `iterator()`, outside a transaction, gets all rows.

    Meanwhile another request uses the database.
    """
    site = projects.serve(SETTINGS, router)
    make_rows(site)
    rows = iterate(site, among_others=True)
    assert rows == NUMBERS
    record(rows=rows)


def test_client_without_tls_needs_an_rsa_key(projects, mysqlrouter, mysql, monkeypatch, record):
    """With a certificate for an elliptic-curve key, a client that uses no TLS cannot log in."""
    monkeypatch.setattr(mysql_router, "make_key", lambda: ec.generate_private_key(ec.SECP256R1()))
    router = projects.pooler(CONFIGURATION, mysqlrouter, mysql)
    error = error_of_first_request(projects, SETTINGS, router)
    assert error["type"] == "django.db.utils.OperationalError"
    record(error=error)

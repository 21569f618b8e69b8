import pytest

from tests.plugins.projects import EXAMPLES

pytestmark = pytest.mark.packages("psycopg")
CONSOLE = "pgbouncer_who/console.sql"
SETTINGS = "postgresql_named/settings.py"


def test_server_process_leads_to_the_client(projects, start_pgbouncer, postgresql, record):
    """The pid that PostgreSQL shows is `remote_pid` in SHOW SERVERS, whose `link` is the client.

    Clients that run nothing have no `link`, and count as active. To PostgreSQL, PgBouncer is the
    client of every connection.
    """
    pooler = start_pgbouncer("pgbouncer_transaction/pgbouncer.ini")
    web = projects.serve(SETTINGS, pooler)
    workers = projects.serve(SETTINGS, pooler, database=web.database, DB_APPLICATION_NAME="celery")
    projects.ran(CONSOLE, web.database)
    commands = (EXAMPLES / CONSOLE).read_text().split("\n", 1)[1].rstrip(";\n").split(";\n")
    web.at_once(3, "SELECT 1")
    with workers.holding(1, "SELECT 1", atomic=True):
        (pool,), clients, servers = (
            [row for row in pooler.console(command) if row["database"] == web.database.name]
            for command in commands
        )
        (session,) = postgresql.query(
            "SELECT pid, application_name, client_port FROM pg_stat_activity"
            " WHERE datname = %s AND state = 'idle in transaction'",
            web.database.name,
        )
    (server,) = [each for each in servers if each["remote_pid"] == session["pid"]]
    (client,) = [each for each in clients if each["ptr"] == server["link"]]
    linked = [each for each in clients if each["link"]]
    names = [each["application_name"] for each in (session, server, client)]
    assert names == ["celery"] * 3
    assert session["client_port"] == server["local_port"] != client["port"]
    assert linked == [client]
    in_pool = {name: pool[name] for name in ("cl_active", "cl_waiting", "sv_active")}
    assert in_pool == {"cl_active": 4, "cl_waiting": 0, "sv_active": 1}
    record(
        application_name=names[0],
        clients=len(clients),
        clients_with_a_link=len(linked),
        show_pools=in_pool,
    )

"""What one request can leave on its MySQL or MariaDB session, and what a later one finds there."""

from tests.plugins.projects import ViewError

NO_SUCH_TABLE = "(1146,"

LEAVE = {
    "time_zone": "SET time_zone = '+09:00'",
    "sql_mode": "SET sql_mode = ''",
    "isolation_level": "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
    "user_variable": "SET @left_behind = 1",
    "temporary_table": "CREATE TEMPORARY TABLE left_behind AS SELECT 1",
    "lock": "SELECT GET_LOCK(DATABASE(), 0)",  # its name is the server's: one for each test
}

FIND = {
    "time_zone": "SELECT @@time_zone = '+09:00'",
    "sql_mode": "SELECT @@sql_mode = ''",
    # The variable's name differs between versions.
    "isolation_level": "SHOW VARIABLES WHERE Variable_name LIKE 't%_isolation'"
    " AND Value = 'SERIALIZABLE'",
    "user_variable": "SELECT @left_behind IS NOT NULL",
    "temporary_table": "SELECT 1 FROM left_behind",
    "lock": "SELECT COALESCE(IS_USED_LOCK(DATABASE()) = CONNECTION_ID(), 0)",
}

NOTHING_LEFT = dict.fromkeys(FIND, False)
ALL_LEFT = dict.fromkeys(FIND, True)


def found(site) -> dict[str, bool]:
    """What requests, one for each question, find on their session."""
    return {name: bool(rows and rows[0][0]) for name, rows in answers(site).items()}


def answers(site) -> dict[str, list]:
    rows = {}
    for name, question in FIND.items():
        try:
            rows[name] = site.sql(question)
        except ViewError as failure:
            if not failure.message.startswith(NO_SUCH_TABLE):
                raise
            rows[name] = []
    return rows


def found_by_next_request(site) -> dict[str, bool]:
    """Let one request leave its traces and report those that the next ones find."""
    site.sql(*LEAVE.values())
    return found(site)

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
    rows = {name: answer(site, question) for name, question in FIND.items()}
    return {name: bool(each and each[0][0]) for name, each in rows.items()}


def answer(site, question: str) -> list:
    """The rows for a question; none where it asks for a table that is not there."""
    try:
        return site.sql(question)
    except ViewError as failure:
        if not failure.message.startswith(NO_SUCH_TABLE):
            raise
        return []


def found_by_next_request(site) -> dict[str, bool]:
    """Let one request leave its traces and report those that the next ones find."""
    site.sql(*LEAVE.values())
    return found(site)


def found_on_the_same_connection(site, most: int = 20) -> dict[str, bool]:
    """Let one request leave its traces and report those that later ones on its connection find.

    The pool hands its connections out in turn, which is asserted; it has no more than ``most``.
    """
    which = "SELECT CONNECTION_ID()"
    own = site.value(*LEAVE.values(), which)
    others = []
    while (other := site.value(which)) != own:
        others.append(other)
        assert len(others) < most
    rows = {}
    for name, question in FIND.items():
        assert [site.value(which) for _ in others] == others
        rows[name] = answer(site, question)
    assert [site.value(which) for _ in [*others, own]] == [*others, own]
    return {name: bool(each and each[0][0]) for name, each in rows.items()}

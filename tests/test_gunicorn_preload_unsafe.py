import pytest

from tests.whose_answer import second_answer

pytestmark = [
    pytest.mark.packages("gunicorn", "psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1"),
    pytest.mark.documented_failure,
]
EXAMPLE = "gunicorn_preload_unsafe/gunicorn.conf.py"
SETTINGS = "gunicorn_preload/settings.py"


def test_worker_gets_the_answer_to_another_workers_query(programs, postgresql, record):
    """Two workers share one connection: one asks for 'second' and is answered 'first'.

    The request that shows the wrong answer has the status 200. Only a warning at the start told.
    """
    site = programs.serve(EXAMPLE, postgresql, settings=SETTINGS)
    site.workers(2)
    printed = site.log.read_text().splitlines()
    connections = len(site.sessions())
    answer = second_answer(site)
    assert (connections, answer) == (1, "first")
    assert "Traceback" not in site.log.read_text()
    (warning,) = [line for line in printed if ": RuntimeWarning: " in line]
    record(
        workers=2,
        connections=connections,
        asked="second",
        answered=answer,
        status=200,
        warning=warning[warning.index("RuntimeWarning") :],
    )

import pytest

pytestmark = [
    pytest.mark.packages("psycopg", "psycopg-pool"),
    pytest.mark.only_with("Django>=5.1", "psycopg-pool>=3.2"),
]
EXAMPLE = "environment_pool/settings.py"


def test_sizes_are_those_of_the_environment(projects, postgresql, record):
    """The pool has the sizes and the timeout that the variables say."""
    site = projects.serve(
        *(EXAMPLE, postgresql),
        **{"DB_POOL_MIN_SIZE": "2", "DB_POOL_MAX_SIZE": "10", "DB_POOL_TIMEOUT": "7.5"},
    )
    site.sql("SELECT 1")
    options = site.pool_options()
    seen = {name: options[name] for name in ("min_size", "max_size", "timeout")}
    assert seen == {"min_size": 2, "max_size": 10, "timeout": 7.5}
    record(options=seen)


def test_one_variable_switches_the_pool_off(projects, postgresql, record):
    """With DB_POOL off, five requests are served by five server processes; without it by one."""
    requests, processes = 5, {}
    for name, variables in {"on": {}, "off": {"DB_POOL": "off"}}.items():
        site = projects.serve(EXAMPLE, postgresql, DB_POOL_MAX_SIZE="1", threads=1, **variables)
        processes[name] = len({site.value("SELECT pg_backend_pid()") for _ in range(requests)})
    assert processes == {"on": 1, "off": requests}
    record(requests=requests, server_processes=processes)


def test_word_for_a_number_stops_every_command(projects, postgresql, record):
    """A size that is no number fails when the settings are read: `manage.py check` fails, too."""
    exit_code, output = projects.manage(EXAMPLE, postgresql, "check", DB_POOL_MAX_SIZE="ten")
    assert exit_code == 1
    error = output.strip().splitlines()[-1]
    assert error == "ValueError: invalid literal for int() with base 10: 'ten'"
    record(error=error)

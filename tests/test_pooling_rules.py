"""The rules of the system checks: on cases, on every example, and against what they lead to."""

import dataclasses
import sys
import tomllib
from pathlib import Path

import pytest

from evidence import store
from tests.checked_settings import CHECKS, found_in
from tests.plugins.projects import EXAMPLES
from tests.settings_lines import line_of

sys.path += [str(CHECKS), str(store.ROOT / "docs" / "_ext")]

import pooling_checks

import installed_options

RULES = pooling_checks.RULES
CASES = tomllib.loads((Path(__file__).parent / "pooling_cases.toml").read_text())["case"]
TYPICAL = {"django": "6.1", "driver": "psycopg", "pooler": "none"}

TRAPS = {
    "environment_pool_strings": ["E003", "E003"],
    "mysql_connector_pool": ["E017"],
    "mysql_connector_pool_autocommit": ["E017"],
    "mysql_db_connection_pool_misspelled": ["W004", "W005", "W005"],
    "mysql_db_connection_pool_with_max_age": ["W006"],
    "mysql_pool": ["E016"],
    "mysql_pool_options_ignored": ["W003", "W004"],
    "oracle_pool_min_only": ["E012"],
    "oracle_pool_no_wait": ["E014"],
    "oracle_pool_off": ["E011", "E011"],
    "oracle_pool_postgresql_names": ["E013", "E013"],
    "oracle_pool_with_max_age": ["E001"],
    "pgbouncer_assume_role": ["W010"],
    "pgbouncer_search_path": ["I004"],
    "pgbouncer_server_side_cursors": ["W009"],
    "postgresql_db_connection_pool_ignored": ["W004", "W004", "W005", "W005", "W005"],
    "postgresql_db_connection_pool_with_max_age": ["W006", "W006"],
    "postgresql_pool_assume_role": ["E006"],
    "postgresql_pool_empty": ["W001"],
    "postgresql_pool_kwargs": ["E004"],
    "postgresql_pool_max_size_only": ["E002"],
    "postgresql_pool_misspelled": ["W002"],
    "postgresql_pool_options_ignored": ["W003"],
    "postgresql_pool_rotating_with_password": ["W007"],
    "postgresql_pool_with_max_age": ["E001"],
    "postgresql_pooling_class": ["E009"],
    "postgresql_psycopg2_pool": ["E007"],
    "sqlite_db_connection_pool": ["E020"],
    "sqlite_pool": ["E018"],
    "system_checks": ["W001", "W003"],
}
"""The examples with traps, and what is said of them. Any other has to be found without."""

POOLED = {
    "odyssey": "transaction",
    "serverless_pgbouncer": "transaction",
    "pgbouncer_session": "session",
    "pgbouncer_direct_alias": "none",  # one of its aliases goes around the pooler
}


def facts_of(topic: str) -> dict[str, str]:
    """What is known of an example besides its settings."""
    pooler = POOLED.get(topic, "transaction" if topic.startswith("pgbouncer_") else "none")
    driver = "psycopg2" if topic == "postgresql_psycopg2_pool" else "psycopg"
    return {"django": "6.1", "driver": driver, "pooler": pooler}


def question(name: str, **facts: str) -> dict:
    """What to ask about an example, with other ``facts`` than are known of it."""
    path = EXAMPLES / name
    known = {**facts_of(store.topic_of(name)), **facts}
    return {"text": path.read_text(), "facts": known, "folder": str(path.parent)}


def settings_files() -> list[str]:
    return [name for name in store.example_files() if name.endswith("/settings.py")]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case, answers):
    """What is found, and the lines, are those that the page finds in a browser."""
    found = [
        f"{name.partition('.')[2]} {line_of(case['text'], path)}"
        for name, path in answers[case["text"], tuple(case.get("facts", TYPICAL).items())]
    ]
    assert sorted(found) == sorted(case.get("python", case["found"]))


@pytest.fixture(scope="module")
def answers():
    """The findings in each case, by its text and facts."""
    asked = [{"text": case["text"], "facts": case.get("facts", TYPICAL)} for case in CASES]
    return {
        (each["text"], tuple(each["facts"].items())): found
        for each, found in zip(asked, found_in(asked), strict=True)
    }


def test_every_rule_has_a_case_and_a_trap_that_was_recorded():
    """No rule without a case that makes it speak; none without an example that showed why."""
    spoken = {found.split()[0] for case in CASES for found in case["found"]}
    assert {rule.id for rule in RULES} == {f"pooling.{name}" for name in spoken}
    for rule in RULES:
        assert store.example_files(topic=rule.proof), rule.id
        assert all(store.load_current(name) for name in store.example_files(topic=rule.proof))


def test_every_rule_leads_to_a_section():
    """Its page has the label that the address ends in."""
    for rule in RULES:
        page, _, anchor = rule.page.partition(".html#")
        source = (store.ROOT / "docs" / f"{page}.rst").read_text()
        assert f".. _{anchor}:" in source, rule.id


def test_names_are_those_of_the_installed_packages():
    readers = installed_options.READERS
    names = {name: {option.name for option in read()} for name, read in readers.items()}
    assert set(pooling_checks.PSYCOPG_POOL) == names["psycopg_pool"]
    assert set(pooling_checks.POOL_OPTIONS) == names["django_db_connection_pool"]


def test_rules_are_data():
    """What a rule says is text, and its conditions are texts, numbers and lists of them."""

    def is_data(value) -> bool:
        if isinstance(value, list | tuple):
            return all(map(is_data, value))
        return value is None or isinstance(value, str | int)

    assert all(is_data(list(dataclasses.asdict(rule).values())) for rule in RULES)


def test_every_trap_among_the_examples_is_found_and_nothing_else():
    """An alarm on each example with a trap, and none on any other."""
    files = settings_files()
    asked = [question(name) for name in files]
    found = {
        name.removesuffix("/settings.py"): sorted(rule.partition(".")[2] for rule, _ in each)
        for name, each in zip(files, found_in(asked), strict=True)
    }
    assert {name: rules for name, rules in found.items() if rules} == TRAPS


def test_no_error_where_an_example_passed():
    """On each Django that an example passed on, no error is reported."""
    tried = [
        (name, ".".join(each["packages"]["Django"].split(".")[:2]), each["outcome"])
        for name in settings_files()
        if name != "system_checks/settings.py"  # which passes where its mistakes are found
        if "DB_ENGINE" not in (EXAMPLES / name).read_text()  # or it is on another on each Django
        for each in store.load(name)["combinations"]
    ]
    passed = {(name, django) for name, django, outcome in tried if outcome == "passed"}
    asked = [question(name, django=django) for name, django in sorted(passed)]
    wrong = {
        (name, django): found
        for (name, django), found in zip(sorted(passed), found_in(asked), strict=True)
        if any(rule.startswith("pooling.E") for rule, _ in found)
    }
    assert wrong == {}

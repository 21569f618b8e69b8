"""Collect what the tests observed, and compare it with evidence/ or, with --record, write it.

A test in ``test_<topic>.py`` that runs an example of that topic makes a claim about it: the first
paragraph of its docstring. What it passes to ``record`` are the facts that pages may quote.
"""

import json
import platform
from collections import defaultdict
from functools import cache
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from evidence import store
from tests.plugins.projects import RUNNING
from tests.plugins.servers import RUN_DIRECTORY, servers_of_parameters
from tests.plugins.versions import applies, version

FACTS = pytest.StashKey[dict]()
PROPERTY = "evidence"
DESELECTED = "evidence_deselected"
SERVERS = "servers"


def pytest_addoption(parser):
    parser.addoption(
        "--record",
        action="store_true",
        help="write what the tests observe to evidence/ instead of comparing the two",
    )


def pytest_configure(config):
    if hasattr(config, "workerinput"):
        config.workeroutput[DESELECTED] = []
        config.pluginmanager.register(Informer(config), "evidence-informer")
    else:
        config.pluginmanager.register(Recorder(config), "evidence-recorder")


@pytest.fixture
def record(request):
    """Call with ``name=value`` for each fact that a page may quote: the same on every run."""
    facts = request.node.stash.setdefault(FACTS, {})

    def add(**observed):
        if repeated := facts.keys() & observed.keys():
            raise ValueError(f"Recorded twice in one test: {', '.join(sorted(repeated))}.")
        facts.update(observed)

    return add


def pytest_runtest_setup(item):
    """Say which servers, of several that the test runs on one after another, this time it is."""
    item.user_properties.append((SERVERS, sorted(servers_of_parameters(item))))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    yield
    # The test has passed; what goes wrong from here on is its failure too, and no other's.
    if projects := item.stash.get(RUNNING, None):
        software = cache(lambda server: server.software())
        observations = [
            observation(item, example, database, software(database.server))
            for example, database in projects.used.items()
            if store.topic_of(example) == topic_of(item.path)
        ]
        item.user_properties.append((PROPERTY, json.dumps(observations)))


def observation(item, example: str, database, software: dict) -> dict:
    """What one test observed of one example on this software, in JSON's terms."""
    if not item.function.__doc__:
        pytest.fail(
            f"This test proves {example}: its docstring has to say the claim.", pytrace=False
        )
    names = [name for mark in item.iter_markers("packages") for name in mark.args]
    facts = json.dumps(item.stash.get(FACTS, {}), ensure_ascii=False)
    facts = database.mask(facts)
    if (here := str(store.ROOT)) in facts:
        pytest.fail(f"A fact names {here}: record it without a path.", pytrace=False)
    return {
        "example": example,
        "test": item.originalname,
        "claim": " ".join(item.function.__doc__.split("\n\n")[0].split()),
        "facts": json.loads(facts),
        "software": software
        | {
            "packages": {name: version(name) for name in ("Django", *names)}
            | item.stash[RUNNING].libraries,
            "python": ".".join(platform.python_version_tuple()[:2]),
            "outcome": (
                "failed-as-documented"
                if item.get_closest_marker("documented_failure")
                else database.server.outcome
            ),
        },
    }


def topic_of(path: Path) -> str | None:
    """The topic that a module of tests proves: those in subfolders are about something else."""
    return path.stem.removeprefix("test_") if path.parent.name == "tests" else None


def topics_cut_short(deselected) -> set[str | None]:
    """The topics that miss some of the tests that are about the versions installed here."""
    return {topic_of(item.path) for item in deselected if applies(item)}


class Informer:
    """Tells the Recorder, from a worker of xdist's, which topics are not run as a whole."""

    def __init__(self, config):
        self.config = config

    def pytest_deselected(self, items):
        self.config.workeroutput[DESELECTED] += topics_cut_short(items)


class Recorder:
    """Hears every report, from this process or from xdist's workers, and judges at the end."""

    def __init__(self, config):
        self.config = config
        self.observations: list[dict] = []
        self.incomplete: dict[str, str] = {}
        self.ran: set[str] = set()
        self.untried: set[str] = set()
        self.problems: list[str] = []
        self.news: list[str] = []

    def pytest_deselected(self, items):
        self.deselect(topics_cut_short(items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node):
        # A worker that crashed has no output; the test that it ran then fails the run.
        self.deselect(getattr(node, "workeroutput", {}).get(DESELECTED, []))

    def deselect(self, topics) -> None:
        for topic in topics:
            self.incomplete[topic] = "some of its tests were not selected"

    def pytest_runtest_logreport(self, report):
        topic = topic_of(Path(report.location[0]))
        if topic is None:
            return
        self.ran.add(topic)
        properties = dict(report.user_properties)
        if report.outcome == "skipped" and properties.get(SERVERS):
            # On one server of several: what the others showed is whole without it.
            self.untried.add(topic)
        elif report.outcome != "passed":
            verb = {"failed": "failed", "skipped": "was skipped"}[report.outcome]
            self.incomplete[topic] = f"{report.nodeid} {verb}"
        if report.when == "call":
            self.observations += json.loads(properties.get(PROPERTY, "[]"))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session, exitstatus):
        recording = self.config.option.record
        if self.config.option.collectonly:
            return
        if reason := self.why_partial(session, exitstatus):
            if recording:
                self.news.append(f"Nothing was recorded: {reason}.")
            return
        observed = combine(self.observations)
        for test, example in repeated(self.observations):
            self.problems.append(
                f"{example}: {test} ran more than once on the same software and saw different "
                "things, of which one would be recorded. Make it a test for each."
            )
        for example, combinations in sorted(observed.items()):
            if store.topic_of(example) not in self.incomplete:
                (self.write if recording else self.compare)(example, combinations)
        if recording:
            for topic in sorted(self.ran & self.incomplete.keys()):
                self.news.append(f"{topic} was not recorded: {self.incomplete[topic]}.")
        self.find_unproven(set(observed))
        if self.problems and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def why_partial(self, session, exitstatus) -> str | None:
        """Why no topic can be judged, or None: a topic is proven by all of its tests."""
        if any("::" in argument for argument in self.config.args):
            return "single tests were selected"
        if exitstatus not in {pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED}:
            return "the run did not reach its end"
        if session.shouldstop or session.shouldfail:
            return "the run was stopped early"
        return None

    def write(self, example: str, combinations: list[dict]) -> None:
        """Record what was observed."""
        try:
            written = store.write(example, combinations, staging=self.config.stash[RUN_DIRECTORY])
        except store.EvidenceError as error:
            self.problems.append(str(error))
        else:
            if written:
                self.news.append(f"evidence/{example}.json was written.")

    def compare(self, example: str, combinations: list[dict]) -> None:
        """Hold what was observed against what is recorded."""
        try:
            recorded = store.load_current(example)
        except store.EvidenceError as error:
            self.problems.append(str(error))
            return
        known = {store.identity(each): each for each in recorded["combinations"]}
        for combination in combinations:
            before = known.get(store.identity(combination))
            if before is None:
                self.news.append(
                    f"{example} also passes on {describe(combination)}. To add that to its "
                    f"evidence: make prove TOPIC={store.topic_of(example)}."
                )
            elif before != combination:
                self.problems.append(
                    f"{example}: not what evidence/{example}.json says.\n"
                    + "\n".join(f"    {line}" for line in differences(before, combination))
                    + "\n    If the new observation is right, record it: "
                    + f"make prove TOPIC={store.topic_of(example)}."
                )

    def find_unproven(self, observed: set[str]) -> None:
        """Evidence about an example of a topic that ran, which no test touched."""
        judged = self.ran - self.incomplete.keys() - self.untried
        for example in store.recorded_examples():
            if example in observed or store.topic_of(example) not in judged:
                continue
            if ran_on_what_is_here(example):
                self.problems.append(
                    f"evidence/{example}.json: no test of {store.topic_of(example)} runs that "
                    "example any more. Delete the file, or write the test."
                )

    @pytest.hookimpl(wrapper=True, tryfirst=True)  # around pytest's own: the last lines are read
    def pytest_terminal_summary(self, terminalreporter):
        yield
        for problem in self.problems:
            terminalreporter.line(f"EVIDENCE {problem}", red=True)
        for line in self.news:
            terminalreporter.line(line)


def ran_on_what_is_here(example: str) -> bool:
    """Whether there is evidence of ``example`` on the series of packages that are installed.

    Damaged evidence counts, since it has to be looked at.
    """
    try:
        combinations = store.load(example)["combinations"]
    except store.EvidenceError:
        return True
    return any(
        all(in_same_series(name, number) for name, number in each["packages"].items())
        for each in combinations
    )


def in_same_series(package: str, recorded: str) -> bool:
    """Whether 6.1.2, say, was recorded and 6.1.3 is installed."""
    try:
        here = version(package)
    except PackageNotFoundError:
        return False
    return store.version_key(here)[:2] == store.version_key(recorded)[:2]


def combine(observations: list[dict]) -> dict[str, list[dict]]:
    """The observations of each example, by the combination of software they were made on."""
    combined = defaultdict(dict)
    for each in observations:
        software = each["software"] | {"claims": {}}
        combination = combined[each["example"]].setdefault(store.identity(software), software)
        combination["claims"][each["test"]] = {"claim": each["claim"], "facts": each["facts"]}
    return {example: list(combinations.values()) for example, combinations in combined.items()}


def repeated(observations: list[dict]) -> list[tuple[str, str]]:
    """The tests that observed different things of an example on one combination of software."""
    seen = defaultdict(set)
    for each in observations:
        run = (each["test"], each["example"], store.identity(each["software"]))
        seen[run].add(json.dumps(each["facts"], sort_keys=True))
    return sorted({(test, example) for (test, example, _), facts in seen.items() if len(facts) > 1})


def describe(combination: dict) -> str:
    """A combination in one line: PostgreSQL 18.6 · psycopg 3.3.9 · Django 6.1.3 · Python 3.13."""
    products = [combination["server"], combination["pooler"]]
    names = [
        f"{each['product']} {each['version'] or '(none answered)'}" for each in products if each
    ]
    names += [f"{name} {number}" for name, number in sorted(combination["packages"].items())]
    return " · ".join([*names, f"Python {combination['python']}"])


def differences(before, after, path: str = "") -> list[str]:
    """Where two pieces of JSON differ, a line each."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            line
            for key in sorted(before.keys() | after.keys())
            for line in differences(before.get(key), after.get(key), f"{path}.{key}".lstrip("."))
        ]
    if before == after:
        return []
    return [f"{path}: recorded {json.dumps(before)}, observed {json.dumps(after)}"]

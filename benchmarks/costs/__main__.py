"""Measure what each approach costs beside the others: `make bench` (a quarter of an hour).

The figures go to evidence/benchmarks/costs.json. Every server is started by this run. One that is
stopped in the middle goes on where it was when it is started again. QUICK=1 tries a part of
everything once, in less than two minutes, and writes nothing.
"""

import argparse
import importlib.metadata
import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path

from benchmarks import machine
from benchmarks.costs import arithmetic, connecting, crowds, design, load, throughput
from benchmarks.costs.journal import Journal
from benchmarks.costs.servers import start_mysql, start_postgresql
from evidence import schemas, store
from tests import drivers
from tests.cache import CACHE
from tests.servers import Missing
from tests.servers.run_directory import run_directory

RESULT = store.BENCHMARKS / "costs.json"
SCHEMA = design.FOLDER / "schema.json"
PACKAGES = ("Django", "psycopg", "psycopg-pool", "gunicorn", "uvicorn", "django-db-connection-pool")
MYSQL_PACKAGES = ("PyMySQL", "mysql-connector-python")
QUICK = {
    "rounds": 1,
    "seconds": 1,
    "situations": ["scram", "delay_5", "mariadb"],
    "sweeps": ["near"],
    "sizes": [1, 4],
    "crowds": {"pgbouncer": (10, 100), "direct": (10, 100)},
    "connects": 5,
}


def whole(rounds: int, seconds: int) -> dict:
    """Everything that is measured, where ``QUICK`` has a part of it."""
    return {
        "rounds": rounds,
        "seconds": seconds,
        "situations": list(design.SITUATIONS),
        "sweeps": list(design.SWEEPS),
        "sizes": list(design.SIZES),
        "crowds": design.CROWDS,
        "connects": design.CONNECTS,
    }


def versions(servers: dict, pgbouncer) -> dict[str, str]:
    """What is measured, and on what."""
    packages = [*PACKAGES, *MYSQL_PACKAGES]
    return {
        **{server.product: server.version() for server in servers.values()},
        "PgBouncer": pgbouncer.version(),
        **{name: importlib.metadata.version(name) for name in packages},
        "mysqlclient": drivers.MYSQLCLIENT,
    }


def measured(wanted: dict, directory: Path, journal_file: Path) -> tuple[dict, Journal]:
    """Everything of ``wanted`` that the journal does not have yet; and the result."""
    rounds, seconds = wanted["rounds"], wanted["seconds"]
    load.wrk()  # first, since nothing goes without it
    with ExitStack() as running:
        postgresql, pgbouncer = start_postgresql(directory, running)
        servers = {"postgresql": postgresql}
        for name in ("mariadb", "mysql"):
            if name in wanted["situations"]:
                servers[name] = start_mysql(name, directory, running)
        run = {
            "plan": design.plan(rounds, seconds),
            "wanted": wanted,
            "machine": machine.facts(),
            "versions": versions(servers, pgbouncer),
        }
        journal = Journal(journal_file, run, say=lambda text: print(text, flush=True))
        connecting.measure_django(servers, journal, rounds, wanted["connects"])
        connecting.measure_postgresql(
            postgresql, pgbouncer, journal, rounds, wanted["connects"], directory
        )
        for name in servers.keys() - {"postgresql"}:
            connecting.measure_mysql(servers[name], postgresql.authority.file, journal, rounds)
        crowds.measure_memory(servers, pgbouncer, journal, directory)
        projects = throughput.Throughput(servers, pgbouncer, journal, directory)
        for name in wanted["situations"]:
            projects.measure(name, rounds, seconds)
        for name in wanted["sweeps"]:
            projects.sweep(name, wanted["sizes"], rounds)
        crowds.measure_crowds(postgresql, pgbouncer, journal, rounds, wanted["crowds"], directory)
        postgresql.disconnect()
    return summary(wanted, run, list(servers), journal), journal


def summary(wanted: dict, run: dict, servers: list[str], journal: Journal) -> dict:
    """The medians, spreads and ratios of what was measured."""
    rounds, cores = wanted["rounds"], run["machine"]["cores"]
    mysql = [name for name in servers if name != "postgresql"]
    result = {
        "machine": run["machine"],
        "versions": run["versions"],
        "rounds": rounds,
        "seconds": wanted["seconds"],
        "clients": design.CLIENTS,
        "programs": design.PROGRAMS,
        "noisy_beyond": arithmetic.NOISY,
        "connect": connecting.of_postgresql(journal, rounds),
        "connect_mysql": {name: connecting.of_mysql(name, journal, rounds) for name in mysql},
        "django": connecting.of_django(servers, journal, rounds),
        "throughput": {
            name: throughput.of_situation(name, journal, rounds) for name in wanted["situations"]
        },
        "sweep": {
            name: throughput.of_sweep(name, wanted["sizes"], journal, rounds, cores)
            for name in wanted["sweeps"]
        },
        "crowds": crowds.of_crowds(journal, rounds, wanted["crowds"]),
        "memory": crowds.of_memory([*servers, "pgbouncer"], journal),
    }
    rows = list(noisy_rows(result))
    return result | {"noisy": [path for path, noisy in rows if noisy], "rows": len(rows)}


def noisy_rows(part, path: str = ""):
    """Each row of a result with where it is, and whether its rounds disagree."""
    if isinstance(part, dict) and "noisy" in part:
        yield path, part["noisy"]
    elif isinstance(part, dict | list):
        items = part.items() if isinstance(part, dict) else enumerate(part)
        for name, each in items:
            yield from noisy_rows(each, f"{path}/{name}" if path else str(name))


def said(result: dict) -> str:
    """What the run says at its end: ratios, and what not to rely on."""
    lines = ["Requests a second, in times of no pooling:"]
    for situation in result["throughput"].values():
        lines.append(f"  {situation['what']}")
        lines += [
            f"    {row['ratio']['median']:6.2f}  {row['what']}{'  (noisy)' if row['noisy'] else ''}"
            for row in situation["rows"].values()
        ]
    if result["noisy"]:
        lines.append(
            f"NOISY: the rounds of {len(result['noisy'])} of {result['rows']} rows differ by more "
            f"than {result['noisy_beyond']:.0%} of their median. Leave the machine alone and run "
            f"again: {', '.join(result['noisy'])}."
        )
    return "\n".join(lines)


def write(result: dict, directory: Path, file: Path = RESULT) -> None:
    """Check the result against the schema and replace the file in one step.

    Its rows stay in the order of the design, in which pages show them.
    """
    schemas.check(result, SCHEMA)
    text = json.dumps(result, indent=2, ensure_ascii=False) + "\n"
    store.replace(file, text, staging=directory)


def main() -> None:
    quick = bool(os.environ.get("QUICK"))
    parser = argparse.ArgumentParser(prog="python -m benchmarks.costs", description=__doc__)
    parser.add_argument("--rounds", type=int, default=design.ROUNDS, help="at least 2")
    parser.add_argument("--seconds", type=int, default=design.SECONDS, help="of each measurement")
    arguments = parser.parse_args()
    if arguments.rounds < 2 or arguments.seconds < 1:
        parser.error("at least 2 rounds, of at least a second: one round has no spread")
    wanted = QUICK if quick else whole(arguments.rounds, arguments.seconds)
    with run_directory() as directory:
        journal_file = directory / "costs.jsonl" if quick else CACHE / "costs.jsonl"
        try:
            result, journal = measured(wanted, directory, journal_file)
        except Missing as missing:
            sys.exit(f"There is {missing}, so nothing is measured: {missing.remedy}.")
        except KeyboardInterrupt:
            sys.exit("Stopped. What is measured is kept: the same command goes on from here.")
        print(said(result))
        if quick:
            print("Nothing was written: QUICK is set.")
            return
        write(result, directory)
        journal.close()
        print(f"Written to {RESULT.relative_to(store.ROOT)}.")


if __name__ == "__main__":
    main()

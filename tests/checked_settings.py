"""What pooling_checks.py finds in settings, in a process of its own: some settings replace modules.

Reads a list from standard input, each with ``text``, ``facts`` and perhaps ``folder``, and writes a
list of findings for each, as ids and paths, or null where the text defines no DATABASES.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
CHECKS = ROOT / "examples" / "system_checks"


class Variables(dict):
    """Environment variables, of which each that is asked for is set."""

    def __missing__(self, name: str) -> str:
        return "5432" if name.endswith("PORT") else "1"


def found_in(settings: list[dict]) -> list:
    """The findings in each of ``settings``: its ``text``, ``facts``, and perhaps its ``folder``."""
    command = [sys.executable, "-m", "tests.checked_settings"]
    done = subprocess.run(
        command, input=json.dumps(settings), cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def databases_of(text: str) -> dict | None:
    """What a settings file makes of DATABASES; a text of one expression is what it is."""
    try:
        bare = eval(text, {})
    except SyntaxError:
        namespace = {"__name__": "settings"}
        exec(text, namespace)
        return namespace.get("DATABASES")
    return {"default": bare} if "ENGINE" in bare else bare


def main() -> None:
    """Answer what standard input asks."""
    variables = Variables(
        DATABASE_URL="postgresql://user:secret@host:5432/shop",
        DB_ENGINE="django.db.backends.postgresql",
    )
    os.environ = variables  # noqa: B003 - what is not set is made up
    # Files to copy, which other examples import.
    sys.path += [str(CHECKS), str(CHECKS.parent / "pool_options")]
    import pooling_checks

    answers = []
    for each in json.load(sys.stdin):
        folder = [each["folder"]] if "folder" in each else []
        sys.path[:0] = folder  # a settings file may import what stands beside it
        databases = databases_of(each["text"])
        del sys.path[: len(folder)]
        found = databases and pooling_checks.findings(databases, lambda _, each=each: each["facts"])
        answers.append(found and [[rule.id, path] for rule, path in found])
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()

"""Add the evidence that other machines recorded to this one's: python -m evidence.merge PART …

Each part is an ``evidence`` folder from a machine that ran the same examples. A combination that
both have has to say the same in both; one that was recorded before tests were added to the topic
gives way to the one with more claims.
"""

import sys
from pathlib import Path

from evidence import store


def merge(
    part: Path, examples: Path = store.EXAMPLES, evidence: Path = store.EVIDENCE
) -> list[str]:
    """Add the combinations in ``part`` to ``evidence``; return a sentence for each trouble.

    What is wrong is left out, and the rest is added.
    """
    problems = []
    for example in store.recorded_examples(part):
        try:
            observed = store.load_current(example, examples, part)["combinations"]
            known = {store.identity(each): each for each in recorded(example, examples, evidence)}
            fullest = [fuller(known.get(store.identity(each), each), each) for each in observed]
            agreed = [each for each in fullest if each is not None]
            store.write(example, agreed, examples, evidence)
        except store.EvidenceError as error:
            problems.append(f"{part.name}: {error}")
            continue
        if len(agreed) < len(observed):
            problems.append(
                f"{part.name}: {example} did something else there, on the same software: "
                f"compare {part / example}.json with evidence/{example}.json."
            )
    return problems


def fuller(one: dict, other: dict) -> dict | None:
    """Of two records of one combination, that with more claims; None if they contradict."""
    fewer, more = sorted((one, other), key=lambda each: len(each["claims"]))
    same = fewer | {"claims": more["claims"]} == more
    return more if same and fewer["claims"].items() <= more["claims"].items() else None


def recorded(example: str, examples: Path, evidence: Path) -> list[dict]:
    """The combinations that ``evidence`` has of ``example`` as it is now."""
    try:
        return store.load_current(example, examples, evidence)["combinations"]
    except (store.EvidenceMissing, store.EvidenceStale):
        return []


def main() -> int:
    """Merge the parts that the command line names; 1 if anything was wrong with one."""
    parts = [Path(argument) for argument in sys.argv[1:]]
    if missing := [str(part) for part in parts if not part.is_dir()] or not parts:
        print(f"Name the folders to merge. Not a folder: {missing}." if parts else __doc__)
        return 2
    problems = [problem for part in parts for problem in merge(part)]
    print(*problems, sep="\n", end="\n" if problems else "")
    return bool(problems)


if __name__ == "__main__":
    sys.exit(main())

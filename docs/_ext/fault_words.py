"""What came of one cell of ``evidence/faults``, in the words that all pages use for it."""

from docutils import nodes

SOON, LATER = "within 2 s", "within a minute"
NBSP = "\N{NO-BREAK SPACE}"


def verdict(cell: dict) -> nodes.inline:
    """What came of a cell, in words that also have a color and a sign."""
    classes = cell["classes"]
    if classes["wrong"] == "some":
        return mark("wrong answers", "broken")
    if classes["healthy"] not in {SOON, LATER}:
        return mark(classes["healthy"], "broken")
    if classes["failed"] == "some":
        return mark("some failed", "failed-as-documented")
    if classes["failed"] == "by chance":
        return mark("some may fail", "failed-as-documented")
    if classes["healthy"] == SOON:
        return mark("none failed", "passed")
    return mark("none failed, waits", "failed-as-documented")


SHORT = {
    "none failed": "ok",
    "none failed, waits": "waits",
    "some failed": "fails",
    "some may fail": "may fail",
    "wrong answers": "wrong",
    "never": "never",
}
"""What a narrow column says of a verdict; the others are restarts."""


def short_verdict(cell: dict) -> nodes.inline:
    """The same in a word, with the same color and sign."""
    long = verdict(cell)
    return mark(SHORT.get(long.astext(), "restart"), long["classes"][1])


def mark(words: str, kind: str) -> nodes.inline:
    return nodes.inline("", words, classes=["verdict", kind])


def small(text: str) -> nodes.inline:
    return nodes.inline("", text, classes=["versions"])


def sentence(cell: dict) -> str:
    """The numbers of one cell, in a sentence each."""
    asked = cell["requests"]
    failed = [
        f"{asked[f'failed_{when}']} {words}"
        for when, words in (
            ("before", "sent before the fault"),
            ("during", "sent while it lasted"),
            ("after", "sent after it"),
        )
        if asked[f"failed_{when}"]
    ]
    said = [f"{failures(asked) or 'None'} of {asked['sent']} requests failed"]
    said[0] += f": {', '.join(failed)}." if failed else "."
    said.append(f"The longest took {seconds(asked['longest'])}.")
    if cell["seconds_until_healthy"] is not None:
        later = seconds(cell["seconds_until_healthy"])
        said.append(f"Every thread had answered {later} after the fault.")
    return " ".join(said)


def seconds(count: float) -> str:
    """A time that was rounded to tenths, in words."""
    return f"{count:g}{NBSP}s" if count else f"less than 0.1{NBSP}s"


def failures(asked: dict) -> int:
    """How many requests got no right answer."""
    return sum(asked[f"failed_{when}"] for when in ("before", "during", "after"))


def description(cell: dict) -> str:
    """What a drawing says to whoever does not see it."""
    most = max(filter(None, cell["timeline"]["connections"]), default=0)
    return f"{sentence(cell)} The server saw up to {most} connections."


def error_text(error: dict) -> str:
    """An error as the last line of its traceback."""
    return f"{error['type']}: {error['message']}".removesuffix(": ")


def times(error: dict) -> str:
    """How often an error came."""
    return f"{error['count']} times" if error["count"] > 1 else "once"

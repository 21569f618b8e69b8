"""A page for each topic with the tests that prove it and the evidence that they recorded."""

import html
import json
from pathlib import Path

import evidence_reader
from evidence import store


def setup(app):
    app.connect("html-collect-pages", proof_pages)
    app.connect("html-page-context", fill, priority=400)  # before others look at what is there
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def proof_pages(app):
    """One page a topic, as ``proof/<topic>``, unless the one from an earlier build still holds."""
    changed = last_change([Path(app.confdir) / "conf.py", *looks(app)])
    topics = sorted({store.topic_of(example) for example in evidence_reader.examples_of("")})
    for topic in topics:
        module = evidence_reader.test_module(topic)
        page = Path(app.builder.get_outfilename(f"proof/{topic}"))
        if page.exists() and last_change([page]) > max(changed, last_change(behind(topic))):
            continue
        if module.exists():
            verb = "checked" if product_that_never_answered(topic) else "proven"
            title = f"How {topic} was {verb}"
            yield f"proof/{topic}", {"title": title, "proof_of": topic}, "page.html"


def fill(app, pagename, templatename, context, doctree):
    """Make the content where the page is written: processes share this work."""
    if topic := context.get("proof_of"):
        context["body"] = body(app, topic, context["title"])


def behind(topic: str) -> list[Path]:
    """The files that say what is on the page of ``topic``."""
    examples = evidence_reader.examples_of(topic)
    return [path for example in examples for path in evidence_reader.files_behind(example)]


def looks(app) -> list[Path]:
    """The files that say how such a page looks."""
    return [
        path
        for folder in ("_ext", "_static", "_templates")
        for path in (Path(app.srcdir) / folder).rglob("*")
        if path.suffix in {".py", ".html", ".css", ".js", ".svg"}
    ]


def last_change(paths: list[Path]) -> int:
    """When the newest of the files was changed, in nanoseconds."""
    return max((path.stat().st_mtime_ns for path in paths if path.exists()), default=0)


def body(app, topic: str, title: str) -> str:
    """The page's content: the claims and facts of each combination, then the tests."""
    module = evidence_reader.test_module(topic)
    highlight = app.builder.highlighter.highlight_block
    verb = "read" if product_that_never_answered(topic) else "ran"
    parts = [
        f"<h1>{html.escape(title)}</h1>",
        f"<p>The tests below {verb} the files of "
        f"<code>examples/{topic}/</code> as they are and recorded what they saw.{limit(topic)}</p>",
    ]
    for example in evidence_reader.examples_of(topic):
        if not store.evidence_path(example).exists():
            continue
        for combinations in with_the_same_claims(evidence_reader.load(example)["combinations"]):
            combination = combinations[0]
            parts.append(f"<h2>{html.escape(example.partition('/')[2])}</h2>")
            for group in evidence_reader.folded(combinations):
                parts.append(f"<p>{html.escape(evidence_reader.sentence(*group))}</p>")
            parts.append("<dl>")
            for test, claim in combination["claims"].items():
                facts = json.dumps(claim["facts"], indent=2, ensure_ascii=False)
                parts.append(f'<dt><a href="#{test}">{marked_up(claim["claim"])}</a></dt>')
                if claim["facts"]:
                    parts.append(f"<dd>{highlight(facts, 'json')}</dd>")
            parts.append("</dl>")
    parts.append(f"<h2>tests/{module.name}</h2>")
    for name, source in functions(module.read_text()):
        parts.append(f'<section id="{name}">{highlight(source, "python")}</section>')
    return "\n".join(parts)


def with_the_same_claims(combinations: list[dict]) -> list[list[dict]]:
    """The combinations that observed the very same together, those with the newest first."""
    groups = {}
    for combination in reversed(combinations):
        observed = json.dumps(combination["claims"], sort_keys=True)
        groups.setdefault(observed, []).insert(0, combination)
    return list(groups.values())


def product_that_never_answered(topic: str) -> str | None:
    """The server or pooler of ``topic``, if no evidence of the topic is from a running one."""
    silent = list(silent_products(topic).values())
    return None if None in silent or not silent else silent[-1]


def silent_products(topic: str) -> dict[str, str | None]:
    """For each example of ``topic`` what did not answer when it was tried, or None."""
    found = {}
    for example in evidence_reader.examples_of(topic):
        if store.evidence_path(example).exists():
            newest = evidence_reader.newest(evidence_reader.load(example))
            found[example] = evidence_reader.silent_product(newest)
    return found


def limit(topic: str) -> str:
    """What the tests of ``topic`` did not try for want of a server, as HTML; or nothing."""
    if silent := product_that_never_answered(topic):
        return f" No {silent} answered: the tests that need one did not run."
    return "".join(
        f" No {silent} answered: <code>{html.escape(example.partition('/')[2])}</code> was read, "
        "and the tests that need one did not run."
        for example, silent in silent_products(topic).items()
        if silent
    )


def marked_up(claim: str) -> str:
    """A claim as HTML, with what stands in backquotes as code."""
    return "".join(
        f"<code>{html.escape(part)}</code>" if is_code else html.escape(part)
        for is_code, part in evidence_reader.code_and_text(claim)
    )


def functions(source: str) -> list[tuple[str, str]]:
    """The module in pieces: each test with its name, what stands before it under ``top``."""
    pieces: list[tuple[str, list[str]]] = [("top", [])]
    lines = source.splitlines()
    starts = {}
    for index, line in enumerate(lines):
        if line.startswith("def test_"):
            first = index
            while first and lines[first - 1].startswith("@"):
                first -= 1
            starts[first] = line[4 : line.index("(")]
    for index, line in enumerate(lines):
        if index in starts:
            pieces.append((starts[index], []))
        pieces[-1][1].append(line)
    return [(name, "\n".join(piece).strip("\n")) for name, piece in pieces]

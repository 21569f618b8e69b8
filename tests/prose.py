"""The words of a page as a reader sees them, and what is wrong with them by rule."""

import re
from collections.abc import Iterator
from itertools import pairwise

NAMES = {
    r"pg[ -]?bouncer": "PgBouncer",
    r"pg[ -]?pool(?:[ -]?ii)?": "Pgpool-II",
    r"odyssey": "Odyssey",
    r"proxy[ -]?sql": "ProxySQL",
    r"max[ -]?scale": "MaxScale",
    r"postgres(?:ql)?": "PostgreSQL",
    r"maria[ -]?db": "MariaDB",
    r"my[ -]?sql router": "MySQL Router",
    r"my[ -]?sql": "MySQL",
    r"sqlite": "SQLite",
    r"sql[ -]?alchemy": "SQLAlchemy",
    r"(?:python[ -])?oracledb": "python-oracledb",
    r"psycopg(?: ?3)?": "psycopg",
    r"mysql[ -]client|mysqlclient": "mysqlclient",
    r"django": "Django",
}
"""How a name may be written, in any case, and how it is spelled. Code stands in backquotes."""

ALSO_RIGHT = {"psycopg 3"}
BANNED = ("simply", "just", "easily")
"""A sentence with one of them is no clearer, and unkind to a reader who is stuck."""

PROPER = {
    *("Celery", "Daphne", "Django", "Granian", "Odyssey", "Oracle", "Python", "Router"),
    *("False", "None", "True"),
}
"""Names that begin a word of a title with a capital; longer ones, as MySQL, show by themselves."""

NOT_WORDS = re.compile(
    r"^( *)\.\. not-run::.*\n(?:\1 +.*\n|\n)*"
    r"|^ *\.\. .*$"  # another directive, a label or a comment
    r"|^ {6}[a-z_ ]+$"  # the topics of a table
    r"|^ +:[a-z-]+:(?: .*)?$"  # a directive's option
    r"|<?https?://[^\s>)]+>?",
    re.MULTILINE,
)
ROLE = re.compile(r":[\w:+-]+:`(?:(?P<title>[^`<]*)<[^`>]*>|[^`]*)`")
LINK = re.compile(r"`(?P<title>[^`<]*)<[^`>]*>`_+")
CODE = re.compile(r"^```.*?^```|``[^`]+``|`[^`\n]+`", re.MULTILINE | re.DOTALL)
TITLE = re.compile(r"^(?:={4,}\n)?(\S.*)\n(?:={4,}|-{4,})$|^#+ (.*)$", re.MULTILINE)


def mistakes(source: str, titles: bool = True) -> list[str]:
    """Sentences that say in which line of a page what is wrong."""
    text = words_of(source)
    found = [*misspelled(text), *banned(text), *(not_sentence_case(text) if titles else [])]
    return [f"line {text.count('\n', 0, start) + 1}: {said}" for start, said in sorted(found)]


def words_of(source: str) -> str:
    """``source`` without code, directives, addresses and the targets of links, line by line."""
    for pattern in (NOT_WORDS, ROLE, LINK, CODE):
        source = pattern.sub(blank, source)
    return source


def blank(match: re.Match) -> str:
    """What is left of a match: its title, if it has one, or a mark; and as many lines."""
    title = match.groupdict().get("title") or "…"
    return title + "\n" * (match[0].count("\n") - title.count("\n"))


def misspelled(text: str) -> Iterator[tuple[int, str]]:
    # A name within another, as in django-db-connection-pool or psycopg2, is that other's matter.
    pattern = "|".join(f"({written})" for written in NAMES)
    for match in re.finditer(rf"(?<![\w./@-])(?:{pattern})(?![\w/@-]|\.\w)", text, re.IGNORECASE):
        right = list(NAMES.values())[match.lastindex - 1]
        written = " ".join(match[0].split())
        if written not in {right, *ALSO_RIGHT}:
            yield match.start(), f"“{written}” is spelled {right}; as code it stands in backquotes."


def banned(text: str) -> Iterator[tuple[int, str]]:
    for match in re.finditer(rf"\b(?:{'|'.join(BANNED)})\b", text, re.IGNORECASE):
        yield match.start(), f"leave out “{match[0]}”: it helps nobody who is stuck."


def not_sentence_case(text: str) -> Iterator[tuple[int, str]]:
    """Capitals within a title, except of names, of what follows a colon, and of abbreviations."""
    for title in TITLE.finditer(text):
        words = (title[1] or title[2]).split()
        for before, word in pairwise(words):
            bare = word.strip("“”\"'(),.:;?!").removesuffix("'s")
            if re.fullmatch(r"[A-Z][a-z]+", bare) and bare not in PROPER and before[-1] not in ":.":
                yield title.start(), f"“{word}” in a title begins with a small letter."

"""What kinds of elements a page has, and what a selector asks of them, as far as names go."""

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property

import tinycss2

TAG = re.compile(r"<[a-zA-Z][^>]*>")
NAME = re.compile(r"<([\w-]+)")
CLASSES = re.compile(r'\bclass="([^"]*)"')
ID = re.compile(r'\bid="([^"]*)"')
TYPE = re.compile(r'\btype="([^"]*)"')
LITERAL = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|`[^`]*`")
WORD = re.compile(r"-{0,2}[A-Za-z_][\w-]*")
Kind = tuple[str, frozenset[str]]
"""A tag, and the classes, id and type of an element."""


@dataclass(frozen=True, eq=False)
class Compound:
    """What a selector asks of one element, as far as names go: ``li.current``."""

    tag: str
    names: frozenset[str]
    """Classes, ids and the type."""
    alternatives: tuple[tuple[tuple["Compound", ...], ...], ...]
    """For each ``:is()`` or ``:has()``: selectors, one of which has to apply somewhere."""
    asked: frozenset[str]
    """The tag and the names."""


@cache
def compound(tag: str, names: frozenset[str], alternatives: tuple) -> Compound:
    """The only one of its kind: each page is asked for it once."""
    return Compound(tag, names, alternatives, names | {tag} if tag else names)


def all_names(compound: Compound) -> frozenset[str]:
    """What is asked for anywhere in the ``compound``."""
    inner = (part for each in compound.alternatives for selector in each for part in selector)
    return compound.asked.union(*map(all_names, inner))


class Elements:
    """What kinds of elements are on a page, or may be put there by its scripts."""

    def __init__(self, kinds: frozenset[Kind], words: frozenset[str]):
        self.kinds = kinds
        self.words = words
        """What stands in the strings of the page's scripts: maybe a tag, a class or an id."""
        self._known = {}

    @cached_property
    def _with_tag(self) -> dict[str, set]:
        found = defaultdict(set)
        for kind in self.kinds:
            found[kind[0]].add(kind)
        return found

    @cached_property
    def _with_name(self) -> dict[str, set]:
        found = defaultdict(set)
        for kind in self.kinds:
            for name in kind[1]:
                found[name].add(kind)
        return found

    @cached_property
    def _names(self) -> set[str]:
        return self._with_tag.keys() | self._with_name.keys() | self.words

    def may_have(self, compound: Compound) -> bool:
        known = self._known.get(compound)
        if known is None:
            known = self._known[compound] = self._look_for(compound)
        return known

    def _look_for(self, compound: Compound) -> bool:
        if not compound.asked <= self._names:
            return False
        for selectors in compound.alternatives:
            if not any(self.may_match(selector) for selector in selectors):
                return False
        if compound.asked <= self.words:
            return True  # a script may make it
        kinds = [self._with_tag.get(compound.tag, set())] if compound.tag else []
        kinds += [self._with_name.get(name, set()) for name in compound.names - self.words]
        return bool(set.intersection(*kinds))

    def may_match(self, selector: tuple[Compound, ...]) -> bool:
        return all(map(self.may_have, selector))


def elements_of(html: str) -> Elements:
    """What ``html`` has."""
    return Elements(frozenset(map(kind_of, set(TAG.findall(html)))), frozenset())


@cache
def kind_of(tag: str) -> Kind:
    """What an element that begins with ``tag`` is called: many are on each page."""
    classes = CLASSES.search(tag)
    names = set(classes[1].split() if classes else ())
    if anchor := ID.search(tag):
        names.add(anchor[1])
    if kind := TYPE.search(tag):
        names.add(of_type(kind[1]))
    return NAME.match(tag)[1].lower(), frozenset(names)


def of_type(value: str) -> str:
    """The name under which an element of this ``type`` is known."""
    return f"type={value}"


def with_words(elements: Elements, scripts: str) -> Elements:
    """The same, and what the sources of the page's ``scripts`` name."""
    return Elements(elements.kinds, words_in(scripts))


@cache
def words_in(scripts: str) -> frozenset[str]:
    """Every word in the string literals of the ``scripts``."""
    words = {word for literal in LITERAL.findall(scripts) for word in WORD.findall(literal)}
    return frozenset(words) | set(map(of_type, words))


@cache
def compounds(selector: str) -> tuple[Compound, ...]:
    """What ``selector`` asks of each of its elements."""
    return _compounds(tinycss2.parse_component_value_list(selector))


def _compounds(tokens) -> tuple[Compound, ...]:
    found, tag, names, alternatives = [], "", set(), []

    def end():
        nonlocal tag, names, alternatives
        if tag or names or alternatives:
            found.append(compound(tag, frozenset(names), tuple(alternatives)))
        tag, names, alternatives = "", set(), []

    before = ""
    for token in tokens:
        sign = token.value if token.type == "literal" else ""
        if token.type == "whitespace" or sign in {">", "+", "~"}:
            end()
        elif token.type == "ident":
            if before == ".":
                names.add(token.value)
            elif before != ":":
                tag = token.lower_value
        elif token.type == "hash":
            names.add(token.value)
        elif token.type == "[] block" and (kind := asked_type(token.content)):
            names.add(of_type(kind))
        elif token.type == "function" and token.lower_name in {"is", "where", "has"}:
            alternatives.append(tuple(map(_compounds, split(token.arguments))))
        before = sign
    end()
    return tuple(found)


def asked_type(content) -> str | None:
    """What ``[type=…]`` asks for. No other attribute is looked at: scripts change them."""
    if len(content) != 3 or content[0].type != "ident" or content[1] != "=":
        return None
    return content[2].value if content[0].value == "type" else None


def split(tokens) -> list[list]:
    """The parts between the commas."""
    parts = [[]]
    for token in tokens:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts

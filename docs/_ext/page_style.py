"""The rules of some style sheets that a page needs, and no others.

A rule is needed if a page has elements that its selector could be about, or if a script may make
them; a custom property, if such a rule or a script reads it. Where an element stands on the page is
not looked at: that keeps more than is needed, never less.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass

import lightningcss
import tinycss2

from page_elements import Compound, Elements, Kind, all_names, compounds, split

EVERYWHERE = ":root body"
"""The selector of the site's own colors. It weighs as much as those of the theme, and follows."""
BROWSERS = ["chrome 123", "firefox 120", "safari 17.5"]
"""The first with ``light-dark()``. What only older ones need is left out."""
OLD_SELECTOR = re.compile("::?-moz-focus(-inner|ring)$")
OLD_PROPERTIES = {"-webkit-mask-image", "-webkit-text-decoration-color"}
"""What these browsers have no use for, though the theme or the minifier writes it."""
SHORT = 40
"""Characters of a value that stands in place of its name, however often it is read."""
SETS_ALL = {":root", "body", EVERYWHERE}
ROOT = re.compile(r"(html|:root|\*)\S*")
"""A selector of what is around ``body``, whose properties it does not have."""
READS = re.compile(r"var\(\s*(--[\w-]+)")
READ = re.compile(r"var\((--[\w-]+)\)")
"""The same, but those that say what to take where the property is not set."""


@dataclass
class Declaration:
    """One ``name: value``, or what else a block has: a rule nested in it."""

    text: str
    sets: str
    """The custom property that it sets, or nothing."""
    reads: frozenset[str]

    @property
    def name(self) -> str:
        """The property; of a nested rule, its whole text."""
        return self.text if "{" in self.text else self.text.partition(":")[0].strip()

    @property
    def is_important(self) -> bool:
        return self.text.endswith("!important")


@dataclass
class Rule:
    selectors: dict[str, frozenset[Compound]]
    """Each with what it asks for."""
    declarations: list[Declaration]


@dataclass
class Group:
    """``@media`` and its like; or, without rules, an at-rule that is kept as it is."""

    prelude: str
    rules: list


class Sheet:
    """A style sheet, minified. Raises ValueError for broken CSS."""

    def __init__(self, css: str):
        flags = lightningcss.calc_parser_flags(nesting=True)
        text = lightningcss.process_stylesheet(css, parser_flags=flags, browsers_list=BROWSERS)
        nodes = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        self.rules = _rules(nodes)
        self.asked = {
            each
            for rule in _all_rules(self.rules)
            for asked in rule.selectors.values()
            for each in asked
        }
        """What the selectors ask for, all together."""
        self.names = frozenset().union(*map(all_names, self.asked))
        self._kinds = {}
        self._needed = {}
        _leave_out_what_is_set_again(self.rules)
        _leave_out_what_is_overridden(self.rules)
        self.values = _put_in_values(self.rules)
        """What the custom properties are that have the same value everywhere."""

    def in_values(self, css: str) -> str:
        """Another style sheet for the same pages, minified, with values for custom properties."""
        return _with_values(lightningcss.process_stylesheet(css), self.values)

    def needed_by(self, page: Elements) -> str:
        """The rules that a page with such elements needs, as a style sheet."""
        kinds = frozenset(map(self._as_asked, page.kinds))
        if (kinds, page.words) not in self._needed:  # many pages have the same
            known = Elements(kinds, page.words)
            there = frozenset(filter(known.may_have, self.asked))
            self._needed[kinds, page.words] = _needed(self.rules, there, page.words)
        return self._needed[kinds, page.words]

    def _as_asked(self, kind: Kind) -> Kind:
        """A kind of element with those of its names only that a selector asks for."""
        if kind not in self._kinds:
            self._kinds[kind] = kind[0], kind[1] & self.names
        return self._kinds[kind]


def _rules(nodes) -> list:
    found = []
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = [tinycss2.serialize(part).strip() for part in split(node.prelude)]
            selectors = [each for each in selectors if not OLD_SELECTOR.search(each)]
            asked = {each: frozenset(compounds(each)) for each in selectors}
            if asked:
                found.append(Rule(asked, _declarations(node.content)))
        elif node.type == "at-rule" and node.lower_at_keyword in {"media", "supports"}:
            prelude = f"@{node.at_keyword}{tinycss2.serialize(node.prelude)}"
            inner = tinycss2.parse_rule_list(node.content, skip_whitespace=True)
            found.append(Group(prelude, _rules(inner)))
        elif node.type == "at-rule":
            found.append(Group(node.serialize(), []))
        elif node.type == "error":
            raise ValueError(f"A style sheet is broken: {node.message}. Correct it.")
    return found


def _declarations(content) -> list[Declaration]:
    found = []
    for node in tinycss2.parse_blocks_contents(content, skip_whitespace=True):
        text = node.serialize().strip()
        sets = node.name if node.type == "declaration" and node.name.startswith("--") else ""
        found.append(_declaration(text, sets))
    return [each for each in found if each.name not in OLD_PROPERTIES]


def _declaration(text: str, sets: str) -> Declaration:
    return Declaration(text, sets, frozenset(READS.findall(text)))


def _leave_out_what_is_set_again(rules: list) -> None:
    """Drop the theme's values of the custom properties that the site sets on ``body``."""
    own = [index for index, rule in enumerate(rules) if _is_own(rule)]
    if not own:
        return
    again = {each.sets for index in own for each in rules[index].declarations} - {""}
    _leave_out(rules[: own[0]], again)


def _leave_out_what_is_overridden(rules: list) -> None:
    """Drop the declarations that a later rule makes again for the same selectors."""
    later = defaultdict(set)
    for rule in reversed([each for each in rules if isinstance(each, Rule)]):
        again = set.intersection(*(later[each] for each in rule.selectors))
        rule.declarations = [
            each for each in rule.declarations if each.name not in again or each.is_important
        ]
        for selector in rule.selectors:
            later[selector].update(each.name for each in rule.declarations)


def _is_own(rule) -> bool:
    return isinstance(rule, Rule) and EVERYWHERE in rule.selectors


def _leave_out(rules: list, properties: set[str]) -> None:
    for rule in rules:
        if isinstance(rule, Group):
            _leave_out(rule.rules, properties)
        elif all(re.fullmatch(r"body(\[.*\]|:not\(.*\))?", each) for each in rule.selectors):
            rule.declarations = [each for each in rule.declarations if each.sets not in properties]


def _put_in_values(rules: list) -> dict[str, str]:
    """Write the value in place of a custom property that has the same one everywhere.

    Of those with a long value, only if it is read once. Returns all that have one value.
    """
    every = list(_all_rules(rules))
    often = Counter(name for rule in every for each in rule.declarations for name in each.reads)
    set_at = defaultdict(list)
    for rule in every:
        for each in rule.declarations:
            if each.sets:
                set_at[each.sets].append((rule, each))
    at_root = {
        name
        for rule in every
        if any(map(ROOT.fullmatch, rule.selectors))
        for each in rule.declarations
        for name in each.reads
    }
    values = {
        name: declaration.text.partition(":")[2].strip()
        for name, [(rule, declaration), *others] in set_at.items()
        if not others and SETS_ALL.issuperset(rule.selectors)
    }
    put_in = {
        name: value
        for name, value in values.items()
        if name not in at_root and (often[name] == 1 or len(value) <= SHORT)
    }
    for rule in every:
        rule.declarations = [
            _declaration(_with_values(each.text, put_in), each.sets)
            for each in rule.declarations
            if each.sets not in put_in
        ]
    return values


def _with_values(text: str, values: dict[str, str]) -> str:
    while names := values.keys() & set(READ.findall(text)):
        for name in names:
            text = re.sub(rf"var\({name}\)", lambda _, name=name: values[name], text)
    return text


def _needed(rules: list, there: frozenset[Compound], words: frozenset[str]) -> str:
    kept = _matching(rules, there)
    read = _read_by_rules(kept) | words
    while more := _read_by_properties(kept, read) - read:
        read |= more
    return _text(kept, read)


def _matching(rules: list, there: frozenset[Compound]) -> list:
    kept = []
    for rule in rules:
        if isinstance(rule, Group):
            inner = _matching(rule.rules, there)
            if inner or not rule.rules:
                kept.append(Group(rule.prelude, inner))
        elif selectors := {each: asked for each, asked in rule.selectors.items() if asked <= there}:
            kept.append(Rule(selectors, rule.declarations))
    return kept


def _all_rules(rules: list):
    for rule in rules:
        if isinstance(rule, Group):
            yield from _all_rules(rule.rules)
        else:
            yield rule


def _all_declarations(rules: list):
    for rule in _all_rules(rules):
        yield from rule.declarations


def _read_by_rules(rules: list) -> set[str]:
    return {name for each in _all_declarations(rules) if not each.sets for name in each.reads}


def _read_by_properties(rules: list, read: set[str]) -> set[str]:
    return {name for each in _all_declarations(rules) if each.sets in read for name in each.reads}


def _text(rules: list, read: set[str]) -> str:
    parts = []
    for rule in rules:
        if isinstance(rule, Group):
            inner = _text(rule.rules, read)
            if inner or not rule.rules:
                parts.append(f"{rule.prelude}{{{inner}}}" if inner else rule.prelude)
            continue
        texts = [each.text for each in rule.declarations if not each.sets or each.sets in read]
        if texts:
            parts.append(f"{','.join(rule.selectors)}{{{';'.join(texts)}}}")
    return "".join(parts)

"""The rules of some style sheets that a page needs, and no others.

A rule is needed if a page has elements that its selector could be about, or if a script may make
them; a custom property, if such a rule or a script reads it. Where an element stands on the page is
not looked at: that keeps more than is needed, never less.
"""

import re
from dataclasses import dataclass

import lightningcss
import tinycss2

from page_elements import Elements, compounds, split

EVERYWHERE = ":root body"
"""The selector of the site's own colors. It weighs as much as those of the theme, and follows."""
READS = re.compile(r"var\(\s*(--[\w-]+)")
NAME = re.compile(r"-{0,2}[A-Za-z_][\w-]*")


@dataclass
class Declaration:
    """One ``name: value``, or what else a block has: a rule nested in it."""

    text: str
    sets: str
    """The custom property that it sets, or nothing."""
    reads: frozenset[str]


@dataclass
class Rule:
    selectors: list[str]
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
        text = lightningcss.process_stylesheet(css, parser_flags=flags)
        nodes = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
        self.rules = _rules(nodes)
        self.names = frozenset(NAME.findall(text)) | {f"type={name}" for name in NAME.findall(text)}
        self._needed = {}
        _leave_out_what_is_set_again(self.rules)

    def needed_by(self, page: Elements) -> str:
        """The rules that a page with such elements needs, as a style sheet."""
        elements = page.as_far_as(self.names)
        key = elements.kinds, elements.words
        if key not in self._needed:  # many pages are of a kind
            self._needed[key] = _needed(self.rules, elements)
        return self._needed[key]


def _rules(nodes) -> list:
    found = []
    for node in nodes:
        if node.type == "qualified-rule":
            selectors = [tinycss2.serialize(part).strip() for part in split(node.prelude)]
            found.append(Rule(selectors, _declarations(node.content)))
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
        found.append(Declaration(text, sets, frozenset(READS.findall(text))))
    return found


def _leave_out_what_is_set_again(rules: list) -> None:
    """Drop the theme's values of the custom properties that the site sets on ``body``."""
    own = [index for index, rule in enumerate(rules) if _is_own(rule)]
    if not own:
        return
    again = {each.sets for index in own for each in rules[index].declarations} - {""}
    _leave_out(rules[: own[0]], again)


def _is_own(rule) -> bool:
    return isinstance(rule, Rule) and EVERYWHERE in rule.selectors


def _leave_out(rules: list, properties: set[str]) -> None:
    for rule in rules:
        if isinstance(rule, Group):
            _leave_out(rule.rules, properties)
        elif all(re.fullmatch(r"body(\[.*\]|:not\(.*\))?", each) for each in rule.selectors):
            rule.declarations = [each for each in rule.declarations if each.sets not in properties]


def _needed(rules: list, elements: Elements) -> str:
    kept = _matching(rules, elements)
    read = _read_by_rules(kept) | elements.words
    while more := _read_by_properties(kept, read) - read:
        read |= more
    return _text(kept, read)


def _matching(rules: list, elements: Elements) -> list:
    kept = []
    for rule in rules:
        if isinstance(rule, Group):
            inner = _matching(rule.rules, elements)
            if inner or not rule.rules:
                kept.append(Group(rule.prelude, inner))
        elif selectors := [each for each in rule.selectors if elements.may_match(compounds(each))]:
            kept.append(Rule(selectors, rule.declarations))
    return kept


def _all_declarations(rules: list):
    for rule in rules:
        if isinstance(rule, Group):
            yield from _all_declarations(rule.rules)
        else:
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

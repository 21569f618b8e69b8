"""Each single test counts: without it, or without its assertions, the suite fails."""

import ast
from functools import cache
from types import SimpleNamespace

import pytest

from evidence import store
from tests.assertions import without_assertion
from tests.plugins.evidence import Recorder
from tests.test_examples import MODULES


def compare(example: str, combinations: list[dict]) -> list[str]:
    """What a comparing run complains about that observed ``combinations`` of ``example``."""
    recorder = Recorder(config=SimpleNamespace())
    recorder.compare(example, combinations)
    return recorder.problems


def test_whole_suite_has_nothing_to_complain_about():
    for example in store.recorded_examples():
        assert compare(example, store.load(example)["combinations"]) == []


def test_deleting_any_test_of_an_example_is_noticed(monkeypatch):
    monkeypatch.setattr(store, "load_current", cache(store.load_current))
    for example in store.recorded_examples():
        combinations = store.load_current(example)["combinations"]
        for test in {test for each in combinations for test in each["claims"]}:
            without = [delete(test, each) for each in combinations if test in each["claims"]]
            problems = compare(example, without)
            assert len(problems) == len(without)
            assert all(f"claims.{test}: recorded" in problem for problem in problems)


def delete(test: str, combination: dict) -> dict:
    """What ``combination`` is without ``test``."""
    claims = {name: claim for name, claim in combination["claims"].items() if name != test}
    return combination | {"claims": claims}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.stem)
def test_removing_the_assertions_of_any_test_is_noticed(module):
    """With those of the functions that it calls."""
    source = module.read_text()
    tests = [
        node.name
        for node in ast.parse(source).body
        if getattr(node, "name", "").startswith("test_")
    ]
    assert without_assertion(source) == []
    for test in tests:
        tree = ast.parse(source)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and (
                node.name == test or not node.name.startswith("test_")
            ):
                RemoveAssertions().visit(node)
        assert test in without_assertion(ast.unparse(ast.fix_missing_locations(tree)))


class RemoveAssertions(ast.NodeTransformer):
    """Leaves out every assertion, whatever it is written with."""

    def visit_Assert(self, node):
        return ast.Pass()

    def visit_Attribute(self, node):
        self.generic_visit(node)
        if node.attr in {"raises", "fail"}:
            node.attr = "nothing"
        return node

"""Find the tests of a module that would pass whatever they saw."""

import ast


def without_assertion(source: str) -> list[str]:
    """The names of the test functions in ``source`` that assert nothing, in their order.

    An assertion is an ``assert``, a ``pytest.raises`` or a call of a function of the same module
    that has one.
    """
    functions = {
        node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)
    }
    asserting = {name for name, node in functions.items() if asserts(node)}
    return [
        name
        for name, node in functions.items()
        if name.startswith("test_") and name not in asserting and not called(node) & asserting
    ]


def asserts(function: ast.FunctionDef) -> bool:
    """Whether ``function`` itself has an assertion."""
    return any(
        isinstance(node, ast.Assert)
        or (isinstance(node, ast.Attribute) and node.attr in {"raises", "fail"})
        for node in ast.walk(function)
    )


def called(function: ast.FunctionDef) -> set[str]:
    """The names that ``function`` calls."""
    return {
        node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

"""What holds for every example, whatever its topic."""

import re

import pytest
from pytest_examples import EvalExample, find_examples

from evidence import store
from tests.assertions import without_assertion
from tests.project.session import STYLE, lines_with_output, whole_file

DOCS = store.ROOT / "docs"
MODULES = [
    path
    for path in sorted((store.ROOT / "tests").glob("test_*.py"))
    if path.name != "test_examples.py"
]
PYTHON = [name for name in store.example_files() if name.endswith(".py")]


@pytest.mark.parametrize("name", PYTHON)
def test_python_is_formatted_and_linted(name, eval_example: EvalExample):
    """Black and ruff accept the file; with --update-examples they correct it."""
    example = whole_file(store.EXAMPLES / name)
    eval_example.set_config(**STYLE, ruff_select=["B", "C4", "I", "SIM", "UP"])
    if eval_example.update_examples:
        eval_example.format(example)
    else:
        eval_example.lint(example)


def test_every_example_has_evidence_for_its_bytes():
    wrong = []
    for name in store.example_files():
        try:
            store.load_current(name)
        except store.EvidenceError as error:
            wrong.append(str(error))
    assert wrong == []


def test_every_piece_of_evidence_is_about_an_example():
    assert store.recorded_examples() == store.example_files()


def test_every_example_is_on_a_page():
    directive = re.compile(r"^ *\.\. example:: (\S+)", re.MULTILINE)
    shown = {name for page in DOCS.rglob("*.rst") for name in directive.findall(page.read_text())}
    assert shown == set(store.example_files())


def test_every_topic_has_a_test_module_of_its_name():
    topics = {store.topic_of(name) for name in store.example_files()}
    modules = {path.stem.removeprefix("test_") for path in (store.ROOT / "tests").glob("test_*.py")}
    assert topics <= modules


def test_every_example_says_what_it_is_in_one_sentence():
    """The docstring is what a page and a reader go by: there is no other description."""
    first_lines = {name: (store.EXAMPLES / name).read_text().split("\n")[0] for name in PYTHON}
    sentence = re.compile(r'"""[A-Z].*\."""')
    assert [name for name, line in first_lines.items() if not sentence.fullmatch(line)] == []


def test_lines_fit_their_page():
    """A code block on the site is 88 characters wide on a desktop."""
    lines = {
        name: (store.EXAMPLES / name).read_text().split("\n") for name in store.example_files()
    }
    assert [name for name, each in lines.items() if max(map(len, each)) > 88] == []


def test_every_test_of_an_example_asserts_something():
    """A test that only records what it sees proves nothing."""
    proves_nothing = {module.stem: without_assertion(module.read_text()) for module in MODULES}
    assert {module: tests for module, tests in proves_nothing.items() if tests} == {}


def test_output_under_a_print_is_found():
    source = 'print("seen")\n#> seen\nif False:\n    print("unseen")\n    #> unseen\nprint(1)\n'
    assert lines_with_output(source) == {1, 4}


def test_contributing_shows_a_test_that_exists():
    """The first test in CONTRIBUTING.md is the real one, to the letter."""
    shown = next(find_examples(store.ROOT / "CONTRIBUTING.md")).source
    real = (store.ROOT / "tests" / "test_postgresql_pool_of_one.py").read_text()
    _, start, first_test = shown.partition("pytestmark")
    assert start + first_test in real

"""The output that a script shows is what it prints, and was really printed."""

import pytest

WRONG = "print(1 + 1)\n#> 3\n"
RIGHT = "print(1 + 1)\n#> 2\n"


@pytest.fixture
def show(projects, sqlite, tmp_path):
    """Run a script of these lines as an example, and return what it has become."""
    script = tmp_path / "shown" / "script.py"
    script.parent.mkdir()
    script.with_name("settings.py").write_text("DATABASES = {}\n")
    projects.examples = tmp_path

    def run(text):
        script.write_text(text)
        projects.run_script("shown/script.py", sqlite)
        return script.read_text()

    return run


def failure(show, text) -> str:
    """What the test that runs this script fails with."""
    with pytest.raises(pytest.fail.Exception) as failure:
        show(text)
    return str(failure.value)


def test_right_output_passes(show):
    assert show(RIGHT) == RIGHT


def test_wrong_output_fails_with_the_difference(show):
    assert failure(show, WRONG) == (
        "examples/shown/script.py prints something else than it shows:\n"
        "--- shown\n+++ printed\n@@ -1,2 +1,2 @@\n print(1 + 1)\n-#> 3\n+#> 2\n"
        "If that is right: make test ARGS=--update-examples"
    )


def test_output_under_a_print_that_never_ran_fails(show):
    assert failure(show, "if 1 > 2:\n    print('never')\n    #> never\n") == (
        "examples/shown/script.py shows output under a print that never ran: line 2. "
        "Remove the output, or let the print run."
    )


def test_script_that_raises_fails_with_its_error(show):
    assert failure(show, "print(1 / 0)\n#> 0\n").startswith(
        "examples/shown/script.py: ZeroDivisionError: division by zero\n"
    )


def test_script_that_ends_its_process_fails(show):
    assert failure(show, "import os\n\nprint(1)\n#> 1\nos._exit(3)\n").startswith(
        "examples/shown/script.py ended its process. It printed:\n"
    )


def test_update_examples_corrects_the_output(show, projects):
    projects.update_examples = True
    assert show(WRONG) == RIGHT

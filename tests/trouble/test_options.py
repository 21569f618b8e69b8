"""An option that appears, goes or changes its default stops the build until it is written about."""

import sys

import pytest

from evidence import store

sys.path.insert(0, str(store.ROOT / "docs" / "_ext"))

import options
from installed_options import READERS, Option

KNOWN = {"size": {"default": "5", "meaning": "How many."}}


@pytest.mark.parametrize(
    ("installed", "said"),
    [
        ([Option("size", "int", "5")], []),
        (
            [Option("size", "int", "5"), Option("new", "", "None")],
            ["the installed package has an option new, about which nothing is written."],
        ),
        ([], ["the installed package has no option size any more."]),
        (
            [Option("size", "int", "10")],
            ["the default of size is 10, and was 5 when it was written about: read it again."],
        ),
    ],
    ids=["as written", "appeared", "gone", "changed"],
)
def test_difference_is_said(installed, said):
    assert options.problems(KNOWN, {option.name: option for option in installed}) == said


@pytest.mark.parametrize("package", READERS)
def test_installed_package_tells_its_options(package):
    found = READERS[package]()
    assert len(found) >= 3
    assert all(option.name and option.default for option in found)

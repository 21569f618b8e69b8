"""The ``options`` directive: a package's own options, joined with what we know of each.

Names, types and defaults are read from the installed package. What an option means is written in
``docs/reference/options/<name>.toml``, with the default that it was written about. An option that
the package has and the file has not, or the other way around, and a default that has changed, are
warnings of the type ``options``.

The ``pool-option`` role names one of them, as a link to what is written about it, with its default:

.. code-block:: rst

   :pool-option:`psycopg_pool min_size`
"""

import tomllib
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

import installed_options

logger = logging.getLogger(__name__)
KNOWLEDGE = Path(__file__).parents[1] / "reference" / "options"
FIELDS = {
    "unit": "Unit",
    "django": "With Django",
    "change": "When to change it",
}
"""What may be written about an option, besides its meaning, in the order of the page."""


def setup(app):
    app.add_directive("options", Options)
    app.add_role("pool-option", PoolOption())
    app.connect("env-before-read-docs", import_packages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class Options(SphinxDirective):
    required_arguments = 1

    def run(self):
        name = self.arguments[0]
        file = KNOWLEDGE / f"{name}.toml"
        self.env.note_dependency(str(file))
        known = tomllib.loads(file.read_text())
        installed = installed_by(name)
        for problem in problems(known, installed):
            logger.warning(f"{file.name}: {problem}", type="options", location=self.get_location())
        text = "\n".join(
            section(name, installed[option], known[option])
            for option in known
            if option in installed
        )
        return self.parse_text_to_nodes(text, allow_section_headings=True)


class PoolOption(SphinxRole):
    """The name of an option and, in parentheses, its default. An unknown one is a warning."""

    def run(self):
        package, name = self.text.split()
        target = f"option-{package}-{name}".lower()
        link = addnodes.pending_xref(
            "",
            nodes.literal(name, name),
            refdomain="std",
            reftype="ref",
            reftarget=target,
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )
        option = installed_by(package).get(name)
        default = option.default if option else "?"
        return [link, nodes.Text(" ("), nodes.literal(default, default), nodes.Text(")")], []


def import_packages(app, env, docnames):
    """Before the pages are dealt out to processes, if all are read: each would import them."""
    if len(docnames) == len(env.found_docs):
        for package in installed_options.READERS:
            installed_by(package)


@cache
def installed_by(package: str) -> dict[str, "installed_options.Option"]:
    """The options that the installed package has, by name."""
    return {option.name: option for option in installed_options.READERS[package]()}


def problems(known: dict, installed: dict) -> list[str]:
    """Where what was written does not fit what is installed."""
    found = [
        f"the installed package has an option {name}, about which nothing is written."
        for name in installed
        if name not in known
    ]
    for name, about in known.items():
        if name not in installed:
            found.append(f"the installed package has no option {name} any more.")
        elif about["default"] != installed[name].default:
            found.append(
                f"the default of {name} is {installed[name].default}, and was "
                f"{about['default']} when it was written about: read it again."
            )
    return found


def section(package: str, option: "installed_options.Option", about: dict) -> str:
    """One option as reStructuredText."""
    title = f"``{option.name}``"
    fields = [f":Type: ``{option.type}``" if option.type else "", f":Default: ``{option.default}``"]
    fields += [f":{label}: {about[field]}" for field, label in FIELDS.items() if field in about]
    return "\n".join(
        [
            f".. _option-{package}-{option.name}:",
            "",
            title,
            "-" * len(title),
            "",
            about["meaning"],
            "",
            *filter(None, fields),
            "",
        ]
    )

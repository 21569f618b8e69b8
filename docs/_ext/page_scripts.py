"""Which scripts a page loads: those that work on something it has.

``page_scripts`` in conf.py has a selector for each: a page loads the script if it has such an
element. The scripts of every page, which have no selector, come as one file. The name of each file
has a checksum in it.
"""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import rjsmin
from sphinx.errors import ConfigError

import page_elements

TOGETHER = "site"


@dataclass(frozen=True)
class Script:
    """One file as pages load it."""

    name: str
    selector: str
    text: str

    @cached_property
    def minified(self) -> str:
        return rjsmin.jsmin(self.text)

    @cached_property
    def file(self) -> str:
        """Its name, which is another one when it changes."""
        digest = hashlib.sha256(self.minified.encode()).hexdigest()[:10]
        return f"{self.name}-{digest}.js"

    def is_for(self, elements: page_elements.Elements) -> bool:
        """Whether the page has something for it to work on."""
        return not self.selector or elements.may_match(page_elements.compounds(self.selector))


def collected(asked: dict[str, str], folders: list[Path]) -> list[Script]:
    """The scripts of ``page_scripts``. Raises ConfigError if one is in none of the ``folders``."""
    sources = {name: source(name, folders) for name in asked}
    everywhere = [alone(sources[name]) for name, selector in asked.items() if not selector]
    return [
        Script(TOGETHER, "", "\n".join(everywhere)),
        *(
            Script(Path(name).stem, selector, sources[name])
            for name, selector in asked.items()
            if selector
        ),
    ]


def alone(text: str) -> str:
    """A script that shares no names with those in the same file."""
    return f"(function () {{\n{text}\n}})();"


def source(name: str, folders: list[Path]) -> str:
    """The text of a static file. Raises ConfigError if it is in none of the ``folders``."""
    for folder in folders:
        if (path := folder / name).exists():
            return path.read_text()
    raise ConfigError(f"No folder of static files has {name}: correct its name in conf.py.")


def write(scripts: list[Script], folder: Path) -> None:
    """Write the files that are not there yet, and remove those of earlier contents."""
    folder.mkdir(parents=True, exist_ok=True)
    for script in scripts:
        for path in folder.glob(f"{script.name}-*.js"):
            if path.name != script.file:
                path.unlink()
        path = folder / script.file
        if not path.exists():
            path.write_text(script.minified)

"""Which scripts a page loads: those that work on something it has.

``page_scripts`` in conf.py has a selector for each: a page loads the script if it has such an
element. Scripts with the same selector come as one file, in which they see each other's names. So
do the scripts of every page, which have no selector; those share none. The name of each file has a
checksum in it. A script that may not wait to be fetched stands in the page itself.
"""

import hashlib
from collections.abc import Container
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
    before_paint: bool = False
    """Whether the page is not painted before this has run."""
    in_page: bool = False
    """Whether it is written into the page: netlify.toml then has to allow it by its hash."""

    @cached_property
    def minified(self) -> str:
        return rjsmin.jsmin(self.text)

    @cached_property
    def file(self) -> str:
        """Its name, which is another one when it changes."""
        return hashed_name(f"{self.name}.js", self.minified)

    def tag(self, folder: str) -> str:
        """What a page has in its head, if the scripts are in ``folder`` as seen from there."""
        if self.in_page:
            return f"<script>{self.minified}</script>\n"
        how = 'defer blocking="render"' if self.before_paint else "defer"
        return f'<script {how} src="{folder}/{self.file}"></script>\n'

    def is_for(self, elements: page_elements.Elements) -> bool:
        """Whether the page has something for it to work on."""
        return not self.selector or elements.may_match(page_elements.compounds(self.selector))


def collected(
    asked: dict[str, str],
    folders: list[Path],
    before_paint: Container[str] = (),
    in_page: Container[str] = (),
) -> list[Script]:
    """The scripts of ``page_scripts``. Raises ConfigError if one is in none of the ``folders``."""
    names, found = {"": []}, []
    for name, selector in asked.items():
        if name in in_page:
            found.append(Script(Path(name).stem, selector, source(name, folders), in_page=True))
        else:
            names.setdefault(selector, []).append(name)
    everywhere = [alone(source(each, folders)) for each in names.pop("")]
    found.append(Script(TOGETHER, "", "\n".join(everywhere)))
    for selector, together in names.items():
        texts = [source(each, folders) for each in together]
        first = any(each in before_paint for each in together)
        found.append(Script(Path(together[-1]).stem, selector, "\n".join(texts), first))
    return found


def alone(text: str) -> str:
    """A script that shares no names with those in the same file, and is a task of its own.

    Between two tasks a browser can paint, and answer to a reader.
    """
    return f"setTimeout(function () {{\n{text}\n}});"


def source(name: str, folders: list[Path]) -> str:
    """The text of a static file. Raises ConfigError if it is in none of the ``folders``."""
    for folder in folders:
        if (path := folder / name).exists():
            return path.read_text()
    raise ConfigError(f"No folder of static files has {name}: correct its name in conf.py.")


def hashed_name(name: str, text: str) -> str:
    """The name of a file with this content: site-398dcd35cd.js."""
    digest = hashlib.sha256(text.encode()).hexdigest()[:10]
    return f"{Path(name).stem}-{digest}{Path(name).suffix}"


def write(name: str, text: str, folder: Path) -> str:
    """Write the file if it is not there yet, and remove those of earlier contents; its name."""
    folder.mkdir(parents=True, exist_ok=True)
    hashed = hashed_name(name, text)
    for path in folder.glob(f"{Path(name).stem}-*{Path(name).suffix}"):
        if path.name != hashed:
            path.unlink(missing_ok=True)
    path = folder / hashed
    if not path.exists():
        path.write_text(text)
    return hashed

"""Compare ``names.toml`` with the inventories that the projects publish: `make inventories`.

An address that has changed is corrected in the file. A name that is gone is named, and the links to
it have to be mended by hand.
"""

import sys
import urllib.request
from pathlib import Path
from urllib.error import URLError

from sphinx.util.inventory import InventoryFile

sys.path.append(str(Path(__file__).parents[1] / "_ext"))
import inventories


def main() -> int:
    """Correct the file; the number of names that are gone and projects that do not answer."""
    troubles = []
    text = inventories.NAMES.read_text()
    for key, project in inventories.listed().items():
        try:
            published = addresses(fetched(project["address"] + "objects.inv"))
        except URLError as error:
            troubles.append(f"{key}: no inventory could be had ({error.reason}): try again later.")
            continue
        text, gone = renewed(text, project["names"], published)
        troubles += [f"{key}: {name} is gone: mend the pages that link to it." for name in gone]
    inventories.NAMES.write_text(text)
    print("\n".join(troubles) or "Every name is where the list says.")
    return len(troubles)


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.read()


def addresses(content: bytes) -> dict[str, str]:
    """Where each name of an inventory is: {"std:setting DATABASES": "ref/settings/#…"}."""
    published = InventoryFile.loads(content, uri="").data
    return {
        f"{role} {name}": item.uri
        for role, items in published.items()
        for name, item in items.items()
    }


def renewed(text: str, names: dict[str, str], published: dict[str, str]) -> tuple[str, list[str]]:
    """``text`` with the addresses of ``published``, and the names that are not in it."""
    for name in names.keys() & published.keys():
        text = text.replace(f'"{name}" = "{names[name]}"', f'"{name}" = "{published[name]}"')
    return text, sorted(names.keys() - published.keys())


if __name__ == "__main__":
    sys.exit(main())

"""Links to names in other projects' documentation, checked without a network.

The names are listed in ``docs/inventories/names.toml``. Each project's list becomes an inventory as
Sphinx reads them, so that intersphinx warns of a name that is not there:

.. code-block:: rst

   :setting:`CONN_MAX_AGE`, :ref:`Django on its pool <django:postgresql-pool>`
"""

import tomllib
import zlib
from pathlib import Path

NAMES = Path(__file__).parents[1] / "inventories" / "names.toml"
BEFORE_INTERSPHINX = 700  # which checks its mapping at the same event, at 800


def setup(app):
    app.setup_extension("sphinx.ext.intersphinx")
    app.add_crossref_type("setting", "setting")
    app.connect("config-inited", write_inventories, priority=BEFORE_INTERSPHINX)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def write_inventories(app, config):
    """Tell intersphinx of an inventory for each list of names."""
    directory = Path(app.doctreedir) / "inventories"
    directory.mkdir(parents=True, exist_ok=True)
    for key, project in listed().items():
        file = directory / f"{key}.inv"
        file.write_bytes(inventory(**project))
        config.intersphinx_mapping[key] = (project["address"], str(file))


def listed() -> dict[str, dict]:
    """The projects of ``names.toml``, each with its name, address and names in it.

    The version is there where the address is that of a version.
    """
    return tomllib.loads(NAMES.read_text())


def inventory(project: str, names: dict[str, str], version: str = "", **_) -> bytes:
    """What Sphinx calls ``objects.inv``, version 2."""
    head = (
        "# Sphinx inventory version 2\n"
        f"# Project: {project}\n"
        f"# Version: {version}\n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    lines = []
    for name, address in names.items():
        role, _, target = name.partition(" ")
        lines.append(f"{target} {role} 1 {address} -\n")
    return head.encode() + zlib.compress("".join(lines).encode())

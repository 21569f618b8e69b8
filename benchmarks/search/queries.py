"""What the search is asked, and where the answers are: queries.toml."""

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Query:
    kind: str
    places: tuple[str, ...]


QUERIES = {
    text: Query(kind, tuple(places))
    for kind, group in tomllib.loads(Path(__file__).with_suffix(".toml").read_text()).items()
    for text, places in group.items()
}


def leads_to(address: str, places: tuple[str, ...]) -> bool:
    """Whether ``address`` is one of ``places``; a place without an anchor is all of its page."""
    return any(
        address == place or ("#" not in place and address.partition("#")[0] == place)
        for place in places
    )

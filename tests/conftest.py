"""The suite is made of plugins; each says in its first line what it adds."""

pytest_plugins = [
    "tests.plugins.versions",
    "tests.plugins.order",
    "tests.plugins.garbage",
    "tests.plugins.servers",
    "tests.plugins.projects",
    "tests.plugins.programs",
    "tests.plugins.pgbouncer",
    "tests.plugins.mysql",
    "tests.plugins.oracle",
    "tests.plugins.proxies",
    "tests.plugins.evidence",
    "tests.plugins.table",
]

"""The plots and tables of what ``benchmarks/costs`` measured, each from its part of the JSON."""

import queueing
from bars import bars, stacks

SPACE = "\N{NO-BREAK SPACE}"
LOGINS = ("trust", "scram", "scram_tls")
POOLED = ("pgbouncer_trust", "pgbouncer_scram", "pgbouncer_tls")
SHARES = ["a connection", "password", "TLS", "Django's own set-up"]
PRODUCTS = {
    "postgresql": "PostgreSQL",
    "mariadb": "MariaDB",
    "mysql": "MySQL",
    "pgbouncer": "PgBouncer, for a client",
}
WAYS = {"direct": "PostgreSQL itself", "pgbouncer": "PgBouncer"}


def number(value: float) -> str:
    """A number to two digits, which is what can be told apart; whole ones as they are."""
    if value == int(value) or abs(value) >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if abs(value) >= 1 else f"{value:.2g}"


def middle(figure: dict) -> str:
    return number(figure["median"])


def several(row: dict, *names: str) -> str:
    """Medians side by side on one line; a dash for what the row does not have."""
    said = [middle(row[name]) if name in row else "–" for name in names]
    return f"{SPACE}/{SPACE}".join(said)


def ranged(row: dict, name: str) -> str:
    """A median, from where to where the rounds went, and whether that is too far."""
    figure = row[name]
    text = number(figure["median"])
    if figure["min"] != figure["max"]:
        text += f" ({number(figure['min'])} to {number(figure['max'])})"
    return text.replace(" ", SPACE) + (" noisy" if row["noisy"] else "")


def drawn(row: dict, name: str, label: str) -> tuple[str, float, float, float]:
    figure = row[name]
    return label, figure["median"], figure["min"], figure["max"]


def throughput(measured: dict, which: str, *, title: str):
    rows = measured["throughput"][which]["rows"]
    plot = bars(
        f"costs-throughput-{which}",
        title,
        [drawn(row, "ratio", row["what"]) for row in rows.values()],
    )
    head = [
        "Approach",
        "Times the first row",
        "Requests a second",
        "Milliseconds: p50 / p95 / p99",
        "Connections: under load / after",
        "CPU, ms: database / PgBouncer / project",
    ]
    return (
        plot,
        head,
        [
            [
                row["what"],
                ranged(row, "ratio"),
                middle(row["requests_per_second"]),
                several(row, "p50", "p95", "p99"),
                several(row, "connections", "kept"),
                several(row, "database_cpu_ms", "pooler_cpu_ms", "project_cpu_ms"),
            ]
            for row in rows.values()
        ],
    )


def ratios(measured: dict, *, title: str):
    """What each situation makes of the approaches that most of them have."""
    names = ("no_pool", "persistent", "pool", "pgbouncer_each", "pgbouncer")
    every = {
        name: each for name, each in measured["throughput"].items() if each["baseline"] == names[0]
    }
    what = {name: row["what"] for each in every.values() for name, row in each["rows"].items()}
    head = ["Situation", *(what[name] for name in names[1:])]
    return (
        None,
        head,
        [
            [
                each["what"],
                *(
                    middle(each["rows"][name]["ratio"]) if name in each["rows"] else "–"
                    for name in (n if n != "pool" else pool_of(each) for n in names[1:])
                ),
            ]
            for each in every.values()
        ],
    )


def pool_of(situation: dict) -> str:
    """An ASGI server has settings of its own for the pool."""
    return "pool" if "pool" in situation["rows"] else "pool_asgi"


def connect(measured: dict, *, title: str):
    rows = measured["connect"]
    plot = bars("costs-connect", title, [drawn(row, "ms", row["what"]) for row in rows.values()])
    head = [
        "What",
        "Milliseconds",
        "Times an open connection's query",
        "Round trips",
        "CPU, ms: client / database / PgBouncer",
    ]
    return (
        plot,
        head,
        [
            [
                row["what"],
                ranged(row, "ms"),
                middle(row["ratio"]),
                str(row["round_trips"]),
                several(row, "client_cpu_ms", "database_cpu_ms", "pooler_cpu_ms"),
            ]
            for row in rows.values()
        ],
    )


def split(measured: dict, *, title: str):
    """Of what the time consists: each way to log in, less the one before it."""
    django = measured["django"]["postgresql"]["django_ms"]["median"]
    rows = []
    for label, names in (("PostgreSQL", LOGINS), ("PgBouncer", POOLED)):
        taken = [measured["connect"][name]["ms"]["median"] for name in names]
        steps = [taken[0], taken[1] - taken[0], taken[2] - taken[1], django]
        rows.append((label, [max(step, 0.0) for step in steps]))
    plot = stacks("costs-split", title, SHARES, rows)
    return plot, ["To", *SHARES], [[label, *map(number, steps)] for label, steps in rows]


def connect_mysql(measured: dict, which: str, *, title: str):
    rows = measured["connect_mysql"][which]
    plot = bars(
        f"costs-connect-{which}", title, [drawn(row, "ms", row["what"]) for row in rows.values()]
    )
    head = ["Driver", "Milliseconds", "Times an open connection's query", "CPU of the client, ms"]
    return (
        plot,
        head,
        [
            [
                row["what"],
                ranged(row, "ms"),
                middle(row["ratio"]),
                middle(row["client_cpu_ms"]),
            ]
            for row in rows.values()
        ],
    )


def django(measured: dict, *, title: str):
    head = ["Server", "Statements", "Django's own part, ms", "The driver's part, ms"]
    return (
        None,
        head,
        [
            [
                PRODUCTS[name],
                number(row["statements"]),
                ranged(row, "django_ms"),
                middle(row["driver_ms"]),
            ]
            for name, row in measured["django"].items()
        ],
    )


def sweep(measured: dict, which: str, *, title: str):
    rows = measured["sweep"][which]["rows"]
    ratio = {row["size"]: round(row["ratio"]["median"], 1) for row in rows}
    dots = [(size, seen, min(size, max(ratio.values()))) for size, seen in ratio.items()]
    plot = queueing.svg(f"costs-sweep-{which}", title, dots)
    head = [
        "Size of the pool",
        "Times a pool of one",
        "Requests a second",
        "Wait for a connection, ms",
        "Milliseconds: p50 / p95 / p99",
        "CPU of the database, ms a request",
    ]
    return (
        plot,
        head,
        [
            [
                str(row["size"]),
                ranged(row, "ratio"),
                middle(row["requests_per_second"]),
                middle(row["wait_ms"]),
                several(row, "p50", "p95", "p99"),
                middle(row["database_cpu_ms"]),
            ]
            for row in rows
        ],
    )


def crowds(measured: dict, *, title: str):
    rows = measured["crowds"]
    label = [f"{row['clients']:,} clients, {WAYS[row['way']]}" for row in rows]
    plot = bars(
        "costs-crowds",
        title,
        [drawn(row, "ratio", text) for row, text in zip(rows, label, strict=True)],
    )
    head = [
        "Clients of",
        "Clients",
        "Times ten of PostgreSQL's own",
        "Queries a second",
        "Mean latency, ms",
        "CPU, ms a query: database / PgBouncer",
    ]
    return (
        plot,
        head,
        [
            [
                WAYS[row["way"]],
                f"{row['clients']:,}",
                ranged(row, "ratio"),
                middle(row["queries_per_second"]),
                middle(row["ms"]),
                several(row, "database_cpu_ms", "pooler_cpu_ms"),
            ]
            for row in rows
        ],
    )


def memory(measured: dict, *, title: str):
    head = ["Server", "KiB for each connection", "With its share of common memory, KiB"]
    return (
        None,
        head,
        [
            [
                PRODUCTS[name],
                number(row["kib"]),
                number(row["with_share_kib"]) if "with_share_kib" in row else "–",
            ]
            for name, row in measured["memory"].items()
        ],
    )


def machine(measured: dict, *, title: str) -> str:
    at = measured["machine"]
    ran_on = ", ".join(f"{name}{SPACE}{version}" for name, version in measured["versions"].items())
    return (
        f"Medians of {measured['rounds']} rounds on {at['cores']} cores of {at['cpu']}, "
        f"{at['memory_gib']} GiB of memory, {at['system']}, Python {at['python']}: {ran_on}."
    )


def noise(measured: dict, *, title: str) -> str:
    """Whether the machine was quiet."""
    noisy, rows = len(measured["noisy"]), measured["rows"]
    limit = f"{measured['noisy_beyond']:.0%} of the median"
    if not noisy:
        return f"In none of {rows} rows are the rounds apart by more than {limit}."
    return (
        f"In {noisy} of {rows} rows the rounds are apart by more than {limit}: "
        "these are marked noisy, and small differences mean nothing there."
    )


PARTS = {
    part.__name__: part
    for part in (
        *(throughput, ratios, connect, split, connect_mysql, django, sweep, crowds, memory),
        *(machine, noise),
    )
}

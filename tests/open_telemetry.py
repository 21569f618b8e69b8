"""Read what processes report by OpenTelemetry to their standard output."""

import json
from pathlib import Path

POOL = "db.client.connection.pool.name"


def reports(log: Path) -> list[dict]:
    """What the processes have printed: one JSON document for each report."""
    decoder = json.JSONDecoder()
    text = log.read_text()
    found = []
    while (start := text.find("{\n")) >= 0:
        try:
            report, end = decoder.raw_decode(text, start)
        except json.JSONDecodeError:  # it is still being printed
            break
        found.append(report)
        text = text[end:]
    return found


def points(report: dict, pool: str = "default") -> dict[str, int]:
    """The values of a report, of this pool and of none, by their metric and, if any, state."""
    return {
        " ".join([metric["name"], *states(point)]): point["value"]
        for resource in report["resource_metrics"]
        for scope in resource["scope_metrics"]
        for metric in scope["metrics"]
        for point in metric["data"]["data_points"]
        if point["attributes"].get(POOL, pool) == pool
    }


def states(point: dict) -> list[str]:
    state = point["attributes"].get("db.client.connection.state")
    return [state] if state else []

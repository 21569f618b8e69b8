"""Write down, for `make site` to show last, what this run proved of each example, and where."""

import pytest

from evidence import store

TABLE = store.ROOT / ".cache" / "proven.txt"


@pytest.hookimpl(trylast=True)  # after the evidence was compared
def pytest_sessionfinish(session):
    config = session.config
    recorder = config.pluginmanager.get_plugin("evidence-recorder")
    if recorder is None or config.option.collectonly:
        return
    ran = {
        (each["example"], product["product"]): f"{product['product']} {product['version']}"
        for each in recorder.observations
        for product in [each["software"]["server"]]
        if product["version"]
    }
    checked = {each["example"] for each in recorder.observations}
    rows = []
    for example in store.example_files():
        servers = [server for (name, _), server in sorted(ran.items()) if name == example]
        topic = store.topic_of(example)
        if topic in recorder.incomplete:
            result = recorder.incomplete[topic]
        elif servers:
            result = "proven"
        elif example in checked:
            result = "checked, with no server to run on"
        else:
            result = "not tried in this run"
        rows.append((example, ", ".join(servers) or "–", result))
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(text_table([("Example", "Server", "Result"), *rows]))


def text_table(rows: list[tuple[str, ...]]) -> str:
    """Rows of text in columns as wide as they need."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(lines) + "\n"

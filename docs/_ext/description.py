"""Give each page a description for search engines and link previews: its first paragraph."""

import html
import re

LONGEST = 200


def setup(app):
    app.connect("html-page-context", describe)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def describe(app, pagename, templatename, context, doctree):
    if found := re.search(r"<p>(.*?)</p>", context.get("body", ""), re.DOTALL):
        text = html.unescape(re.sub(r"<[^>]+>", "", found[1]))
        content = html.escape(shortened(" ".join(text.split()).rstrip(":")))
        tag = f'\n    <meta name="description" content="{content}">'
        context["metatags"] = context.get("metatags", "") + tag


def shortened(text: str) -> str:
    """As many whole sentences of ``text`` as fit, or as many words if the first is too long."""
    if len(text) <= LONGEST:
        return text
    start = text[:LONGEST]
    end = max(start.rfind(mark) for mark in (". ", "? ", "! "))
    return start[: end + 1] if end > 0 else f"{start.rpartition(' ')[0]} …"

"""Give each page a description for search engines and link previews: its first paragraph.

Where the site's address is known, previews have a picture, too: `make card` draws it.
"""

import html
import re

LONGEST = 200
CARD = "_static/card.png"


def setup(app):
    app.connect("html-page-context", describe)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def describe(app, pagename, templatename, context, doctree):
    if found := re.search(r"<p>(.*?)</p>", context.get("body", ""), re.DOTALL):
        text = html.unescape(re.sub(r"<[^>]+>", "", found[1]))
        content = html.escape(shortened(whole(" ".join(text.split()))))
        tags = [f'<meta name="description" content="{content}">', *preview(app, context, content)]
        context["metatags"] = "\n    ".join([context.get("metatags", ""), *tags])


def preview(app, context, description: str) -> list[str]:
    """The tags of https://ogp.me, whose addresses have to be whole."""
    if not app.config.html_baseurl:
        return []
    title = html.escape(html.unescape(re.sub(r"<[^>]+>", "", context["title"])))
    properties = {
        "og:type": "article",
        "og:site_name": html.escape(app.config.project),
        "og:title": title,
        "og:description": description,
        "og:url": context["pageurl"],
        "og:image": f"{app.config.html_baseurl.rstrip('/')}/{CARD}",
        "og:image:alt": html.escape(app.config.project),
    }
    tags = [f'<meta property="{name}" content="{value}">' for name, value in properties.items()]
    return [*tags, '<meta name="twitter:card" content="summary_large_image">']


def whole(text: str) -> str:
    """``text`` without a last sentence that ends in a colon: what it announces is not there."""
    if not text.endswith(":"):
        return text
    before = re.match(r".*[.?!](?= )", text)
    return before[0] if before else text.rstrip(":")


def shortened(text: str, longest: int = LONGEST) -> str:
    """As many whole sentences of ``text`` as fit, or as many words if the first is too long.

    ``longest`` is in characters.
    """
    if len(text) <= longest:
        return text
    start = text[:longest]
    end = max(start.rfind(mark) for mark in (". ", "? ", "! "))
    return start[: end + 1] if end > 0 else f"{start.rpartition(' ')[0]} …"

"""Tabs that are readable everywhere, with a script and a style of our own.

sphinx-tabs hides all panels but the first in the markup, which leaves them hidden on paper and
without JavaScript. Here every panel arrives open and labeled; the script hides what it can show.
"""

from docutils import nodes
from sphinx_tabs.tabs import update_context


def setup(app):
    app.setup_extension("sphinx_tabs.tabs")
    for listener in list(app.events.listeners["html-page-context"]):
        if listener.handler is update_context:  # adds a script: there is one of ours
            app.disconnect(listener.id)
    app.connect("doctree-resolved", open_all_panels)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def open_all_panels(app, doctree, docname):
    """Label each panel, and leave to the script what is true only when it runs."""
    if app.builder.format != "html":
        return
    for group in [each for each in doctree.findall(nodes.container) if is_group(each)]:
        tablist, *panels = group.children
        backends = "group-tab" in tablist[0]["classes"]
        tablist["aria-label"] = "Backend" if backends else "Variant"
        for tab, panel in zip(tablist, panels, strict=True):
            label = tab.astext()
            tab["type"] = "button"
            if backends:  # "MySQL and MariaDB" is a panel for the readers of either
                tab["data-backend"] = panel["data-backend"] = label.lower().replace(" and ", " ")
            del tab["name"]
            for attribute in ("name", "hidden", "role", "tabindex", "aria-labelledby"):
                panel.attributes.pop(attribute, None)
            panel.insert(0, nodes.rubric(label, label, classes=["tab-label"]))


def is_group(box: nodes.container) -> bool:
    return "sphinx-tabs" in box["classes"]

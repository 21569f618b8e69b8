"""Replace the script of sphinx-tabs by one that is right for keyboards and remembers the backend."""


def setup(app):
    app.setup_extension("sphinx_tabs.tabs")
    # After sphinx-tabs has added its own script to a page with tabs.
    app.connect("html-page-context", use_our_script, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def use_our_script(app, pagename, templatename, context, doctree):
    scripts = context.get("script_files", [])
    theirs = [script for script in scripts if str(script.filename).endswith("tabs.js")]
    for script in theirs:
        scripts.remove(script)
    if theirs:
        app.add_js_file("backend-tabs.js", loading_method="defer")

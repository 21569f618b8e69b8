"""Sphinx settings. Each section is headed by the page that documents it."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent
sys.path[:0] = [str(ROOT), str(ROOT / "docs" / "_ext")]

# https://www.sphinx-doc.org/en/master/usage/configuration.html
project = "Django connection pooling, proven"
author = "The Django connection pooling contributors"
copyright = f"2026, {author}"
language = "en"
highlight_language = "none"
smartquotes = False  # a curly quote in an error text would not be found
pygments_style = "a11y_pygments.github_light.style.Theme"  # no package is searched for its name
extensions = [
    "example",
    "observed",
    "support_matrix",
    "version_table",
    "benchmark",
    "search_benchmark",
    "options",
    "figure_svg",
    "queueing",
    "costs",
    "faults",
    "choose",
    "proof_pages",
    "chosen_anchors",
    "site_search",
    "not_run",
    "never_run",
    "backend_tabs",
    "navigation_tree",
    "page_weight",
    "quick_build",
    "site_weight",
    "description",
    "claims",
    "check_settings",
    "index_sections",
    "inventories",
    "upstream_patch",
    "markdown_twin",
    "llms",
    "site_files",
    "sphinx_tabs.tabs",
    "notfound.extension",
]
nitpicky = True

# https://www.sphinx-doc.org/en/master/usage/configuration.html#options-for-html-output
html_theme = "furo"
html_title = project
html_static_path = ["docs/_static"]
html_css_files = [
    "site/identity.css",
    "site/glyphs.css",
    "site/proof.css",
    "site/tables.css",
    "site/figures.css",
    "site/faults.css",
    "site/search.css",
    "site/page.css",
    "site/tabs.css",
    "site/choose.css",
    "site/check-settings.css",
    "site/search-dialog.css",
]
# A page loads a script if the selector fits something on it; those without one, as one file.
page_scripts = {
    "site/theme.js": "",
    "site/copy-code.js": "",
    "site/keyboard-scroll.js": "",
    "site/search-box.js": "",
    "site/chosen-backend.js": ".sphinx-tabs",
    "site/backend-tabs.js": ".sphinx-tabs",
    "site/choose.js": "#choose-rules",
    "site/python-tokens.js": "#check-settings",
    "site/python-literals.js": "#check-settings",
    "site/python-settings.js": "#check-settings",
    "site/check-rules.js": "#check-settings",
    "site/check-settings.js": "#check-settings",
}
# Without these the page would move once it is painted.
scripts_before_paint = ["site/choose.js"]
scripts_in_page = ["site/chosen-backend.js"]  # netlify.toml allows it by its hash
html_additional_pages = {"search": "search.html"}
html_favicon = "docs/_static/logo.svg"
templates_path = ["docs/_templates"]
html_copy_source = False
html_show_sphinx = False

# https://pradyunsg.me/furo/customisation/ (colors: docs/_static/site/identity.css)
pygments_dark_style = "one-dark"
# Where a page is edited is known where the site is deployed from a repository.
repository = os.environ.get("REPOSITORY_URL", "").removesuffix(".git")
html_theme_options = {
    "top_of_page_buttons": ["edit"] if repository.startswith("https://") else [],
    "source_repository": repository,
    "source_branch": os.environ.get("BRANCH", "main"),
    "source_directory": "docs/",
}

# https://sphinx-tabs.readthedocs.io/
sphinx_tabs_disable_css_loading = True
sphinx_tabs_disable_tab_closing = True

# https://www.sphinx-doc.org/en/master/usage/configuration.html#options-for-the-linkcheck-builder
linkcheck_workers = 2
linkcheck_timeout = 30
linkcheck_retries = 2
linkcheck_anchors_ignore_for_url = [r"https://github\.com/"]  # its pages make anchors by script

# https://sphinx-notfound-page.readthedocs.io/
notfound_template = "404.html"
notfound_urls_prefix = "/"

# https://docs.netlify.com/configure-builds/environment-variables/ gives the address of a deploy.
html_baseurl = os.environ.get("URL", "")
html_context = {"html_baseurl": html_baseurl}

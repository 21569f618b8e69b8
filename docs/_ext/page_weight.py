"""A page carries the style that it needs, and loads the scripts that it needs.

The style sheets that Sphinx would link stand in the page instead, without the rules that the page
has no use for: nothing is waited for before it is painted. The page's own Content-Security-Policy
allows this style, by its hash, and no other.
"""

import hashlib
import re
from base64 import b64encode
from functools import cache
from pathlib import Path

from sphinx.highlighting import PygmentsBridge
from sphinx.jinja2glue import BuiltinTemplateLoader

import highlight_style
import page_elements
import page_scripts
import page_style

HERE = Path(__file__).parent
HASHED = "hashed"
"""The folder of what a browser may keep for a year: netlify.toml says so."""
LEFT_OUT = ("documentation_options.js", "doctools.js", "sphinx_highlight.js", "scripts/furo.js")
"""Scripts of Sphinx, for its own search, and of the theme, for which there is theme.js."""
UNTIL_SCRIPTS = '<html class="no-js"'
"""What furo's script would take away: then the page would move. identity.css does without."""
SYMBOL = re.compile(r'<symbol id="([^"]+)".*?</symbol>', re.DOTALL)
AS_WRITTEN = re.compile(
    r"(<(?:pre\b.*?</pre|script\b.*?</script|textarea\b.*?</textarea)>)", re.DOTALL
)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
INDENTATION = re.compile(r"\n\s*")
FIRST_SCREEN = 2000
"""More characters than a reader sees before scrolling."""
BELOW = "below-first-screen"
TEXT = re.compile(r"<script\b.*?</script>|<[^>]*>|([^<]+)", re.DOTALL)
LOADED = re.compile(r' (?:src|href)="[^"]*_static/([^"?]+\.js)')


def setup(app):
    app.add_config_value("page_scripts", {}, "html", types=[dict])
    app.add_config_value("scripts_before_paint", [], "html", types=[list])
    app.add_config_value("scripts_in_page", [], "html", types=[list])
    app.connect("config-inited", use_our_pages)
    app.connect("html-page-context", tell_template)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def use_our_pages(app, config):
    config.template_bridge = f"{__name__}.Pages"


def tell_template(app, pagename, templatename, context, doctree):
    """Name the scripts that the template leaves out, and give it the logo."""
    context["scripts_left_out"] = [f"_static/{name}" for name in LEFT_OUT]
    context["logo"] = drawing(Path(app.srcdir) / "_static" / "logo.svg")


class Pages(BuiltinTemplateLoader):
    """Renders pages as Sphinx does, and then puts their style and their scripts in."""

    def init(self, builder, theme=None, dirs=None):
        super().init(builder, theme, dirs)
        self.config = builder.config
        self.static = Path(builder.outdir) / "_static"
        self.folders = [Path(builder.confdir) / each for each in self.config.html_static_path]
        if theme:
            self.folders += [each / "static" for each in theme.get_theme_dirs()]
        self.scripts = []
        self.sheets = {}
        self.alone = {}

    def render(self, template, context):
        html = super().render(template, context)
        if "</head>" not in html:
            return html
        if not self.scripts:
            self.scripts = page_scripts.collected(
                self.config.page_scripts,
                self.folders,
                self.config.scripts_before_paint,
                self.config.scripts_in_page,
            )
            for script in self.scripts:
                if not script.in_page:
                    page_scripts.write(f"{script.name}.js", script.minified, self.static / HASHED)
        html = html.replace(UNTIL_SCRIPTS, "<html", 1)
        html = without_indentation(without_unused_symbols(html))
        there = page_elements.elements_of(html)
        scripts = [script for script in self.scripts if script.is_for(there)]
        texts = [script.minified for script in scripts]
        texts += map(self.text_of, LOADED.findall(html))
        elements = page_elements.with_words(there, "\n".join(texts))
        style = self.sheet_of(context["css_files"]).needed_by(elements)
        html, first_screen = first_screen_of(html)
        folder = context["pathto"](f"_static/{HASHED}", 1)
        tags = [script.tag(folder) for script in scripts]
        head = f"{first_screen}{allowed(style)}\n{''.join(tags)}</head>"
        return html.replace("</head>", head, 1)

    def newest_template_mtime(self):
        """When what decides the look of every page was last changed, in seconds."""
        looks = [*HERE.parent.glob("_static/**/*.*s"), *HERE.glob("*.py")]
        newest = max(path.stat().st_mtime for path in looks)
        return max(newest, super().newest_template_mtime())

    def style_alone(self, name: str, files) -> str:
        """A style sheet that pages with ``files`` ask for later: where it is, from their root."""
        key = name, files_in(files)
        if key not in self.alone:
            text = self.sheet_of(files).in_values(self.style_of(name))
            file = page_scripts.write(name, text, self.static / HASHED)
            self.alone[key] = f"_static/{HASHED}/{file}"
        return self.alone[key]

    def text_of(self, name: str) -> str:
        """A script that Sphinx has already put into the folder of static files."""
        path = self.static / name
        return path.read_text() if path.exists() else ""

    def sheet_of(self, files) -> page_style.Sheet:
        """The page's style sheets in one."""
        names = files_in(files)
        if names not in self.sheets:
            self.sheets[names] = page_style.Sheet("\n".join(map(self.style_of, names)))
        return self.sheets[names]

    def style_of(self, name: str) -> str:
        if name != "pygments.css":
            return page_scripts.source(name, self.folders)
        styles = self.config.pygments_style, self.config.pygments_dark_style
        return highlight_style.sheet(*map(PygmentsBridge().get_style, styles))


def files_in(css_files) -> tuple[str, ...]:
    """Style sheets as Sphinx keeps them, by the names that conf.py gives them."""
    return tuple(str(each.filename).removeprefix("_static/") for each in css_files)


@cache
def drawing(path: Path) -> str:
    """A drawing as an element: a browser makes a document of its own for one in an address."""
    element = re.sub(r">\s+<", "><", path.read_text().strip())
    return element.replace("<svg ", '<svg aria-hidden="true" width="32" height="32" ', 1)


def first_screen_of(html: str) -> tuple[str, str]:
    """The page, and what has a browser paint it once the first screen is there, not before.

    It would else paint the head of the page first, and its text 0.2 seconds later.
    """
    start, end = html.find("<article"), html.find("</article")
    seen = 0
    for part in TEXT.finditer(html, max(start, 0), end if start >= 0 else 0):
        seen += len(part[1] or "")
        if seen > FIRST_SCREEN:
            place = html.find("<p>", part.end(), end)
            if place >= 0:
                html = f'{html[:place]}<p id="{BELOW}">{html[place + len("<p>") :]}'
                return html, f'<link rel="expect" href="#{BELOW}" blocking="render">\n'
            break
    return html, ""


def without_unused_symbols(html: str) -> str:
    """The page without those of furo's icons that nothing on it shows."""
    return SYMBOL.sub(lambda found: found[0] if f'"#{found[1]}"' in html else "", html)


def without_indentation(html: str) -> str:
    """The page without comments and space at the start of a line, but in what is shown as it is."""
    parts = AS_WRITTEN.split(html)
    parts[::2] = (INDENTATION.sub("\n", COMMENT.sub("", part)) for part in parts[::2])
    return "".join(parts)


@cache
def allowed(style: str) -> str:
    """The style, after the policy that allows it."""
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"style-src 'sha256-{digest}'"
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n<style>{style}</style>'

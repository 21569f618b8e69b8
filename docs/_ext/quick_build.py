"""Build the HTML with less work than Sphinx would do: the pages are the same.

The site has a search of its own, so Sphinx's index is not made, unless ``sphinx_search`` asks for
it: ``make bench-search`` does. What is highlighted in the same way shares its formatter. The pages
that extensions add are written by several processes. When no page is new, the pages that are made
of all the others are not made again. And nothing looks for garbage: of what a build makes, nearly
all is needed until it ends.
"""

import gc
from itertools import chain

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.util.parallel import ParallelTasks, make_chunks


def setup(app):
    app.add_config_value("sphinx_search", False, "html", types=[bool])
    app.add_builder(Builder, override=True)
    app.connect("build-finished", lambda app, exception: gc.enable())
    gc.disable()
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class Builder(StandaloneHTMLBuilder):
    """Sphinx's builder of HTML, for a site of a few hundred pages."""

    def init(self):
        super().init()
        self.search = self.config.sphinx_search

    def init_highlighter(self):
        super().init_highlighter()
        if self.highlighter is not None:
            self.highlighter.formatter = Formatters(self.highlighter.formatter)

    def prepare_writing(self, docnames):
        super().prepare_writing(docnames)
        self.nothing_is_new = not docnames

    def gen_indices(self):
        if not self.nothing_is_new:
            super().gen_indices()

    def gen_pages_from_extensions(self):
        if self.nothing_is_new:
            return
        pages = list(chain.from_iterable(self.events.emit("html-collect-pages")))
        if not self.parallel_ok:
            return self.write_pages(pages)
        tasks = ParallelTasks(self._app.parallel)
        for chunk in make_chunks(pages, self._app.parallel):
            tasks.add_task(self.write_pages, chunk)
        tasks.join()

    def write_pages(self, pages):
        for page in pages:
            self.handle_page(*page)

    def gen_additional_pages(self):
        if not self.nothing_is_new:
            super().gen_additional_pages()


class Formatters:
    """Makes each formatter of highlighted code once: its style alone takes a while."""

    def __init__(self, formatter):
        self.formatter = formatter
        self.made = {}

    def __call__(self, **options):
        key = repr(sorted(options.items()))
        if key not in self.made:
            self.made[key] = self.formatter(**options)
        return self.made[key]

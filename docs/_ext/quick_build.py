"""Build the HTML with less work than Sphinx would do: the pages are the same.

The site has a search of its own, so Sphinx's index is not made, unless ``sphinx_search`` asks for
it: ``make bench-search`` does. What is highlighted in the same way shares its formatter. Each of
the processes reads and writes one share of the pages, and begins with what all pages need:
evidence, lexers, templates, the tree of pages. Nothing is made ready for translators and for LaTeX,
nor looked for that no page has: aliases in C and C++, images from elsewhere, flags of doctest.
When no page is new, the files that are made of all pages are not made again. And nothing looks
for garbage: of what a build makes, nearly all is needed until it ends.
"""

import gc
import pickle
from itertools import chain

from docutils import nodes
from pygments.lexers import get_lexer_by_name
from sphinx import addnodes
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.latex.transforms import FootnoteDocnameUpdater
from sphinx.domains import c, cpp
from sphinx.transforms import ApplySourceWorkaround, AutoIndexUpgrader, i18n
from sphinx.transforms.post_transforms import code
from sphinx.transforms.post_transforms.images import DataURIExtractor, ImageDownloader
from sphinx.util.build_phase import BuildPhase
from sphinx.util.parallel import ParallelTasks

LEFT_OUT = {
    ApplySourceWorkaround,
    AutoIndexUpgrader,
    DataURIExtractor,
    FootnoteDocnameUpdater,
    ImageDownloader,
    c.AliasTransform,
    code.HighlightLanguageTransform,
    code.TrimDoctestFlagsTransform,
    cpp.AliasTransform,
    i18n.PreserveTranslatableMessages,
    i18n.RemoveTranslatableInline,
    i18n.TranslationProgressTotaliser,
}
"""Each of these transforms looks at every node of every page."""
LANGUAGES = ("bash", "diff", "ini", "json", "python", "rst", "sql")
"""What pages show: each lexer takes a while to be made, and to be found by its name."""


def setup(app):
    app.add_config_value("sphinx_search", False, "html", types=[bool])
    app.add_builder(Builder, override=True)
    app.add_transform(PreserveMessagesOfToctrees)
    app.add_post_transform(LanguageOfCode)
    app.connect("env-purge-doc", note_the_purge)
    app.connect("build-finished", lambda app, exception: gc.enable())
    gc.disable()
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


class PreserveMessagesOfToctrees(i18n.PreserveTranslatableMessages):
    """No other node has such messages, and Sphinx asks each."""

    def apply(self, **kwargs):
        for node in self.document.findall(addnodes.toctree):
            node.preserve_original_messages()


class LanguageOfCode(code.HighlightLanguageTransform):
    """No other node is of interest, and Sphinx visits each."""

    def apply(self, **kwargs):
        visitor = code.HighlightLanguageVisitor(self.document, self.config.highlight_language)
        visitor.visit_document(self.document)
        for node in list(self.document.findall((nodes.literal_block, addnodes.highlightlang))):
            visitor.dispatch_visit(node)
            if isinstance(node, addnodes.highlightlang):
                node.parent.remove(node)


def note_the_purge(app, env, docname):
    app.builder.a_page_is_gone = True


class Builder(StandaloneHTMLBuilder):
    """Sphinx's builder of HTML, for a site of a few hundred pages."""

    a_page_is_gone = False
    """Or is read again, and then it is written again, too."""

    def init(self):
        super().init()
        self.search = self.config.sphinx_search
        registry = self._app.registry
        for transforms in (registry.transforms, registry.post_transforms):
            transforms[:] = [each for each in transforms if each not in LEFT_OUT]

    def init_highlighter(self):
        super().init_highlighter()
        if self.highlighter is not None:
            self.highlighter.formatter = Formatters(self.highlighter.formatter)

    def prepare_writing(self, docnames):
        super().prepare_writing(docnames)
        self.globalcontext = Context(self.globalcontext)
        self.nothing_is_new = not docnames and not self.a_page_is_gone

    def gen_indices(self):
        if not self.nothing_is_new:
            super().gen_indices()

    def _read_parallel(self, docnames, nproc):
        """As Sphinx does it, but a first page makes what reading needs, and shares are few."""
        self._read_serial(docnames[:1])
        for docname in docnames[1:]:
            self.events.emit("env-purge-doc", self.env, docname)
            self.env.clear_doc(docname)
        self.in_shares(self.read_share, docnames[1:], self.merge)

    def read_share(self, docnames):
        """Read the pages; what is known of them."""
        for docname in docnames:
            self.read_doc(docname, _cache=False)
        return pickle.dumps(self.env, pickle.HIGHEST_PROTOCOL)

    def merge(self, docnames, known):
        self.env.merge_info_from(docnames, pickle.loads(known), self._app)

    def write_documents(self, docnames):
        if not self.parallel_ok or self.search:  # Sphinx's index is made in this process
            return super().write_documents(docnames)
        first, *others = sorted(docnames)
        self.resolve_and_write([first])
        if others:
            for language in LANGUAGES:
                self._app.add_lexer(language, type(get_lexer_by_name(language)))
            self.in_shares(self.resolve_and_write, others, self.take_images)

    def resolve_and_write(self, docnames):
        """Write the pages; the images that they show."""
        for docname in docnames:
            self.phase = BuildPhase.RESOLVING
            doctree = self.env.get_and_resolve_doctree(docname, self, tags=self.tags)
            self.phase = BuildPhase.WRITING
            self.write_doc_serialized(docname, doctree)
            self.write_doc(docname, doctree)
        return self.images

    def take_images(self, docnames, images):
        self.images.update(images)

    def gen_pages_from_extensions(self):
        if self.nothing_is_new:
            return
        pages = list(chain.from_iterable(self.events.emit("html-collect-pages")))
        if not self.parallel_ok:
            return self.write_pages(pages)
        self.in_shares(self.write_pages, pages)

    def write_pages(self, pages):
        for page in pages:
            self.handle_page(*page)

    def in_shares(self, task, pages, take=None):
        """Do ``task`` with the pages, a share in each process; ``take`` the share and what it says.

        The pages are dealt out: those that take long are often next to each other.
        """
        processes = self._app.parallel
        tasks = ParallelTasks(processes)
        for share in filter(None, (pages[start::processes] for start in range(processes))):
            tasks.add_task(task, share, take)
        tasks.join()

    def gen_additional_pages(self):
        if not self.nothing_is_new:
            super().gen_additional_pages()


class Context(dict):
    """What a template is given. Sphinx writes it out, whole, for a log entry that nobody sees."""

    __repr__ = object.__repr__

    def copy(self):
        return Context(self)


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

"""Which rules of a style sheet a page gets."""

import hashlib
import re
import sys
from base64 import b64encode

import pytest

from evidence import store
from tests.site.hosting import headers_of

sys.path.append(str(store.ROOT / "docs" / "_ext"))

import page_elements
import page_scripts
import page_style
import page_weight

PAGE = (
    """<body><ul class="tree"><li id="first" class="leaf">a</li></ul><input type="search"></body>"""
)


def styled(css: str, html: str = PAGE, scripts: str = "") -> str:
    """The rules of ``css`` that ``html`` gets."""
    elements = page_elements.with_words(page_elements.elements_of(html), scripts)
    return page_style.Sheet(css).needed_by(elements)


def test_rule_is_kept_where_each_of_its_elements_is_on_the_page():
    css = "ul.tree > li { margin: 0 } #first:hover::before { top: 0 } * { left: 0 }"
    kept = "ul.tree>li{margin:0}#first:hover:before{top:0}*{left:0}"
    assert styled(css) == kept
    assert styled("ol.tree li, li.tree, li.leaf.tree, #second { margin: 0 }") == ""


def test_selectors_of_a_list_are_judged_one_by_one():
    assert styled("h1, li, p { color: red }") == "li{color:red}"
    assert styled("li:is(.fruit, .leaf) { top: 0 } :where(.fruit, p) li { top: 0 }") == (
        "li:is(.fruit,.leaf){top:0}"
    )


def test_what_an_element_has_to_have_in_it_is_looked_for():
    css = "ul:has(> .leaf) { top: 0 } ul:has(> .fruit) { top: 0 } p:has(.leaf) { top: 0 }"
    assert styled(css) == "ul:has(>.leaf){top:0}"


def test_what_only_older_browsers_need_is_left_out():
    css = "li::-moz-focus-inner { padding: 0 } li { text-decoration-color: red }"
    assert styled(css) == "li{text-decoration-color:red}"


def test_what_must_not_be_there_is_not_asked_for():
    css = "li:not(.fruit) { top: 0 } body[data-theme=dark] { color: red }"
    assert styled(css) == "li:not(.fruit){top:0}body[data-theme=dark]{color:red}"


def test_type_of_a_control_counts():
    css = "[type=search] { top: 0 } [type=number] { top: 1px }"
    assert styled(css) == "[type=search]{top:0}"


def test_what_a_script_may_make_is_kept():
    css = ".copied { top: 0 } li.copied { top: 0 } b.copied { top: 0 }"
    script = "// b\nitem.classList.add('copied')"
    assert styled(css) == ""
    assert styled(css, scripts=script) == ".copied,li.copied{top:0}"


def test_conditions_stay_around_what_is_kept():
    css = "@media print { p { top: 0 } } @media screen { li { top: 0 } p { top: 0 } }"
    assert styled(css) == "@media screen{li{top:0}}"


def test_custom_properties_are_kept_if_something_reads_them():
    long = "0 0 1px red, 0 0 2px blue, 0 0 3px green, 0 0 4px tan"
    css = f"""
        body {{ --a: {long}; --b: var(--a); --c: {long} }}
        li {{ box-shadow: var(--b) }} li:hover {{ box-shadow: var(--a) }}
        p {{ box-shadow: var(--c) }} i {{ box-shadow: var(--c) }}
    """
    assert styled(css) == (
        f"body{{--a:{long}}}li{{box-shadow:var(--a)}}li:hover{{box-shadow:var(--a)}}"
    )
    assert styled("body { --c: 2px }") == ""


def test_value_that_never_changes_stands_in_place_of_its_name():
    css = "body { --a: 1px; --b: calc(2*var(--a)) } li { margin: var(--a) var(--b) }"
    assert styled(css) == "li{margin:1px calc(2*1px)}"


@pytest.mark.parametrize(
    "css",
    [
        "body{--a:1px}.leaf{--a:2px}li{margin:var(--a)}",
        "body{--a:1px}@media print{body{--a:2px}}li{margin:var(--a)}",
        ".leaf{--a:1px}li{margin:var(--a)}",
        "li{margin:var(--a,1px)}",
    ],
)
def test_value_that_may_be_another_is_looked_up(css):
    assert styled(css) == css


def test_value_that_the_root_does_not_have_is_not_given_to_it():
    css = "body{--a:1px}html,body{margin:var(--a)}"
    assert styled(css, "<html><body>") == "body{--a:1px}html,body{margin:var(--a)}"


def test_style_sheet_that_comes_later_has_the_values():
    sheet = page_style.Sheet("body { --a: 1px; --b: 2px } i { --b: 3px }")
    assert sheet.in_values("p { margin: var(--a) var(--b) }") == "p{margin:1px var(--b)}"


def test_value_of_the_theme_that_the_site_sets_again_is_left_out():
    css = """
        body { --a: 1px; --b: 2px } @media print { body { --a: 3px } } .tree { --a: 4px }
        :root body { --a: 5px }
        li { margin: var(--a) var(--b) }
    """
    assert styled(css) == (".tree{--a:4px}:root body{--a:5px}li{margin:var(--a) 2px}")


def test_declaration_that_is_made_again_is_left_out():
    assert styled("li { top: 0; left: 0 } ul, li { top: 1px } li { top: 2px }") == (
        "li{left:0}ul,li{top:1px}li{top:2px}"
    )
    important = "li { top: 0 !important; left: 0 } ul { left: 0 } li { top: 1px }"
    assert styled(important) == "li{left:0;top:0!important}ul{left:0}li{top:1px}"
    # Browsers ignore a rule with a selector that they do not know: the minifier has cut it in two.
    of_one_browser = "li { top: 0; left: 0 } ul { left: 0 } li, li::-moz-a { top: 1px }"
    assert styled(of_one_browser) == "li{left:0}ul{left:0}li{top:1px}li::-moz-a{top:1px}"


def test_rule_within_a_rule_comes_with_it():
    assert styled("li { top: 0; .deep { left: 0 } }") == "li{top:0;& .deep{left:0}}"


def test_script_is_loaded_where_its_selector_fits():
    there = page_elements.elements_of(PAGE)
    assert page_scripts.Script("a", "", "").is_for(there)
    assert page_scripts.Script("a", "ul.tree", "").is_for(there)
    assert not page_scripts.Script("a", "ol.tree", "").is_for(there)


def test_file_of_a_script_changes_its_name_with_its_content(tmp_path):
    for text in ("let a = 1; // one", "let a = 2;"):
        script = page_scripts.Script("a", "", text)
        page_scripts.write("a.js", script.minified, tmp_path)
        assert [path.name for path in tmp_path.iterdir()] == [script.file]
        assert (tmp_path / script.file).read_text() == text.partition(" //")[0].replace(" = ", "=")


def test_scripts_with_one_selector_come_as_one_file(tmp_path):
    for name in "abcd":
        (tmp_path / f"{name}.js").write_text(f"let {name};")
    asked = {"a.js": "", "b.js": "li", "c.js": "ol", "d.js": "li"}
    site, list_items, lists = page_scripts.collected(asked, [tmp_path], ["d.js"])
    assert site.minified == "setTimeout(function(){let a;});"
    assert (list_items.name, list_items.minified) == ("d", "let b;let d;")
    assert list_items.tag("..").startswith('<script defer blocking="render" src="../d-')
    assert (lists.name, lists.minified) == ("c", "let c;")
    assert lists.tag("..").startswith('<script defer src="../c-')


def test_script_that_stands_in_a_page_comes_first_and_alone(tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.js").write_text(f"let {name};")
    asked = {"a.js": "li", "b.js": "li"}
    alone, _, other = page_scripts.collected(asked, [tmp_path], in_page=["b.js"])
    assert alone.tag("..") == "<script>let b;</script>\n"
    assert (alone.selector, other.minified) == ("li", "let a;")


def test_scripts_that_stand_in_pages_are_allowed_by_their_hashes(site_directory):
    written = {
        text
        for path in site_directory.rglob("*.html")
        for text in re.findall(r"<script>(.*?)</script>", path.read_text(), re.DOTALL)
    }
    policy = headers_of("/")["Content-Security-Policy"]
    for text in written:
        digest = b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy, f"Correct the hash in netlify.toml of: {text}"
    assert policy.count("'sha256-") == len(written)


def test_page_is_painted_once_its_first_screen_is_there():
    long = (
        f"<article><script>'<p>'</script><p>{'a' * page_weight.FIRST_SCREEN}.</p><p>b</p></article>"
    )
    marked, head = page_weight.first_screen_of(long)
    assert marked == long.replace("<p>b", f'<p id="{page_weight.BELOW}">b')
    assert f'href="#{page_weight.BELOW}" blocking="render"' in head
    short = "<article><p>a</p><p>b</p></article>"
    assert page_weight.first_screen_of(short) == (short, "")

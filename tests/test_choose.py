"""The rules of the page "Choose an approach": complete, proven, and none of them idle."""

import re

import pytest

from evidence import store
from tests.choosing import choices, choose, choose_rules

ROLE = re.compile(r":(\w+):`(?:[^`<]*<)?([^`>]+)>?`")
DOCS = store.ROOT / "docs"


@pytest.fixture(scope="module")
def rules():
    return choose_rules.rules()


@pytest.fixture(scope="module")
def answered():
    """Every choice, with its answer."""
    data = choose_rules.data()
    return [(choice, choose(choice, data)) for choice in choices(data)]


def test_every_choice_ends_in_files_that_ran_on_its_versions_or_in_nothing_proven(rules, answered):
    """Each file has evidence on the choice's database and Django, and no failure is offered."""
    outcomes = {}
    for example in {e for approach in rules["approach"].values() for e in approach["files"]}:
        for each in store.load_current(example)["combinations"]:
            key = example, each["server"]["product"], choose_rules.series(each)
            outcomes[key] = each["outcome"]
    offered = {
        (example, choose_rules.PRODUCTS[choice["database"]], choice["django"])
        for choice, found in answered
        for name in filter(None, [found["answer"], *found["or"]])
        for example in rules["approach"][name]["files"]
    }
    assert len(offered) > 60
    assert {outcomes.get(key) for key in offered} <= set(choose_rules.GOOD)
    assert any(found["answer"] is None for _, found in answered)


def test_what_is_offered_fits_the_server(answered):
    """Wherever an approach has a limit, its connections are no more than the server leaves."""
    limited = [found for _, found in answered if found["connections"] is not None]
    assert len(limited) > 1000
    assert [found for found in limited if found["connections"] > found["sums"]["left"]] == []


def test_every_rule_is_the_answer_to_some_choice(rules, answered):
    used = {found["rule"] for _, found in answered}
    assert [rule["id"] for rule in rules["rule"] if rule["id"] not in used] == []


def test_every_approach_is_the_answer_to_some_choice(rules, answered):
    assert {found["answer"] for _, found in answered} - {None} == set(rules["approach"])


def test_every_pool_has_at_least_one_connection(rules, answered):
    for _, found in answered:
        sums = found["sums"]
        assert 1 <= sums["least"] <= sums["size"]
        assert sums["kept"] + sums["overflow"] == sums["size"]
        if found["answer"] and "shared" in rules["approach"][found["answer"]].get("at_most", {}):
            assert sums["shared"] >= 1


def test_every_page_and_label_that_the_rules_name_is_there(rules):
    """The build warns of them, too; this says so in a second."""
    texts = [rule["why"] for rule in rules["rule"]]
    texts += [approach["title"] for approach in rules["approach"].values()]
    roles = [role for text in texts for role in ROLE.findall(text)]
    pages = {f"/{page.relative_to(DOCS).with_suffix('')}" for page in DOCS.rglob("*.rst")}
    labels = {
        label
        for page in DOCS.rglob("*.rst")
        for label in re.findall(r"^\.\. _([\w-]+):$", page.read_text(), re.MULTILINE)
    }
    assert [target for role, target in roles if role == "doc" and target not in pages] == []
    assert [target for role, target in roles if role == "ref" and target not in labels] == []


def test_every_size_and_variable_is_in_a_file(rules):
    """Sizes are found where the rules say, once, and variables are read by the first file."""
    for name, approach in rules["approach"].items():
        sources = [(store.EXAMPLES / example).read_text() for example in approach["files"]]
        sizes = approach.get("sizes", {})
        found = sum(len(choose_rules.sizes_in(source, sizes)) for source in sources)
        assert found == len(sizes), name
        for variable in approach.get("environment", {}):
            assert f'"{variable}"' in sources[0]


def test_size_that_is_in_a_file_twice_is_an_error():
    with pytest.raises(choose_rules.RulesError, match="more than once"):
        choose_rules.sizes_in("max = 4\nmax = 4\n", {"max = 4": "size"})


def test_size_is_found_by_the_last_number_of_its_piece():
    source = "option_2 = 15\n"
    assert choose_rules.sizes_in(source, {"option_2 = 15": "size"}) == [(11, 13, "size")]


def test_fact_that_nothing_recorded_is_an_error():
    with pytest.raises(choose_rules.RulesError, match="0 tests"):
        choose_rules.fact("postgresql_pool/settings.py no_such_fact")


def test_what_postgresql_keeps_back_is_what_it_said():
    assert choose_rules.data()["database"]["postgresql"] == {"kept_back": 3}

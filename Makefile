# Every command of the project. `make` alone lists them.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
BUILD := _build
# Six workers suit two cores: the tests that wait for a timeout leave the cores to the others. For a
# few topics half as many are back sooner, since each takes a second of a core to start.
WORKERS ?= $(if $(findstring tests/test_,$(ARGS)),3,6)
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --maxschedchunk=1
SPHINX := $(BIN)/sphinx-build -b html -c . --jobs auto --nitpicky --keep-going
STRICT := --fail-on-warning --fresh-env
ARGS ?=

# A run compiles the tests once, not once in each of its workers.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: site
site: $(VENV)/ready ## Run every example, compare with its evidence, build the site
	@echo "Running every example on the real servers …"
	@$(PYTEST) -q --no-header --ignore=tests/trouble --ignore=tests/site
	@echo "Building the site …"
	@$(SPHINX) --quiet $(STRICT) docs $(BUILD)/html
	@cat .cache/proven.txt
	@echo "Open $(BUILD)/html/index.html, or run: make serve"

.PHONY: test
test: $(VENV)/ready .cache/harness-tested ## Run the whole suite, e.g. REQUIRE=postgresql,sqlite
	@$(PYTEST) --ignore=tests/trouble --ignore=tests/site $(ARGS)

# How the harness itself behaves in trouble is tried again when the harness has changed.
HARNESS := Makefile conf.py pyproject.toml requirements benchmarks docs/_ext evidence/schema.json \
	evidence/schemas.py evidence/store.py $(filter-out tests/test_%,$(wildcard tests/*.py)) tests/plugins tests/project \
	tests/servers tests/faults evidence/faults/__init__.py evidence/faults/schema.json tests/trouble
.cache/harness-tested: $(VENV)/ready $(shell find $(wildcard $(HARNESS)) -type f ! -name '*.pyc')
	@echo "The harness has changed since it was last tried in trouble: trying it …"
	@$(PYTEST) tests/trouble
	@touch $@

.PHONY: servers
servers: $(VENV)/ready ## Fetch every server that this machine can have, and start each once
	@$(BIN)/python -m tests.servers

.PHONY: test-site
test-site: $(VENV)/ready ## Try the built site in Chromium
	@$(PYTEST) tests/site $(ARGS)

# Cells wait more than they work.
.PHONY: faults
faults: WORKERS = 16
faults: $(VENV)/ready ## Break things under every approach and compare, e.g. FAULT=server_down RECORD=1
	@FAULT="$(FAULT)" APPROACH="$(APPROACH)" RECORD="$(RECORD)" \
		$(PYTEST) --no-header tests/faults/every_cell.py $(ARGS)

.PHONY: prove
prove: $(VENV)/ready ## Run the examples and record what they do, e.g. TOPIC=postgresql_pool
	@$(PYTEST) -q --record \
		$(if $(TOPIC),-n 2 tests/test_$(TOPIC).py,$(filter-out tests/test_examples.py,$(wildcard tests/test_*.py)))

.PHONY: matrix
matrix: $(VENV)/nox ## Record the examples on every Django, e.g. DJANGO=5.0 TOPIC=postgresql_pool
	@DJANGO="$(DJANGO)" TOPIC="$(TOPIC)" WORKERS="$(WORKERS)" $(BIN)/nox

.PHONY: html
html: $(VENV)/ready ## Build the site, re-reading only what changed
	@$(SPHINX) --quiet docs $(BUILD)/html
	@echo "Open $(BUILD)/html/index.html"

.PHONY: strict
strict: $(VENV)/ready ## Build the site from nothing; any warning is an error
	@$(SPHINX) --quiet $(STRICT) docs $(BUILD)/html

.PHONY: serve
serve: $(VENV)/ready ## Open the site in a browser and rebuild it while you write
	@$(BIN)/sphinx-autobuild -c . --open-browser --port 0 \
		--watch examples --watch evidence --watch tests \
		--ignore '*/.run/*' --ignore '*/.cache/*' --ignore '*/.venv/*' --ignore '*/__pycache__/*' \
		docs $(BUILD)/html

.PHONY: lint
lint: $(VENV)/ready ## Check the style of code and prose
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/sphinx-lint --enable all --disable line-too-long --disable leaked-markup docs README.md CONTRIBUTING.md
	@$(BIN)/typos
	@$(BIN)/python -m pytest -q tests/test_prose.py tests/test_pages.py

.PHONY: format
format: $(VENV)/ready ## Format the code; the examples by pytest-examples
	@$(BIN)/ruff check --fix --quiet
	@$(BIN)/ruff format --quiet
	@$(BIN)/python -m pytest -q tests/test_examples.py --update-examples

.PHONY: bench
bench: $(VENV)/ready ## Measure what each approach costs (a quarter of an hour), e.g. QUICK=1
	@$(BIN)/python -m benchmarks.costs $(ARGS)

.PHONY: bench-suite
bench-suite: $(VENV)/ready ## Measure how long the suite and the build take (a few minutes)
	@$(BIN)/python -m benchmarks.suite

.PHONY: bench-queue
bench-queue: $(VENV)/ready ## Measure how long requests wait for a connection (a minute)
	@$(BIN)/python -m benchmarks.queueing

.PHONY: upstream
upstream: $(VENV)/ready ## Apply the patches for Django's documentation to the newest Django and check them
	@REQUIRE="$(REQUIRE)" $(BIN)/python -m upstream

.PHONY: bench-monitoring
bench-monitoring: $(VENV)/ready ## Measure what the monitoring tools cost a request (seconds)
	@$(BIN)/python -m benchmarks.monitoring

.PHONY: bench-search
bench-search: $(VENV)/bench ## Ask the site's search, Sphinx's and pagefind what readers ask (a few minutes)
	@$(BIN)/python -m benchmarks.search

.PHONY: bench-site
bench-site: $(VENV)/ready ## Measure weight, paint and build of the site beside others, e.g. QUICK=1
	@$(BIN)/python -m benchmarks.site

.PHONY: requirements
requirements: $(VENV)/ready ## Pin the newest versions of everything
	@$(BIN)/python requirements/pin.py

.PHONY: inventories
inventories: $(VENV)/ready ## Compare the links to other documentations with what those publish
	@$(BIN)/python docs/inventories/compare.py

.PHONY: card
card: $(VENV)/ready ## Draw the picture that a link to the site is shown with
	@$(BIN)/python docs/card/draw.py

.PHONY: links
links: $(VENV)/ready ## Check the links to other sites, politely: each once a month
	@$(BIN)/python docs/links/check.py

.PHONY: clean
clean: ## Remove everything that the commands made
	rm -rf $(BUILD) .cache .run $(VENV) .pytest_cache .ruff_cache

# The environment is made anew when Python or a pinned version changes.
$(VENV)/ready: requirements/docs.txt requirements/test.txt requirements/lint.txt requirements/serve.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 12) or sys.exit( \
		"This project needs Python 3.12 or newer, and $(PYTHON) is %s: install a newer one, " \
		"or name it: make PYTHON=python3.13" % sys.version.split()[0])'
	@echo "Installing the pinned packages into $(VENV) …"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		$(foreach file,$^,--requirement $(file))
	@touch $@

$(VENV)/nox $(VENV)/bench: $(VENV)/%: requirements/%.txt $(VENV)/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --requirement $<
	@touch $@

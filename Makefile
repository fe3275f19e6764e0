# Everything a person or the CI does with this checkout. `make demo` and `make test` need Python 3.11, make and git.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 3
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
FOREIGN := tests/foreign/node_modules/.package-lock.json

.PHONY: demo test lint alone bench prove lock sbom translations system foreign
.DEFAULT_GOAL := help

help:
	@echo "make demo   every hall of both municipalities on this machine, with doors to type at (PORT=8000)"
	@echo "make test   everything the CI runs       make lint   style, types and import contracts"
	@echo "make bench  figures of speed and memory  make prove  the tests at release volumes (hours)"
	@echo "make translations  compile the catalogs of words"
	@echo "make lock   renew .requirements/ from pyproject.toml (UPGRADE=1 takes newer releases)"
	@echo "make sbom   bills of materials of server and agent (CycloneDX) in dist/"

demo: $(VENV)/.demo
	@exec $(BIN)/dorfschluessel demo

test: $(VENV)/.dev system foreign
	$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint alone
	$(PYTEST) $(PYTEST_ARGS)

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

alone: $(VENV)/.dev
	.ci/alone

bench: $(VENV)/.dev system
	$(BIN)/python -m tests.bench

prove: $(VENV)/.dev system foreign
	$(BIN)/python -m tests.planted
	$(PYTEST) --volume=release $(PYTEST_ARGS)

sbom:
	@mkdir -p dist
	for one in server agent; do .ci/sbom $$one >dist/dorfschluessel-$$one.cdx.json; done

system:
	.ci/system

foreign: $(if $(wildcard tests/foreign/package-lock.json),$(FOREIGN))
$(FOREIGN): tests/foreign/package-lock.json | system
	npm ci --prefix tests/foreign --no-audit --no-fund --ignore-scripts

# The demo's lock is a part of the development lock at the same versions: one environment serves both.
$(VENV)/.demo: .requirements/demo.txt pyproject.toml
	.ci/install demo $(VENV)
	@touch $@
$(VENV)/.dev: .requirements/dev.txt pyproject.toml
	.ci/install dev $(VENV)
	@touch $@ $(VENV)/.demo

translations: $(VENV)/.dev
	$(BIN)/pybabel compile -d booking_server/web/translations -D messages -l en
	$(BIN)/pybabel compile -d booking_server/web/translations -D leicht -l de

lock: $(VENV)/.dev
	.ci/lock $(if $(UPGRADE),--upgrade)

# `make run` and `make test` work on a fresh machine with Python 3.11 or later: each makes the
# virtual environment that it needs.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
DATA ?= build/sms-spam.csv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help setup run train test lint format bench card lock clean

help:  ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/\1\t\2/' | expand -t 10

setup: $(READY)  ## make the virtual environment in .venv

run: $(READY) | $(if $(MODEL_URI),,models/current.json)  ## serve on http://127.0.0.1:8000 (PORT=...), training first if need be
	$(BIN)/chalice local --no-autoreload --port $(PORT)

train: $(READY)  ## train the default recipe anew, publish it to models/ and promote it
	$(BIN)/python -m train fit --data "$$($(BIN)/python -m train corpus)"
	$(BIN)/python -m train publish --promote

test: $(READY) lint  ## run every check: ruff, mypy, the tests, the coverage
	$(BIN)/python -m pytest --cov --numprocesses auto --dist loadfile

lint: $(READY)  ## check style and types alone
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(READY)  ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(READY)  ## time one prediction beside scikit-learn, and what a cold start imports
	$(BIN)/python -m bench.predict
	$(BIN)/python -m bench.imports

card: $(READY)  ## measure the default recipe anew and write docs/model-card.md (DATA=spam.csv)
	$(BIN)/python -m train evaluate --data $(DATA) --attacks --json docs/figures/sms-distinct.json
	$(BIN)/python -m train evaluate --data $(DATA) --protocol tutorial --json docs/figures/sms-tutorial.json
	$(BIN)/python -m train evaluate --data $(DATA) --protocol small --json docs/figures/sms-small.json
	$(BIN)/python -m train evaluate --data $(DATA) --protocol tutorial --recipe tutorial --json docs/figures/tutorial-recipe.json
	$(BIN)/python -m train evaluate --data train/sample.csv --json docs/figures/sample-distinct.json
	$(BIN)/python -m train fit --data train/sample.csv --test $(DATA) --folds 0 --out build/sample --json > docs/figures/sample-on-sms.json
	$(BIN)/python -m train fit --data $(DATA) --test train/sample.csv --folds 0 --out build/sms --json > docs/figures/sms-on-sample.json
	$(BIN)/python -m train card docs/figures > docs/model-card.md

lock: $(READY)  ## pin requirements-dev.txt anew from requirements-dev.in
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --upgrade \
		--output-file requirements-dev.txt requirements-dev.in

clean:  ## remove what was built, and the virtual environment; models/ stays
	rm -rf build $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage

models/current.json:
	$(MAKE) train

$(READY): requirements-dev.txt requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or later is required; $(PYTHON) is $$($(PYTHON) --version). Name one: make PYTHON=python3.12" >&2; exit 1; }
	@echo "installing what training and testing need into $(VENV): some minutes, the first time alone" >&2
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt -r requirements.txt
	@touch $(READY)

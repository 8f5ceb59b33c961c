# `make run` and `make test` work on a fresh machine with Python 3.11 or later: each makes the
# virtual environment that it needs.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
STAGE ?= dev
# `python -m deploy configure --given` reads these if make's command line gives them: as GIVEN_ and the name,
# so neither make nor a shell expands a value. In the environment, URL or API_KEY may be of something else.
OPTIONS := API_KEY AUTH BUCKET BULK BULK_LAYER CONCURRENCY KMS_KEY MODELS READ REPORTS URL WRITE
SETTINGS := MODEL_URI MODEL_VERSION MODEL_PUBLIC_KEY MODEL_REFRESH_SECONDS MAX_TEXT_BYTES MAX_TEXTS \
	MAX_REQUEST_BYTES MAX_EXPLAIN_BYTES REPORTS_URI REPORTS_PER_DAY REPORTS_PER_REPORTER ALLOW_PICKLE REQUIRE_API_KEY
GIVEN := $(foreach each,$(OPTIONS) $(SETTINGS),$(if $(filter command,$(origin $(each))),$(each)))
LITERAL = $(foreach each,$(1),$(if $(filter command,$(origin $(each))),$(eval override $(each) := $$(value $(each)))))
$(call LITERAL,$(OPTIONS) $(SETTINGS) ACCELERATOR BULK_TEXTS CORPORA PORT STAGE)
$(foreach each,$(GIVEN),$(eval export GIVEN_$(each) := $$(value $(each))))
$(foreach each,$(filter $(SETTINGS),$(GIVEN)),$(eval export $(each)))
export STAGE PORT BULK_TEXTS CORPORA DATA
CONFIGURE = $(BIN)/python -m deploy configure --stage "$$STAGE" --given
# Fits the default recipe to DATA, or else to the corpus that `python -m train corpus --all` names. Of
# this corpus, a held-out tenth says enough: to cross-validate takes a minute more.
FIT_MODEL = $(if $(DATA),if [ -e "$$DATA" ]; then set -- "$$DATA"; else eval "set -- $$DATA"; fi &&,\
	data="$$($(BIN)/python -m train corpus --all)" && set -- "$$data" --folds 0 &&) \
	$(BIN)/python -m train fit --data "$$@"
# The collection is in no encoding in particular; the tutorial reads it as Latin-1.
SPAM_FILE = $(or $(DATA),build/sms-spam.csv)
SPAM = $(SPAM_FILE) --encoding latin-1
STAGED := build/deployment
# Without it, Chalice would package the bytecode that importing app.py writes.
# The stage has its own settings; those in the environment are for the commands of python -m train.
CHALICE = env $(SETTINGS:%=-u %) PYTHONDONTWRITEBYTECODE=1 '$(abspath $(BIN))/chalice'
# Chalice asks for a region even if it calls no service.
ANY_REGION = AWS_DEFAULT_REGION=$(or $(AWS_REGION),$(AWS_DEFAULT_REGION),us-east-1)
BIN := $(VENV)/bin
LINT = $(BIN)/ruff format --check . && $(BIN)/ruff check . && $(BIN)/mypy
READY := $(VENV)/.ready
# ACCELERATOR=on compiles the accelerator, docs/accelerator.md.
ACCELERATOR ?= off
COMPILER = $(if $(filter on,$(ACCELERATOR)),build/accelerator/.ready)
# A package is compiled for the function's processor; for this machine, its own compiler will do.
OWN_COMPILER = $(if $(shell command -v cc),,$(COMPILER))
ON_OR_OFF = $(if $(filter on off,$(value ACCELERATOR)),,$(error ACCELERATOR is '$(value ACCELERATOR)'; expected on or off))
CHECKS := $(VENV)/.ready-checks
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
PIN = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --generate-hashes $(PINS)

# It is also the name of a setting, whose values are 0 and 1.
unexport BULK
.DEFAULT_GOAL := help
.PHONY: help setup run train test lint bench card deploy package package-joblib rehearsal \
	docs lock clean .model

help:  ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/\1\t\2/' | expand -t 16

setup: $(CHECKS)  ## create the virtual environment in .venv, with everything that the checks need

run: $(READY) $(OWN_COMPILER) | $(if $(MODEL_URI),,models/current.json)  ## serve on http://127.0.0.1:8000 (PORT=8001: another port); train a model first if there is none
	@$(ON_OR_OFF)
	@$(if $(COMPILER),$(BIN)/python -m deploy accelerator)
	@ACCELERATOR='$(ACCELERATOR)' $(BIN)/python -m deploy serve --port "$$PORT"

train: $(READY)  ## train (DATA=my.csv), publish to models/ and promote (PUBLISH=--force: replace a model of other texts)
	$(FIT_MODEL) $(FIT)
	$(BIN)/python -m train publish --promote $(PUBLISH)

# mypy runs beside the tests, while some of them wait. Python may keep the bytecode of the tests.
test: $(CHECKS)  ## run every check: ruff, mypy, tests and coverage
	@mkdir -p build
	@($(LINT)) >build/lint.log 2>&1 & lint=$$!; \
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --cov --copies auto; \
	tests=$$?; wait $$lint || { cat build/lint.log; echo "ruff or mypy failed" >&2; exit 1; }; exit $$tests

lint: $(CHECKS)  ## check style and types only (FIX=on: format the code first)
	$(if $(FIX),$(BIN)/ruff format . && $(BIN)/ruff check --fix .)
	$(LINT)

bench: $(CHECKS) build/contenders/.ready $(if $(shell command -v cc),,build/accelerator/.ready)  ## compare ways to serve a model: tables, build/bench.json, docs/bench.png (about 5 minutes)
	$(BIN)/python -m bench --picture docs/bench.png

card: $(READY)  ## evaluate the default recipe again and write docs/model-card.md (DATA=spam.csv CORPORA=directory)
	data="$$($(BIN)/python -m train corpus --all $(if $(CORPORA),"$$CORPORA"))" && \
	$(BIN)/python -m bench.transfer "$$data" $(TESTS) --json docs/figures/transfer.json
	$(BIN)/python -m train evaluate --data $(SPAM) --attacks --json docs/figures/sms-distinct.json
	$(BIN)/python -m train evaluate --data $(SPAM) --protocol tutorial --json docs/figures/sms-tutorial.json
	$(BIN)/python -m train evaluate --data $(SPAM) --protocol small --json docs/figures/sms-small.json
	$(BIN)/python -m train evaluate --data $(SPAM) --protocol tutorial --recipe tutorial --json docs/figures/tutorial-recipe.json
	$(BIN)/python -m train evaluate --data train/sample.csv --json docs/figures/sample-distinct.json
	$(BIN)/python -m train fit --data train/sample.csv --test $(SPAM_FILE) --folds 0 --out build/sample --json > docs/figures/sample-on-sms.json
	$(BIN)/python -m train fit --data $(SPAM_FILE) --test train/sample.csv --folds 0 --out build/sms --json > docs/figures/sms-on-sample.json
	$(BIN)/python -m train card docs/figures > docs/model-card.md

deploy: $(READY) $(COMPILER)  ## deploy a stage to AWS (BUCKET=my-models STAGE=prod); create the bucket and a model if needed
	@$(ON_OR_OFF)
	@$(CONFIGURE) --deploying
	@$(if $(GIVEN_BUCKET),$(BIN)/python -m deploy bucket "$$GIVEN_BUCKET" --stage "$$STAGE")
	@$(BIN)/python -m deploy bulk-machine --stage "$$STAGE" --check
	@$(BIN)/python -m deploy log --stage "$$STAGE"
	@store="$$($(BIN)/python -m deploy model --stage "$$STAGE")" || { test $$? -eq 3 && STORE="$$store" $(MAKE) --no-print-directory .model; }
	@$(BIN)/python -m deploy copy $(STAGED) --stage "$$STAGE" --accelerator '$(ACCELERATOR)'
	@(cd $(STAGED) && $(CHALICE) deploy --stage "$$STAGE") || { $(BIN)/python -m deploy door --stage "$$STAGE" --reserve; exit 1; }
	@$(BIN)/python -m deploy protect --stage "$$STAGE"
	@$(BIN)/python -m deploy bulk-machine --stage "$$STAGE" $(if $(filter off,$(GIVEN_BULK)),--delete)
	@$(BIN)/python -m deploy door --stage "$$STAGE"

package: $(CHECKS) $(COMPILER)  ## write CloudFormation and Terraform for a stage to build/ (BUCKET=my-models STAGE=prod)
	@$(ON_OR_OFF)
	@$(CONFIGURE)
	@$(BIN)/python -m deploy copy $(STAGED) --stage "$$STAGE" --accelerator '$(ACCELERATOR)'
	@cd $(STAGED) && $(ANY_REGION) $(CHALICE) package --stage "$$STAGE" --template-format yaml \
		--merge-template .chalice/extras.yaml ../package
	@$(BIN)/python -m deploy cloudformation build/package/sam.yaml --stage "$$STAGE"
	@$(BIN)/python -m deploy bulk-template build/package/sam.yaml --stage "$$STAGE"
	@cd $(STAGED) && $(ANY_REGION) $(CHALICE) package --stage "$$STAGE" --pkg-format terraform ../terraform
	@$(BIN)/python -m deploy terraform build/terraform/chalice.tf.json --stage "$$STAGE"
	@$(BIN)/cfn-lint build/package/sam.yaml
	@$(BIN)/python -m deploy size --gate build/package/deployment.zip
	@echo "wrote build/package/sam.yaml and build/terraform/chalice.tf.json"

package-joblib: $(CHECKS)  ## write CloudFormation for a package with scikit-learn, for the tutorial's pickles (Python 3.12 or later)
	@$(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 12))' || \
		{ echo "expected Python 3.12 or later in .venv; use make package-joblib PYTHON=python3.12 VENV=.venv-joblib" >&2; exit 1; }
	@$(CONFIGURE) --allow-pickle
	@$(BIN)/python -m deploy copy $(STAGED) --stage "$$STAGE"
	@cat requirements-joblib.txt >>$(STAGED)/requirements.txt
	@cd $(STAGED) && $(ANY_REGION) $(CHALICE) package --stage "$$STAGE" --template-format yaml \
		--merge-template .chalice/joblib.yaml ../package-joblib
	@$(BIN)/python -m deploy size build/package-joblib/deployment.zip

rehearsal: $(CHECKS)  ## run the commands of docs/deploy.md, doors.md and bulk.md against an emulated AWS (BULK_TEXTS=1000000)
	$(BIN)/python -m pytest --quiet --capture no tests/deploy/test_*rehearsal.py tests/deploy/*/test_*rehearsal.py

docs: build/docs-venv/.ready  ## build the documentation site in build/site
	@NO_MKDOCS_2_WARNING=1 build/docs-venv/bin/mkdocs build --strict

lock: $(CHECKS)  ## pin the requirements files from pyproject.toml (PINS="--upgrade-package NAME" upgrades one)
	$(PIN) --output-file requirements-run.txt pyproject.toml
	$(PIN) --group dev --constraint requirements-run.txt --output-file requirements-dev.txt pyproject.toml
	$(PIN) --group docs --output-file requirements-docs.txt
	$(PIN) --group bench --constraint requirements-dev.txt --output-file requirements-bench.txt
	$(PIN) --group frames --constraint requirements-dev.txt --output-file requirements-frames.txt
	$(PIN) --group accelerator --output-file requirements-accelerator.txt

clean:  ## remove the build files and the virtual environment, but keep models/
	rm -rf build $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage

.model:
	$(if $(GIVEN_BUCKET),,@echo "name the bucket: BUCKET=my-models trains and publishes a first model" >&2; exit 2)
	$(FIT_MODEL) --out build/first-model $(FIT)
	$(BIN)/python -m train publish build/first-model --to "$$STORE" --promote

build/contenders/.ready: requirements-bench.txt $(CHECKS)
	@echo "installing the contenders' packages into build/contenders: about a minute, once" >&2
	@$(BIN)/python -m venv build/contenders
	@build/contenders/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

build/accelerator/.ready: requirements-accelerator.txt
	@echo "installing a compiler for the accelerator into build/accelerator: half a minute, once" >&2
	@$(PYTHON) -m venv build/accelerator
	@build/accelerator/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile \
		-r requirements-accelerator.txt
	@touch $@

build/frames/.ready: requirements-frames.txt $(CHECKS)
	@echo "installing pandas, Polars, DuckDB and Spark into build/frames: about a minute, once" >&2
	@$(BIN)/python -m venv build/frames
	@build/frames/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-compile \
		-r requirements-frames.txt
	@touch $@

models/current.json:
	$(MAKE) train

build/docs-venv/.ready: requirements-docs.txt
	@$(PYTHON) -m venv build/docs-venv
	@build/docs-venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-docs.txt
	@touch $@

# Enough to train, to serve and to deploy. Python compiles each module when it first imports it, so
# installing does not wait for all of them.
$(READY): requirements-run.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "expected Python 3.11 or later; $(PYTHON) is $$($(PYTHON) --version). Name one: make PYTHON=python3.12" >&2; exit 1; }
	@echo "installing the packages for training and serving into $(VENV): about half a minute, once" >&2
	@$(PYTHON) -m venv $(VENV)
	@$(INSTALL) --no-compile -r requirements-run.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# The tests start hundreds of processes. Where PYTHONDONTWRITEBYTECODE is set, as in many containers,
# each would compile scikit-learn anew, which takes longer than to import it.
$(CHECKS): requirements-dev.txt $(READY)
	@echo "installing the packages for the checks into $(VENV): about a minute, once" >&2
	@$(INSTALL) -r requirements-dev.txt
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true
	@touch $@

# Needs Python 3.11 or newer with venv, and make. `make help` lists the targets.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# A message from a broken export: "r n" stood for a line break.
MESSAGE := Hello doctor, I’m 19 years old r nSometimes my left upper lip feels cramped and feels like it has been raised and stiff and numb, usually only lasts 3-5 seconds at most r nIn a day it can happen 2-3 times

.DEFAULT_GOAL := help
# Of `make fuzz` and `make mutation`: what, how long, how many.
TARGETS ?= cleaning timing analyzer reader-any reader-csv reader-eml reader-fhir reader-json reader-jsonl reader-mbox reader-parquet reader-tsv reader-txt reader-whatsapp reader-xlsx
SECONDS ?= 60
RUNS ?= -1
MUTANTS ?= 100
SEED ?= 1

.PHONY: help demo test lint types model lint-data bench benchmark inbox audit coverage fuzz mutation clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST)

demo: $(VENV)/.run ## install lipcheck into .venv and answer one message
	@$(BIN)/lipcheck classify '$(MESSAGE)'

test: $(VENV)/.test ## install what the tests need into .venv and run them
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -n auto --dist worksteal

lint: $(VENV)/.dev ## check style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.dev ## check types
	@$(BIN)/mypy

model: $(VENV)/.test ## train the model on data/messages, score it, and put it in place
	@$(BIN)/python -m training

lint-data: $(VENV)/.test ## check the labelled messages
	@$(BIN)/python -m training lint

bench: $(VENV)/.test ## measure lipcheck beside spaCy's tokenizer and what else is installed (ten minutes)
	@$(BIN)/python -m benchmarks.speed

benchmark: $(VENV)/.test ## measure speed and memory over 200,000 messages (an hour)
	@$(BIN)/python -m benchmarks

inbox: $(VENV)/.test ## make the page of data/sample_inbox.csv, and the README's picture of it
	@$(BIN)/python tests/picture.py

audit: $(VENV)/.dev ## look the installed packages up among known holes (asks pypi.org)
	@mkdir -p build
	@$(BIN)/python -m pip freeze --exclude-editable >build/installed.txt
	@$(BIN)/pip-audit --strict --no-deps --disable-pip --requirement build/installed.txt

coverage: $(VENV)/.dev ## run the tests and say which lines of the package they reach
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --skip-covered --show-missing

fuzz: $(VENV)/.fuzz ## look for inputs that break something: TARGETS="..." SECONDS=60 RUNS=-1
	@for target in $(TARGETS); do $(BIN)/python -m fuzz $$target --seconds $(SECONDS) --runs $(RUNS) || exit 1; done

mutation: $(VENV)/.dev ## change MUTANTS=100 places of the triage rules, drawn with SEED=1, and count what the tests notice
	@$(BIN)/python tests/mutation.py $(MUTANTS) $(SEED)

clean: ## remove the environment, builds and caches
	@rm -rf '$(VENV)' build dist nlp/*.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find nlp training tests benchmarks fuzz -name __pycache__ -type d -prune -exec rm -rf {} +

# One environment, four sets of packages; each stamp is renewed when pyproject.toml changes.
$(BIN)/python:
	@$(PYTHON) -m venv '$(VENV)'

$(VENV)/.run: TARGET := .
$(VENV)/.test: TARGET := .[test]
$(VENV)/.dev: TARGET := .[dev]
$(VENV)/.fuzz: TARGET := .[fuzz]
$(VENV)/.run $(VENV)/.test $(VENV)/.dev $(VENV)/.fuzz: pyproject.toml | $(BIN)/python
	@echo "installing into $(VENV) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '$(TARGET)'
	@touch '$@'

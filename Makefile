# Needs Python 3.11 or newer with venv, and make. `make help` lists the targets.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

# A message from a broken export: "r n" stood for a line break.
MESSAGE := Hello doctor, I’m 19 years old r nSometimes my left upper lip feels cramped and feels like it has been raised and stiff and numb, usually only lasts 3-5 seconds at most r nIn a day it can happen 2-3 times

.DEFAULT_GOAL := help
.PHONY: help demo test lint types model lint-data benchmark inbox clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST)

demo: $(VENV)/.run ## install lipcheck into .venv and answer one message
	@$(BIN)/lipcheck classify '$(MESSAGE)'

test: $(VENV)/.test ## install what the tests need into .venv and run them
	@$(BIN)/python -m pytest

lint: $(VENV)/.dev ## check style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(VENV)/.dev ## check types
	@$(BIN)/mypy

model: $(VENV)/.test ## train the model on data/messages, score it, and put it in place
	@$(BIN)/python -m training

lint-data: $(VENV)/.test ## check the labelled messages
	@$(BIN)/python -m training lint

benchmark: $(VENV)/.test ## measure speed and memory over 200,000 messages (an hour)
	@$(BIN)/python -m benchmarks

inbox: $(VENV)/.test ## make the page of data/sample_inbox.csv, and the README's picture of it
	@$(BIN)/python tests/picture.py

clean: ## remove the environment, builds and caches
	@rm -rf '$(VENV)' build dist nlp/*.egg-info .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find nlp training tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# One environment, three sets of packages; each stamp is renewed when pyproject.toml changes.
$(BIN)/python:
	@$(PYTHON) -m venv '$(VENV)'

$(VENV)/.run: TARGET := .
$(VENV)/.test: TARGET := .[test]
$(VENV)/.dev: TARGET := .[dev]
$(VENV)/.run $(VENV)/.test $(VENV)/.dev: pyproject.toml | $(BIN)/python
	@echo "installing into $(VENV) ..." >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '$(TARGET)'
	@touch '$@'

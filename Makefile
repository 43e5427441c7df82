# Every command a newcomer needs; `make help` lists them.
PYTHON ?= python3
BIN := .venv/bin
TRAIN := .venv/train
PACKAGES := chatbot signals reporting referrals config

.DEFAULT_GOAL := help
.PHONY: help demo test test-everyday model update model-card bench-model test-torch fuzz conversations test-postgres check attack bench reading-age screens install install-test lock docs clean test-generation

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-16s %s\n", $$1, $$2 }'

install: ## Create .venv and install the pinned packages
	@$(PYTHON) config/setup/environment.py runtime

install-test:
	@$(PYTHON) config/setup/environment.py test

demo: install ## Start Havre with a simulated organisation (Ctrl-C stops it)
	@$(BIN)/havre demo

test: install-test ## Run every test (installs Debian's Chromium when root)
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

test-everyday: install-test ## Run what a change is tried on again and again: all but the walks in a browser (5 minutes)
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder --ignore=tests/browser

test-postgres: install-test ## Run the tests on a private PostgreSQL (Debian's, never the machine's own)
	@HAVRE_TEST_STORES=postgres $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

test-generation: ## Try generation against a small real model on this machine (fetches 170 MiB)
	@$(PYTHON) config/setup/environment.py generation
	@$(BIN)/pytest -s -m generation tests/generation/real

check: install-test ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff check $(PACKAGES) tests benchmarks
	@$(BIN)/ruff format --check $(PACKAGES) tests benchmarks
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: install-test ## Measure a turn, the release, the encoder, a pass; prints the machine
	@$(BIN)/python -m benchmarks

PUBLIC := ../shared/data
WORK := var/model

model: ## Train the encoder anew (hours): PUBLIC=folder of the public data, WORK=folder to go on from
	@$(PYTHON) config/setup/environment.py train
	@$(TRAIN)/bin/python -W ignore -m signals.training model --base $(TRAIN)/base --public $(PUBLIC) --work $(WORK)
	@$(TRAIN)/bin/python -W ignore -m signals.evaluation.curve --base $(TRAIN)/base --work $(WORK)
	@$(BIN)/python -m signals.evaluation thresholds --public $(PUBLIC)
	@$(BIN)/python -m chatbot.library.retrieval_index
	@$(MAKE) model-card

update: ## Teach the model that ships what was written since (an hour): NEW="how the new data files begin", PUBLIC=, WORK=
	@$(PYTHON) config/setup/environment.py train
	@$(TRAIN)/bin/python -W ignore -m signals.training update --public $(PUBLIC) --work $(WORK) $(NEW:%=--new %)
	@$(BIN)/python -m signals.evaluation thresholds --public $(PUBLIC)
	@$(BIN)/python -m chatbot.library.retrieval_index
	@$(MAKE) model-card

model-card: install-test ## Measure the model that ships and write docs/model-card.md (PUBLIC=folder of the public data)
	@$(BIN)/python -m signals.evaluation figures --public $(PUBLIC)

bench-model: ## Measure the model's speed beside transformers in float32, TF-IDF and the machine's int8 peak
	@$(PYTHON) config/setup/environment.py train
	@$(TRAIN)/bin/python -W ignore -m benchmarks.model

test-torch: ## Try the `transformers` backend and the training (installs torch in an environment of its own)
	@$(PYTHON) config/setup/environment.py train
	@$(TRAIN)/bin/python -m pytest -m torch tests/signals/with_torch

fuzz: install-test ## Read 100,000 messages that nobody would write (minutes)
	@HAVRE_FUZZ=100000 $(BIN)/pytest -n 2 --dist worksteal tests/signals/fuzz

conversations: install-test ## Write the scripted conversations out as one readable page
	@$(BIN)/python -m benchmarks.conversations

reading-age: install-test ## Say how old a reader has to be, for every piece an employee reads
	@$(BIN)/python -m benchmarks.reading_age

screens: install-test ## Take the pictures of docs/screens again (needs Debian's Chromium)
	@$(BIN)/python -m benchmarks.screens

attack: install-test ## Attack naive rules, then Havre, over 2,000 simulated organisations (minutes)
	@$(BIN)/python -m benchmarks.attacks

docs: install ## Write again the pages that are generated from the code
	@$(BIN)/python -m config.documents

lock: ## Pin again the versions and digests (needs uv)
	uv pip compile pyproject.toml config/locks/build.in --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header -o config/locks/runtime.txt
	uv pip compile pyproject.toml config/locks/build.in --extra test --universal --python-version 3.11 \
	  --generate-hashes --no-emit-index-url --no-annotate --no-header \
	  -c config/locks/runtime.txt -o config/locks/test.txt
	uv pip compile config/locks/train.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header -c config/locks/test.txt -o config/locks/train.txt
	uv pip compile config/locks/base.in --no-deps --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header -o config/locks/base.txt
	uv pip compile config/locks/generation.in --no-deps --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header -o config/locks/generation.txt

clean: ## Remove the environment, the caches and the demo's stores
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache var *.egg-info

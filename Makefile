# The two commands are `make run` and `make test`; `make help` lists the others.
.DEFAULT_GOAL := help
SHELL := /bin/bash
VENV := .venv/bin
DEV := @scripts/bootstrap.sh dev
# Compiled tests are kept: each worker would rewrite their assertions anew, which takes seconds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test test-fast test-large lint format bench bench-check lock screenshots clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

run: ## install what is missing, then serve on http://127.0.0.1:$PORT (8000); DATA=folder loads published files
	@scripts/bootstrap.sh run
	@exec $(VENV)/proxilieux serve

test: ## run the suite; ARGS="-p randomly" in random order
	$(DEV)
	@$(VENV)/pytest -n 2 --dist worksteal --durations=20 $(ARGS)

test-fast: ## what is quick and needs neither a browser, a server nor the published files: before each commit
	$(DEV)
	@PROXILIEUX_TEST_STRENGTH=fast $(VENV)/pytest -n 2 --dist worksteal --ignore tests/fuzz \
	  -m "not browser and not server and not shared_data and not slow and not large" $(ARGS)

test-large: ## 500 examples of every property test, QGIS over everything, other clocks: for releases
	$(DEV)
	@PROXILIEUX_TEST_STRENGTH=large $(VENV)/pytest -n 2 --dist worksteal -m "large or hypothesis" $(ARGS)
	@scripts/test_clocks.sh

lint: ## ruff, mypy, import-linter
	$(DEV)
	@$(VENV)/ruff check .
	@$(VENV)/ruff format --check .
	@$(VENV)/mypy
	@$(VENV)/lint-imports

format: ## let ruff lay out the code
	$(DEV)
	@$(VENV)/ruff check --fix .
	@$(VENV)/ruff format .

bench: ## measure, side by side, and print the ratios of docs/benchmarks.md
	$(DEV)
	@scripts/bootstrap.sh bench
	@$(VENV)/python -m tests.perf.bench $(ARGS)

bench-check: ## measure, and say which ratios got worse since the last release by more than 15 %
	$(DEV)
	@scripts/bootstrap.sh bench
	@$(VENV)/python -m tests.perf.bench_check $(ARGS)

screenshots: ## make the pictures of docs/screenshots from the real pages, and share.png from the design tokens
	$(DEV)
	@$(VENV)/python -m tests.screenshots

lock: ## write requirements/*.lock anew from pyproject.toml (needs uv)
	@for kind in run dev; do \
	  extra=$$([ $$kind = dev ] && echo '--extra dev'); \
	  uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links --extra install $$extra pyproject.toml -o requirements/$$kind.lock; \
	done
	@$(VENV)/python -c 'import tomllib; project = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	  print(*project["optional-dependencies"]["bench"], sep="\n")' | \
	  uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    --no-emit-index-url --no-emit-find-links - -o requirements/bench.lock

clean: ## remove what make installed in the checkout; data stays
	rm -rf .venv .venv-bench tests/web/node_modules tests/perf/lighthouse/node_modules .mypy_cache .ruff_cache .pytest_cache *.egg-info

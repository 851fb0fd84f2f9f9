# Every verb sets up what it needs first. A machine needs Python 3.11, 3.12 or 3.13 with pip.
IS_SUPPORTED = import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
PYTHON ?= $(or $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c '$(IS_SUPPORTED)' 2>/dev/null && echo $$name && break; done),python3)
BOOTSTRAP = $(PYTHON) -m playground.bootstrap
export PORT HOST

.PHONY: help run test check bench messages pins clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile

run: ## Serve on http://127.0.0.1:8000 (PORT=… HOST=…)
	@$(BOOTSTRAP) run

test: ## Run the tests (ARGS="tests/runs -x" for some of them)
	@$(BOOTSTRAP) test $(ARGS)

check: ## Lint, check types and architecture
	@$(BOOTSTRAP) check

bench: ## Measure against a direct client (ONLY=chat for the names that begin so)
	@$(BOOTSTRAP) bench $(if $(ONLY),--only $(ONLY))

messages: ## Collect the strings to translate into playground/locale
	@$(BOOTSTRAP) messages

pins: ## Compile requirements/*.txt from pyproject.toml again
	@$(BOOTSTRAP) pins

clean: ## Remove what was installed and made; the data folder's database stays
	rm -rf .venv node_modules var/static var/static.stamp .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find playground -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

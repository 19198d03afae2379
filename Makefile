PYTHON ?= python3

help:
	@echo "make run    start the portal on this machine (PORT, PORTAL_CLOCK, PORTAL_DATA_DIR may be given;"
	@echo "            EMPTY=1: as a new partnership finds it)"
	@echo "make test   everything that must hold (ONLY=tests/path::name: these tests only)"
	@echo "make check  formatting, lint and imports, in seconds"
	@echo "make bench  every benchmark, into benchmarks/RESULTS.md (ONLY=pages: one of them)"
	@echo "make lighthouse  one of them: Lighthouse and weight (needs Node, Chromium, nginx)"
	@echo "make css    compile the front end (needs Node)"
	@echo "make lock   lock the dependencies anew (ARGS=--upgrade takes newer versions)"

run check:
	@$(PYTHON) bootstrap.py $@

test:
	@$(PYTHON) bootstrap.py test $(ONLY)

bench:
	@$(PYTHON) bootstrap.py bench $(ONLY)

lighthouse:
	@$(PYTHON) bootstrap.py bench lighthouse

lock:
	@$(PYTHON) bootstrap.py lock $(ARGS)

css:
	@npm ci --silent && npm run --silent build

.PHONY: help run check test bench lighthouse lock css

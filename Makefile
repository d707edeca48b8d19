# Needs Python 3.11 or newer and make, nothing else. `make demo` first; `make help` lists the rest.
SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
JOBS ?= auto
UV ?= uv
# The first of these that is new enough; set it yourself with `make demo PYTHON=/path/to/python`.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$p" && break; done)
INSTALL := $(PY) -m pip install -qq --disable-pip-version-check
# What is imported is kept compiled, also where the surroundings say not to: the tests start many Pythons.
unexport PYTHONDONTWRITEBYTECODE
COMPILE := $(UV) pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links --quiet

.DEFAULT_GOAL := help
.PHONY: help demo test slow lint lock docs measure bench clean

help:  ## List what can be made.
	@sed -n 's/^\([a-z]*\):.*## /make \1 - /p' Makefile

demo: $(VENV)/.run  ## Install, play out a six-year mission, and draw it.
	$(VENV)/bin/peaceops run post_accord --out out/demo
	@echo
	@echo "The picture of the run: out/demo/story.png"
	@echo "Before what is named under TRY NEXT: source $(VENV)/bin/activate"

# Each worker takes whole files, in their order, so that what a file's tests share is made once.
# One more than there are processors, since tests of servers and browsers wait for much of their time.
TEST_JOBS = $(or $(filter-out auto,$(JOBS)),$(shell echo $$(( $$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1) + 1 ))))
test: $(VENV)/.dev  ## Run the tests, all but the slow ones.
	$(PY) -m pytest -m "not slow" -n $(TEST_JOBS) --dist loadfile --no-loadscope-reorder

slow: $(VENV)/.dev  ## Run the slow tests.
	HYPOTHESIS_PROFILE=full $(PY) -m pytest -m slow -n $(TEST_JOBS) --dist worksteal

# The root is the package `peaceops`, whatever its folder is called: mypy reads it through links under that name.
TYPES := .cache/types
MYPY = MYPYPATH=$(TYPES) $(PY) -m mypy --cache-dir .cache/mypy
lint: $(VENV)/.dev  ## Run ruff and mypy.
	$(PY) -m ruff check .
	@rm -rf $(TYPES) && mkdir -p $(TYPES)/peaceops
	@for each in *.py py.typed agents model experiments viz; do ln -s "../../../$$each" "$(TYPES)/peaceops/$$each"; done
	$(MYPY) -p peaceops
	$(MYPY) benchmarks/*.py docs/*.py

docs: $(VENV)/.run  ## Write the generated pages and tables of docs/ anew.
	$(PY) docs/generate.py
	$(PY) docs/scenario_figures.py

measure: $(VENV)/.run  ## Measure what the rules show, over an hour or more (docs/must_show.csv and others).
	$(PY) docs/measure.py

bench: $(VENV)/.run  ## Measure run cost, memory and growth beside Mesa's Epstein example.
	$(PY) benchmarks/bench.py

lock:  ## Renew both lock files (needs uv).
	@command -v $(UV) >/dev/null || { echo "make lock needs uv; install it or say where it is: make lock UV=/path/to/uv"; exit 1; }
	$(COMPILE) --upgrade --output-file requirements.lock
	$(COMPILE) --upgrade --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean:  ## Remove the environment, caches and outputs.
	rm -rf $(VENV) .cache .pytest_cache .ruff_cache .hypothesis build out *.egg-info

$(PY):
	@test -n "$(PYTHON)" || { echo "peaceops needs Python 3.11 or newer; none was found as python3. Install one, or say where it is: make PYTHON=/path/to/python"; exit 1; }
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and "peaceops needs Python 3.11 or newer; $(PYTHON) is %d.%d" % v[:2])'
	@echo "Making $(VENV) with $(PYTHON)"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "This Python cannot make environments; on Debian and Ubuntu install python3-venv."; exit 1; }

$(VENV)/.run: requirements.lock pyproject.toml | $(PY)
	@echo "Installing what the model needs (requirements.lock)"
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@echo "Installing what the tests need (requirements-dev.lock)"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

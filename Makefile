# Every target with a `##` comment is listed by `make`.
CASE   ?= li2025
ENGINE ?= auto
PYTHON ?= python3

VENV      := .venv
BIN       := $(VENV)/bin
EPICRISIS := $(BIN)/epicrisis
# uv installs the same hashed requirements several times faster; pip is what every Python has
UV := $(shell command -v uv 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help setup report preview figures check verify review test baseline lint quarto lab lock clean

help: ## List the targets
	@echo "Epicrisis: a clinical case report from versioned case data"
	@echo
	@awk -F ':.*## ' '/^[a-z][a-z-]*:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo
	@echo "  CASE=$(CASE)  the case: a folder of data/     ENGINE=$(ENGINE)  auto, quarto or embedded"
	@echo "  BASE=REV  what \`make review\` compares with: a git revision, a data version (v1.0.0) or a folder; the last version by default"

setup: $(VENV)/runtime.stamp ## Make .venv with the pinned requirements

report: $(VENV)/runtime.stamp ## Build figures, HTML and PDF of CASE with ENGINE
	@$(EPICRISIS) build --case $(CASE) --engine $(ENGINE)

preview: $(VENV)/runtime.stamp ## Show CASE in the browser, up to date with each save
	@$(EPICRISIS) preview --case $(CASE) --engine $(ENGINE)

figures: $(VENV)/runtime.stamp ## Regenerate the figures of CASE only
	@$(EPICRISIS) figures --case $(CASE)

check: $(VENV)/runtime.stamp ## Check data and manuscript of CASE
	@$(EPICRISIS) check --case $(CASE)

verify: $(VENV)/runtime.stamp ## Build the report of CASE again elsewhere and compare every byte
	@$(EPICRISIS) verify --case $(CASE)

review: $(VENV)/runtime.stamp ## Show what changed in CASE since BASE
	@$(EPICRISIS) review --case $(CASE) --engine $(ENGINE) $(if $(BASE),--base '$(BASE)')

test: $(VENV)/dev.stamp $(VENV)/judge.stamp ## Run the tests
	@$(BIN)/python -m pytest -n auto --dist loadfile

baseline: $(VENV)/dev.stamp ## Store the pictures that tests compare pages with
	@$(BIN)/python -m pytest tests/pages/test_pictures.py --update-baseline

lint: $(VENV)/dev.stamp ## Check style, types and the import contract
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

quarto: $(VENV)/runtime.stamp ## Install the Quarto CLI into .venv, where the network allows
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null 2>&1 || true
	@$(BIN)/python -m pip install --quiet quarto-cli >/dev/null 2>&1 && $(BIN)/quarto --version >/dev/null 2>&1 \
	  && echo "Quarto $$($(BIN)/quarto --version) is installed; make report uses it." \
	  || echo "Quarto could not be installed from this network; make report goes on with the embedded engine."

lab: $(VENV)/lab.stamp ## Open the notebooks of CASE in JupyterLab
	@EPICRISIS_CASE=$(CASE) $(BIN)/jupyter lab notebooks

lock: ## Pin the newest allowed requirements anew (maintainers; needs uv)
	@$(LOCK) --extra build -o requirements.lock
	@$(LOCK) --extra build --extra dev -c requirements.lock -o requirements-dev.lock
	@$(LOCK) --extra build --extra lab -c requirements.lock -o requirements-lab.lock
	@$(subst pyproject.toml,--group judge,$(LOCK)) -o requirements-judge.lock

clean: ## Remove outputs and the environment; data, text and figures stay
	rm -rf _build .cache _variables.yml report/_tables report/_notebooks $(VENV)

LOCK = uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header --upgrade

ifdef UV
INSTALL = $(UV) pip install --quiet --compile-bytecode --python $(BIN)/python
MAKE_VENV = $(UV) venv --quiet --python $(PYTHON) $(VENV)
MAKE_JUDGE = $(UV) venv --quiet --python $(BIN)/python $(VENV)/judge
else
INSTALL = $(BIN)/python -m pip install -qq --disable-pip-version-check
MAKE_VENV = $(PYTHON) -m venv $(VENV)
MAKE_JUDGE = $(BIN)/python -m venv $(VENV)/judge
endif

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Epicrisis needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Try make PYTHON=python3.12 $(MAKECMDGOALS)."; exit 4; }
	@echo "Making .venv with $$($(PYTHON) --version)"
	@$(MAKE_VENV)

$(VENV)/runtime.stamp: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing the pinned requirements with $(if $(UV),uv,pip)"
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src
	@$(BIN)/python -m epicrisis.render.assets
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/runtime.stamp
	@echo "Installing the tools for tests and lint"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@touch $@

# apart from the other tools, because it needs an older rich than they do
$(VENV)/judge.stamp: requirements-judge.lock $(VENV)/runtime.stamp
	@echo "Installing the judge of RO-Crates"
	@$(MAKE_JUDGE) --clear
	@$(subst $(BIN),$(VENV)/judge/bin,$(INSTALL)) --require-hashes -r requirements-judge.lock
	@touch $@

$(VENV)/lab.stamp: requirements-lab.lock $(VENV)/runtime.stamp
	@echo "Installing JupyterLab"
	@$(INSTALL) --require-hashes -r requirements-lab.lock
	@touch $@

# Two commands: `make demo` and `make test`. Each makes the environment it needs.

PYTHON ?= python3
RUNTIME := .venv-runtime
DEV := .venv
PAGE := node_modules/.package-lock.json
PIP_FLAGS := --quiet --disable-pip-version-check
# Each file of locks/ is complete and has the SHA-256 of every file that may be installed.
LOCKED := --no-deps --require-hashes
# Our own package, built by what a lock brought.
OURS := --no-deps --no-build-isolation --editable .

# Where it is set, each of the many commands that tests start compiles our code again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help locks sbom demo test check types style page-check format coverage docs bench fuzz load clean

help:
	@echo "make demo        draw sprites from sentences and read their types (light environment, no torch)"
	@echo "make test        run every test (makes the full environment first)"
	@echo "make check       format, lint, types, import contracts, then every test"
	@echo "make page-check  types and lint of the page's modules (needs Node 20.19 or later)"
	@echo "make format      put the code into its format"
	@echo "make coverage    run every test and print how much of the code they reach (slower)"
	@echo "make docs        build the documentation into site/, warnings are errors"
	@echo "make locks       write the hashes of all pinned versions to locks/"
	@echo "make bench       measure speed, size and memory, write docs/benchmarks/speed.md"
	@echo "make sbom        list every installed package with its version and license: sbom.cdx.json, licenses.md"
	@echo "make fuzz        put 10,000 wrong inputs to pictures, configurations, bodies, run folders and bundles"
	@echo "make load        ask a server by 200 clients at once, then beside one that floods it; writes docs/benchmarks"
	@echo "make clean       remove environments and caches"

$(RUNTIME)/.ready: pyproject.toml locks/runtime.txt locks/build.txt
	$(PYTHON) -m venv $(RUNTIME)
	$(RUNTIME)/bin/pip install $(PIP_FLAGS) $(LOCKED) -r locks/runtime.txt -r locks/build.txt
	$(RUNTIME)/bin/pip install $(PIP_FLAGS) $(OURS)
	@touch $@

# uv takes a third of pip's time, but reads none of its settings: these may name a smaller build of torch, or another index,
# so pip installs torch, and all else where uv cannot. No lock holds torch, for its builds differ between machines; what it
# needs besides is locked, and is there before it.
UV := $(DEV)/bin/uv pip install --quiet --python $(DEV)/bin/python
$(DEV)/.ready: pyproject.toml constraints.txt locks/dev.txt locks/uv.txt
	$(PYTHON) -m venv $(DEV)
	$(DEV)/bin/pip install $(PIP_FLAGS) $(LOCKED) -r locks/uv.txt
	$(UV) $(LOCKED) -r locks/dev.txt || $(DEV)/bin/pip install $(PIP_FLAGS) $(LOCKED) -r locks/dev.txt
	$(DEV)/bin/pip install $(PIP_FLAGS) --no-compile --constraint constraints.txt torch
	$(UV) $(OURS) || $(DEV)/bin/pip install $(PIP_FLAGS) $(OURS)
	@touch $@

# The versions of constraints.txt with their hashes, for every system and Python. After a change of a pin or a requirement.
LOCK := $(DEV)/bin/uv pip compile --quiet --config-file locks/uv.toml --constraint constraints.txt --universal \
	--python-version 3.11.7 --generate-hashes --no-annotate --custom-compile-command "make locks" --upgrade
locks: $(DEV)/.ready
	$(LOCK) locks/uv.in --output-file locks/uv.txt
	$(LOCK) locks/build.in --output-file locks/build.txt
	$(LOCK) pyproject.toml --output-file locks/runtime.txt
	$(LOCK) pyproject.toml --extra serve --output-file locks/serve.txt
	$(LOCK) pyproject.toml --all-extras locks/build.in locks/dev.in --no-emit-package torch --output-file locks/dev.txt

demo: $(RUNTIME)/.ready
	$(RUNTIME)/bin/spritedex generate --out demo -n 2 \
		"a small orange lizard with a burning tail" \
		"a round blue water creature with big eyes" \
		"a tall green plant with purple flowers"
	$(RUNTIME)/bin/spritedex classify demo docs/images/creature.png

# Tests of the page need Debian's chromium; where it cannot be installed they are skipped, and say so.
BROWSER := $(DEV)/.browser
$(BROWSER): $(DEV)/.ready
	@command -v chromium >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends chromium; } >$(DEV)/browser.log 2>&1 \
		|| echo "no chromium: $$(tail -n 1 $(DEV)/browser.log)"
	@touch $@

test: $(DEV)/.ready $(RUNTIME)/.ready $(BROWSER)
	$(DEV)/bin/python -m pytest -n 3 --dist worksteal

# Apart from `test`: on Python 3.11 tracing takes a third more processor time. Commands that tests start count as well.
coverage: $(DEV)/.ready $(RUNTIME)/.ready $(BROWSER)
	$(DEV)/bin/python -m pytest -n 2 --dist worksteal --cov

# Two at a time, in this order: environments, format, lint and page, then types beside the tests.
check:
	$(MAKE) --jobs=2 $(DEV)/.ready $(RUNTIME)/.ready $(BROWSER) page-check style types test

types: $(DEV)/.ready
	$(DEV)/bin/mypy

style: $(DEV)/.ready
	$(DEV)/bin/ruff format --check .
	$(DEV)/bin/ruff check .
	$(DEV)/bin/lint-imports

$(PAGE): package.json package-lock.json .npmrc
	@command -v npm >/dev/null || { echo "make page-check needs Node 20.19 or later with npm"; exit 1; }
	npm ci --no-audit --no-fund --silent
	@touch $@

page-check: $(PAGE)
	npm run --silent check

format: $(DEV)/.ready
	$(DEV)/bin/ruff format .
	$(DEV)/bin/ruff check --fix .

# The variable silences an advertisement of the theme's authors.
docs: $(DEV)/.ready
	NO_MKDOCS_2_WARNING=1 $(DEV)/bin/mkdocs build --strict --quiet

bench: $(DEV)/.ready
	$(DEV)/bin/spritedex benchmark speed --out docs/benchmarks --force

# At most half an hour; what goes wrong is kept in tests/data/fuzz, and a test tries it again.
fuzz: $(DEV)/.ready
	SCHEMA_EXAMPLES=100 $(DEV)/bin/python -m pytest tests/test_server_schema.py
	OMP_NUM_THREADS=1 $(DEV)/bin/python -m benchmarks.fuzz --inputs 10000 --minutes 30 --seed $(or $(SEED),0)

# Of the light environment, which is what `pip install .` brings.
sbom: $(RUNTIME)/.ready
	$(RUNTIME)/bin/python locks/sbom.py --out .

load: $(DEV)/.ready
	$(DEV)/bin/python -m benchmarks.load --clients 200 --seconds 60 --soak 600 --out docs/benchmarks
	$(DEV)/bin/python -m benchmarks.flood --clients 200 --seconds 60 --out docs/benchmarks

clean:
	rm -rf $(RUNTIME) $(DEV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache site node_modules

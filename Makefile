# make demo   a sample newsroom, end to end, on this machine alone
# make test   the whole test suite, but for what takes long
# make slow   what takes long
# make lock   pin the dependencies anew
# make pictures   the README's pictures, taken anew

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
FONTS := fonts-noto-core fonts-noto-cjk

.PHONY: demo test slow lint types tools browser java pictures lock clean

demo: $(VENV)/.installed tools
	$(BIN)/pipeline demo

test: $(VENV)/.installed-dev tools browser java
	$(BIN)/pytest -n auto

slow: $(VENV)/.installed-dev tools browser
	$(BIN)/pytest -m slow -n auto

lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.installed-dev
	$(BIN)/mypy

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python's venv module is missing; on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.installed: $(VENV)/bin/python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	$(BIN)/python -m compileall -q pipeline
	touch $@

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	touch $@

# Apertium and rsync are Debian programs, not Python packages: the second engine, and what takes files elsewhere.
tools:
	@command -v rsync >/dev/null && command -v apertium >/dev/null && apertium -l | grep -q fr-es && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && \
			DEBIAN_FRONTEND=noninteractive apt-get install -y -qq apertium apertium-fr-es rsync >/dev/null; \
	else \
		echo "Apertium or rsync is not installed. The demo works without them; some tests fail." >&2; \
		echo "To install them: sudo apt-get install apertium apertium-fr-es rsync" >&2; \
	fi

# Debian's Chromium with letters of every script, and axe-core: what the desk's pages are tested in and with.
browser: tests/node_modules/.package-lock.json
	@command -v chromium >/dev/null && { ! command -v dpkg >/dev/null || dpkg -s $(FONTS) >/dev/null 2>&1; } && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends chromium $(FONTS) >/dev/null; \
	else \
		echo "Chromium or its fonts are not installed; tests of the desk in a browser fail without Chromium." >&2; \
		echo "To install them: sudo apt-get install chromium $(FONTS)" >&2; \
	fi

# The W3C's checker of HTML, which npm brings too, is a Java program.
java:
	@command -v java >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends default-jre-headless >/dev/null; \
	else \
		echo "Java is not installed; the tests of the public pages check their HTML with it and fail without." >&2; \
		echo "To install it: sudo apt-get install --no-install-recommends default-jre-headless" >&2; \
	fi

tests/node_modules/.package-lock.json: tests/package.json tests/package-lock.json
	@command -v npm >/dev/null && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
			apt-get install -y -qq --no-install-recommends npm >/dev/null; \
	else \
		echo "npm is not installed; it fetches axe-core and the HTML checker, and tests of pages fail without them." >&2; \
		echo "To install it: sudo apt-get install --no-install-recommends npm" >&2; \
	fi
	@! command -v npm >/dev/null || \
		{ npm ci --prefix tests --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null && touch $@; }

pictures: $(VENV)/.installed-dev browser
	$(BIN)/python -m tests.browser.pictures

lock: $(VENV)/.installed-dev
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--extra translators -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		-c requirements.lock --group dev -o requirements-dev.lock pyproject.toml

clean:
	rm -rf $(VENV) var tests/node_modules .pytest_cache .mypy_cache .ruff_cache

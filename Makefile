# Everything runs from .venv, installed from hashed locks. Needs Python 3.11+ and make, nothing else.

PYTHON ?= python3
PIP = .venv/bin/python -m pip --disable-pip-version-check --quiet
RUNTIME = .venv/.installed
TESTING = .venv/.installed-tests

# Dozens of processes read the same modules; each would compile them for itself.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run install test core shell bench lock clean

run: $(RUNTIME)
	@.venv/bin/zhiping sandbox

install: $(RUNTIME)

$(RUNTIME): requirements.lock pyproject.toml
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@$(PIP) install --require-hashes --requirement requirements.lock
	@$(PIP) install --no-build-isolation --no-deps --editable .
	@touch $@

$(TESTING): $(RUNTIME) tests/requirements.lock
	@$(PIP) install --require-hashes --requirement tests/requirements.lock
	@touch $@

# The shell's tests wait for disks, timers and processes; what only computes fills those pauses, and takes no time from them.
test: $(TESTING)
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=line core shell

core: $(TESTING)
	$(NICE) .venv/bin/ruff check .
	$(NICE) .venv/bin/ruff format --check .
	$(NICE) .venv/bin/mypy
	$(NICE) .venv/bin/lint-imports --no-logo
	$(NICE) .venv/bin/coverage erase
	$(NICE) .venv/bin/coverage run -m pytest -n 2 $(CORE) $(foreach heavy,$(HEAVY),--ignore $(heavy))
	$(NICE) .venv/bin/coverage combine --quiet
	$(NICE) .venv/bin/coverage report
	$(NICE) .venv/bin/pytest -n 2 $(HEAVY)

shell: $(TESTING)
	.venv/bin/pytest -n 3 $(filter-out $(CORE) tests/rig tests/__pycache__,$(patsubst %/,%,$(wildcard tests/*/)))
	.venv/bin/pytest -n 3 tests/rig

NICE = nice -n 19
CORE = tests/question_bank tests/dialogs tests/reports tests/desk
# Thousands of files and cases that repeat what is covered already: measuring coverage would double their time.
HEAVY = $(addprefix tests/question_bank/,fuzz programmes/cases programmes/test_verdict_properties.py programmes/test_hostile_packs.py \
	test_corpus.py test_hostile_tour.py test_scoring_properties.py test_workbooks_hostile.py) \
	$(addprefix tests/dialogs/,test_properties.py test_screen_bounds.py test_two_contacts.py) \
	$(addprefix tests/desk/,test_bcast_audience.py test_claims.py test_desk_races.py test_invitations.py test_matrix.py test_vouch_papers.py) \
	tests/reports/test_pdf.py

bench: $(TESTING)
	@.venv/bin/python -m tests.bench

# Compiles the locks anew; names no index, so that any mirror serves.
lock:
	@test -x .venv/bin/pip-compile || $(PIP) install pip-tools
	.venv/bin/pip-compile $(LOCK) --all-build-deps --output-file requirements.lock pyproject.toml
	.venv/bin/pip-compile $(LOCK) --output-file tests/requirements.lock tests/requirements.in

LOCK = --quiet --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links --no-emit-trusted-host

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage*

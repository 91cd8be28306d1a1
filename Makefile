# The commands of the kit; README.md explains them. LAB_NAME, SUITE and TOPOLOGY choose a lab.
PYTHON := .venv/bin/python
PYTEST := .venv/bin/pytest
APPS := shop guestbook mirror
APP_JARS := $(foreach app,$(APPS),tests/apps/$(app)/target/$(app).jar)

.PHONY: help demo test lint unit lab-images lab-tests app-tests sample-app lab-up lab-down bench sweep settings-table set-up

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: ## From this machine to a proven session cluster
	@setup/demo.sh

test: ## Everything that proves the project, set-up included; says what each part took
	@export PARTS=$$(mktemp); \
	    $(MAKE) --no-print-directory part-set-up && \
	    $(MAKE) --no-print-directory -j3 -O part-lint part-lab-images part-app-tests part-unit && \
	    $(MAKE) --no-print-directory part-lab-tests; \
	    status=$$?; cat "$$PARTS"; rm "$$PARTS"; exit $$status

part-%:
	@setup/part.sh $* $(MAKE) --no-print-directory $*

lint: set-up ## Style, types and shell scripts
	@.venv/bin/ruff format --check --quiet
	@.venv/bin/ruff check --quiet
	@.venv/bin/mypy --no-error-summary
	@said=$$(.venv/bin/lint-imports --no-logo --no-cache) || { echo "$$said"; exit 1; }
	@$(PYTHON) -m setup.settings_table --check
	@shellcheck -a -x -P . setup/*.sh roles/scripts/*.sh .ci/run

settings-table: set-up ## Make README's table of settings from group_data/
	@$(PYTHON) -m setup.settings_table

app-tests: ## The sample app's own tests, on both lines of Spring Boot, and strangers' apps
	@setup/sample-app.sh verify boot4 boot3
	@for jar in $(APP_JARS); do $(MAKE) --no-print-directory $$jar || exit; done

unit: set-up ## What needs no hosts
	@$(PYTEST) -q -n 4 tests/unit

lab-images: set-up ## Make the images of the lab's hosts
	@setup/engine.sh start
	@$(PYTHON) -m lab images

lab-tests: set-up sample-app $(APP_JARS) ## What needs hosts
	@setup/engine.sh start
	@$(PYTEST) -q -n 2 --dist worksteal -m "not sweep" --durations=12 tests/lab

sweep: set-up sample-app $(APP_JARS) ## What make test samples, such as a kill at every step
	@setup/engine.sh start
	@$(PYTEST) -q -m sweep tests/lab

define app-jar
tests/apps/$(1)/target/$(1).jar: tests/apps/$(1)/pom.xml $$(shell find tests/apps/$(1)/src -type f)
	@setup/apps.sh $(1)
endef
$(foreach app,$(APPS),$(eval $(call app-jar,$(app))))

sample-app: ## Build the sample app's JARs
	@setup/sample-app.sh package boot4 boot3

lab-up: set-up ## Start bare hosts
	@setup/engine.sh start
	@$(PYTHON) -m lab up

lab-down: set-up ## Remove them
	@$(PYTHON) -m lab down

bench: set-up sample-app ## The benchmarks
	@setup/packages.sh bench
	@setup/engine.sh start
	@$(PYTHON) -m bench

set-up:
	@setup/packages.sh lab checks
	@setup/venv.sh

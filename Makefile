# Every target calls one tool or script; what they do is written there.
.DEFAULT_GOAL := help
MVN := mvn -q -B

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: agents
agents: build ## set up, build, and run an aggregator and seven simulated agents here
	@scripts/local start-agents

.PHONY: agent
agent: build ## the same with one full agent for this machine
	@scripts/local start-agent

.PHONY: stop
stop: ## stop what `make agents` and `make agent` started
	@scripts/local stop

.PHONY: status
status: ## list what they started
	@scripts/local status

.PHONY: setup
setup: ## install what this machine lacks
	@scripts/setup

.PHONY: build
build: setup ## build all into dist/
	@scripts/package

.PHONY: test
test: ## set up what is missing and run every test
	@scripts/setup test
	@scripts/test

.PHONY: verify
verify: ## formatter, static analysis, unit tests, manifests
	@scripts/setup test
	@scripts/verify

.PHONY: fmt
fmt: setup ## fix what the formatter reports
	@$(MVN) spotless:apply

.PHONY: bench
bench: ## run the benchmarks, one line `name value unit` for each figure
	@scripts/setup bench
	@scripts/package
	@scripts/bench

.PHONY: kernel-matrix
kernel-matrix: setup ## boot older and newer kernels, load and drive every kernel program there
	@scripts/kernel-matrix

.PHONY: images
images: ## build the images nodecast-agent and nodecast-aggregator
	@scripts/images

.PHONY: skaffold-run
skaffold-run: ## deploy to the current cluster (with kubectl where skaffold is missing)
	@scripts/kube run

.PHONY: skaffold-delete
skaffold-delete: ## remove what it deployed
	@scripts/kube delete

.PHONY: clean
clean: ## remove what was built
	@$(MVN) clean
	@rm -rf dist

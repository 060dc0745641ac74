# The front door: each target alone is enough on a fresh Debian 12 or Ubuntu 24.04 machine.
#
# Every target first asks cmake/setup.sh for what it needs; where nothing is missing that costs a fraction of a
# second and calls neither apt nor pip. `make run` needs no Python. The build folder and the compiler may be
# changed: `make test BUILD=build-clang CXX=clang++`.
BUILD ?= build
JOBS ?= $(shell nproc)
SCENARIO ?= scenarios/quickstart.json
PYTHON := .venv/bin/python
configure = cmake -S . -B $(BUILD) -G Ninja $(if $(filter-out default,$(origin CXX)),-DCMAKE_CXX_COMPILER=$(CXX))

.DEFAULT_GOAL := help
.PHONY: help run build test test-long bench lint wheel clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## fly scenarios/quickstart.json (another: make run SCENARIO=FILE)
	$(BUILD)/windtunnel run $(SCENARIO)

# The tests are left out of a first build, so that a fresh clone reaches its first answer soon.
build: ## build the library and the command (build/windtunnel)
	@sh cmake/setup.sh build
	@test -f $(BUILD)/build.ninja || $(configure) -DWINDTUNNEL_TESTS=OFF
	@cmake --build $(BUILD) -j $(JOBS) --target windtunnel

test: ## everything: C++, Python, notebooks, tidy
	@sh cmake/setup.sh build test python
	@$(configure) -DWINDTUNNEL_TESTS=ON -DWINDTUNNEL_PYTHON=ON -DPython_EXECUTABLE=$(CURDIR)/$(PYTHON)
	@cmake --build $(BUILD) -j $(JOBS)
	@$(PYTHON) tests/run_all.py --build $(BUILD) --jobs $(JOBS)

test-long: ## full run lengths, sanitizers, both compilers, fuzzing; takes hours
	@sh cmake/setup.sh build test python long
	@sh tests/run_long.sh $(JOBS)

wheel: ## one self-contained wheel in dist, for machines without a compiler
	@sh cmake/setup.sh build wheel
	@sh cmake/wheel.sh $(JOBS)

bench: ## ours over ns-3, SimGrid and SimPy on the same work in the same run
	@sh cmake/setup.sh build python bench
	@$(configure) -DWINDTUNNEL_BENCH=ON -DPython_EXECUTABLE=$(CURDIR)/$(PYTHON)
	@$(PYTHON) tests/bench/run.py --build $(BUILD)

lint: ## clang-format and clang-tidy over all sources
	@sh cmake/setup.sh build test lint
	@git ls-files '*.cpp' '*.hpp' | xargs clang-format --dry-run -Werror
	@# Configured beside the build: clang-tidy reads no header that g++ precompiled.
	@cmake -S . -B $(BUILD)-lint -G Ninja -DWINDTUNNEL_TESTS=ON -DWINDTUNNEL_PRECOMPILE=OFF -DWINDTUNNEL_UNITY=OFF >/dev/null
	@git ls-files 'sim/*.cpp' 'models/*.cpp' 'apps/*.cpp' | xargs -P $(JOBS) -n 4 clang-tidy -p $(BUILD)-lint --quiet

clean: ## remove the build folders; .venv and results stay
	rm -rf build build-*

# thelper for .NET: everything a newcomer, a developer and CI need. 'make' alone lists the targets.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup native build demo test soak zoo fuzz fresh portable check format quality api bench operators clean

RID := linux-$(if $(filter aarch64,$(shell uname -m)),arm64,x64)
DOTNET_FLAGS := --nologo -v quiet -clp:NoSummary
export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1
# Workloads (phones, browsers) are not used here, and a user who cannot write to the SDK's folder is told that checking them failed.
export DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK := true
# Programs that were built look for .NET here, and otherwise only where Microsoft's packages put it.
export DOTNET_ROOT ?= $(patsubst %/,%,$(dir $(realpath $(shell command -v dotnet))))

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install the Debian packages that are missing, saying which
	@tools/setup.sh build

native: setup ## compile the native shims alone
	@cmake -S native -B artifacts/cmake -G Ninja -Wno-dev > artifacts/cmake.log 2>&1 || { cat artifacts/cmake.log; exit 1; }
	@cmake --build artifacts/cmake

build: native ## compile the native shims and the program; the result is ./thelper
	dotnet publish src/Thelper.Cli -c Release -r $(RID) --self-contained false -p:PublishReadyToRun=true -p:RunAnalyzers=false -o artifacts/thelper $(DOTNET_FLAGS)
	@tools/launcher.sh > thelper && chmod +x thelper

demo: build ## train a small convnet on the embedded shapes, and say what came out
	@tools/demo.sh

test: native ## run every test
	@tools/setup.sh test
	@tools/test.sh

fuzz: native ## damage configurations, checkpoints, annotations, images, GeoTIFFs and data sets (tools/fuzz.sh says which) for SECONDS=600; what is neither read nor refused is kept in artifacts/fuzz/found
	@SECONDS_LIMIT=$(SECONDS) SEED=$(SEED) tools/fuzz.sh

soak: build ## kill, starve and disturb sessions for SECONDS=3600, in every way that the tests know; nothing may be lost (full disks need root)
	@tools/setup.sh soak
	@SECONDS_LIMIT=$(SECONDS) SEED=$(SEED) tools/soak.sh

zoo: native ## export every model and open the files in Python; what is too large for 'make test' (needs some 20 GB of disk, 16 GB of memory, an hour)
	@tools/setup.sh zoo
	@tools/zoo.sh $(MODELS)

fresh: ## prove the set-up: demo and test in a minimal Debian, as root and as a user; SUITE=trixie, STEPS=demo (tools/fresh.sh says more)
	@tools/fresh.sh

portable: native ## run the tests of equal bits under two emulated processors
	@tools/setup.sh portable
	@tools/portable.sh

check: native ## format and analyzers: nothing may be reported
	dotnet build Thelper.slnx -c Release --no-incremental $(DOTNET_FLAGS)
	dotnet format Thelper.slnx --verify-no-changes --no-restore --exclude src/Thelper.Torch/Generated

format: ## mend the format
	dotnet format Thelper.slnx --exclude src/Thelper.Torch/Generated

quality: native ## train every configuration of the embedded shapes as it is; print what it reaches and how long it takes
	dotnet build tests/Thelper.Cli.Tests -c Release -p:RunAnalyzers=false $(DOTNET_FLAGS)
	@THELPER_QUALITY=1 tests/Thelper.Cli.Tests/bin/Release/net10.0/Thelper.Cli.Tests -class Thelper.Cli.Tests.QualityTests -diagnostics -noColor -noLogo

api: native ## accept the public surfaces of the libraries as they are: tests/*/PublicApi/*.txt
	dotnet build Thelper.slnx -c Release -p:RunAnalyzers=false $(DOTNET_FLAGS)
	@for name in Thelper.Torch Thelper.Imaging Thelper.Vision Thelper.Onnx Thelper Thelper.Geo Thelper.Web; do \
	  THELPER_UPDATE_API=1 tests/$$name.Tests/bin/Release/net10.0/$$name.Tests -class $$name.Tests.PublicApiTests -noColor -noLogo > /dev/null || exit 1; \
	done
	@git status --short tests/*/PublicApi

bench: build ## measure against Python's torch and other packages of Debian's, which it installs
	@tools/setup.sh bench
	@bench/run.sh

operators: native ## write the typed operators again from libtorch's schemas
	dotnet run --project tools/Thelper.OperatorGenerator -c Release -- artifacts/native/libthelper_torch.so src/Thelper.Torch/Generated

clean: ## remove everything that was built
	rm -rf artifacts thelper TestResults
	find src tests bench tools -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +

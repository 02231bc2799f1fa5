# `make` lists what can be done. Everything that needs a tool builds the version pinned in tools.mod, once.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo build gen fmt lint arch test test-race browser check soak vuln data tools release clean

VERSION := $(shell git -c safe.directory='*' describe --tags --always --dirty 2>/dev/null || echo unknown)
FOR ?= 1h

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: build ## open the demonstration, with its mailbox, on this machine
	bin/preau demo

build: ## build bin/preau: one static file
	CGO_ENABLED=0 go build -buildvcs=false -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/preau ./cmd/preau

gen: ## make again what is generated and committed
	scripts/gen

fmt: ## format Go and templ files
	scripts/fmt

lint: ## run golangci-lint
	scripts/tool golangci-lint run

arch: ## who imports whom, words, files, tables
	go test ./internal/arch/...

test: ## all tests, on SQLite and PostgreSQL (PKG=./internal/needs/... for some)
	scripts/test test $(or $(PKG),./...)

test-race: ## the tests where goroutines meet, under the race detector
	scripts/test race -race $$(scripts/race-packages)

browser: ## the journeys in a headless Chromium
	scripts/test browser $$(go list -f '{{.ImportPath}} {{.TestImports}} {{.XTestImports}}' ./... | awk '/kit\/web\/browsertest/ { print $$1 }')

check: ## all that CI checks; writes docs/coverage.md
	@scripts/check

soak: ## random walks and crashes for hours (FOR=4h)
	PREAU_TEST_SOAK=$(FOR) scripts/test soak -count=1 -timeout 0 -run 'Walk|Crash' ./...

release: ## static programs for Linux (amd64, arm64), Debian packages, bills of materials, checksums: in dist/
	scripts/release $(VERSION)

vuln: ## look up the known faults of what is linked into the program, on the network (DB=folder of osv files)
	scripts/vuln $(DB)

data: ## make the embedded registers again from their sources (FROM=folder)
	@commands=$$(find internal -type d -name makedata | sort); [ -n "$$commands" ] || echo 'nothing embedded is made from a source yet'; \
	for c in $$commands; do go run "./$$c" $(FROM); done

tools: ## build the pinned tools, fetch axe-core and npm packages, for working without a network
	scripts/tool -path templ
	scripts/tool -path gofumpt
	scripts/tool -path golangci-lint
	scripts/tool -path versitygw
	scripts/axe
	scripts/apiclient
	scripts/smpp

clean: ## remove what was built here (the cache of tools stays)
	rm -rf bin dist .cache

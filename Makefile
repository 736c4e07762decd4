# The usual way in: `make run`. Everything CI does: `make test`.

SHELL := /bin/sh
GO ?= go
NPM ?= npm
BIN := bin/parksite
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS := -s -w -X main.version=$(VERSION)
STATICCHECK := $(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2
WEB_SOURCES := $(shell find frontend/src frontend/public frontend/index.html frontend/vite.config.ts frontend/tsconfig.json -type f 2>/dev/null)

export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD := 1
export CGO_ENABLED ?= 0

.PHONY: run build web generate test check format vet go-test generated frontend-check frontend-test e2e tools arm64 image-check notices notices-check bench office kills load import-proof fulldisk clean

## run: build what is needed and serve on 127.0.0.1:8080 with demo accounts
run: build
	$(BIN) serve --demo

## build: bin/parksite with the web application inside
build: web
	$(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/parksite

## web: frontend/dist
web: frontend/dist/index.html

frontend/node_modules/.stamp: frontend/package.json frontend/package-lock.json
	cd frontend && $(NPM) ci --no-audit --no-fund
	touch $@

frontend/dist/index.html: frontend/node_modules/.stamp $(WEB_SOURCES)
	cd frontend && $(NPM) run build

## generate: API document from the handlers, TypeScript types from the document
generate: frontend/node_modules/.stamp
	$(GO) run ./handlers/openapi/gen
	cd frontend && $(NPM) run generate:api

## test: everything, as CI runs it; installs browser and fonts when missing
test: tools check arm64 frontend-test build e2e image-check

## check: format, vet, staticcheck, import table, tests with -race, types, lint, generated files
check: format vet go-test generated frontend-check notices-check

format:
	@out="$$(gofmt -l cmd frontend/*.go handlers internal scoring seeds)"; \
	  if [ -n "$$out" ]; then echo "gofmt would change:"; echo "$$out"; exit 1; fi

vet:
	$(GO) vet ./...
	$(GO) vet -tags noembedded ./...
	$(STATICCHECK) ./...

# The tests of the program as a process run one built as it is shipped; races
# are looked for in the tests of the packages it joins.
# The race detector runs where goroutines share something, and those packages are
# tested under it alone; over HTTP it runs the tests of races, since the whole of
# handlers takes too long under it.
RACE_PACKAGES := ./scoring/... ./internal/access/... ./internal/appraisal ./internal/audit ./internal/layout ./internal/review ./internal/store/...

go-test:
	$(GO) build -trimpath -o .cache/parksite-test ./cmd/parksite
	PARKSITE_TEST_PROGRAM=$(CURDIR)/.cache/parksite-test $(GO) test -p 1 -timeout 30m $$($(GO) list ./... | grep -vxF "$$($(GO) list $(RACE_PACKAGES))")
	CGO_ENABLED=1 $(GO) test -race -p 1 -timeout 30m $(RACE_PACKAGES)
	CGO_ENABLED=1 $(GO) test -race -timeout 30m -run 'Races$$|Once$$|TwoProcesses' ./handlers

# Regenerates and compares with what is committed.
generated: frontend/node_modules/.stamp
	@mkdir -p .cache
	$(GO) run ./handlers/openapi/gen -o .cache/openapi.json
	diff -u handlers/openapi/openapi.json .cache/openapi.json || { echo "handlers/openapi/openapi.json is stale: make generate"; exit 1; }
	cp frontend/src/api/schema.gen.ts .cache/schema.gen.ts
	cd frontend && $(NPM) run generate:api
	diff -u .cache/schema.gen.ts frontend/src/api/schema.gen.ts || { echo "frontend/src/api/schema.gen.ts was stale and is now rewritten: commit it"; exit 1; }

frontend-check: frontend/node_modules/.stamp
	cd frontend && $(NPM) run typecheck && $(NPM) run lint

frontend-test: frontend/node_modules/.stamp
	cd frontend && $(NPM) test

## e2e: browser tests against the built binary
e2e: tools build
	cd frontend && $(NPM) run e2e

## image-check: what can be shown of the container image without containers
image-check: web
	internal/scripts/image.sh

## notices: THIRD_PARTY_NOTICES.md from go.mod, package-lock.json and the data sources
notices: frontend/node_modules/.stamp
	$(GO) run ./internal/notices -o THIRD_PARTY_NOTICES.md

notices-check: frontend/node_modules/.stamp
	@mkdir -p .cache
	$(GO) run ./internal/notices -o .cache/notices.md
	diff -u THIRD_PARTY_NOTICES.md .cache/notices.md || { echo "THIRD_PARTY_NOTICES.md is stale: make notices"; exit 1; }

## arm64: digests written on amd64, computed again by an emulated arm64
arm64: tools
	scoring/arm64.sh
	internal/appraisal/arm64.sh

## kills: the built program killed fifty times at random moments, some minutes
kills: build
	PARKSITE_TEST_PROGRAM=$(CURDIR)/$(BIN) PARKSITE_TEST_KILLS=50 $(GO) test -count=1 -timeout 30m -run '^TestKilled$$' -v ./cmd/parksite

## fulldisk: the tests of a full disk on a small file system that fills and runs out of inodes
fulldisk:
	internal/scripts/fulldisk.sh

## load: fifty people at work for ten minutes on this machine
load: build
	$(GO) run ./internal/scripts/load -program $(BIN)

## import-proof: 400,500 rows in time and memory, ten kills, hostile files; a minute or two
import-proof: build
	$(GO) run ./internal/importproof -parksite $(BIN)

tools:
	internal/scripts/tools.sh

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./scoring/... ./handlers/...

## office: LibreOffice recalculates the exported workbook and must agree to 1e-9
office:
	$(GO) test -tags office -count=1 -run LibreOffice -v ./internal/report

clean:
	rm -rf bin .cache frontend/node_modules/.stamp
	find frontend/dist -mindepth 1 ! -name .gitkeep -delete

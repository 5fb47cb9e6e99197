# strikemap: build, run, test.  `make` alone lists the targets.

SHELL    := /bin/bash
VERSION  ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT   ?= $(shell git diff --quiet HEAD 2>/dev/null && git rev-parse HEAD)
LDFLAGS  := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT)
GOBUILD  := CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)'
TOOLS    := $(CURDIR)/.tools
GOFUMPT  := $(TOOLS)/gofumpt-v0.12.0
STATIC   := $(TOOLS)/staticcheck-v0.8.2
FUZZTIME ?= 60s
DB       ?= strikemap.gpkg
LISTEN   ?= 127.0.0.1:8080

.PHONY: help run build frontend test test-go test-frontend test-browser lint fuzz bench bench-go release basemap cite clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: build ## build all, create the database if there is none, serve http://127.0.0.1:8080
	bin/strikemap serve --db $(DB) --listen $(LISTEN)

build: frontend ## leave bin/strikemap
	@mkdir -p bin
	$(GOBUILD) -o bin/strikemap ./cmd/strikemap

# ---- frontend ---------------------------------------------------------------

frontend: static/dist/manifest.json

static/node_modules/.package-lock.json: static/package.json static/package-lock.json
	cd static && npm ci --no-audit --no-fund
	@touch $@

static/dist/manifest.json: static/node_modules/.package-lock.json static/build.mjs $(shell find static/src static/css static/catalogues static/templates -type f 2>/dev/null)
	cd static && npm run --silent build

# ---- tests ------------------------------------------------------------------

test: test-go test-frontend test-browser ## run every test, the browser's too

test-go: frontend | system-packages
	go test -race ./...

test-frontend: frontend
	cd static && npm test --silent

test-browser: build | system-packages
	cd static && npm run --silent test:browser

# What the tests drive from outside: Chromium for the pages, GDAL for the database
# file, the API and the feeds, nginx for links behind a proxy.
PACKAGES := chromium gdal-bin python3-gdal nginx-light

.PHONY: system-packages
system-packages:
	@missing=; \
	command -v chromium >/dev/null || missing="$$missing chromium"; \
	command -v ogrinfo >/dev/null || missing="$$missing gdal-bin"; \
	/usr/bin/python3 -c 'from osgeo import ogr' 2>/dev/null || missing="$$missing python3-gdal"; \
	[ -x /usr/sbin/nginx ] || missing="$$missing nginx-light"; \
	[ -z "$$missing" ] && exit 0; \
	echo "installing for the tests:$$missing"; \
	sudo=; [ $$(id -u) = 0 ] || sudo=sudo; \
	$$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null

# ---- lint -------------------------------------------------------------------

lint: $(GOFUMPT) $(STATIC) frontend ## gofumpt, vet, staticcheck, tsc
	@unformatted=$$($(GOFUMPT) -l cmd data geo server static/*.go); \
	[ -z "$$unformatted" ] || { echo "not formatted by gofumpt:"; echo "$$unformatted"; exit 1; }
	go vet ./...
	$(STATIC) ./...
	cd static && npm run --silent check

$(GOFUMPT):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) go install mvdan.cc/gofumpt@v0.12.0 && mv $(TOOLS)/gofumpt $@

$(STATIC):
	@mkdir -p $(TOOLS)
	GOBIN=$(TOOLS) go install honnef.co/go/tools/cmd/staticcheck@v0.8.2 && mv $(TOOLS)/staticcheck $@

# ---- longer batteries -------------------------------------------------------

fuzz: ## every fuzz target for FUZZTIME
	@for pkg in $$(go list ./...); do \
	  for target in $$(go test -list '^Fuzz' $$pkg | grep '^Fuzz'); do \
	    echo "$$pkg $$target"; go test -run '^$$' -fuzz "^$$target$$" -fuzztime $(FUZZTIME) $$pkg || exit 1; \
	  done; \
	done

# The figures of a run with a million incidents stand in the manual; BENCH gives flags
# for another run, whose figures are only printed.
BENCH ?= -output static/templates/docs/performance.json

bench: build | system-packages ## measure beside nginx with a million incidents; BENCH='-help' lists the flags
	go build -o bin/bench ./cmd/bench
	bin/bench $(BENCH)

# PAGE_BUDGET gives flags, such as PAGE_BUDGET='--no-million --no-lighthouse --runs 3'.
PAGE_BUDGET ?=

page-budget: build | system-packages ## what the pages cost on a slow line, beside what they may
	cd static && node browser/page-budget.mjs $(PAGE_BUDGET)

bench-go: ## Go benchmarks
	go test -run '^$$' -bench . -benchmem ./...

# ---- standards and clients --------------------------------------------------

# The abstract tests of the OGC standards, and GDAL, geopandas, OWSLib, QGIS and R
# against the built program. CITE gives flags, such as CITE='-suites crs,tiles -v'.
CITE ?=
CITE_FOLDER := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/strikemap-cite

cite: build $(CITE_FOLDER)/installed | system-packages cite-packages ## the standards' tests, and every client
	go build -o bin/cite ./cmd/cite
	bin/cite -python $(CITE_FOLDER)/venv/bin/python $(CITE)

$(CITE_FOLDER)/installed: cmd/cite/requirements.txt
	python3 -m venv $(CITE_FOLDER)/venv
	$(CITE_FOLDER)/venv/bin/pip install --quiet --requirement $<
	@touch $@

.PHONY: cite-packages
cite-packages:
	@missing=; \
	/usr/bin/python3 -c 'import qgis.core' 2>/dev/null || missing="$$missing python3-qgis"; \
	Rscript -e 'library(sf)' >/dev/null 2>&1 || missing="$$missing r-cran-sf"; \
	[ -z "$$missing" ] && exit 0; \
	echo "installing for the clients:$$missing"; \
	sudo=; [ $$(id -u) = 0 ] || sudo=sudo; \
	$$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null

# ---- release ----------------------------------------------------------------

release: frontend ## static binaries for the common platforms, with checksums
	@mkdir -p bin/release
	@for target in linux/amd64 linux/arm64 darwin/arm64 windows/amd64; do \
	  os=$${target%/*}; arch=$${target#*/}; ext=; [ $$os = windows ] && ext=.exe; \
	  echo "$$target"; \
	  GOOS=$$os GOARCH=$$arch $(GOBUILD) -o bin/release/strikemap-$(VERSION)-$$os-$$arch$$ext ./cmd/strikemap || exit 1; \
	done
	cd bin/release && sha256sum strikemap-$(VERSION)-* > SHA256SUMS

basemap: ## generate borders and basemap again from Natural Earth
	go run ./cmd/basemap

clean: ## remove what was built
	rm -rf bin .tools static/node_modules static/dist/*

# A few words: run, test, check, browser, deny, docs, lint, format. `make` alone lists them.
# Where cargo puts its output is CARGO_TARGET_DIR; without it, target/ in this folder.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test check lint format browser deny docs

TARGET := $(or $(CARGO_TARGET_DIR),target)

help: ## what can be said to make
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: ## build, load the demo county with three months of its past if it is not there, and serve it
	@scripts/need.sh run
	@scripts/islands.sh run
	@cargo build --release -p tongban
	@exec "$(TARGET)/release/tongban" demo --days 90

test: ## everything: format, lints, tests on SQLite and PostgreSQL, the browser's journeys
	@scripts/test.sh

check: ## the quick half of test: format, lints, tidy tests
	@cargo fmt --all --check
	@cargo clippy --workspace --all-targets --quiet -- -D warnings
	@cargo test --quiet -p checks

lint: ## clippy, warnings are errors
	@cargo clippy --workspace --all-targets -- -D warnings

format: ## set all Rust sources in our format
	@cargo fmt --all

browser: ## only the browser's journeys
	@scripts/test.sh browser

deny: ## advisories, licences and duplicates by cargo-deny (it is built first if missing: slow)
	@command -v cargo-deny >/dev/null || cargo install --locked cargo-deny
	@cargo deny check

docs: ## the documentation of the crates, broken links are errors
	@RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps

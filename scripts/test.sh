#!/usr/bin/env bash
# Everything that must hold before a change lands; `make test`. Ends with the runners' own summaries
# and one line that adds them up. `scripts/test.sh browser` runs only the browser's journeys.
set -euo pipefail
cd "$(dirname "$0")/.."

only=${1:-all}
target=${CARGO_TARGET_DIR:-$PWD/target}
reports=$(mktemp -d "${TMPDIR:-/tmp}/tongban-test.XXXXXX")
trap 'rm -rf "$reports"' EXIT
failed=0

step() { echo; echo "== $*"; }

# A step whose failure we remember while the others still run; its output is kept for the summary.
attempt() {
  local name=$1 minutes=$2
  shift 2
  timeout --kill-after=30 "${minutes}m" "$@" 2>&1 | tee "$reports/$name" || { failed=1; echo "== $name failed" >&2; }
}

step "what this machine lacks"
scripts/need.sh test

if [ "$only" = all ]; then
  step "format"
  cargo fmt --all --check
  step "lints"
  cargo clippy --workspace --all-targets --quiet -- -D warnings
fi

step "the browser's programs"
attempt islands 15 scripts/islands.sh test

step "build"
# The licence test asks cargo about all packages without the network: they must be here by then.
cargo fetch --locked --quiet --target "$(rustc -vV | sed -n 's/^host: //p')"
cargo build --workspace --bins --tests --quiet

if [ "$only" = all ]; then
  step "tests, on SQLite and on a PostgreSQL of our own"
  if command -v cargo-nextest >/dev/null 2>&1; then
    attempt nextest 30 scripts/with-postgres.sh cargo nextest run --workspace --no-fail-fast
  else
    attempt cargo 30 scripts/with-postgres.sh cargo test --workspace --bins --lib --tests --no-fail-fast
  fi
  step "examples in the documentation"
  attempt doctest 10 cargo test --workspace --doc --quiet
fi

step "journeys in the browser"
(cd browser && timeout 300 npx --no-install tsc --noEmit) || { failed=1; echo "== the journeys' types failed" >&2; }
export TONGBAN_BINARY="$target/debug/tongban"
export PLAYWRIGHT_JSON_OUTPUT_NAME="$reports/playwright.json"
attempt playwright 35 scripts/with-postgres.sh scripts/browser.sh

node scripts/summary.mjs "$reports" "$failed" || failed=1
exit "$failed"

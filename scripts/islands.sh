#!/usr/bin/env bash
# Bundles the browser's programs of islands/ into islands/dist, which the binary embeds when it is built.
#   scripts/islands.sh          needs node and npm, fails without them
#   scripts/islands.sh run      without node the pages go without, and that is said
#   scripts/islands.sh test     bundles, checks the types and runs the tests
set -euo pipefail
cd "$(dirname "$0")/../islands"

task=${1:-build}
if ! { command -v node && command -v npm; } >/dev/null 2>&1; then
  if [ "$task" = run ]; then
    echo "islands: node or npm is missing; maps will be drawings that do not move" >&2
    exit 0
  fi
  echo "islands: node and npm are missing. Install Node 20 with npm, then try again." >&2
  exit 1
fi

if [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "islands: npm ci" >&2
  timeout 600 npm ci --no-audit --no-fund --loglevel=error >&2
fi

# Bundled afresh only when a source is newer than what stands there.
newest=$(find . -path ./node_modules -prune -o -path ./dist -prune -o -type f -newer dist/.gitignore -print -quit 2>/dev/null || true)
if [ -n "$newest" ] || ! ls dist/*.js >/dev/null 2>&1; then
  timeout 300 node build.mjs >&2
  touch dist/.gitignore
fi

if [ "$task" = test ]; then
  npx --no-install tsc --noEmit
  timeout 120 node test.mjs
fi

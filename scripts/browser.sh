#!/usr/bin/env bash
# The browser's journeys, on the demo county served from SQLite, from PostgreSQL, and twice more from
# SQLite: for the browser without scripts, and for the journeys in four modes.
# Needs TONGBAN_BINARY and TONGBAN_TEST_POSTGRES; arguments go to Playwright.
set -euo pipefail
cd "$(dirname "$0")/../browser"

mapfile -t ports < <(../scripts/free-port.sh 4)
folder=$(mktemp -d "${TMPDIR:-/tmp}/tongban-browser.XXXXXX")
trap 'rm -rf "$folder"' EXIT

export TONGBAN_SQLITE_PORT=${ports[0]} TONGBAN_POSTGRES_PORT=${ports[1]} TONGBAN_PLAIN_PORT=${ports[2]} TONGBAN_MODES_PORT=${ports[3]}
export TONGBAN_BROWSER_FOLDER=$folder
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
npx --no-install playwright test "$@"

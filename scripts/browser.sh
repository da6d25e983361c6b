#!/usr/bin/env bash
# The browser's journeys, on the demo county served from SQLite, from PostgreSQL, and three more times from
# SQLite: for the browser without scripts, for the journeys in four modes, and for the one that needs a
# year whose calendar is not announced.
# Needs TONGBAN_BINARY and TONGBAN_TEST_POSTGRES; arguments go to Playwright.
set -euo pipefail
cd "$(dirname "$0")/../browser"

mapfile -t ports < <(../scripts/free-port.sh 5)
folder=$(mktemp -d "${TMPDIR:-/tmp}/tongban-browser.XXXXXX")
trap 'rm -rf "$folder"' EXIT

export TONGBAN_SQLITE_PORT=${ports[0]} TONGBAN_POSTGRES_PORT=${ports[1]} TONGBAN_PLAIN_PORT=${ports[2]} TONGBAN_MODES_PORT=${ports[3]}
export TONGBAN_UNANNOUNCED_PORT=${ports[4]}
export TONGBAN_BROWSER_FOLDER=$folder
# As if nothing had been announced yet, whatever day it is.
cp -r ../data "$folder/data"
year=$(TZ=Asia/Shanghai date +%Y)
rm -f "$folder/data/calendar/$year.json" "$folder/data/calendar/$((year + 1)).json"
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
npx --no-install playwright test "$@"

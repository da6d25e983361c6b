#!/usr/bin/env bash
# Acts a second beside the rate at which pgbench's 32 clients insert single rows into the same
# PostgreSQL, before and after, in one run. Prints the report of `tongban bench lifecycle` with
# pgbench_before, pgbench_after and share (acts a second over the mean of the two).
#   scripts/with-postgres.sh scripts/beside-pgbench.sh PROGRAM [CASES [SECONDS [PGBENCH_SECONDS]]]
# Whatever stands behind PGBENCH_SECONDS is given to `bench lifecycle`.
set -euo pipefail

: "${TONGBAN_TEST_POSTGRES:?name a server, for instance by scripts/with-postgres.sh}"
program=$(readlink -f "${1:?usage: beside-pgbench.sh PROGRAM [CASES [SECONDS [PGBENCH_SECONDS]]]}")
cases=${2:-10000} seconds=${3:-20} beside=${4:-10}
more=("${@:5}")
here=$(cd "$(dirname "$0")" && pwd)
bin=$("$here/postgres-bin.sh") || { echo "beside-pgbench: no PostgreSQL server here; try scripts/need.sh test" >&2; exit 1; }
[ -x "$bin/pgbench" ] || { echo "beside-pgbench: pgbench is missing; it comes with PostgreSQL's server" >&2; exit 1; }
url=$TONGBAN_TEST_POSTGRES
folder=$(mktemp -d "${TMPDIR:-/tmp}/tongban-pgbench.XXXXXX")
trap 'rm -rf "$folder"' EXIT

# A row of 300 bytes with a key of two columns, as a plain commit of `tongban bench` is.
"$bin/psql" -q "$url" -c 'CREATE TABLE IF NOT EXISTS pgbench_row (unit BIGINT NOT NULL, id BIGINT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (unit, id))'
printf '%s\n' '\set unit random(1, 100)' '\set id random(1, 9000000000000000)' \
  "INSERT INTO pgbench_row VALUES (:unit, :id, '$(printf 'x%.0s' $(seq 300))') ON CONFLICT DO NOTHING;" >"$folder/insert.sql"
rate() {
  "$bin/pgbench" -n -M prepared -c 32 -j 2 -T "$beside" -f "$folder/insert.sql" "$url" 2>"$folder/words" >"$folder/told" \
    || { cat "$folder/words" >&2; return 1; }
  sed -n 's/^tps = \([0-9.]*\).*/\1/p' "$folder/told"
}
tongban() { "$program" bench "$@" --database "$url" --data "$here/../data" --var "$folder/var" "${more[@]}" --json; }

# Loaded before the first rate is taken: what the loading leaves to do is not the acts'.
tongban lifecycle --cases "$cases" --seconds 1 >/dev/null
before=$(rate)
tongban lifecycle --cases "$cases" --seconds "$seconds" >"$folder/report"
after=$(rate)
acts=$(sed -n 's/^ *"acts_per_s": \([0-9.eE+-]*\),\{0,1\}$/\1/p' "$folder/report")
[ -n "$before" ] && [ -n "$after" ] && [ -n "$acts" ] || { echo "beside-pgbench: a rate is missing" >&2; cat "$folder/report" >&2; exit 1; }
share=$(awk -v a="$acts" -v b="$before" -v c="$after" 'BEGIN { printf "%.4f", a / ((b + c) / 2) }')
# The report is one object; its last line is the brace that closes it.
sed '$d' "$folder/report" | sed '$s/$/,/'
printf '  "pgbench_before": %s,\n  "pgbench_after": %s,\n  "share": %s\n}\n' "$before" "$after" "$share"

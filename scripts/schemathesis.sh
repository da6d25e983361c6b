#!/usr/bin/env bash
# Asks a demo county everything that its OpenAPI document allows and much that it does not, as a stranger,
# a resident, a clerk and a supervisor; then as those whom a case, the catalogue, the staff and the ledger
# belong to, with a case that is there: no server error, no status or answer that the document lacks.
# Needs TONGBAN_BINARY and schemathesis (`pip install schemathesis`, in an environment of its own).
#   scripts/schemathesis.sh            10 examples an operation
#   scripts/schemathesis.sh 100        more of them
set -euo pipefail
cd "$(dirname "$0")/.."

examples=${1:-10}
binary=${TONGBAN_BINARY:?the binary that serves, such as target/debug/tongban}
st=${SCHEMATHESIS:-st}
command -v "$st" >/dev/null || { echo "schemathesis is missing: pip install schemathesis, or name it in SCHEMATHESIS" >&2; exit 1; }

port=$(scripts/free-port.sh 1)
base=http://127.0.0.1:$port
folder=$(mktemp -d "${TMPDIR:-/tmp}/tongban-schemathesis.XXXXXX")
"$binary" demo --people 1000 --database "sqlite:$folder/tongban.db" --var "$folder/var" --listen "127.0.0.1:$port" >"$folder/log" 2>&1 &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
for _ in $(seq 300); do
  curl -fsS -o /dev/null "$base/api/openapi.json" 2>/dev/null && break
  sleep 1
done

session() {
  curl -fsS -o /dev/null -D - -H "Origin: $base" --data-urlencode "login=$1" --data-urlencode "password=longyou-demo-2026" --data-urlencode "next=/" "$base/sign-in" |
    sed -n 's/^set-cookie: session=\([0-9a-f]*\);.*/\1/Ip'
}

config=()
ask() {
  echo "== $1" >&2
  timeout 900 "$st" "${config[@]}" run "$base/api/openapi.json" --url "$base" -H "Origin: $base" "${@:2}" \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
    --max-examples "$examples" --seed 330825
}

ask stranger
for login in elder window supervisor; do
  ask "$login" -H "Cookie: session=$(session "$login")"
done

# A guessed id finds no case: here is one that lies on the desk of the township's clerk.
application='{"matter":"elderly-allowance","promise":true,"answers":{"bank_account":"6222021001116245702","phone":"13800138000"}}'
case=$(curl -fsS -H "Origin: $base" -H "Cookie: session=$(session elder)" -H "Idempotency-Key: schemathesis-case" \
  -H "Content-Type: application/json" --data "$application" "$base/api/cases" | sed -n 's/.*"case":"\([0-9a-z]*\)".*/\1/p')
[ -n "$case" ] || { echo "no case could be handed in" >&2; exit 1; }
cat >"$folder/schemathesis.toml" <<END
[[operations]]
include-path-regex = "^/api/cases/"
parameters = { "path.id" = "$case" }
END
config=(--config-file "$folder/schemathesis.toml")
for login in town-330825101 minzheng auditor data admin; do
  ask "$login, at work" -H "Cookie: session=$(session "$login")" \
    --include-path-regex '^/api/(cases|desk|manage|staff)'
done

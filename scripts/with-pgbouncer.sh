#!/usr/bin/env bash
# Runs a command behind a PgBouncer in transaction mode: each transaction gets another connection of
# few. Needs TONGBAN_TEST_POSTGRES, and gives the command one that goes through the pooler.
#   scripts/with-postgres.sh scripts/with-pgbouncer.sh cargo test -p store
set -euo pipefail

: "${TONGBAN_TEST_POSTGRES:?name a server, for instance by scripts/with-postgres.sh}"
bin=$(command -v pgbouncer || ls /usr/sbin/pgbouncer 2>/dev/null) || { echo "with-pgbouncer: PgBouncer is missing: apt-get install pgbouncer" >&2; exit 1; }

# postgres://USER:PASSWORD@HOST:PORT/NAME
pattern='^postgres(ql)?://([^:@/]+):([^@/]*)@([^:/]+):([0-9]+)/([^?]+)$'
[[ $TONGBAN_TEST_POSTGRES =~ $pattern ]] || { echo "with-pgbouncer: the address of the server must be postgres://USER:PASSWORD@HOST:PORT/NAME" >&2; exit 1; }
user=${BASH_REMATCH[2]} password=${BASH_REMATCH[3]} host=${BASH_REMATCH[4]} port=${BASH_REMATCH[5]} name=${BASH_REMATCH[6]}

own=$("$(dirname "$0")/free-port.sh" 1)
folder=$(mktemp -d "${TMPDIR:-/tmp}/tongban-pgbouncer.XXXXXX")
as_user=()
if [ "$(id -u)" = 0 ]; then
  as_user=(runuser -u nobody --)
fi

(umask 077
printf '"%s" "%s"\n' "$user" "$password" >"$folder/users"
cat >"$folder/pgbouncer.ini" <<INI
[databases]
* = host=$host port=$port
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $own
unix_socket_dir =
auth_type = scram-sha-256
auth_file = $folder/users
pool_mode = transaction
# Few, so that transactions of one test do meet each other's connections.
default_pool_size = ${TONGBAN_POOL_SIZE:-5}
max_client_conn = 2000
max_db_connections = 50
server_idle_timeout = 5
logfile = $folder/log
pidfile = $folder/pid
INI
)
[ ${#as_user[@]} = 0 ] || chown -R nobody "$folder"

"${as_user[@]}" "$bin" -q "$folder/pgbouncer.ini" 2>"$folder/words" &
pooler=$!
clean() {
  status=$?
  trap - EXIT INT TERM
  kill "$pooler" 2>/dev/null || true
  wait "$pooler" 2>/dev/null || true
  rm -rf "$folder"
  exit "$status"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

for _ in $(seq 100); do
  (exec 3<>"/dev/tcp/127.0.0.1/$own") 2>/dev/null && break
  kill -0 "$pooler" 2>/dev/null || { cat "$folder/words" "$folder/log" >&2; exit 1; }
  sleep 0.1
done

export TONGBAN_TEST_POSTGRES="postgres://$user:$password@127.0.0.1:$own/$name?pooler=transaction"
"$@"
